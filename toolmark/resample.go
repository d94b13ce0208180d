package toolmark

import (
	"fmt"
	"math"
)

// Resample brings s to a square grid of that spacing: by the mean of the points around each new one where the grid
// gets coarser (a box as wide as the new spacing, so that nothing is aliased), by bilinear interpolation where it
// gets finer. A new point is missing when more than half of what it is made of is. A surface that has the spacing to
// one in a thousand already is returned as it is.
func Resample(s *Surface, spacingUm float64) (*Surface, error) {
	if err := s.Check(); err != nil {
		return nil, err
	}
	if !length(spacingUm) {
		return nil, fmt.Errorf("%g micrometres is no distance between points", spacingUm)
	}
	kx, ky := spacingUm/s.PitchXUm, spacingUm/s.PitchYUm
	if math.Abs(kx-1) < 1e-3 && math.Abs(ky-1) < 1e-3 {
		return s, nil
	}
	w, h := int(float64(s.Width)/kx+1e-6), int(float64(s.Height)/ky+1e-6)
	if w < 1 || h < 1 {
		return nil, fmt.Errorf("a surface of %.0f by %.0f micrometres is too small for points %g micrometres apart", float64(s.Width)*s.PitchXUm, float64(s.Height)*s.PitchYUm, spacingUm)
	}
	if w > MaxPoints/h {
		return nil, fmt.Errorf("points %g micrometres apart make %d by %d of them, too many", spacingUm, w, h)
	}
	out := NewSurface(w, h, spacingUm, spacingUm)
	out.OriginXUm = s.OriginXUm + (kx-1)/2*s.PitchXUm
	out.OriginYUm = s.OriginYUm + (ky-1)/2*s.PitchYUm
	xs, ys := taps(w, s.Width, kx), taps(h, s.Height, ky)
	for y, ty := range ys {
		for x, tx := range xs {
			out.HeightUm[y*w+x] = s.weighed(tx, ty)
		}
	}
	return out, nil
}

// A tap is the run of old points a new one is made of, with the weight of each.
type tap struct {
	first  int
	weight []float64 // sum 1
}

// taps gives the run for each of n new points, k old points apart.
func taps(n, old int, k float64) []tap {
	out := make([]tap, n)
	for i := range out {
		low, high := float64(i)*k, float64(i+1)*k // edges, in old points
		if k < 1 {
			middle := (low + high) / 2
			low, high = middle-0.5, middle+0.5
		}
		first, last := max(0, int(math.Floor(low))), min(old-1, int(math.Ceil(high))-1)
		t := tap{first: first}
		sum := 0.0
		for j := first; j <= last; j++ {
			w := max(0, min(high, float64(j+1))-max(low, float64(j)))
			t.weight = append(t.weight, w)
			sum += w
		}
		for j := range t.weight {
			t.weight[j] /= sum
		}
		out[i] = t
	}
	return out
}

func (s *Surface) weighed(tx, ty tap) float32 {
	sum, weight := 0.0, 0.0
	for j, wy := range ty.weight {
		row := s.HeightUm[(ty.first+j)*s.Width+tx.first:]
		for i, wx := range tx.weight {
			if v := row[i]; v == v {
				sum += wx * wy * float64(v)
				weight += wx * wy
			}
		}
	}
	if weight < 0.5 {
		return float32(math.NaN())
	}
	return float32(sum / weight)
}
