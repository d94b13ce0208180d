package toolmark_test

import (
	"math"
	"strings"
	"testing"

	"focalpoint/toolmark"
)

// The published method finds the common rotation and shift of one relief seen twice, by every rule.
func TestPublishedFindsRotation(t *testing.T) {
	a, b := breechFace(1, 1, 0, 0, 0), breechFace(1, 2, 9, 60, -40)
	s := toolmark.PublishedCMC()
	s.ThetaRangeDeg = 12
	table, err := toolmark.CompareCells(a, b, s)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []toolmark.CMCCount{table.OriginalCMC(), table.HighCMC(), table.ConvergenceCMC()} {
		if len(c.Congruent) < table.Cells/2 || math.Abs(c.ThetaDeg+9) > 1.5 {
			t.Errorf("%s: %d of %d cells at %g degrees", c.Rule, len(c.Congruent), table.Cells, c.ThetaDeg)
		}
	}
	if table, err = toolmark.CompareCells(a, breechFace(2, 2, 0, 0, 0), s); err != nil {
		t.Fatal(err)
	}
	for _, c := range []toolmark.CMCCount{table.OriginalCMC(), table.HighCMC()} {
		if len(c.Congruent) > 2 {
			t.Errorf("%s: %d congruent cells of two reliefs", c.Rule, len(c.Congruent))
		}
	}
}

// The decision rules on tables worked out by hand: six cells; four agree at 3 degrees and three of these at 6.
func TestDecisionRules(t *testing.T) {
	s := toolmark.PublishedCMC()
	s.TranslationUm, s.Corr, s.Tau = 100, 0.5, 1
	row := func(cell int, theta, dx, dy, corr float64) toolmark.CellAlignment {
		return toolmark.CellAlignment{Cell: cell, ThetaDeg: theta, DxUm: dx, DyUm: dy, Corr: corr}
	}
	table := &toolmark.CellTable{Settings: s, Cells: 6, Alignments: []toolmark.CellAlignment{
		row(0, 3, 50, 0, 0.9), row(1, 3, 60, 10, 0.8), row(2, 3, 40, 0, 0.7), row(3, 3, 50, 5, 0.6), row(4, 3, 45, 0, 0.3), row(5, 3, 900, 0, 0.9),
		row(0, 6, 55, 0, 0.8), row(1, 6, 65, 10, 0.9), row(2, 6, 45, 0, 0.6), row(3, 6, 500, 5, 0.9), row(4, 6, 45, 0, 0.4), row(5, 6, -800, 0, 0.2),
		row(4, -27, 45, 0, 0.6),
	}}
	for _, c := range []struct {
		got  toolmark.CMCCount
		want []int
	}{
		{table.OriginalCMC(), []int{0, 1, 2}}, // 3 fits best far away at 6 degrees, 4 at -27, 5 elsewhere
		{table.HighCMC(), []int{0, 1, 2, 3}},  // 3 is congruent at 3 degrees
		{table.ConvergenceCMC(), []int{0, 1, 2, 3}},
	} {
		var got []int
		for _, a := range c.got.Congruent {
			got = append(got, a.Cell)
		}
		if len(got) != len(c.want) || got[len(got)-1] != c.want[len(c.want)-1] {
			t.Errorf("%s: cells %v, want %v", c.got.Rule, got, c.want)
		}
	}
	// When the rotations with most cells lie far apart, High CMC falls back to the original rule.
	table.Alignments = append(table.Alignments, row(0, 30, 0, 0, 0.6), row(1, 30, 0, 0, 0.6), row(2, 30, 0, 0, 0.6), row(3, 30, 0, 0, 0.6))
	if c := table.HighCMC(); len(c.Congruent) != len(table.OriginalCMC().Congruent) {
		t.Errorf("rotations 27 degrees apart: %d cells", len(c.Congruent))
	}
	empty := &toolmark.CellTable{Settings: s}
	for _, c := range []toolmark.CMCCount{empty.OriginalCMC(), empty.HighCMC(), empty.ConvergenceCMC()} {
		if len(c.Congruent) != 0 {
			t.Errorf("%s finds cells in an empty table", c.Rule)
		}
	}
}

func TestCompareCellsRefuses(t *testing.T) {
	a := breechFace(1, 1, 0, 0, 0)
	for says, change := range map[string]func(*toolmark.CMCSettings){
		"number of cells":         func(s *toolmark.CMCSettings) { s.NumCells = 0 },
		"distance between points": func(s *toolmark.CMCSettings) { s.SpacingUm = math.NaN() },
		"step of rotations":       func(s *toolmark.CMCSettings) { s.ThetaStepDeg = 0 },
		"too large":               func(s *toolmark.CMCSettings) { s.NumCells, s.SideLengthMultiplier, s.SpacingUm = 1, 8, 2 },
	} {
		s := toolmark.PublishedCMC()
		change(&s)
		if _, err := toolmark.CompareCells(a, a, s); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("want %q, got %v", says, err)
		}
	}
}

// High CMC of both directions counts the places of both where they agree, and the fewer original cells where they do
// not.
func TestHighCMCBoth(t *testing.T) {
	s := toolmark.PublishedCMC()
	table := func(theta float64, cells ...int) *toolmark.CellTable {
		out := &toolmark.CellTable{Settings: s, Cells: 8}
		for _, c := range cells {
			out.Alignments = append(out.Alignments, toolmark.CellAlignment{Cell: c, ThetaDeg: theta, DxUm: 10, DyUm: -20, Corr: 0.8})
		}
		return out
	}
	forth := table(6, 0, 1, 2, 3)
	for _, c := range []struct {
		name string
		back *toolmark.CellTable
		want int
	}{
		{"agree", table(-6, 2, 3, 4), 5},
		{"agree within the threshold", table(-12, 2, 3, 4), 5},
		{"turned the same way", table(6, 2, 3, 4), 3},
		{"no cell", table(-6), 0},
		{"spread over rotations", &toolmark.CellTable{Settings: s, Alignments: append(table(-6, 2, 3, 4).Alignments, table(21, 2, 3, 5, 6).Alignments...)}, 0},
	} {
		want := c.want
		if c.name == "spread over rotations" {
			want = min(len(forth.OriginalCMC().Congruent), len(c.back.OriginalCMC().Congruent))
		}
		n, there, here := toolmark.HighCMCBoth(forth, c.back)
		if n != want {
			t.Errorf("%s: %d cells (%d and %d), want %d", c.name, n, len(there.Congruent), len(here.Congruent), want)
		}
		if m, _, _ := toolmark.HighCMCBoth(c.back, forth); m != n {
			t.Errorf("%s: %d cells one way round, %d the other", c.name, n, m)
		}
	}
}
