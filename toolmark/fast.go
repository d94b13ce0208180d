package toolmark

import (
	"fmt"
	"math"
)

// A Comparison is the outcome of CompareFast.
type Comparison struct {
	Congruent   int       // congruent cells in the direction that has fewer: the score on whole cells
	Score       float64   // Congruent plus a part below 1 that grows with Correlation, so that ties are rare
	Correlation float64   // of the whole surfaces in the pose found
	Pose        Pose      // lays B over A
	AtoB, BtoA  Direction // cells of A found on B, and of B on A
	PosesTried  int
}

// A Direction is the outcome for the cells of one surface.
type Direction struct {
	Cells []CellMatch // every cell with enough points, in the order of the grid
	Found int         // congruent ones
}

// A CellMatch says where one cell fits best near the pose, and whether it agrees with the others.
type CellMatch struct {
	Column, Row int     // in the grid of NumCells by NumCells
	XUm, YUm    float64 // its first corner, from the surface's first point
	WidthUm     float64
	HeightUm    float64
	DxUm, DyUm  float64 // its shift from the pose
	Corr        float64 // NaN when the other surface has too few points there
	Congruent   bool
}

// A Comparer carries the scratch space of fast comparisons. It serves one goroutine; make one for each.
type Comparer struct{ w worker }

// NewComparer makes a Comparer.
func NewComparer() *Comparer { return &Comparer{} }

// Compare compares two templates: poses are searched on two coarse scales by correlating the whole surfaces at every
// rotation, the best of them refined on the fine surface, and in the best of those every cell of each surface is
// searched on the other. Cells that are similar enough and agree on one shift are congruent; the largest such group
// counts. The answer does not depend on the order of a and b but for the direction of the pose.
func (c *Comparer) Compare(a, b *Template) (Comparison, error) {
	if a.settings != b.settings {
		return Comparison{}, fmt.Errorf("the two surfaces were made ready with different settings; enrol both with the same")
	}
	if swap(a, b) {
		r, err := c.Compare(b, a)
		r.Pose = r.Pose.Inverse(b.fine, a.fine)
		r.AtoB, r.BtoA = r.BtoA, r.AtoB
		return r, err
	}
	poses := c.w.poses(a, b)
	best := Comparison{PosesTried: len(poses), Correlation: math.Inf(-1), Score: -1}
	refined := make([]candidate, len(poses))
	for i, p := range poses {
		refined[i] = refine(a, b, p.pose, a.settings.ThetaStep, a.settings.CoarseUm[1])
	}
	sortCandidates(refined)
	for _, p := range apart(refined, a.settings.Compared, 1, 50) {
		r := Comparison{PosesTried: len(poses), Pose: p.pose}
		_, r.Correlation = likeness(a, b, p.pose, 1)
		r.AtoB = c.w.cells(a, b, p.pose)
		r.BtoA = c.w.cells(b, a, p.pose.Inverse(a.fine, b.fine))
		r.Congruent = min(r.AtoB.Found, r.BtoA.Found)
		r.Score = float64(r.Congruent) + 0.999*min(max(r.Correlation, 0), 1)
		if r.Score > best.Score {
			best = r
		}
	}
	if best.Score < 0 {
		best.Score, best.Correlation = 0, 0
	}
	return best, nil
}

// swap puts two templates into an order of their own, so that comparing is symmetrical to the bit.
func swap(a, b *Template) bool {
	if len(a.points) != len(b.points) {
		return len(a.points) > len(b.points)
	}
	for i, p := range a.points {
		if q := b.points[i]; p != q {
			return p.z > q.z || p.z == q.z && (p.y > q.y || p.y == q.y && p.x > q.x)
		}
	}
	return false
}

// worker holds scratch space by size.
type worker struct {
	transforms map[int]*transform
	fields     map[[2]int]*field
	weights    []float32
}

func (w *worker) transform(n int) *transform {
	if w.transforms == nil {
		w.transforms = map[int]*transform{}
	}
	if w.transforms[n] == nil {
		w.transforms[n] = newTransform(n)
	}
	return w.transforms[n]
}

func (w *worker) field(n, which int) *field {
	if w.fields == nil {
		w.fields = map[[2]int]*field{}
	}
	key := [2]int{n, which}
	if w.fields[key] == nil {
		w.fields[key] = newField(n)
	}
	return w.fields[key]
}

func (w *worker) floats(n int) []float32 {
	if cap(w.weights) < n {
		w.weights = make([]float32, n)
	}
	return w.weights[:n]
}

// poses gives the best coarse poses, half of them from each scale, those that both find once.
func (w *worker) poses(a, b *Template) []candidate {
	const peaks = 3
	set := a.settings
	var lists [2][]candidate
	for scale := range lists {
		found := w.search(a, b, scale, peaks)
		sortCandidates(found)
		lists[scale] = apart(found, set.Poses, 1.5*set.ThetaStep, 2*set.CoarseUm[0])
	}
	var mixed []candidate
	for i := range set.Poses {
		for _, l := range lists {
			if i < len(l) {
				mixed = append(mixed, l[i])
			}
		}
	}
	return apart(mixed, set.Poses, 1.2*set.ThetaStep, set.CoarseUm[0])
}

// cells searches every cell of a around the pose on b and marks the largest group that agrees.
func (w *worker) cells(a, b *Template, p Pose) Direction {
	reach := a.reach()
	n := a.cellN
	laid := layOver(a.fine, b.fine, p, reach)
	tr, f := w.transform(n), w.field(n, 0)
	var d Direction
	um := a.settings.SpacingUm
	for i := range a.cells {
		c := &a.cells[i]
		m := CellMatch{
			Column: c.index % a.settings.NumCells, Row: c.index / a.settings.NumCells,
			XUm: float64(c.x) * um, YUm: float64(c.y) * um, WidthUm: float64(c.width) * um, HeightUm: float64(c.height) * um, Corr: math.NaN(),
		}
		f.clear()
		// The region starts reach points before the cell; in laid, which has a margin of reach, that is the cell's own place.
		if standardise(f.re, n, laid, c.x, c.y, c.width+2*reach, c.height+2*reach, 1-a.settings.MinFill) {
			tr.correlate(f, c.spectrum, c.width+2*reach, 2*reach+1)
			x, y := greatestWithin(f.re, n, 2*reach+1)
			m.Corr = pearson(a.fine, c.x, c.y, laid, c.x+x, c.y+y, c.width, c.height)
			m.DxUm, m.DyUm = float64(x-reach)*um, float64(y-reach)*um
		}
		d.Cells = append(d.Cells, m)
	}
	d.agree(a.settings)
	return d
}

// greatestWithin is the place of the greatest value among the first side rows and columns.
func greatestWithin(v []float32, n, side int) (x, y int) {
	best := float32(math.Inf(-1))
	for j := range side {
		for i, z := range v[j*n : j*n+side] {
			if z > best {
				best, x, y = z, i, j
			}
		}
	}
	return x, y
}

// agree marks the largest group of similar cells around the shift of one of them; of equal ones the more similar.
func (d *Direction) agree(set FastSettings) {
	member := func(m, centre CellMatch) bool {
		return m.Corr >= set.Corr && math.Abs(m.DxUm-centre.DxUm) <= set.ToleranceUm && math.Abs(m.DyUm-centre.DyUm) <= set.ToleranceUm
	}
	var centre CellMatch
	similar := 0.0
	for _, c := range d.Cells {
		if !(c.Corr >= set.Corr) {
			continue
		}
		found, sum := 0, 0.0
		for _, m := range d.Cells {
			if member(m, c) {
				found++
				sum += m.Corr
			}
		}
		if found > d.Found || found == d.Found && sum > similar {
			d.Found, similar, centre = found, sum, c
		}
	}
	for i := range d.Cells {
		d.Cells[i].Congruent = d.Found > 0 && member(d.Cells[i], centre)
	}
}

// layOver samples b, laid over a in a pose, on the grid of a with a margin of so many points around it, between the
// points by their distance. A place is missing when its nearest point is.
func layOver(a, b *Surface, p Pose, margin int) *Surface {
	out := NewSurface(a.Width+2*margin, a.Height+2*margin, a.PitchXUm, a.PitchYUm)
	q := p.on(b)
	for y := range out.Height {
		py := float64(y - margin)
		for x := range out.Width {
			px := float64(x - margin)
			u, v := q.ux*px+q.uy*py+q.u0, q.vx*px+q.vy*py+q.v0
			if u > -1 && v > -1 && u < float64(b.Width) && v < float64(b.Height) {
				out.HeightUm[y*out.Width+x] = b.between(u, v)
			}
		}
	}
	return out
}

// between interpolates bilinearly among the points that are there.
func (s *Surface) between(u, v float64) float32 {
	x, y := int(u+1)-1, int(v+1)-1 // towards minus infinity, for u and v above -1
	fu, fv := float32(u-float64(x)), float32(v-float64(y))
	nx, ny := x, y
	if fu >= 0.5 {
		nx++
	}
	if fv >= 0.5 {
		ny++
	}
	if near := s.At(nx, ny); near != near {
		return near
	}
	var sum, weight float32
	for j, wy := range [2]float32{1 - fv, fv} {
		for i, wx := range [2]float32{1 - fu, fu} {
			if z := s.At(x+i, y+j); z == z {
				sum += wx * wy * z
				weight += wx * wy
			}
		}
	}
	return sum / weight
}
