package bullet

import (
	"math"
	"slices"
)

// CMPSParams are the lengths of congruent matching profile segments (Chen et al.,
// Forensic Sci. Int. 2019, doi 10.1016/j.forsciint.2019.109964).
type CMPSParams struct {
	SegmentUm   float64 `json:"segment_um"`   // length of a basis segment
	Scales      []int   `json:"scales"`       // the segment is looked at this many times as long
	Peaks       []int   `json:"peaks"`        // how many of the highest peaks of its correlation count at each scale
	ToleranceUm float64 `json:"tolerance_um"` // positions this far apart agree
	// Strict asks that the lengthened segment lies inside its signature, that it
	// does not hang over the other one, and that each scale has exactly one peak near
	// the position: the rule of the first implementation (CMPS 2020). Without it a
	// segment is cut at the ends, may hang over, and one peak or more is enough: the rule
	// of cmpsR 0.1.2 (Ju and Hofmann, The R Journal 14, 2022).
	Strict bool `json:"strict"`
}

// CMPSDefaults are 50 points of 1.5625 um, their double and fourfold, with 5, 3
// and 1 peaks, a tolerance of 25 points, and the rule of cmpsR.
func CMPSDefaults() CMPSParams {
	return CMPSParams{SegmentUm: 78.125, Scales: []int{1, 2, 4}, Peaks: []int{5, 3, 1}, ToleranceUm: 39.0625}
}

// A Congruence is how many segments of a signature agree on where they lie in
// another.
type Congruence struct {
	Score    int       `json:"score"`    // segments that agree on the best shift
	Segments int       `json:"segments"` // of so many
	ShiftsUm []float64 `json:"shifts_um"`
	Agreeing []int     `json:"agreeing"` // which segments, from 0
}

// CMPS cuts the reference into segments, finds for each the shift in the comparison
// signature that its best peaks at all scales agree on, and counts the segments
// that agree with each other. ShiftsUm are all shifts, between the least and the
// greatest voted for, with the best count. Both signatures have the same pitch.
func CMPS(reference, comparison Signature, p CMPSParams) Congruence {
	pitch := reference.PitchUm
	length, tolerance := int(math.Round(p.SegmentUm/pitch)), int(math.Round(p.ToleranceUm/pitch))
	x, y := trim(reference.HeightUm), trim(comparison.HeightUm)
	c := Congruence{}
	if length < 2 || len(p.Peaks) != len(p.Scales) || len(p.Scales) == 0 {
		return c
	}
	c.Segments = len(x) / length
	votes := make([][]int, c.Segments)
	var all []int
	for k := range votes {
		votes[k] = p.vote(x, y, k, length, tolerance)
		all = append(all, votes[k]...)
	}
	if len(all) == 0 {
		return c
	}
	var shifts []int
	for shift := slices.Min(all); shift <= slices.Max(all); shift++ {
		n := 0
		for _, v := range votes {
			if near(v, shift, tolerance) > 0 {
				n++
			}
		}
		if n > c.Score {
			c.Score, shifts = n, nil
		}
		if n == c.Score {
			shifts = append(shifts, shift)
		}
	}
	for _, s := range shifts {
		c.ShiftsUm = append(c.ShiftsUm, float64(s)*pitch)
	}
	for k, v := range votes {
		if near(v, shifts[len(shifts)/2], tolerance) > 0 {
			c.Agreeing = append(c.Agreeing, k)
		}
	}
	return c
}

// vote is where segment k says it lies: the peaks of its longest form that its
// shorter forms confirm.
func (p CMPSParams) vote(x, y []float64, k, length, tolerance int) []int {
	var levels [][]int
	for level, scale := range p.Scales {
		more := (scale - 1) * length
		from, to := k*length-more/2, (k+1)*length+more-more/2
		if p.Strict && (from < 0 || to > len(x)) {
			return nil
		}
		from, to = max(0, from), min(len(x), to)
		need := to - from
		if !p.Strict {
			need = int(math.Ceil(min(0.9*float64(need), math.Round(0.1*float64(len(y))))))
		}
		levels = append(levels, peaks(x[from:to], y, from, need, p.Peaks[level]))
	}
	last := len(levels) - 1
	var kept []int
	for _, s := range levels[last] {
		confirmed := true
		for _, other := range levels[:last] {
			n := near(other, s, tolerance)
			confirmed = confirmed && (n == 1 || n > 1 && !p.Strict)
		}
		if confirmed {
			kept = append(kept, s)
		}
	}
	return kept
}

// near counts the positions within a tolerance of one.
func near(positions []int, to, tolerance int) int {
	n := 0
	for _, s := range positions {
		if s-to <= tolerance && to-s <= tolerance {
			n++
		}
	}
	return n
}

// peaks are the shifts of the n highest local maxima of the correlation of a
// segment, which begins at start, with a signature, over need points at least.
// The ends of the curve are no maxima.
func peaks(segment, y []float64, start, need, n int) []int {
	r := curve(segment, y, need)
	first := need - len(segment)
	var top []int
	for i := 1; i+1 < len(r); i++ {
		if r[i] > math.Inf(-1) && r[i] >= r[i-1] && r[i] >= r[i+1] {
			top = append(top, i)
		}
	}
	slices.SortStableFunc(top, func(a, b int) int {
		switch {
		case r[a] > r[b]:
			return -1
		case r[a] < r[b]:
			return 1
		}
		return 0
	})
	var shifts []int
	for _, i := range top[:min(n, len(top))] {
		shifts = append(shifts, first+i-start)
	}
	return shifts
}

// curve is the correlation of a segment with a signature at every shift from
// need-len(segment) on that leaves need points in common; -Inf where it is not
// defined.
func curve(segment, y []float64, need int) []float64 {
	n := len(segment)
	r := make([]float64, 0, len(y)+n)
	sum, square, whole := cumulated(y)
	_, squares, wholeToo := cumulated(segment)
	mx := mean(segment)
	vx := squares[n] - float64(n)*mx*mx
	for pos := need - n; pos+need <= len(y); pos++ {
		v, pairs := 0.0, n
		if inside := pos >= 0 && pos+n <= len(y); inside && whole && wholeToo {
			dot := 0.0
			for i, x := range segment {
				dot += x * y[pos+i]
			}
			total := sum[pos+n] - sum[pos]
			vy := square[pos+n] - square[pos] - total*total/float64(n)
			v = (dot - mx*total) / math.Sqrt(vx*vy)
		} else {
			v, pairs = correlation(segment, y, pos)
		}
		if v != v || math.IsInf(v, 0) || pairs < need {
			v = math.Inf(-1)
		}
		r = append(r, v)
	}
	return r
}

// cumulated are the running sums of values and of their squares, from 0 on, and
// whether no value is missing.
func cumulated(z []float64) (sum, square []float64, whole bool) {
	sum, square, whole = make([]float64, len(z)+1), make([]float64, len(z)+1), true
	for i, v := range z {
		sum[i+1], square[i+1] = sum[i]+v, square[i]+v*v
		whole = whole && v == v
	}
	return sum, square, whole
}

// trim drops missing values at both ends.
func trim(z []float64) []float64 {
	for len(z) > 0 && z[0] != z[0] {
		z = z[1:]
	}
	for len(z) > 0 && z[len(z)-1] != z[len(z)-1] {
		z = z[:len(z)-1]
	}
	return z
}
