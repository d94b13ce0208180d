package bullet

import (
	"math"

	"focalpoint/toolmark"
)

// Upright turns a scan so that striae run along y and the profile across them along
// x: by a quarter turn (never by transposing, which would make a mirror image) where
// heights change faster along y. Positions are then counted from the new left edge:
// x of the result is height-1-y of the scan.
func Upright(s *toolmark.Surface) (upright *toolmark.Surface, turned bool) {
	if rough(s, 1, 0) >= rough(s, 0, 1) {
		return s, false
	}
	t := &toolmark.Surface{
		Width: s.Height, Height: s.Width, PitchXUm: s.PitchYUm, PitchYUm: s.PitchXUm,
		HeightUm: make([]float32, len(s.HeightUm)),
	}
	for y := range s.Height {
		for x := range s.Width {
			t.HeightUm[x*t.Width+s.Height-1-y] = s.HeightUm[y*s.Width+x]
		}
	}
	return t, true
}

// rough is the median slope over about 6 um in one direction. A land bends by tens
// of degrees across the striae and hardly along them.
func rough(s *toolmark.Surface, dx, dy int) float64 {
	pitch := float64(dx)*s.PitchXUm + float64(dy)*s.PitchYUm
	k := max(1, int(math.Round(6/pitch)))
	var slopes []float64
	for y := 0; y < s.Height; y += 5 {
		for x := 0; x < s.Width; x += 5 {
			if d := math.Abs(float64(s.At(x+k*dx, y+k*dy) - s.At(x, y))); d == d {
				slopes = append(slopes, d/(float64(k)*pitch))
			}
		}
	}
	return median(slopes)
}

// rows are the heights of an upright scan, row by row, less their course over
// formUm: what is left are striae and noise.
func rows(s *toolmark.Surface, formUm float64) [][]float64 {
	half := max(2, int(math.Round(formUm/2/s.PitchXUm)))
	out := make([][]float64, s.Height)
	row := make([]float64, s.Width)
	for y := range out {
		for x := range row {
			row[x] = float64(s.HeightUm[y*s.Width+x])
		}
		out[y] = make([]float64, s.Width)
		for x, m := range boxed(row, half) {
			out[y][x] = row[x] - m
		}
	}
	return out
}

// slant is how far striae move along x for each micrometre along y: the shear at
// which the rows of some window of the scan reinforce each other most. Only part of
// a land need bear striae, so the best window decides, not all of them.
func slant(s *toolmark.Surface, flat [][]float64, limit float64) float64 {
	const windowUm = 150
	window := min(s.Height, max(4, int(windowUm/s.PitchYUm)))
	stride := max(1, int(6/s.PitchYUm))
	sum, n := make([]float64, s.Width), make([]int, s.Width)
	// reinforced is the share of the window's variance that its mean row keeps.
	reinforced := func(top int, b float64) float64 {
		clear(sum)
		clear(n)
		all := 0.0
		for y := top; y < top+window; y += stride {
			shift := int(math.Round(b * float64(y-top-window/2) * s.PitchYUm / s.PitchXUm))
			for x := max(0, -shift); x < s.Width && x+shift < s.Width; x++ {
				// Spikes at the edges of what could be measured must not decide.
				if v := flat[y][x+shift]; v == v && math.Abs(v) < 4 {
					sum[x] += v
					n[x]++
					all += v * v
				}
			}
		}
		kept := 0.0
		for x := range sum {
			if n[x] > 1 {
				kept += sum[x] * sum[x] / float64(n[x])
			}
		}
		return kept / (all + float64(s.Width)*1e-6)
	}
	const step = 0.01
	k := int(math.Round(limit / step))
	best, at, where := -1.0, 0, 0
	for top := 0; top+window <= s.Height; top += max(1, window/2) {
		for j := 0; j <= 2*k; j++ { // 0, 1, -1, 2, ...: of leans that move no row differently, the least
			i := (j + 1) / 2
			if j%2 == 0 {
				i = -i
			}
			if r := reinforced(top, float64(i)*step); r > best {
				best, at, where = r, i, top
			}
		}
	}
	b := float64(at) * step
	low, high := reinforced(where, b-step), reinforced(where, b+step)
	if curve := low - 2*best + high; curve < 0 && low < best && high < best {
		b += step / 2 * (low - high) / curve
	}
	return b
}
