package toolmark

import (
	"fmt"
	"math"
)

// A CellAlignment says where one cell of the reference surface fits best on the target at one rotation.
type CellAlignment struct {
	Cell     int     // row by row from 0 in the grid of NumCells by NumCells
	ThetaDeg float64 // rotation of the target that was tried
	DxUm     float64 // shift of the cell from its own place
	DyUm     float64
	Corr     float64 // Pearson correlation over the points both have, at that shift
}

// CellTable is the outcome of comparing every cell of a reference at every rotation of a target: what the decision
// rules OriginalCMC, HighCMC and ConvergenceCMC count from.
type CellTable struct {
	Settings   CMCSettings
	Width      int // of the reference, in points of the settings' spacing
	Height     int
	Cells      int // cells with enough points
	Alignments []CellAlignment
}

// CompareCells cuts the reference into cells and finds each in the target by cross-correlation, at every rotation
// of the settings: the method of the papers as cmcR carries it out (cells and regions standardised, missing points
// 0, best shift by the discrete Fourier transform, then Pearson's correlation over the points both have there).
// Both surfaces are prepared ones (Prepare) and are resampled to the settings' spacing.
func CompareCells(reference, target *Surface, s CMCSettings) (*CellTable, error) {
	if err := s.Check(); err != nil {
		return nil, err
	}
	ref, err := Resample(reference, s.SpacingUm)
	if err != nil {
		return nil, err
	}
	tgt, err := Resample(target, s.SpacingUm)
	if err != nil {
		return nil, err
	}
	side := max(ref.Width, ref.Height)/s.NumCells + 1
	n := lanes
	for n < s.SideLengthMultiplier*side {
		n *= 2
	}
	if n > 2048 {
		return nil, fmt.Errorf("a surface of %d by %d points is too large for %d cells along a side; use a coarser spacing", ref.Width, ref.Height, s.NumCells)
	}
	m := &cellMatcher{s: s, ref: ref, n: n, tr: newTransform(n), both: newField(n)}
	m.cut()
	thetas := s.thetas()
	for i := 0; i < len(thetas); i += 2 {
		m.regions[0].rotated, m.regions[1].rotated = rotateNearest(tgt, thetas[i]), nil
		m.thetas[0] = thetas[i]
		if i+1 < len(thetas) {
			m.regions[1].rotated = rotateNearest(tgt, thetas[i+1])
			m.thetas[1] = thetas[i+1]
		}
		for c := range m.cells {
			m.match(&m.cells[c])
		}
	}
	return &CellTable{Settings: s, Width: ref.Width, Height: ref.Height, Cells: len(m.cells), Alignments: m.out}, nil
}

// A cell is a rectangle of the reference with its spectrum.
type cell struct {
	index         int
	x, y          int
	width, height int
	spectrum      *field // of the standardised cell, zero-padded
}

// cellMatcher carries the work of one comparison.
type cellMatcher struct {
	s       CMCSettings
	ref     *Surface
	n       int
	tr      *transform
	cells   []cell
	regions [2]region // two rotations go through one transform
	thetas  [2]float64
	both    *field // the regions as real and imaginary part, then their correlations with the cell
	out     []CellAlignment
}

// A region is the part of a rotated target in which a cell is searched.
type region struct {
	rotated *Surface
	x, y    int // of its first point in the rotated target; may lie outside
	ok      bool
}

// cut makes the cells of the reference.
func (m *cellMatcher) cut() {
	k := m.s.NumCells
	for r := range k {
		for c := range k {
			x0, x1 := c*m.ref.Width/k, (c+1)*m.ref.Width/k
			y0, y1 := r*m.ref.Height/k, (r+1)*m.ref.Height/k
			one := cell{index: r*k + c, x: x0, y: y0, width: x1 - x0, height: y1 - y0}
			if one.width == 0 || one.height == 0 {
				continue
			}
			f := newField(m.n)
			if standardise(f.re, m.n, m.ref, x0, y0, one.width, one.height, m.s.MaxMissingProp) {
				m.tr.forward(f, one.width)
				one.spectrum = f
				m.cells = append(m.cells, one)
			}
		}
	}
}

// standardise writes the part of s at x, y into dst (n points a row) with mean 0, standard deviation 1 and 0 for
// what is missing. It says false, and writes nothing, when more than maxMissing is missing or all heights are alike.
func standardise(dst []float32, n int, s *Surface, x, y, width, height int, maxMissing float64) bool {
	count := 0
	var sum, square float64
	x0, x1 := max(0, -x), min(width, s.Width-x)
	y0, y1 := max(0, -y), min(height, s.Height-y)
	for r := y0; r < y1; r++ {
		row := s.HeightUm[(y+r)*s.Width:]
		for c := x0; c < x1; c++ {
			if v := row[x+c]; v == v {
				count++
				sum += float64(v)
				square += float64(v) * float64(v)
			}
		}
	}
	all := float64(width * height)
	if count < 2 || 1-float64(count)/all > maxMissing {
		return false
	}
	mean := sum / float64(count)
	variance := (square - sum*mean) / float64(count-1)
	if !(variance > 0) {
		return false
	}
	scale, middle := float32(1/math.Sqrt(variance)), float32(mean)
	for r := y0; r < y1; r++ {
		row, out := s.HeightUm[(y+r)*s.Width:], dst[r*n:]
		for c := x0; c < x1; c++ {
			if v := row[x+c]; v == v {
				out[c] = (v - middle) * scale
			}
		}
	}
	return true
}

// match finds one cell in the two rotations at hand.
func (m *cellMatcher) match(c *cell) {
	m.both.clear()
	any := false
	width, height := m.s.SideLengthMultiplier*c.width, m.s.SideLengthMultiplier*c.height
	for i, dst := range [2][]float32{m.both.re, m.both.im} {
		g := &m.regions[i]
		g.ok = false
		if g.rotated == nil {
			continue
		}
		g.x, g.y = c.x-(width-c.width)/2, c.y-(height-c.height)/2
		g.ok = standardise(dst, m.n, g.rotated, g.x, g.y, width, height, m.s.MaxMissingProp)
		any = any || g.ok
	}
	if !any {
		return
	}
	m.tr.correlate(m.both, c.spectrum, width, m.n)
	for i, v := range [2][]float32{m.both.re, m.both.im} {
		g := &m.regions[i]
		if !g.ok {
			continue
		}
		best := greatest(v)
		x, y := best%m.n, best/m.n
		if x >= width {
			x -= m.n
		}
		if y >= height {
			y -= m.n
		}
		corr := pearson(m.ref, c.x, c.y, g.rotated, g.x+x, g.y+y, c.width, c.height)
		if corr != corr {
			continue
		}
		m.out = append(m.out, CellAlignment{
			Cell: c.index, ThetaDeg: m.thetas[i], Corr: corr,
			DxUm: float64(g.x+x-c.x) * m.s.SpacingUm, DyUm: float64(g.y+y-c.y) * m.s.SpacingUm,
		})
	}
}

// greatest is the index of the greatest value, the first of several.
func greatest(v []float32) int {
	best := 0
	most := v[0]
	for i, x := range v {
		if x > most {
			best, most = i, x
		}
	}
	return best
}

// pearson is the correlation of two parts over the points both have; NaN with fewer than three or none that differ.
func pearson(a *Surface, ax, ay int, b *Surface, bx, by, width, height int) float64 {
	var n, sa, sb, saa, sbb, sab float64
	for r := range height {
		y, v := ay+r, by+r
		if y < 0 || y >= a.Height || v < 0 || v >= b.Height {
			continue
		}
		x0 := max(0, -ax, -bx)
		x1 := min(width, a.Width-ax, b.Width-bx)
		if x0 >= x1 {
			continue
		}
		p, q := a.HeightUm[y*a.Width+ax+x0:y*a.Width+ax+x1], b.HeightUm[v*b.Width+bx+x0:v*b.Width+bx+x1]
		for i, z := range p {
			w := q[i]
			if z != z || w != w {
				continue
			}
			f, g := float64(z), float64(w)
			n++
			sa += f
			sb += g
			saa += f * f
			sbb += g * g
			sab += f * g
		}
	}
	if n < 3 {
		return math.NaN()
	}
	va, vb := saa-sa*sa/n, sbb-sb*sb/n
	if !(va > 0 && vb > 0) {
		return math.NaN()
	}
	return (sab - sa*sb/n) / math.Sqrt(va*vb)
}

// rotateNearest turns s by so many degrees about its middle point, taking the nearest point, on a grid of the same
// size. A positive angle turns x towards y.
func rotateNearest(s *Surface, thetaDeg float64) *Surface {
	out := NewSurface(s.Width, s.Height, s.PitchXUm, s.PitchYUm)
	sin, cos := math.Sincos(thetaDeg * math.Pi / 180)
	cx, cy := float64(s.Width/2), float64(s.Height/2)
	for y := range s.Height {
		dy := float64(y) - cy
		for x := range s.Width {
			dx := float64(x) - cx
			u := int(math.Floor(cx + cos*dx + sin*dy + 0.5))
			v := int(math.Floor(cy - sin*dx + cos*dy + 0.5))
			if u >= 0 && v >= 0 && u < s.Width && v < s.Height {
				out.HeightUm[y*s.Width+x] = s.HeightUm[v*s.Width+u]
			}
		}
	}
	return out
}
