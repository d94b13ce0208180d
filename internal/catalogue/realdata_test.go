package catalogue

import (
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"focalpoint"
)

// TestRioCalibres: every one of the 145 calibre spellings of the firearms (and
// those of the ammunition) is coded, or goes to the queue with a reason.
func TestRioCalibres(t *testing.T) {
	rows := rioRows(t)
	if rows == nil {
		return
	}
	c := Default()
	seen := weigh(rows, "Calibre", isFirearm)
	if len(seen) != 145 {
		t.Errorf("%d spellings among the firearms, 145 are known", len(seen))
	}
	printTable(t, c, "calibre", seen)
	all := weigh(rows, "Calibre", nil)
	queued := 0
	for _, raw := range slices.Sorted(maps.Keys(all)) {
		r := c.Code("calibre", raw, Hints{})
		if r.Reason == "" {
			t.Errorf("calibre %q: coded %q without a reason", raw, r.Code)
		}
		if r.Unsure() {
			queued += all[raw]
		}
	}
	if queued > 100 {
		t.Errorf("%d of %d rows wait in the queue by their calibre", queued, len(rows))
	}
	for raw, want := range map[string]string{"25903": "12x70", "25903.0": "12x70", ".38 SPECIAL (9 X 29,5 MM)": "38-special", ".38": "cal-38",
		"7,62 MM NATO": "7.62x51", "32/63,5 BAGOS": "32x63.5", "12 (2.3/4 POLEGADA) 70 MM": "12x70", "8 LEBEL (8X50)": "8x50r-lebel"} {
		if got := c.Code("calibre", raw, Hints{}).Code; got != want {
			t.Errorf("calibre %q: %q, want %q", raw, got, want)
		}
	}
	if r := c.Code("calibre", ".38", Hints{}); r.Confidence >= 1 || len(r.Alternatives) == 0 {
		t.Errorf("\".38\" alone is taken for certain: %+v", r)
	}
}

// printTable logs how every spelling of a list is coded, queued ones first.
func printTable(t *testing.T, c *Catalogue, list string, n map[string]int) {
	t.Helper()
	raws := slices.SortedFunc(maps.Keys(n), func(a, b string) int { return n[b] - n[a] })
	coded, queued := 0, 0
	for _, raw := range raws {
		r := c.Code(list, raw, Hints{})
		mark := "coded "
		if r.Unsure() {
			mark = "queued"
			queued++
		} else {
			coded++
		}
		t.Logf("%s %6d %-36q %-18s %.2f %s", mark, n[raw], raw, r.Code, r.Confidence, r.Reason)
	}
	t.Logf("%s: %d spellings, %d coded, %d queued", list, len(raws), coded, queued)
}

// TestRioWords: makers, types, countries and ownership marks of the Rio base.
func TestRioWords(t *testing.T) {
	rows := rioRows(t)
	if rows == nil {
		return
	}
	c := Default()
	for column, limit := range map[string]struct {
		list string
		rows int // so many rows may wait in the queue
	}{"Marca": {"make", 50}, "Tipo": {"type", 0}, "País": {"country", 5}, "Patrimoniada": {"ownership", 0}, "Classe": {"kind", 0}} {
		seen := weigh(rows, column, isFirearm)
		queued := 0
		for _, raw := range slices.Sorted(maps.Keys(seen)) {
			if r := c.Code(limit.list, raw, Hints{}); raw != "" && r.Unsure() {
				queued += seen[raw]
				t.Logf("queued %6d %s %q %q %s", seen[raw], limit.list, raw, r.Code, r.Reason)
			}
		}
		t.Logf("%s: %d spellings, %d of %d rows queued", limit.list, len(seen), queued, len(rows))
		if queued > limit.rows {
			t.Errorf("%s: %d rows queued, at most %d expected", limit.list, queued, limit.rows)
		}
	}
}

// TestRioOffences: the general word rules cover the offence names of Rio.
func TestRioOffences(t *testing.T) {
	rows := rioRows(t)
	if rows == nil {
		return
	}
	c := Default()
	seen := map[string]int{}
	surrendered := 0
	for _, r := range rows {
		if !isFirearm(r) {
			continue
		}
		var list []focalpoint.Coded
		for _, name := range splitOffences(r["Tipo Delito"]) {
			seen[name]++
			list = append(list, focalpoint.Raw(name))
		}
		if c.LegalContext(list).Role == focalpoint.RoleSurrendered {
			surrendered++
		}
	}
	uncoded, rest := 0, 0
	for _, name := range slices.Sorted(maps.Keys(seen)) {
		o := c.ReadOffence(name)
		if o.Code == "" {
			uncoded++
			t.Errorf("offence %q is not covered", name)
		}
		if o.Code == "other-offence" {
			rest += seen[name]
		}
		t.Logf("%6d %-70q %-28s %-14s %s", seen[name], name, o.Code, o.Justification, o.Other)
	}
	t.Logf("%d offence names, %d not covered, %d mentions fell into the rest; %d firearms surrendered", len(seen), uncoded, rest, surrendered)
	if surrendered != 1427 {
		t.Errorf("%d firearms recognised as voluntarily surrendered, 1,427 are known", surrendered)
	}
}

func splitOffences(cell string) []string {
	var out []string
	for _, s := range strings.Split(cell, " /// ") {
		if s != "" {
			out = append(out, s)
		}
	}
	return out
}

// TestMarkingLabels: 500 cells of the Rio base, chosen by a fixed seed from the
// distinct texts (240 with words, 100 with signs of doubt, 90 numbers of
// unusual form, 70 plain numbers) and labelled one by one by a reader. The
// labels are shipped, the cells are not: they are found again by digest. The
// second sample, 140 cells with words, was drawn and labelled after the coder
// was finished and never used to correct it.
func TestMarkingLabels(t *testing.T) {
	rows := rioRows(t)
	if rows == nil {
		return
	}
	cells := slices.Sorted(maps.Keys(weigh(rows, "Número de Série", isFirearm)))
	for file, n := range map[string]int{"marking_labels.csv": 500, "marking_labels_second.csv": 140} {
		right, all := compareLabels(t, file, cells)
		share := float64(right) / float64(max(all, 1))
		t.Logf("%s: %d of %d as a reader labelled them (%.1f %%)", file, right, all, 100*share)
		if all != n || share < 0.98 {
			t.Errorf("%s: %d of %d right, at least 98 %% of %d are demanded", file, right, all, n)
		}
	}
}

// compareLabels counts the cells of a labelled sample and those the coder
// reads as the label says.
func compareLabels(t *testing.T, file string, cells []string) (right, all int) {
	t.Helper()
	labels, err := readTable(os.DirFS("."), "testdata/"+file)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{}
	for _, l := range labels {
		want[l["digest"]] = l["label"]
	}
	for _, raw := range cells {
		sum := sha256.Sum256([]byte(raw))
		label, ok := want[hex.EncodeToString(sum[:])]
		if !ok {
			continue
		}
		all++
		m := Default().Marking(raw)
		if string(m.Status) == label {
			right++
			continue
		}
		t.Logf("a reader says %s, the coder %s (%.2f, %s)", label, m.Status, m.Confidence, m.Reason)
	}
	return right, all
}

// TestUkrainianRegions: the 878 unit strings, weighed by their rows.
func TestUkrainianRegions(t *testing.T) {
	units := realRows(t, "statistics/ua-mia-lost-stolen/organunit_counts_2022-11.csv")
	check := realRows(t, "statistics/ua-mia-lost-stolen/region_counts_2022-11_check.csv")
	if units == nil || check == nil {
		return
	}
	c := Default()
	got := map[string]int{}
	mapped, total, former := 0, 0, 0
	for _, u := range units[1:] {
		n, err := strconv.Atoi(u[1])
		if err != nil {
			t.Fatal(err)
		}
		r := c.Region("UKR", u[0])
		total += n
		got[r.Code] += n
		if r.Code != "" {
			mapped += n
		} else {
			t.Logf("not mapped: %q (%d rows): %s", u[0], n, r.Reason)
		}
		if r.Former {
			former++
		}
	}
	t.Logf("%d of %d rows mapped to %d regions; %d units are marked as closed or merged", mapped, total, len(got)-1, former)
	if mapped < 487458 {
		t.Errorf("%d rows mapped, at least 487,458 demanded", mapped)
	}
	for _, x := range check[1:26] {
		n, err := strconv.Atoi(x[1])
		if err != nil {
			t.Fatal(err)
		}
		code := c.Code("region-ukr", x[0], Hints{}).Code
		if d := got[code] - n; d != 0 {
			t.Logf("%-14s %+d against the check file (%d, %d): %s", x[0], d, got[code], n, differences[code])
			if differences[code] == "" {
				t.Errorf("%s: %d rows, the check file has %d, and no reason is known", x[0], got[code], n)
			}
		}
	}
}

// differences explains where the regions counted differ from the check file.
// Where the check does not say what it did with a unit, the reason follows by
// elimination: the sums agree unit by unit.
var differences = map[string]string{
	"kyiv":          "the station Darnytsia, which the check leaves out, and the prosecutor of Dniprovskyi district, which it counts in Dnipro",
	"kharkiv":       "the station Liubotyn stands in Kharkiv region",
	"sumy":          "the check counts the station Liubotyn here",
	"odesa":         "the check counts the station Pomichna here, by its railway",
	"kropyvnytskyi": "the station Pomichna stands in Kirovohrad region",
	"lviv":          "the check counts the stations Ternopil and Chernivtsi and the railway's own office here, by their railway",
	"ternopil":      "the station Ternopil",
	"chernivtsi":    "the station Chernivtsi",
}

// TestUkrainianKinds: the 79 kinds are coded on their axes, smooth and rifled
// bore decide over a hunting gun.
func TestUkrainianKinds(t *testing.T) {
	kinds := realRows(t, "statistics/ua-mia-lost-stolen/weaponkind_counts_2022-11.csv")
	if kinds == nil {
		return
	}
	c := Default()
	for _, k := range kinds[1:] {
		if k[0] == "" {
			continue
		}
		d := c.Describe(focalpoint.Description{Type: focalpoint.Raw(k[0])})
		t.Logf("%7s %-36s %-11s %-10s %-24s %-15s %-10s %s", k[1], k[0], d.Kind, d.Part, d.Type.Code, c.TypeClass(d.Type.Code), d.Action.Code, d.Origin.Code)
		if d.Kind == "" || d.Type.Code == "" || d.Type.Confidence < ReviewThreshold {
			t.Errorf("kind %q: %+v", k[0], d)
		}
	}
}

// TestUkrainianRawRows: models, calibres and units of the raw rows.
func TestUkrainianRawRows(t *testing.T) {
	rows := realRows(t, "statistics/ua-mia-lost-stolen/raw_rows_as_printed.csv")
	if rows == nil {
		return
	}
	c := Default()
	for _, x := range rows[1:] {
		d := c.Describe(focalpoint.Description{Model: focalpoint.Raw(x[0]), Type: focalpoint.Raw(x[3]), Calibre: focalpoint.Raw(x[6]),
			Extra: map[string]string{"bore": x[2]}})
		t.Logf("%-10s %-22s %-6s -> %-12s %-14s %-22s %-18s %-12s %s", x[0], x[3], x[6], d.Make.Code, d.Kind, d.Model.Code, d.Type.Code, d.Calibre.Code, c.Region("UKR", x[9]).Code)
		if d.Model.Code == "" || d.Type.Code == "" || d.Calibre.Code == "" {
			t.Errorf("row %v: model %q, type %q, calibre %q", x, d.Model.Code, d.Type.Code, d.Calibre.Code)
		}
	}
}

// TestRioPublishedCounts: by the coders for class, ownership mark and offence
// alone, one firearm for each control number and year, the yearly counts come
// out as known (the published table has 8,956 / 9,010 / 8,706).
func TestRioPublishedCounts(t *testing.T) {
	rows := rioRows(t)
	if rows == nil {
		return
	}
	c := Default()
	seen := map[string]map[string]bool{}
	for _, r := range rows {
		if c.Code("kind", r["Classe"], Hints{}).Code != string(focalpoint.Firearm) {
			continue
		}
		owner := c.Code("ownership", r["Patrimoniada"], Hints{}).Code
		if class := c.Class("ownership", owner); class == "state" || class == "private" || class == "marked" {
			continue
		}
		var list []focalpoint.Coded
		for _, name := range splitOffences(r["Tipo Delito"]) {
			list = append(list, focalpoint.Raw(name))
		}
		if c.LegalContext(list).Role == focalpoint.RoleSurrendered {
			continue
		}
		year := rioYear(r["Data Registro"])
		if seen[year] == nil {
			seen[year] = map[string]bool{}
		}
		seen[year][strings.TrimSuffix(r["Controle Interno SCO"], ".0")] = true
	}
	for year, want := range map[string]int{"2015": 8825, "2016": 8876, "2017": 8817} {
		t.Logf("%s: %d firearms", year, len(seen[year]))
		if len(seen[year]) != want {
			t.Errorf("%s: %d firearms, want %d", year, len(seen[year]), want)
		}
	}
}

// rioYear reads a date cell: a spreadsheet's number, or day, month and year.
func rioYear(cell string) string {
	if days, err := strconv.ParseFloat(cell, 64); err == nil {
		return time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC).AddDate(0, 0, int(days)).Format("2006")
	}
	if at, err := time.Parse("02/01/2006 15:04:05", cell); err == nil {
		return at.Format("2006")
	}
	return cell
}

// TestRioModels says how much of the model column the list of models knows.
func TestRioModels(t *testing.T) {
	rows := rioRows(t)
	if rows == nil {
		return
	}
	c := Default()
	named, known := 0, 0
	missing := map[string]int{}
	for _, r := range rows {
		if !isFirearm(r) {
			continue
		}
		d := c.Describe(focalpoint.Description{Kind: focalpoint.Firearm, Make: focalpoint.Raw(r["Marca"]), Model: focalpoint.Raw(r["Modelo"]), Type: focalpoint.Raw(r["Tipo"]), Calibre: focalpoint.Raw(r["Calibre"])})
		if r["Modelo"] == "" || d.Model.Code == focalpoint.CodeUnknown {
			continue
		}
		named++
		if d.Model.Code != "" {
			known++
		} else {
			missing[d.Make.Code+" | "+r["Modelo"]+" | "+r["Tipo"]+" | "+d.Calibre.Code]++
		}
	}
	for _, k := range slices.SortedFunc(maps.Keys(missing), func(a, b string) int { return missing[b] - missing[a] })[:min(40, len(missing))] {
		t.Logf("not known: %5d %s", missing[k], k)
	}
	t.Logf("models: %d of %d firearms whose model is named are coded (%.1f %%)", known, named, 100*float64(known)/float64(max(1, named)))
	if known*100 < 85*named {
		t.Errorf("only %d of %d named models are known", known, named)
	}
}
