package toolmark

import (
	"math"
	"slices"
)

// A CMCCount is the outcome of a decision rule over one CellTable.
type CMCCount struct {
	Rule      string          // "original", "high" or "convergence"
	Congruent []CellAlignment // one for each congruent cell, in the order of cells
	ThetaDeg  float64         // their common rotation and shift, medians; 0 without any
	DxUm      float64
	DyUm      float64
}

// OriginalCMC counts by the first rule (Song 2013): each cell at the rotation where it fits best; congruent cells
// agree with the medians over all cells within the thresholds and are similar enough.
func (t *CellTable) OriginalCMC() CMCCount {
	best := t.bestByCell(t.Alignments)
	theta := median(best, func(a CellAlignment) float64 { return a.ThetaDeg })
	kept := slices.DeleteFunc(t.congruent(best), func(a CellAlignment) bool {
		return math.Abs(a.ThetaDeg-theta) > t.Settings.ThetaDeg
	})
	return count("original", kept)
}

// congruent keeps the alignments close to the median shift of all and similar enough.
func (t *CellTable) congruent(all []CellAlignment) []CellAlignment {
	dx := median(all, func(a CellAlignment) float64 { return a.DxUm })
	dy := median(all, func(a CellAlignment) float64 { return a.DyUm })
	return t.near(all, dx, dy)
}

func (t *CellTable) near(all []CellAlignment, dx, dy float64) []CellAlignment {
	var kept []CellAlignment
	for _, a := range all {
		if math.Abs(a.DxUm-dx) <= t.Settings.TranslationUm && math.Abs(a.DyUm-dy) <= t.Settings.TranslationUm && a.Corr >= t.Settings.Corr {
			kept = append(kept, a)
		}
	}
	return kept
}

// HighCMC counts one direction by the second rule (Tong, Song and Chu 2015): at each rotation the cells that agree with
// the median shift there; when the rotations with the most of them (down to Tau fewer) lie within the angle threshold,
// every cell congruent at one of these counts. Otherwise the rule falls back to the original count.
func (t *CellTable) HighCMC() CMCCount {
	c, ok := t.high()
	if !ok {
		c = t.OriginalCMC()
		c.Rule = "high"
	}
	return c
}

// high is HighCMC without its fallback: false when the rotations with the most cells lie too far apart.
func (t *CellTable) high() (CMCCount, bool) {
	angles := t.byAngle()
	most := 0
	found := make([][]CellAlignment, len(angles))
	for i, at := range angles {
		found[i] = t.congruent(at)
		most = max(most, len(found[i]))
	}
	low, high := math.Inf(1), math.Inf(-1)
	var cells []CellAlignment
	for i, at := range angles {
		if most > 0 && len(found[i]) >= most-t.Settings.Tau {
			low, high = min(low, at[0].ThetaDeg), max(high, at[0].ThetaDeg)
			cells = append(cells, found[i]...)
		}
	}
	if most == 0 || high-low > t.Settings.ThetaDeg {
		return CMCCount{}, false
	}
	return count("high", t.bestByCell(cells)), true
}

// HighCMCBoth applies the second rule to both directions of a comparison, as the paper and cmcR combine them: when
// both have rotations with many cells, and the two rotations undo each other within the angle threshold, the cells of
// both count, a place in the grid once. When one direction fails, so do both, and the original count of the direction
// that has fewer cells stands. The counts of each direction come with it.
func HighCMCBoth(forth, back *CellTable) (cells int, there, here CMCCount) {
	there, one := forth.high()
	here, other := back.high()
	if !one || !other || math.Abs(there.ThetaDeg+here.ThetaDeg) > forth.Settings.ThetaDeg {
		there, here = forth.OriginalCMC(), back.OriginalCMC()
		there.Rule, here.Rule = "high", "high"
		return min(len(there.Congruent), len(here.Congruent)), there, here
	}
	places := map[int]bool{}
	for _, a := range slices.Concat(there.Congruent, here.Congruent) {
		places[a.Cell] = true
	}
	return len(places), there, here
}

// ConvergenceCMC counts after the idea of Chen et al. 2017: at the right rotation, and only there, the shifts of the
// cells converge on one place. At each rotation the place is searched around which most similar cells lie (not the
// median, which unlike cells pull away); the rotation with the most cells wins, and cells that converge on the same
// place at its neighbours within the angle threshold are added. The paper's own thresholds are not public; this
// package uses those of the settings.
func (t *CellTable) ConvergenceCMC() CMCCount {
	angles := t.byAngle()
	type place struct{ dx, dy float64 }
	var winner []CellAlignment
	var at place
	theta := 0.0
	sum := 0.0
	for _, all := range angles {
		for _, c := range all {
			if c.Corr < t.Settings.Corr {
				continue
			}
			kept := t.near(all, c.DxUm, c.DyUm)
			s := 0.0
			for _, k := range kept {
				s += k.Corr
			}
			if len(kept) > len(winner) || len(kept) == len(winner) && s > sum {
				winner, sum, theta, at = kept, s, c.ThetaDeg, place{c.DxUm, c.DyUm}
			}
		}
	}
	for _, all := range angles {
		if d := math.Abs(all[0].ThetaDeg - theta); d > 0 && d <= t.Settings.ThetaDeg/2 {
			winner = append(winner, t.near(all, at.dx, at.dy)...)
		}
	}
	return count("convergence", t.bestByCell(winner))
}

// byAngle groups the alignments by rotation, in growing order.
func (t *CellTable) byAngle() [][]CellAlignment {
	sorted := slices.Clone(t.Alignments)
	slices.SortStableFunc(sorted, func(a, b CellAlignment) int {
		switch {
		case a.ThetaDeg < b.ThetaDeg:
			return -1
		case a.ThetaDeg > b.ThetaDeg:
			return 1
		}
		return 0
	})
	return slices.Collect(chunks(sorted, func(a, b CellAlignment) bool { return a.ThetaDeg == b.ThetaDeg }))
}

// chunks cuts a slice where neighbours differ.
func chunks[T any](s []T, same func(a, b T) bool) func(yield func([]T) bool) {
	return func(yield func([]T) bool) {
		start := 0
		for i := range s {
			if i+1 == len(s) || !same(s[i], s[i+1]) {
				if !yield(s[start : i+1 : i+1]) {
					return
				}
				start = i + 1
			}
		}
	}
}

// bestByCell keeps each cell's most similar alignment, in the order of cells.
func (t *CellTable) bestByCell(all []CellAlignment) []CellAlignment {
	best := map[int]CellAlignment{}
	for _, a := range all {
		if b, ok := best[a.Cell]; !ok || a.Corr > b.Corr {
			best[a.Cell] = a
		}
	}
	out := make([]CellAlignment, 0, len(best))
	for cell := range t.Settings.NumCells * t.Settings.NumCells {
		if a, ok := best[cell]; ok {
			out = append(out, a)
		}
	}
	return out
}

func count(rule string, kept []CellAlignment) CMCCount {
	return CMCCount{
		Rule: rule, Congruent: kept,
		ThetaDeg: median(kept, func(a CellAlignment) float64 { return a.ThetaDeg }),
		DxUm:     median(kept, func(a CellAlignment) float64 { return a.DxUm }),
		DyUm:     median(kept, func(a CellAlignment) float64 { return a.DyUm }),
	}
}

// median of a number of each alignment; 0 without any.
func median(all []CellAlignment, of func(CellAlignment) float64) float64 {
	if len(all) == 0 {
		return 0
	}
	v := make([]float64, len(all))
	for i, a := range all {
		v[i] = of(a)
	}
	slices.Sort(v)
	if n := len(v); n%2 == 0 {
		return (v[n/2-1] + v[n/2]) / 2
	}
	return v[len(v)/2]
}

// Direction is the count as the cells of the reference, congruent or not: a cell that is not stands with its most
// similar alignment.
func (t *CellTable) Direction(c CMCCount) Direction {
	k := t.Settings.NumCells
	congruent := map[int]CellAlignment{}
	for _, a := range c.Congruent {
		congruent[a.Cell] = a
	}
	d := Direction{Found: len(c.Congruent)}
	for _, a := range t.bestByCell(t.Alignments) {
		kept, ok := congruent[a.Cell]
		if ok {
			a = kept
		}
		col, row := a.Cell%k, a.Cell/k
		x0, y0 := col*t.Width/k, row*t.Height/k
		um := t.Settings.SpacingUm
		d.Cells = append(d.Cells, CellMatch{
			Column: col, Row: row, XUm: float64(x0) * um, YUm: float64(y0) * um,
			WidthUm: float64((col+1)*t.Width/k-x0) * um, HeightUm: float64((row+1)*t.Height/k-y0) * um,
			DxUm: a.DxUm - c.DxUm, DyUm: a.DyUm - c.DyUm, Corr: a.Corr, Congruent: ok,
		})
	}
	return d
}
