package x3p_test

import (
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"testing"

	"focalpoint/x3p"
)

// The samples of openGPS, Alicona and CSAFE, read with values that stand in their text or were taken from their
// bytes by a second program.
func TestSamples(t *testing.T) {
	for _, c := range []struct {
		name    string
		feature x3p.Feature
		points  int
		missing int
		text    bool
		first   float64 // height of the first point in metres
		last    float64
		notices []x3p.NoticeCode
	}{
		{"ISO5436-sample1", x3p.Surface, 16, 1, true, 0.486219120804151, -0.215696638464903, codes(x3p.NoticeUnits)},
		{"ISO5436-sample1_bin", x3p.Surface, 16, 1, false, 0.486219120804151, -0.215696638464903, codes(x3p.NoticeUnits)},
		{"ISO5436-sample2", x3p.PointCloud, 16, 0, true, 2.486219120804151, 1.784303361535097, nil},
		{"ISO5436-sample3", x3p.Surface, 16, 1, true, 2.486219120804151, 1.784303361535097, nil},
		{"ISO5436-sample4", x3p.Surface, 16, 1, true, 0.486, -0.216, codes(x3p.NoticeUnits)},
		{"ISO5436-sample4_bin", x3p.Surface, 16, 1, false, 0.486, -0.216, codes(x3p.NoticeUnits)},
		{"KautschukInfiniteFocus", x3p.Surface, 860 * 634, 860*634 - 539944, false, math.NaN(), math.NaN(), codes(x3p.NoticeInfinite)},
		{"csafe-logo", x3p.Surface, 741 * 419, 0, false, 3.999999999999999e-07, 3.999999999999999e-07, codes(x3p.NoticeNamespace, x3p.NoticeIncrement, x3p.NoticeFolder, x3p.NoticeChecksum)},
		{"pyramid", x3p.Surface, 25, 0, false, 2, 2, codes(x3p.NoticeMeasure, x3p.NoticeMeasure, x3p.NoticeUnits)},
		{"testing", x3p.Surface, 600, 0, false, math.NaN(), math.NaN(), codes(x3p.NoticeMeasure, x3p.NoticeMeasure, x3p.NoticeMeasure, x3p.NoticeUnits)},
	} {
		path := dataFile(t, "format", c.name+".x3p")
		if path == "" {
			return
		}
		f, err := x3p.Open(path, x3p.Limits{})
		if err != nil {
			t.Error(err)
			continue
		}
		if f.Feature != c.feature || f.Points() != c.points || f.Text != c.text || missing(f) != c.missing {
			t.Errorf("%s: feature %s, %d points, %d missing, text %t", c.name, f.Feature, f.Points(), missing(f), f.Text)
		}
		if c.first == c.first && (!near(f.ZM[0], c.first) || !near(f.ZM[len(f.ZM)-1], c.last)) {
			t.Errorf("%s: heights from %v to %v, want %v to %v", c.name, f.ZM[0], f.ZM[len(f.ZM)-1], c.first, c.last)
		}
		var got []x3p.NoticeCode
		for _, n := range f.Notices {
			got = append(got, n.Code)
		}
		slices.Sort(got)
		slices.Sort(c.notices)
		if !slices.Equal(got, c.notices) {
			t.Errorf("%s: notices %v, want %v: %v", c.name, got, c.notices, f.Notices)
		}
	}
}

func codes(c ...x3p.NoticeCode) []x3p.NoticeCode { return c }

func near(a, b float64) bool { return math.Abs(a-b) <= 1e-12*math.Max(math.Abs(a), math.Abs(b)) }

func missing(f *x3p.File) int {
	n := 0
	for _, z := range f.ZM {
		if z != z {
			n++
		}
	}
	return n
}

// Positions of the samples whose axes are absolute.
func TestSamplePositions(t *testing.T) {
	cloud, matrix := dataFile(t, "format", "ISO5436-sample2.x3p"), dataFile(t, "format", "ISO5436-sample3.x3p")
	if cloud == "" || matrix == "" {
		return
	}
	f, err := x3p.Open(cloud, x3p.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if !near(f.XM[1], 0.100001) || !near(f.YM[15], 2.000003) {
		t.Errorf("the cloud's second point lies at x %v, its last at y %v", f.XM[1], f.YM[15])
	}
	if _, err := f.Grid(0); err == nil {
		t.Error("a cloud of points has a grid")
	}
	if f, err = x3p.Open(matrix, x3p.Limits{}); err != nil {
		t.Fatal(err)
	}
	if f.XM != nil || !near(f.YM[0], 3) || !near(f.YM[15], 9) {
		t.Errorf("rows of the matrix lie at %v", f.YM)
	}
	g, err := f.Grid(0)
	if err != nil {
		t.Fatal(err)
	}
	if !near(g.PitchYUm, 2e6) || !near(g.OriginYUm, 3e6) || !near(g.PitchXUm, 1.6016e4) {
		t.Errorf("the grid of the matrix is %+v", g)
	}
}

// Scans with lengths in micrometres are found, reported and brought to the same length as others.
func TestMicrometresForMetres(t *testing.T) {
	for name, pitch := range map[string]float64{"K013sA1": 7.37468, "K013pC1": 7.37468, "K013sA1_raw": 7.37468} {
		path := dataFile(t, "dfsc", name+".x3p")
		if path == "" {
			return
		}
		f, err := x3p.Open(path, x3p.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		if u := f.Units(); u != (x3p.Units{GridM: 1e-6, HeightM: 1e-6}) || !slices.ContainsFunc(f.Notices, func(n x3p.Notice) bool { return n.Code == x3p.NoticeUnits }) {
			t.Errorf("%s: units %+v, notices %v", name, u, f.Notices)
		}
		g, err := f.Grid(0)
		if err != nil {
			t.Fatal(err)
		}
		if !near(g.PitchXUm, pitch) {
			t.Errorf("%s: pitch %v um", name, g.PitchXUm)
		}
		f.Repair()
		h, err := f.Grid(0)
		if err != nil {
			t.Fatal(err)
		}
		if math.Abs(h.PitchXUm-pitch) > 1e-9 || fmt.Sprint(h.HeightUm[:3000]) != fmt.Sprint(g.HeightUm[:3000]) || f.Units().GridM != 1 {
			t.Errorf("%s: repaired to pitch %v um", name, h.PitchXUm)
		}
	}
}

// Every scan of the data is read without damage.
func TestEveryScan(t *testing.T) {
	dir := dataFile(t, ".")
	if dir == "" {
		return
	}
	scans, err := filepath.Glob(filepath.Join(dir, "*", "*.x3p"))
	if err != nil {
		t.Fatal(err)
	}
	lands, err := filepath.Glob(filepath.Join(dir, "bullets", "*", "*.x3p"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range append(scans, lands...) {
		f, err := x3p.Open(path, x3p.Limits{})
		if err != nil {
			t.Error(err)
		} else if missing(f) == f.Points() {
			t.Errorf("%s has no point", path)
		}
	}
	if len(scans)+len(lands) < 70 {
		t.Errorf("only %d scans in %s", len(scans)+len(lands), dir)
	}
}
