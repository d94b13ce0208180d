package toolmark

import (
	"cmp"
	"math"
	"slices"
)

// A Pose lays a target surface over a reference: the target is turned by ThetaDeg (x towards y) about its middle point
// and then moved by -DxUm, -DyUm. The point p of the reference, in micrometres from its first point, meets the
// target's point c + R(p + d - c), where c is the middle of the target, d the shift and R the turn back.
type Pose struct {
	ThetaDeg   float64
	DxUm, DyUm float64
}

// A placing is a pose worked out for the grids of two surfaces of one spacing: the point x, y of the reference
// meets (ux*x + uy*y + u0, vx*x + vy*y + v0) of the target.
type placing struct{ ux, uy, u0, vx, vy, v0 float64 }

func (p Pose) on(target *Surface) placing {
	sin, cos := math.Sincos(p.ThetaDeg * math.Pi / 180)
	cx, cy := float64(target.Width/2), float64(target.Height/2)
	ax, ay := p.DxUm/target.PitchXUm-cx, p.DyUm/target.PitchYUm-cy
	return placing{cos, sin, cx + cos*ax + sin*ay, -sin, cos, cy - sin*ax + cos*ay}
}

// Inverse is the pose that lays the reference over the target, for two surfaces of one spacing.
func (p Pose) Inverse(reference, target *Surface) Pose {
	sin, cos := math.Sincos(p.ThetaDeg * math.Pi / 180)
	middle := func(s *Surface) (float64, float64) {
		return float64(s.Width/2) * s.PitchXUm, float64(s.Height/2) * s.PitchYUm
	}
	ax, ay := middle(reference)
	bx, by := middle(target)
	// p + d - b turned by R plus b is q; solved for p about a: p = a + R'(q + e - a).
	vx, vy := bx-p.DxUm-ax, by-p.DyUm-ay
	return Pose{ThetaDeg: -p.ThetaDeg, DxUm: ax - bx + cos*vx + sin*vy, DyUm: ay - by - sin*vx + cos*vy}
}

// A candidate is a pose with its likeness: the higher the more alike.
type candidate struct {
	pose  Pose
	score float64
}

func sortCandidates(c []candidate) {
	slices.SortStableFunc(c, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.pose.ThetaDeg, b.pose.ThetaDeg), cmp.Compare(a.pose.DyUm, b.pose.DyUm), cmp.Compare(a.pose.DxUm, b.pose.DxUm))
	})
}

// apart keeps the best of candidates that are nearly the same pose, at most n.
func apart(c []candidate, n int, deg, um float64) []candidate {
	var out []candidate
	for _, p := range c {
		if !slices.ContainsFunc(out, func(q candidate) bool {
			return math.Abs(p.pose.ThetaDeg-q.pose.ThetaDeg) < deg && math.Hypot(p.pose.DxUm-q.pose.DxUm, p.pose.DyUm-q.pose.DyUm) < um
		}) {
			if out = append(out, p); len(out) == n {
				break
			}
		}
	}
	return out
}

// search correlates one coarse scale at all rotations and gives the best places of each, about peaks a rotation.
// The likeness is the sum of products over the overlap, divided by the root of its points: what a correlation is
// worth grows with the points it was seen on.
func (w *worker) search(a, b *Template, scale, peaks int) []candidate {
	ca, cb := &a.coarse[scale], &b.coarse[scale]
	if ca.n != cb.n {
		return w.searchPadded(a, b, scale, peaks)
	}
	return w.sweep(ca, cb, a.settings, peaks)
}

// searchPadded brings two surfaces of different transform sizes to the greater one.
func (w *worker) searchPadded(a, b *Template, scale, peaks int) []candidate {
	ca, cb := a.coarse[scale], b.coarse[scale]
	n := max(ca.n, cb.n)
	for _, c := range []*coarse{&ca, &cb} {
		if c.n == n {
			continue
		}
		tr := w.transform(n)
		s := c.surface
		p := coarse{surface: s, n: n, spectrum: newField(n), mask: newField(n), points: c.points}
		standardise(p.spectrum.re, n, s, 0, 0, s.Width, s.Height, 1)
		for y := range s.Height {
			for x := range s.Width {
				if z := s.HeightUm[y*s.Width+x]; z == z {
					p.mask.re[y*n+x] = 1
				}
			}
		}
		tr.forward(p.spectrum, s.Width)
		tr.forward(p.mask, s.Width)
		*c = p
	}
	return w.sweep(&ca, &cb, a.settings, peaks)
}

func (w *worker) sweep(ca, cb *coarse, set FastSettings, peaks int) []candidate {
	n := ca.n
	tr, f := w.transform(n), w.field(n, 0)
	weight := w.overlap(ca, cb, set.MinOverlap)
	var out []candidate
	steps := int(set.ThetaDeg/set.ThetaStep + 1e-9)
	for i := -steps; i <= steps; i += 2 {
		f.clear()
		cb.turned(f.re, n, float64(i)*set.ThetaStep)
		pair := i+1 <= steps
		if pair {
			cb.turned(f.im, n, float64(i+1)*set.ThetaStep)
		}
		tr.correlate(f, ca.spectrum, cb.surface.Width, n)
		out = cb.peaks(out, f.re, weight, n, float64(i)*set.ThetaStep, peaks)
		if pair {
			out = cb.peaks(out, f.im, weight, n, float64(i+1)*set.ThetaStep, peaks)
		}
	}
	return out
}

// overlap gives for each shift one over the root of the points in common at rotation 0, or 0 for too few.
func (w *worker) overlap(ca, cb *coarse, least float64) []float32 {
	n := ca.n
	p := w.field(n, 1)
	copy(p.re, cb.mask.re)
	copy(p.im, cb.mask.im)
	multiply(p.re, p.im, ca.mask.re, ca.mask.im)
	w.transform(n).inverse(p)
	weight := w.floats(n * n)
	scale := float32(n * n)
	enough := float32(least) * float32(min(ca.points, cb.points)) * scale
	for i, v := range p.re {
		weight[i] = 0
		if v >= enough {
			weight[i] = 1 / float32(math.Sqrt(float64(v/scale))) / scale
		}
	}
	return weight
}

// turned writes the surface turned by so many degrees, standardised, into dst.
func (c *coarse) turned(dst []float32, n int, thetaDeg float64) {
	s := rotateNearest(c.surface, thetaDeg)
	standardise(dst, n, s, 0, 0, s.Width, s.Height, 1)
}

// peaks adds the best places of one rotation. It overwrites v around them.
func (c *coarse) peaks(out []candidate, v, weight []float32, n int, thetaDeg float64, peaks int) []candidate {
	for i, w := range weight {
		v[i] *= w
	}
	for range peaks {
		i := greatest(v[:n*n])
		if !(v[i] > 0) {
			break
		}
		x, y := i%n, i/n
		dx, dy := x, y
		if dx > n/2 {
			dx -= n
		}
		if dy > n/2 {
			dy -= n
		}
		um := c.surface.PitchXUm
		out = append(out, candidate{Pose{thetaDeg, float64(dx) * um, float64(dy) * um}, float64(v[i])})
		for j := -2; j <= 2; j++ {
			for k := -2; k <= 2; k++ {
				v[(y+j+n)%n*n+(x+k+n)%n] = 0
			}
		}
	}
	return out
}
