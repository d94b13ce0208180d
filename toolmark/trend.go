package toolmark

import "math"

// A trend is a polynomial of order one or two over a grid, about its middle and in units of its half width, so that
// the equations stay well conditioned.
type trend struct {
	cx, cy, scale float64
	c             []float64 // 1, x, y and, of order two, x*x, x*y, y*y
}

func (t *trend) terms(x, y int, out []float64) []float64 {
	u, v := (float64(x)-t.cx)/t.scale, (float64(y)-t.cy)/t.scale
	out = append(out[:0], 1, u, v)
	if len(t.c) == 6 {
		out = append(out, u*u, u*v, v*v)
	}
	return out
}

func (t *trend) at(x, y int) float64 {
	u, v := (float64(x)-t.cx)/t.scale, (float64(y)-t.cy)/t.scale
	z := t.c[0] + t.c[1]*u + t.c[2]*v
	if len(t.c) == 6 {
		z += t.c[3]*u*u + t.c[4]*u*v + t.c[5]*v*v
	}
	return z
}

// fitQuadratic is the surface of order two that has half of the points in a patch above it, as near as least absolute
// distances make it; nil with too few points.
func (s *Surface) fitQuadratic(patch []bool) *trend { return s.fit(patch, 6) }

// fit finds the trend of least absolute distances (median regression) by weighing least squares again and again. A nil
// patch means every point.
func (s *Surface) fit(patch []bool, terms int) *trend {
	t := &trend{cx: float64(s.Width-1) / 2, cy: float64(s.Height-1) / 2, scale: float64(max(s.Width, s.Height)) / 2, c: make([]float64, terms)}
	stride := max(1, int(math.Sqrt(float64(len(s.HeightUm))/2e5))) // a few hundred thousand points are plenty
	buf := make([]float64, 0, 6)
	for round := range 25 {
		a := make([][]float64, terms)
		for i := range a {
			a[i] = make([]float64, terms+1)
		}
		n := 0
		for y := stride / 2; y < s.Height; y += stride {
			for x := stride / 2; x < s.Width; x += stride {
				i := y*s.Width + x
				z := float64(s.HeightUm[i])
				if z != z || patch != nil && !patch[i] {
					continue
				}
				n++
				w := 1.0
				if round > 0 {
					w = 1 / math.Max(math.Abs(z-t.at(x, y)), 0.05)
				}
				buf = t.terms(x, y, buf)
				for j, p := range buf {
					for k, q := range buf {
						a[j][k] += w * p * q
					}
					a[j][terms] += w * p * z
				}
			}
		}
		if n < 10*terms {
			return nil
		}
		c := solve(a)
		if c == nil {
			return nil
		}
		moved := 0.0
		for i := range c {
			moved = math.Max(moved, math.Abs(c[i]-t.c[i]))
		}
		t.c = c
		if round > 1 && moved < 1e-3 {
			break
		}
	}
	return t
}

// solve is Gaussian elimination with pivoting; nil for a singular system.
func solve(a [][]float64) []float64 {
	n := len(a)
	for i := range n {
		p := i
		for r := i + 1; r < n; r++ {
			if math.Abs(a[r][i]) > math.Abs(a[p][i]) {
				p = r
			}
		}
		if math.Abs(a[p][i]) < 1e-12 {
			return nil
		}
		a[i], a[p] = a[p], a[i]
		for r := range n {
			if r == i {
				continue
			}
			f := a[r][i] / a[i][i]
			for k := i; k <= n; k++ {
				a[r][k] -= f * a[i][k]
			}
		}
	}
	x := make([]float64, n)
	for i := range x {
		x[i] = a[i][n] / a[i][i]
	}
	return x
}

// RemoveTrend takes the plane out of s that has half of the points above it (median regression, the published way).
// Too few points for one are returned as they are, in a copy.
func RemoveTrend(s *Surface) *Surface { return s.without(s.fit(nil, 3)) }

func (s *Surface) without(t *trend) *Surface {
	out := s.Clone()
	if t == nil {
		return out
	}
	for i, z := range out.HeightUm {
		if z == z {
			out.HeightUm[i] = float32(float64(z) - t.at(i%s.Width, i/s.Width))
		}
	}
	return out
}
