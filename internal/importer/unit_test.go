package importer

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"focalpoint/internal/catalogue"
	"focalpoint/internal/i18n"
	"focalpoint/internal/sheet"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestReadDate(t *testing.T) {
	for _, c := range []struct {
		cell, order, want string
		serial            bool
	}{
		{"2016-03-05", "", "2016-03-05", false},
		{"2016-02-30", "", "!", false},
		{"1978-03-09T00:00:00", "", "1978-03-09", false},
		{"2016-03-05 14:30:59", "", "2016-03-05T14:30", false},
		{"2016-03-05T14:30:00Z", "", "2016-03-05T14:30", false},
		{"06/03/2015 16:13:40", orderDMY, "2015-03-06T16:13", false},
		{"06/03/2015", orderMDY, "2015-06-03", false},
		{"06/03/2015", "", "!", false}, // could be either
		{"06/06/2015", "", "2015-06-06", false},
		{"26/03/2015", "", "2015-03-26", false},
		{"3/26/2015 4:05 PM", "", "2015-03-26T16:05", false},
		{"5.3.2015", "", "2015-03-05", false},
		{"05/03/15", "", "!", false}, // no century
		{"20160305", "", "2016-03-05", false},
		{"2016", "", "2016", false},
		{"2016-03", "", "2016-03", false},
		{"2014/2016-05", "", "2014/2016-05", false},
		{"42370.0616087963", "", "2016-01-01T01:28", false},
		{"42370", "", "2016-01-01", false},
		{"42370", "", "2016-01-01", true},
		{"1986", "", "1905-06-08", true}, // the workbook says that it is a date
		{"unknown", "", "!", false},
		{"2016-03-05 noon", "", "!", false},
		{"", "", "", false},
	} {
		got, ok := readDate(c.cell, c.serial, false, c.order)
		if !ok {
			got = "!"
		}
		if string(got) != c.want {
			t.Errorf("%q (order %q, serial %v): %q, want %q", c.cell, c.order, c.serial, got, c.want)
		}
	}
}

// Whatever the cell, a date that is read is one, and an ISO date reads as itself.
func TestReadDateProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, ok := readDate(rapid.String().Draw(t, "cell"), rapid.Bool().Draw(t, "serial"), rapid.Bool().Draw(t, "1904"), rapid.SampledFrom([]string{"", orderDMY, orderMDY}).Draw(t, "order"))
		if _, _, valid := d.Bounds(); ok && d != "" && !valid {
			t.Fatalf("%q is no date", d)
		}
		day := time.Unix(rapid.Int64Range(-4e9, 4e9).Draw(t, "second"), 0).UTC()
		for layout, order := range map[string]string{"2006-01-02": "", "02/01/2006": orderDMY, "1/2/2006": orderMDY, "2.1.2006": "", "20060102": ""} {
			if got, ok := readDate(day.Format(layout), false, false, order); !ok || string(got) != day.Format("2006-01-02") {
				t.Fatalf("%s read as %q %v", day.Format(layout), got, ok)
			}
		}
	})
}

func TestSplit(t *testing.T) {
	for cell, want := range map[string][]Piece{
		"":                          nil,
		"one":                       {{"", "one"}},
		"a /// b c /// d":           {{"", "a"}, {"", "b c"}, {"", "d"}},
		"a///b":                     {{"", "a"}, {"", "b"}},
		"0::Handgun||1::Rifle":      {{"0", "Handgun"}, {"1", "Rifle"}},
		"0::Handgun|1::Rifle":       {{"0", "Handgun"}, {"1", "Rifle"}},
		"a||b":                      {{"", "a"}, {"", "b"}},
		"a||||b":                    {{"", "a"}, {"", ""}, {"", "b"}},
		"1) AB12 2) CD34":           {{"1", "AB12"}, {"2", "CD34"}},
		"1) AB12; 2) CD34; 3) E":    {{"1", "AB12"}, {"2", "CD34"}, {"3", "E"}},
		"1) only one":               {{"", "1) only one"}},
		"see 1) and 2)":             {{"", "see 1) and 2)"}},
		`["x", 2, null, {"a":1}]`:   {{"", "x"}, {"", "2"}, {"", ""}, {"", `{"a":1}`}},
		"[not a list":               {{"", "[not a list"}},
		"a/b":                       {{"", "a/b"}},
		"1) pistol (mark 2) 2) gun": {{"1", "pistol (mark 2)"}, {"2", "gun"}},
	} {
		if d := cmp.Diff(want, Split(cell)); d != "" {
			t.Errorf("%q: %s", cell, d)
		}
	}
	if d := cmp.Diff([]Piece{{"", "a"}, {"", "b"}}, SplitBy("a; b", ";")); d != "" {
		t.Error(d)
	}
}

func TestAlign(t *testing.T) {
	items, ok := align(map[string][]Piece{"type": {{"1", "rifle"}, {"0", "pistol"}}, "stolen": {{"0", "yes"}, {"1", "no"}}, "city": {{"", "X"}}})
	if !ok || len(items) != 2 {
		t.Fatal(items, ok)
	}
	items, ok = align(map[string][]Piece{"type": {{"0", "pistol"}, {"1", "rifle"}}, "stolen": {{"1", "no"}, {"0", "yes"}}})
	if !ok || items[0]["type"] == "pistol" != (items[0]["stolen"] == "yes") {
		t.Error("indexes were not matched:", items)
	}
	if _, ok := align(map[string][]Piece{"type": {{"", "a"}, {"", "b"}}, "serial": {{"", "1"}, {"", "2"}, {"", "3"}}}); ok {
		t.Error("cells with two and three values were matched")
	}
	if _, ok := align(map[string][]Piece{"type": {{"0", "a"}, {"1", "b"}}, "serial": {{"0", "1"}, {"7", "2"}}}); ok {
		t.Error("indexes that do not meet were matched")
	}
}

// What is taken for a plain number without asking the catalogue is one to the
// catalogue as well.
func TestPlainSerialAgreesWithCatalogue(t *testing.T) {
	codes := catalogue.Default()
	asked := 0
	rapid.Check(t, func(t *rapid.T) {
		cell := rapid.StringMatching(`[A-Z]{0,3}-?[0-9]{1,8}(-?[A-Z]{0,3}[0-9]{0,4})?`).Draw(t, "cell")
		if !plainSerial(cell) {
			return
		}
		asked++
		if m := codes.Marking(cell); m.Status != "unique" || m.Condition != "" || m.Reading != "" || len(m.Others) != 0 {
			t.Fatalf("%q is %+v", cell, m)
		}
	})
	if asked == 0 {
		t.Error("no plain number was drawn")
	}
	for _, cell := range []string{"", "0000", "99999", "RASPADO", "38", "SEM N", "1234?", "12345 PM", "aB1234"} {
		if plainSerial(cell) {
			t.Errorf("%q passes as a plain number", cell)
		}
	}
}

// A cell that is nothing but separators is no bomb.
func TestSplitHostile(t *testing.T) {
	for _, unit := range []string{"||", "2)", "///", "1) 2) ", "0::", "[", "("} {
		if pieces := Split("1) " + strings.Repeat(unit, 1<<20/len(unit))); len(pieces) == 0 {
			t.Errorf("%q: nothing", unit)
		}
	}
	if _, ok := align(map[string][]Piece{"a": make([]Piece, mostItems+1)}); ok {
		t.Error("one row became more items than allowed")
	}
}

func TestShippedMappings(t *testing.T) {
	list := Shipped()
	if len(list) < 4 || len(headerNames()) < 100 {
		t.Fatalf("%d mappings, %d names of columns", len(list), len(headerNames()))
	}
	register := &registerTarget{name: "register"}
	lost := &registerTarget{name: "lost"}
	for _, m := range list {
		if len(m.Match) == 0 || m.About == "" {
			t.Errorf("mapping %s cannot be found by its header or says not what it is for", m.Name)
		}
		for _, target := range []Target{register, lost} {
			if m.Target == target.Name() {
				if err := m.takes(target); err != nil {
					t.Errorf("%s: %v", m.Name, err)
				}
			}
		}
		text, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		again, err := ParseMapping(text)
		if err != nil || !cmp.Equal(m, again) {
			t.Errorf("%s does not survive JSON: %v", m.Name, err)
		}
	}
	m := Propose(register, []string{"Marca", "Modelo", "Calibre", "Número de Série", "Fecha", "cor"})
	var got []string
	for _, c := range m.Columns {
		got = append(got, c.Column+"="+c.Field)
	}
	if want := "Marca=make Modelo=model Calibre=calibre Número de Série=serial Fecha=date"; strings.Join(got, " ") != want {
		t.Errorf("proposed %s, want %s", strings.Join(got, " "), want)
	}
}

func TestMappingErrors(t *testing.T) {
	for text, say := range map[string]string{
		`{`: "JSON",
		`{"name":"x","target":"register","colums":[]}`:                                                             "colums",
		`{"target":"register"}`:                                                                                    "name of its source",
		`{"name":"x","target":"register","columns":[{"column":"a","field":"colour"}]}`:                             "no field",
		`{"name":"x","target":"register","columns":[{"column":"a","field":"date","as":"day"}]}`:                    "not a way",
		`{"name":"x","target":"register","columns":[{"column":"a","field":"date","dates":"ymd"}]}`:                 "order of dates",
		`{"name":"x","target":"register","columns":[{"column":"a","field":"serial","split":"/"}]}`:                 "takes one value",
		`{"name":"x","target":"register","columns":[{"column":"","field":"serial"}],"constants":{"colour":"red"}}`: "name the column",
	} {
		if _, err := ParseMapping([]byte(text)); err == nil || !strings.Contains(err.Error(), say) {
			t.Errorf("%s: %v, want %q", text, err, say)
		}
	}
}

// FuzzApply: whatever a file holds, applying a mapping to its rows neither
// fails nor loses a cell: every cell is in a field, beside the row, or in a finding.
func FuzzApply(f *testing.F) {
	f.Add("make,serial,date,offence\nGLOCK,1) A 2) B,05/03/2016,a /// b\n")
	f.Add("make;serial;date\n\"x\";0::A||1::B;42370.5;extra\n")
	f.Add("{\"make\":[\"a\",\"b\"],\"serial\":\"[1]\"}\n")
	f.Fuzz(func(t *testing.T, content string) {
		r, err := sheet.New(strings.NewReader(content), int64(len(content)), "x", sheet.Options{MaxCell: 1 << 12})
		if err != nil {
			return
		}
		defer r.Close()
		header := peekHeader(r)
		if len(header) == 0 {
			return
		}
		m := Mapping{Name: "fuzz", Target: "register", Columns: []Column{{Column: "serial", Field: "serial", Split: "auto", Each: true}, {Column: "make", Field: "make", Split: "auto", Each: true},
			{Column: "date", Field: "date", As: "date"}, {Column: "offence", Field: "offence", Split: "auto"}}}
		p, err := newPlan(m, header, false, time.Unix(2e9, 0))
		if err != nil {
			return
		}
		for {
			row, err := r.Next()
			if err != nil {
				return
			}
			p.learn(row)
			rows, refused := p.apply(row)
			if (len(rows) == 0) != (refused != nil) {
				t.Fatalf("%d items, refusal %v", len(rows), refused)
			}
			for i := range rows {
				if rows[i].Number != int64(row.Number) {
					t.Fatalf("row %d became row %d", row.Number, rows[i].Number)
				}
			}
			if len(rows) == 1 {
				checkKept(t, p, row, &rows[0])
			}
		}
	})
}

// checkKept finds every cell of a source row again.
func checkKept(t *testing.T, p *plan, source sheet.Row, r *Row) {
	all := strings.Join(r.values, "\x00")
	for _, v := range r.Extra {
		all += "\x00" + v
	}
	for _, c := range source.Cells {
		if text := strings.TrimSpace(sheet.Unquote(c)); !strings.Contains(all, text) && !strings.Contains(all, c) {
			t.Fatalf("the cell %q of row %d is nowhere in %q", c, source.Number, all)
		}
	}
}

// Whatever can be said of a file can be said in six languages.
func TestEverythingIsInTheCatalogue(t *testing.T) {
	var keys []string
	for _, code := range sheet.Codes() {
		keys = append(keys, "err."+code)
	}
	for _, code := range []string{FindingEmpty, FindingWrong, FindingDate, FindingFuture, FindingValue, FindingNumber, FindingSplit, FindingShape, FindingText} {
		keys = append(keys, "finding."+code)
	}
	for _, kind := range []sheet.Kind{sheet.NoteText, sheet.NoteFormula, sheet.NoteActive, sheet.NoteSheets, sheet.NoteHidden, sheet.NoteQuote, sheet.NoteShape, sheet.NoteError} {
		keys = append(keys, "note."+string(kind))
	}
	for _, f := range fields {
		keys = append(keys, "field."+f.Name)
	}
	for _, lang := range i18n.Languages() {
		for _, key := range keys {
			if !i18n.For(lang).Has("import." + key) {
				t.Errorf("%s: no text for import.%s", lang, key)
			}
		}
	}
}
