package toolmark_test

import (
	"os"
	"path/filepath"
	"testing"

	"focalpoint/toolmark"
	"focalpoint/x3p"
)

// dataFile is a file of the ballistic data outside the project; "" when it is not there, which fails only under CI.
func dataFile(t testing.TB, elem ...string) string {
	t.Helper()
	dir := os.Getenv("FOCALPOINT_DATA")
	if dir == "" {
		dir = filepath.Join("..", "..", "shared", "data")
	}
	path := filepath.Join(append([]string{dir, "ballistics"}, elem...)...)
	if _, err := os.Stat(path); err == nil {
		return path
	}
	if os.Getenv("CI") != "" {
		t.Fatalf("%s is not there; set FOCALPOINT_DATA", path)
	}
	t.Logf("not run: %s is not there; set FOCALPOINT_DATA", path)
	return ""
}

// surface reads a scan.
func surface(t testing.TB, path string) *toolmark.Surface {
	t.Helper()
	f, err := x3p.Open(path, x3p.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	g, err := f.Grid(0)
	if err != nil {
		t.Fatal(err)
	}
	return &toolmark.Surface{
		Width: g.Width, Height: g.Height, PitchXUm: g.PitchXUm, PitchYUm: g.PitchYUm,
		OriginXUm: g.OriginXUm, OriginYUm: g.OriginYUm, HeightUm: g.HeightUm,
	}
}

// The published example: Fadul 1-1 against 1-2 and against 2-1. cmcR counts 31 cells and 16 congruent ones for the
// first, none for the second (original rule, 20 points).
func TestAsCmcR(t *testing.T) {
	one, two, other := dataFile(t, "fadul", "Fadul 1-1.x3p"), dataFile(t, "fadul", "Fadul 1-2.x3p"), dataFile(t, "fadul", "Fadul 2-1.x3p")
	if one == "" || two == "" || other == "" {
		return
	}
	a, b, c := surface(t, one), surface(t, two), surface(t, other)
	table, err := toolmark.CompareCells(a, b, toolmark.PublishedCMC())
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d cells, %d rows, original %d, high %d, convergence %d", table.Cells, len(table.Alignments), len(table.OriginalCMC().Congruent), len(table.HighCMC().Congruent), len(table.ConvergenceCMC().Congruent))
	if n := len(table.OriginalCMC().Congruent); table.Cells != 31 || n < 15 || n > 18 {
		t.Errorf("1-1 against 1-2: %d cells, %d congruent; cmcR has 31 and 16", table.Cells, n)
	}
	if table, err = toolmark.CompareCells(a, c, toolmark.PublishedCMC()); err != nil {
		t.Fatal(err)
	}
	t.Logf("%d cells, %d rows, original %d, high %d, convergence %d", table.Cells, len(table.Alignments), len(table.OriginalCMC().Congruent), len(table.HighCMC().Congruent), len(table.ConvergenceCMC().Congruent))
	if n := len(table.OriginalCMC().Congruent); n != 0 {
		t.Errorf("1-1 against 2-1: %d congruent cells; cmcR has none", n)
	}
}
