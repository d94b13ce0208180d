package toolmark

import "math"

// An Outline is which places of a surface are measured, without any height: what a comparison must not rest on.
type Outline struct {
	settings FastSettings
	coarse   coarse
}

// NewOutline takes the outline of a prepared surface, at the first coarse spacing of the settings.
func NewOutline(s *Surface, set FastSettings) (*Outline, error) {
	if err := set.Check(); err != nil {
		return nil, err
	}
	s, err := s.Trim()
	if err != nil {
		return nil, err
	}
	r, err := Resample(s, set.CoarseUm[0])
	if err != nil {
		return nil, err
	}
	n := lanes
	for n < 2*max(r.Width, r.Height) {
		n *= 2
	}
	o := &Outline{settings: set, coarse: coarse{surface: r, n: n, mask: newField(n), points: r.Heights().Points}}
	paint(o.coarse.mask.re, n, r)
	newTransform(n).forward(o.coarse.mask, r.Width)
	return o, nil
}

// paint writes 1 where s has a point.
func paint(dst []float32, n int, s *Surface) {
	for y := range s.Height {
		for x := range s.Width {
			if z := s.HeightUm[y*s.Width+x]; z == z {
				dst[y*n+x] = 1
			}
		}
	}
}

// CompareOutlines is the greatest share of the area of both that two outlines have in common, over all rotations and
// shifts of the settings: 1 for equal outlines.
func (c *Comparer) CompareOutlines(a, b *Outline) float64 {
	n := max(a.coarse.n, b.coarse.n)
	tr, f := c.w.transform(n), c.w.field(n, 0)
	of := a.coarse.mask
	if a.coarse.n < n {
		of = newField(n)
		paint(of.re, n, a.coarse.surface)
		tr.forward(of, a.coarse.surface.Width)
	}
	best := 0.0
	steps := int(a.settings.ThetaDeg/a.settings.ThetaStep + 1e-9)
	for i := -steps; i <= steps; i++ {
		f.clear()
		turned := rotateNearest(b.coarse.surface, float64(i)*a.settings.ThetaStep)
		paint(f.re, n, turned)
		tr.correlate(f, of, turned.Width, n)
		common := float64(f.re[greatest(f.re)]) / float64(n*n)
		best = math.Max(best, common/(float64(a.coarse.points+b.coarse.points)-common))
	}
	return best
}
