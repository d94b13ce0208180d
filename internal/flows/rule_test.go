package flows_test

import (
	"bytes"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"focalpoint/internal/flows"
	"focalpoint/internal/sheet"
)

func item(values ...string) flows.Profile {
	p := flows.NewProfile(flows.Items).With(flows.AxisKind, "firearm").With(flows.AxisRole, "seized")
	for _, v := range values {
		axis, value, _ := strings.Cut(v, "=")
		p = p.With(flows.Axis(axis), strings.Split(value, "|")...)
	}
	return p
}

func TestProfileKeyComesBack(t *testing.T) {
	for _, p := range []flows.Profile{
		item(), item("offences=violent-crime|drug-trafficking", "leaf=1.2", "type=revolver"),
		flows.NewProfile(flows.Seizures).With(flows.AxisRoles, "seized", "found"),
		flows.NewProfile(flows.Persons).With(flows.AxisSex, "female").With(flows.AxisSuspected, "trafficking", "terrorism"),
	} {
		back, err := flows.ParseProfile(p.Key())
		if err != nil || back != p {
			t.Errorf("%s comes back as %s (%v)", p.Key(), back.Key(), err)
		}
	}
	if _, err := flows.ParseProfile("item;colour=blue"); err == nil || !strings.Contains(err.Error(), "rebuild") {
		t.Errorf("a broken key: %v", err)
	}
	if got := item("type=blunderbuss").Get(flows.AxisType); got != "unknown" {
		t.Errorf("a value the axis does not know becomes %q", got)
	}
	if got := item("offences=unknown|terrorism").Get(flows.AxisOffences); got != "terrorism" {
		t.Errorf("unknown beside an answer: %q", got)
	}
}

func TestPredicates(t *testing.T) {
	p := item("type=rifle", "offences=terrorism|drug-trafficking")
	for text, want := range map[string]bool{
		"type = rifle":               true,
		"type != rifle":              false,
		"type in (pistol, revolver)": false,
		"not type in (pistol, revolver) and role = seized":   true,
		"type = pistol or type = rifle":                      true,
		"role = found or role = seized and type = pistol":    false,
		"(role = found or role = seized) and type = rifle":   true,
		"offences has terrorism":                             true,
		"offences has only terrorism":                        false,
		"offences has any (violent-crime, drug-trafficking)": true,
		"sex = not-applicable":                               true,
		"location = not-collected":                           true,
	} {
		q, err := flows.ParsePredicate(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
		} else if q.Holds(p) != want || q.String() != text {
			t.Errorf("%s: %v", text, !want)
		}
	}
	for _, text := range []string{"", "type", "type =", "type = x", "colour = blue", "type = rifle and", "(type = rifle", "type has rifle",
		"offences = terrorism", "type in rifle", "type in (rifle", "type = rifle rifle", "type ~ rifle"} {
		if _, err := flows.ParsePredicate(text); err == nil {
			t.Errorf("%q is taken", text)
		}
	}
}

func FuzzParsePredicate(f *testing.F) {
	f.Add("kind = firearm and (role in (seized, found) or not antique = yes)")
	f.Add("offences has any (terrorism, other) ,,( != =")
	f.Fuzz(func(t *testing.T, text string) {
		if p, err := flows.ParsePredicate(text); err == nil {
			p.Holds(flows.NewProfile(flows.Items))
		} else if err.Error() == "" {
			t.Error("an error without a word")
		}
	})
}

// anyTallies draws tallies of a year over the axes that matter.
func anyTallies(t *rapid.T) []flows.Tally {
	pick := func(name string, values ...string) string { return rapid.SampledFrom(values).Draw(t, name) }
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) flows.Tally {
		p := item("role="+pick("role", "seized", "found", "surrendered", "state-owned"), "kind="+pick("kind", "firearm", "part", "ammunition"),
			"type="+pick("type", "pistol", "rifle", "unknown", "not-collected"), "condition="+pick("condition", "industrial", "craft", "unknown"),
			"justification="+pick("justification", "trafficking", "possession", "not-collected"), "marking="+pick("marking", "unique", "altered", "unknown"),
			"leaf="+pick("leaf", "1.1", "1.2", "1.6", "2.1", "3"), "location="+pick("location", "territory", "post", "unknown"),
			"offences="+pick("offences", "none", "terrorism", "terrorism|drug-trafficking"), "context="+pick("context", "criminal", "administrative", "unknown"))
		return flows.Tally{Profile: p, Records: rapid.Int64Range(1, 50).Draw(t, "records"), Quantity: rapid.Int64Range(1, 500).Draw(t, "quantity")}
	}), 0, 12).Draw(t, "tallies")
}

// A return filled from any records passes its own hard checks, and each cell
// is the number of records that name it.
func TestFilledReturnAddsUp(t *testing.T) {
	book := flows.IAFQ()
	rapid.Check(t, func(t *rapid.T) {
		tallies := anyTallies(t)
		r := book.Fill(2024, tallies, flows.Options{Edition: "2024"})
		for _, f := range r.Findings {
			if f.Level == flows.Hard {
				t.Errorf("%s: %s", f.Check, f.Text)
			}
		}
		named := map[string]int64{}
		for _, x := range tallies {
			for _, cell := range book.CellsOf(x.Profile) {
				named[cell] += x.Records
			}
		}
		for _, blk := range r.Blocks {
			for _, c := range blk.Cells {
				if c.Records != named[c.ID] {
					t.Errorf("%s counts %d records and %d name it", c.ID, c.Records, named[c.ID])
				}
			}
		}
	})
}

func TestWhyThereIsNoNumber(t *testing.T) {
	book := flows.IAFQ()
	cell := func(r flows.Return, id string) flows.Cell {
		c, ok := r.Cell(id)
		if !ok {
			t.Fatalf("no cell %s", id)
		}
		return c
	}
	r := book.Fill(2024, nil, flows.Options{Edition: "2024"})
	if c := cell(r, "seized.total"); c.Value.Status != flows.StatusNotCollected {
		t.Errorf("a year without any record gives %v", c.Value)
	}
	r = book.Fill(2024, []flows.Tally{{Profile: item("role=reported-lost"), Records: 9}}, flows.Options{Edition: "2024"})
	if c := cell(r, "seized.total"); c.Value.Status != flows.StatusNotCollected {
		t.Errorf("a year with nothing but reports of loss gives %v", c.Value)
	}
	r = book.Fill(2024, []flows.Tally{{Profile: item("type=pistol"), Records: 2}, {Profile: item("type=not-collected"), Records: 3}}, flows.Options{Edition: "2024",
		Declared: map[string]flows.Declared{"found.type": {Status: flows.StatusNone, Reason: "No arms were found, says the police."}, "persons.convicted": {Status: flows.StatusNotApplicable},
			"seized.type.rifle": {Status: flows.StatusUnknown}, "seized.type.pistol": {Status: flows.StatusNone}}})
	for id, want := range map[string]flows.Value{
		"seized.total": flows.Count(5), "seized.type.pistol": flows.Count(2), "seized.type.revolver": flows.Count(0), "seized.type.unknown": flows.Count(3),
		"seized.location.territory": flows.Absent(flows.StatusNotCollected), "seized.location.total": flows.Count(5), "surrendered.type.pistol": flows.Count(0),
		"found.type.pistol": flows.Absent(flows.StatusNone), "persons.convicted.total": flows.Absent(flows.StatusNotApplicable),
		"persons.suspected.total": flows.Absent(flows.StatusNotCollected), "seized.type.rifle": flows.Absent(flows.StatusUnknown),
	} {
		if got := cell(r, id).Value; got != want {
			t.Errorf("%s is %v, want %v", id, got, want)
		}
	}
	if n := cell(r, "seized.type.unknown").Note; !strings.Contains(n, "3 of these were never asked") {
		t.Errorf("the note is %q", n)
	}
	hard := ""
	for _, f := range r.Findings {
		if f.Check == "declared" {
			hard += f.Cell
		}
	}
	if hard != "seized.type.pistol" {
		t.Errorf("declarations against records: %q", hard)
	}
}

func TestEditionsWordTheirCells(t *testing.T) {
	book := flows.IAFQ()
	for edition, want := range map[flows.Edition]string{"2022": "Drugs", "2024": "Drug trafficking"} {
		c, _ := book.Fill(2020, nil, flows.Options{Edition: edition}).Cell("seized.offences.drug-trafficking")
		if c.Category != want {
			t.Errorf("edition %s: %q", edition, c.Category)
		}
	}
	if e, err := book.Edition(""); e != "2024" || err != nil {
		t.Errorf("the newest edition is %q, %v", e, err)
	}
	if _, err := book.Edition("1999"); err == nil || !strings.Contains(err.Error(), "2022, 2024") {
		t.Errorf("an unknown edition: %v", err)
	}
}

// Every export holds the same values, statuses included, and the tidy table
// can be read by the reader of published tables.
func TestExportsAgree(t *testing.T) {
	tallies := []flows.Tally{{Profile: item("type=pistol", "leaf=1.2", "marking=unique"), Records: 2}, {Profile: item("type=rifle", "leaf=1.6", "marking=unique"), Records: 3}}
	r := flows.IAFQ().Fill(2024, tallies, flows.Options{Edition: "2024", AsOf: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)})
	x, err := mustMethod(t, "as-published-year").FromTallies(2024, map[int][]flows.Tally{2024: tallies})
	if err != nil {
		t.Fatal(err)
	}
	r.Indicator = append(r.Indicator, x)
	var c, j, b bytes.Buffer
	country := flows.Country{ISO3: "XXA", Name: "Exercise", Region: "Europe", Subregion: "Northern Europe"}
	for _, err := range []error{r.WriteCSV(&c, country), r.WriteJSON(&j), r.WriteXLSX(&b, country)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	for name, data := range map[string]*bytes.Buffer{"return.csv": &c} {
		d, err := flows.ReadDataset(bytes.NewReader(data.Bytes()), int64(data.Len()), name)
		if err != nil {
			t.Fatal(err)
		}
		back := d.ByCell(flows.IAFQ())
		if len(back) != 1 || len(back[0].Unread) > 0 || len(back[0].Several) > 0 {
			t.Fatalf("%s: %+v", name, back)
		}
		if diff := cmp.Diff(r.Values(), back[0].Values, cmp.Comparer(func(a, b flows.Value) bool { return a.Cell() == b.Cell() })); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	book, err := sheet.New(bytes.NewReader(b.Bytes()), int64(b.Len()), "return.xlsx", sheet.Options{Sheet: "data"})
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	if n := len(book.Info().Sheets); n != len(r.Blocks)+4 {
		t.Errorf("%d worksheets", n)
	}
	if !strings.Contains(j.String(), `"status": "not-collected"`) || !strings.Contains(j.String(), `"count": null`) {
		t.Error("the JSON does not keep apart what was not collected")
	}
}

func TestWilson(t *testing.T) {
	for _, c := range []struct {
		num, den  int64
		low, high float64
	}{{0, 10, 0, 0.27753}, {10, 10, 0.72247, 1}, {81, 263, 0.25528, 0.36621}, {1, 1, 0.20655, 1}} {
		low, high := flows.Wilson(c.num, c.den)
		if math.Abs(low-c.low) > 1e-4 || math.Abs(high-c.high) > 1e-4 {
			t.Errorf("%d of %d: %.5f to %.5f, want %.5f to %.5f", c.num, c.den, low, high, c.low, c.high)
		}
	}
	if low, high := flows.Wilson(0, 0); low != 0 || high != 1 {
		t.Error("nothing of nothing says something")
	}
}

func TestMethodsLeaveOut(t *testing.T) {
	years := map[int][]flows.Tally{2024: {
		{Profile: item("leaf=1.2", "context=criminal"), Records: 4}, {Profile: item("leaf=1.7", "context=unknown"), Records: 4},
		{Profile: item("leaf=1.2", "context=administrative"), Records: 9}, {Profile: item("leaf=1.2", "antique=yes"), Records: 2},
		{Profile: item("role=found", "leaf=1.4", "context=administrative"), Records: 1}, {Profile: item("role=lawful-owner", "leaf=1.4"), Records: 50},
	}}
	for id, want := range map[string][2]int64{"un-2018-metadata": {5, 9}, "as-published": {4, 8}, "un-2018-found": {1, 1}} {
		x, err := mustMethod(t, id).FromTallies(2024, years)
		if err != nil || x.Numerator != want[0] || x.Denominator != want[1] {
			t.Errorf("%s: %d of %d (%v)", id, x.Numerator, x.Denominator, err)
		}
		if id == "as-published" {
			if diff := cmp.Diff([]flows.Reason{{Reason: "administrative-seizure", Arms: 9}, {Reason: "antique", Arms: 2}}, x.LeftOut); diff != "" {
				t.Error(diff)
			}
		}
	}
	x, _ := mustMethod(t, "as-published").FromTallies(1990, years)
	if x.Value != nil || !strings.Contains(x.Label, "no value") {
		t.Errorf("a year without arms gives %v, %q", x.Value, x.Label)
	}
}
