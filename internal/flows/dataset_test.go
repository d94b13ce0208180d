package flows_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"focalpoint/internal/flows"
	"focalpoint/internal/sheet"
)

func TestPublishedEditionsLoad(t *testing.T) {
	for _, c := range []struct {
		csv, xlsx, published string
		rows, duplicates     int
	}{
		{edition2022, "unodc-iafq/data_iafq_firearms_trafficking_ed2022-06-17.xlsx", "2022-06-17", 11032, 198},
		{edition2024, "unodc-iafq/data_iafq_firearms_trafficking_ed2024-08-26.xlsx", "2024-08-26", 15468, 312},
	} {
		d := mustDataset(t, c.csv)
		if d == nil {
			return
		}
		if d.Published != c.published || d.Agency != "UNODC" || len(d.Rows) != c.rows || len(d.Duplicates()) != c.duplicates {
			t.Errorf("%s: %q %q, %d rows, %d duplicate keys", c.csv, d.Agency, d.Published, len(d.Rows), len(d.Duplicates()))
		}
		x := mustDataset(t, c.xlsx)
		if diff := cmp.Diff(withoutLines(d), withoutLines(x)); diff != "" {
			t.Errorf("the workbook of %s differs from its text: %.600s", c.published, diff)
		}
		for _, f := range d.Defects(flows.IAFQ()) {
			if f.Meant == "" {
				t.Errorf("no cell takes %q (%d rows)", f.Label, f.Rows)
			}
			t.Logf("%s: %s, meant %s, %d rows", c.published, f.Label, f.Meant, f.Rows)
		}
	}
}

func withoutLines(d *flows.Dataset) flows.Dataset {
	out := flows.Dataset{Agency: d.Agency, Published: d.Published}
	for _, r := range d.Rows {
		r.Line = 0
		out.Rows = append(out.Rows, r)
	}
	return out
}

// Every cell that UNODC publishes is a cell of the rulebook, and the other way
// round, each under the label of its edition.
func TestEveryPublishedCellIsOurs(t *testing.T) {
	path := data(t, "unodc-iafq/iafq_published_codelist_ed2024-08.csv")
	if path == "" {
		return
	}
	r, err := sheet.Open(path, sheet.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	theirs := map[string]bool{}
	for {
		row, err := r.Next()
		if err != nil {
			break
		}
		theirs[strings.ToLower(strings.Join(row.Cells[:4], " / "))] = true
	}
	ours := map[string]bool{}
	for _, blk := range flows.IAFQ().Blocks {
		for _, c := range blk.Cells {
			names := append([]string{c.Label("2024")}, c.Read...)
			found := false
			for _, n := range names {
				key := strings.ToLower(strings.Join([]string{blk.Indicator, blk.Dimension, n, c.Sex}, " / "))
				found = found || theirs[key]
				ours[key] = true
			}
			if !found {
				t.Errorf("%s (%s / %s / %s) is not published", c.FullID(), blk.Indicator, blk.Dimension, c.Category)
			}
		}
	}
	for k := range theirs {
		if !ours[k] {
			t.Errorf("published and no cell of ours: %s", k)
		}
	}
	if len(theirs) != 137 {
		t.Errorf("%d published combinations, want 137", len(theirs))
	}
}

func TestRevisionOfTheEditions(t *testing.T) {
	before, after := mustDataset(t, edition2022), mustDataset(t, edition2024)
	if before == nil || after == nil {
		return
	}
	rev := flows.Compare(before, after)
	got := []int{rev.Common, len(rev.Changed), len(rev.Dropped), len(rev.New)}
	if diff := cmp.Diff([]int{10485, 35, 349, 4671}, got); diff != "" {
		t.Errorf("common, changed, dropped, new: %s", diff)
	}
	old := 0
	for _, c := range rev.Changed {
		if c.Key.Year != 2021 {
			t.Errorf("%v changed, and only 2021 should have", c.Key)
		}
	}
	for _, k := range rev.New {
		if k.Year <= 2020 {
			old++
		}
	}
	if old != 316 {
		t.Errorf("%d new keys of 2020 or before, want 316", old)
	}
}

// How often the published tables add up, counted by an independent reader of
// the same file: by type 47 below the arms seized and 5 above, by legal
// justification 3 above, subtotal of uniquely identifiable arms 10 of 122.
func TestAdditivityOfPublishedTables(t *testing.T) {
	d := mustDataset(t, edition2024)
	if d == nil {
		return
	}
	book := flows.IAFQ()
	got := map[string]int{}
	for _, r := range d.ByCell(book) {
		for _, f := range book.Check(r.Values) {
			side := "above"
			if f.Left < f.Right {
				side = "below"
			}
			if f.Text == "" {
				t.Errorf("a finding of %s says nothing", f.Check)
			}
			got[f.Check+" "+blockOf(f.Cells[0])+" "+side]++
		}
	}
	want := map[string]int{"parts-total seized.type below": 47, "parts-total seized.type above": 5, "parts-total seized.justification above": 3}
	for k, n := range want {
		if got[k] != n {
			t.Errorf("%s: %d, want %d", k, got[k], n)
		}
	}
	if n := got["subtotal seized.tracing below"] + got["subtotal seized.tracing above"]; n < 10 {
		t.Errorf("%d subtotals differ from their leaves, want at least the 10 of uniquely identifiable arms", n)
	}
}

func blockOf(cell string) string {
	p := strings.SplitN(cell, ".", 3)
	return p[0] + "." + p[1]
}

func TestStudyOf2020(t *testing.T) {
	d := mustDataset(t, edition2024)
	if d == nil {
		return
	}
	book := flows.IAFQ()
	rep := d.ByCell(book)
	sums, areas := flows.TotalByYear(rep, "seized.total", 2016, 2017)
	if areas != 81 || sums[2016] != 553807 || sums[2017] != 545779 {
		t.Errorf("%d areas, %v; want 81, 553807 and 545779", areas, sums)
	}
	want := map[string]map[string]float64{ // recomputed by an independent reader; the study's own in comments
		"Oceania":  {"rifle": 71.1},                                  // 71
		"Asia":     {"shotgun": 36.6},                                // 37
		"Europe":   {"pistol": 34.3, "rifle": 24.9, "shotgun": 22.4}, // 35, 27, 22
		"Americas": {"pistol": 52.4},                                 // more than half
		"World":    {"pistol": 38.3},                                 // 39
		"Africa":   {"shotgun": 34.0},                                // 38
	}
	o := flows.ShareOptions{Block: "seized.type", LeftOut: []string{"other", "unknown"}, Years: []int{2016, 2017}}
	check := func(list []flows.Shares, want map[string]map[string]float64, a flows.Averaging) {
		t.Helper()
		for _, s := range list {
			for part, w := range want[s.Group] {
				if g := s.Percent[part]; s.Averaging == a && (g < w-0.05 || g > w+0.05) {
					t.Errorf("%s, %s, %s: %.2f, want %.1f", s.Group, part, a, g, w)
				}
			}
		}
	}
	check(flows.Share(rep, book, o), want, flows.MeanOfShares)
	check(flows.Share(rep, book, o), map[string]map[string]float64{"World": {"pistol": 50.0}}, flows.Pooled)
	o.LeftOut = []string{"unknown"}
	check(flows.Share(rep, book, o), map[string]map[string]float64{"World": {"pistol": 48.5}}, flows.Pooled)
	o.LeftOut, o.AtLeast = []string{"other", "unknown"}, 21
	check(flows.Share(rep, book, o), map[string]map[string]float64{"Africa": {"shotgun": 38.5}}, flows.MeanOfShares)

	for block, parts := range map[string]map[string]int64{
		"seized.justification": {"possession": 67881, "use": 22303, "trafficking": 12561, "manufacture": 1534, "altered-marks": 397, "other": 103080, "unknown": 54671},
		"seized.condition":     {"industrial": 140643, "converted": 1260, "modified": 1215, "assembled": 930, "reactivated": 163},
		"seized.location":      {"territory": 230970, "sea": 6967, "land-border": 1325, "air": 761, "other": 6631, "unknown": 37422},
	} {
		got := flows.SumByCell(rep, book, block, 2016, 2017)
		for p, n := range parts {
			if got[p] != n {
				t.Errorf("%s.%s: %d, want %d", block, p, got[p], n)
			}
		}
	}
}
