package bullet

import (
	"errors"
	"math"
	"slices"
)

// An edge is where the land ends on one side.
type edge struct {
	um    float64
	found bool
}

// grooves finds both ends of the land at row y: the foot of the shoulder that rises
// to the groove engraved area. Every cross-section within 150 um is asked, follows
// the slant, and the median of those that saw a shoulder holds.
func (v *view) grooves(y int) (left, right edge, err error) {
	var lefts, rights []float64
	var outer [2][]float64
	step := max(1, int(v.p.StepUm/v.s.PitchYUm))
	reach := int(150 / v.s.PitchYUm)
	for r := y - reach/step*step; r <= y+reach; r += step {
		if r < 0 || r >= v.s.Height {
			continue
		}
		profile := v.profile(r, v.p.StepUm)
		lean := v.slant * float64(y-r) * v.s.PitchYUm
		l, rt, ok := shoulders(profile, v.s.PitchXUm, v.p)
		if !ok {
			continue
		}
		if l.found {
			lefts = append(lefts, l.um+lean)
		}
		if rt.found {
			rights = append(rights, rt.um+lean)
		}
		outer[0], outer[1] = append(outer[0], l.um+lean), append(outer[1], rt.um+lean)
	}
	if len(outer[0]) == 0 {
		return left, right, errors.New("the profile at the cross-section has too few measured points to find the grooves")
	}
	pick := func(found, any []float64) edge {
		if 3*len(found) >= len(any) {
			return edge{median(slices.Clone(found)), true}
		}
		return edge{median(any), false}
	}
	left, right = pick(lefts, outer[0]), pick(rights, outer[1])
	width := float64(v.s.Width-1) * v.s.PitchXUm
	left.um, right.um = max(0, left.um), min(width, right.um)
	return left, right, nil
}

// shoulders finds the ends of the land in one profile. The land is an arc: a
// parabola fitted robustly to its middle is taken off, and from the middle outwards
// the first climb of RiseUm within WithinUm that is at least half as high as the
// highest is the shoulder; the land ends at its foot. Striae climb too, but less.
func shoulders(profile []float64, pitch float64, p Params) (left, right edge, ok bool) {
	first, last := -1, -1
	for i, z := range profile {
		if z == z {
			if first < 0 {
				first = i
			}
			last = i
		}
	}
	if first < 0 || float64(last-first)*pitch < 400 {
		return left, right, false
	}
	rest := residual(profile, first, last)
	smooth := boxed(rest, max(1, int(8/pitch)))
	middle := (first + last) / 2
	find := func(dir, end int) edge {
		start := middle + dir*int(0.5*math.Abs(float64(end-middle)))
		feet := climbs(smooth, start, end, dir, int(p.WithinUm/pitch), p.RiseUm)
		most := 0.0
		for _, f := range feet {
			most = max(most, f.rise)
		}
		for _, f := range feet {
			if f.rise >= most/2.5 {
				return edge{float64(f.at) * pitch, true}
			}
		}
		return edge{float64(end) * pitch, false}
	}
	return find(-1, first), find(1, last), true
}

// A foot is where a profile begins to climb.
type foot struct {
	at   int
	rise float64
}

// climbs lists, from start outwards to end, every foot of a climb of at least rise
// within reach points. A gap in the measurement of half that length counts as one:
// flanks too steep to measure.
func climbs(smooth []float64, start, end, dir, reach int, rise float64) []foot {
	var feet []foot
	gap := 0
	for i := start; i*dir <= end*dir; i += dir {
		if smooth[i] != smooth[i] {
			if gap++; gap == reach/2 {
				f := foot{i - dir*gap, rise}
				for k := 1; k <= 3*reach && (f.at+dir*k)*dir <= end*dir; k++ {
					if d := smooth[f.at+dir*k] - smooth[f.at]; d > f.rise {
						f.rise = d
					}
				}
				feet = append(feet, f)
			}
			continue
		}
		gap = 0
		f := foot{at: i}
		for k := 0; k <= 2*reach && (i+dir*k)*dir <= end*dir; k++ {
			z := smooth[i+dir*k]
			if z < smooth[f.at] && k < reach {
				f = foot{at: i + dir*k}
			}
			if d := z - smooth[f.at]; d > f.rise && (k <= reach || f.rise >= rise) {
				f.rise = d
			}
		}
		if f.rise >= rise {
			feet = append(feet, f)
			i = f.at + dir*reach
			for i*dir <= end*dir && smooth[i] != smooth[i] {
				i += dir
			}
		}
	}
	return feet
}

// residual takes off the parabola that fits most of a profile between two
// positions: least squares, again on the points within three robust spreads, until
// it rests.
func residual(profile []float64, first, last int) []float64 {
	n := last - first
	from, to := first+n/6, last-n/6
	keep := make([]bool, len(profile))
	for i := from; i <= to; i++ {
		keep[i] = profile[i] == profile[i]
	}
	rest := make([]float64, len(profile))
	for range 12 {
		var at []int
		for i, k := range keep {
			if k {
				at = append(at, i)
			}
		}
		if len(at) < 10 {
			break
		}
		value := parabola(profile, at)
		var inner []float64
		for i := range rest {
			rest[i] = profile[i] - value(float64(i))
			if i >= from && i <= to {
				inner = append(inner, rest[i])
			}
		}
		limit := 3 * robustSpread(inner)
		changed := false
		for i := from; i <= to; i++ {
			if k := math.Abs(rest[i]) <= limit; k != keep[i] {
				keep[i], changed = k, true
			}
		}
		if !changed {
			break
		}
	}
	return rest
}

// parabola fits least squares through the given positions.
func parabola(z []float64, at []int) func(float64) float64 {
	centre, h := float64(at[len(at)/2]), float64(at[len(at)-1]-at[0])+1
	var m [5]float64
	var b [3]float64
	for _, i := range at {
		u := (float64(i) - centre) / h
		for k, w := 0, 1.0; k < 5; k, w = k+1, w*u {
			m[k] += w
			if k < 3 {
				b[k] += w * z[i]
			}
		}
	}
	det := m[0]*(m[2]*m[4]-m[3]*m[3]) - m[1]*(m[1]*m[4]-m[2]*m[3]) + m[2]*(m[1]*m[3]-m[2]*m[2])
	c0 := (b[0]*(m[2]*m[4]-m[3]*m[3]) - m[1]*(b[1]*m[4]-m[3]*b[2]) + m[2]*(b[1]*m[3]-m[2]*b[2])) / det
	c1 := (m[0]*(b[1]*m[4]-b[2]*m[3]) - b[0]*(m[1]*m[4]-m[2]*m[3]) + m[2]*(m[1]*b[2]-m[2]*b[1])) / det
	c2 := (m[0]*(m[2]*b[2]-m[3]*b[1]) - m[1]*(m[1]*b[2]-m[2]*b[1]) + b[0]*(m[1]*m[3]-m[2]*m[2])) / det
	return func(x float64) float64 { u := (x - centre) / h; return c0 + u*(c1+u*c2) }
}
