package sheet_test

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
	"testing"

	"focalpoint/internal/sheet"
)

// endless yields one line without end.
type endless struct{ left int64 }

func (e *endless) Read(p []byte) (int, error) {
	if e.left <= 0 {
		return 0, io.EOF
	}
	n := int(min(int64(len(p)), e.left))
	for i := range p[:n] {
		p[i] = 'x'
	}
	e.left -= int64(n)
	return n, nil
}

// bombed packs a line of size bytes into little: a gzip file may consist of
// many members, so one packed member is repeated.
func bombed(t testing.TB, before string, size int64) []byte {
	t.Helper()
	const unit = 8 << 20
	var one, b bytes.Buffer
	z := gzip.NewWriter(&one)
	if _, err := io.Copy(z, &endless{left: unit}); err != nil {
		t.Fatal(err)
	}
	z.Close()
	b.Write(gz(before))
	for range size / unit {
		b.Write(one.Bytes())
	}
	return b.Bytes()
}

func TestGigabyteLine(t *testing.T) {
	for before, size := range map[string]int64{"make,model\nCZ,75\nFN,": 1 << 30, "make,model\nCZ,75\nFN,\"": 100 << 20, `{"make":"CZ"}` + "\n" + `{"make":"`: 100 << 20} {
		packed := bombed(t, before, size)
		var m0, m1 runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m0)
		_, _, err := read(t, packed, "x.csv.gz", sheet.Options{MaxRatio: 1 << 20})
		runtime.ReadMemStats(&m1)
		wantError(t, err, "row ")
		if grown := int64(m1.TotalAlloc) - int64(m0.TotalAlloc); grown > 32<<20 {
			t.Errorf("a line of a gigabyte made the reader allocate %d MiB", grown>>20)
		}
	}
	_, _, err := read(t, bombed(t, "a,b\n", 200<<20), "x.csv.gz", sheet.Options{MaxCell: 1 << 30})
	wantError(t, err, "times its size")
	_, _, err = read(t, bombed(t, "a,b\n", 8<<20), "x.csv.gz", sheet.Options{MaxCell: 1 << 30, MaxExpanded: 1 << 20})
	wantError(t, err, "unpacks to more than")
}

func TestQuoteNeverClosed(t *testing.T) {
	_, _, err := read(t, []byte("a,b\n1,2\n3,\"open\n4,5\n"), "x.csv", sheet.Options{})
	wantError(t, err, "x.csv, row 3, column 2: a quotation mark is opened and never closed")
	got, _, err := read(t, []byte("a,b\n1,2\n3,\"open\n4,5\n"), "x.csv", sheet.Options{NoQuotes: true})
	if err != nil || len(got.Rows) != 3 || got.Rows[1] != `3: 3|"open` {
		t.Errorf("%+v %v", got, err)
	}
}

func TestRefusedKinds(t *testing.T) {
	for content, say := range map[string]string{
		"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":   "old Excel",
		"PAR1xxxx":                           "Parquet",
		string(gz(string(gz("a,b\n1,2\n")))): "packed twice",
		" [\n {\"a\": 1},\n {\"a\": 2}]":     "one JSON list",
		"%PDF-1.7":                           "PDF",
		"":                                   "holds no rows",
		"\n\n\n":                             "holds no rows",
		"a\x00\x01\x02\x00\x03":              "not text",
		"\x1f\x8b\x08\x00":                   "gzip",
		"PK\x03\x04nonsense":                 "cannot be opened",
		`{"a":1} {"b":2}`:                    "follows the JSON",
		`{"a":`:                              "not well-formed",
	} {
		_, _, err := read(t, []byte(content), "x.csv", sheet.Options{})
		wantError(t, err, say)
	}
	_, _, err := read(t, []byte("a\n"), "x.csv", sheet.Options{Encoding: "ebcdic"})
	wantError(t, err, "windows-1251")
}

const (
	minimalBook = `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>` +
		`<sheet name="hidden one" sheetId="1" state="hidden" r:id="rId1"/><sheet name="Arms" sheetId="2" r:id="rId2"/></sheets></workbook>`
	minimalRels = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
		`<Relationship Id="rId1" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Target="/xl/worksheets/sheet2.xml"/></Relationships>`
	styles = `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="[$-416]dd/mm/yyyy;@"/><numFmt numFmtId="165" formatCode="&quot;day&quot; 0.00"/></numFmts>` +
		`<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/></cellXfs></styleSheet>`
)

// book packs a workbook from its parts.
func book(sheetXML, shared string, more ...string) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	put := func(name, content string) {
		w, _ := z.Create(name)
		io.WriteString(w, content)
	}
	put("xl/workbook.xml", minimalBook)
	put("xl/_rels/workbook.xml.rels", minimalRels)
	put("xl/styles.xml", styles)
	put("xl/worksheets/sheet1.xml", `<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData></worksheet>`)
	put("xl/worksheets/sheet2.xml", sheetXML)
	if shared != "" {
		put("xl/sharedStrings.xml", shared)
	}
	for i := 0; i+1 < len(more); i += 2 {
		put(more[i], more[i+1])
	}
	z.Close()
	return b.Bytes()
}

func TestWorkbookCells(t *testing.T) {
	content := book(`<?xml version="1.0"?><x:worksheet xmlns:x="m"><!-- c > --><x:sheetData>`+
		`<x:row r="2"><x:c r="A2" t="s"><x:v>0</x:v></x:c><x:c r="C2" t="inlineStr"><x:is><x:r><x:t>cal</x:t></x:r><x:r><x:t>ibre</x:t></x:r><x:rPh><x:t>no</x:t></x:rPh></x:is></x:c><x:c r="D2" t="str"><x:v>date</x:v></x:c></x:row>`+
		`<x:row r="3"/><x:row r="5" hidden="1"><x:c r="A5" t="str"><x:f>CONCATENATE("A","1")</x:f><x:v>A&amp;1&#x416;</x:v></x:c><x:c t="b"><x:v>1</x:v></x:c><x:c r="C5"><x:v>848045.0</x:v></x:c><x:c r="D5" s="2"><x:v>25903</x:v></x:c></x:row>`+
		`<x:row><x:c t="e"><x:v>#REF!</x:v></x:c><x:c s="3"><x:v>1.5</x:v></x:c><x:c t="str"><x:v><![CDATA[<b>]]></x:v></x:c></x:row>`+
		`</x:sheetData></x:worksheet>`, `<sst><si><t>ma_x0020_ke</t></si></sst>`,
		"xl/activeX/activeX1.bin", "x", "xl/vbaProject.bin", "x")
	r, err := sheet.New(bytes.NewReader(content), int64(len(content)), "x.xlsx", sheet.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if got := strings.Join(r.Header(), "|"); got != "ma ke||calibre|date" || r.HeaderRow() != 2 {
		t.Errorf("header %q in row %d", got, r.HeaderRow())
	}
	var got []string
	for {
		row, err := r.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, fmt.Sprintf("%d %q %v", row.Number, row.Cells, row.Flags))
	}
	want := []string{`5 ["A&1Ж" "TRUE" "848045.0" "25903"] [1 0 0 2]`, `6 ["#REF!" "1.5" "<b>" ""] [4 0 0 0]`}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	kinds := map[sheet.Kind]int{}
	for _, n := range r.Notes() {
		kinds[n.Kind]++
	}
	for kind, n := range map[sheet.Kind]int{sheet.NoteActive: 2, sheet.NoteFormula: 1, sheet.NoteHidden: 1, sheet.NoteError: 1, sheet.NoteSheets: 1} {
		if kinds[kind] != n {
			t.Errorf("%d notes of kind %s, want %d: %v", kinds[kind], kind, n, r.Notes())
		}
	}
}

func TestHostileWorkbooks(t *testing.T) {
	row := func(cells string) string {
		return `<worksheet><sheetData><row r="1"><c r="A1" t="str"><v>a</v></c><c r="B1" t="str"><v>b</v></c></row><row r="2">` + cells + `</row></sheetData></worksheet>`
	}
	many := make([]string, 0, 20000)
	for i := range 10000 {
		many = append(many, fmt.Sprintf("xl/media/%d", i), "")
	}
	for name, c := range map[string]struct {
		content []byte
		say     string
	}{
		"huge cell":     {book(row(`<c r="A2" t="str"><v>`+strings.Repeat("x", 3<<20)+`</v></c>`), ""), "longer than"},
		"huge tag":      {book(row(`<c r="A2" z="`+strings.Repeat("x", 3<<20)+`"/>`), ""), "longer than"},
		"far column":    {book(row(`<c r="ZZZZZZ2" t="str"><v>x</v></c>`), ""), "columns are read"},
		"doctype":       {book(`<!DOCTYPE x [<!ENTITY a "aaaa">]>`+row(""), ""), "document type"},
		"lost text":     {book(row(`<c r="A2" t="s"><v>7</v></c>`), ""), "does not hold"},
		"cut short":     {book(`<worksheet><sheetData><row r="1"><c r="A1" t="str"><v>a</v>`, ""), "ends in the middle"},
		"bomb of text":  {book(row(strings.Repeat(`<c t="str"><v>`+strings.Repeat("x", 1<<20-10)+`</v></c></row><row>`, 500)), ""), "times its size"},
		"bomb":          {book(`<worksheet><sheetData>`+strings.Repeat("<row/>", 20<<20), ""), "times its size"},
		"many parts":    {book(row(""), "", many...), "parts"},
		"no such sheet": {book(`<worksheet><sheetData/></worksheet>`, ""), "no visible worksheet"},
		"not a book":    {zipOf("a.csv", "x,y\n"), "not an XLSX"},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, err := read(t, c.content, "x.xlsx", sheet.Options{})
			wantError(t, err, c.say)
		})
	}
}

func zipOf(name, content string) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, _ := z.Create(name)
	io.WriteString(w, content)
	z.Close()
	return b.Bytes()
}

// Every fault has a code of the list, so that a program can say it in the
// user's language.
func TestFaultsHaveCodes(t *testing.T) {
	for content, code := range map[string]string{
		"a,b\n1,\"2\n":                     "quote",
		"%PDF":                             "kind",
		"":                                 "empty",
		"{\"a\":1}x\n":                     "json",
		"\x1f\x8b\x08\x00":                 "damaged",
		"a\n" + strings.Repeat("x", 2<<20): "long",
	} {
		_, _, err := read(t, []byte(content), "x.csv", sheet.Options{})
		var e *sheet.Error
		if !errors.As(err, &e) || e.Code != code || !slices.Contains(sheet.Codes(), code) {
			t.Errorf("%.20q: code %+v, want %s", content, e, code)
		}
	}
}

// TestHalfASurrogate: half of a pair of escapes is no character, and the cell says so.
func TestHalfASurrogate(t *testing.T) {
	content := []byte("{\"make\":\"CZ\",\"model\":\"7\\ud8005\"}\n{\"make\":\"FN\"}\n")
	r, err := sheet.New(bytes.NewReader(content), int64(len(content)), "x.jsonl", sheet.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	row, err := r.Next()
	if err != nil || row.Flag(0) != 0 || row.Flag(1) != sheet.FlagReplaced || row.Cells[1] != "7\uFFFD5" {
		t.Errorf("%q %v %v", row.Cells, row.Flags, err)
	}
	if row, err = r.Next(); err != nil || row.Flag(1) != 0 {
		t.Errorf("%q %v %v", row.Cells, row.Flags, err)
	}
	if len(r.Notes()) != 1 || r.Notes()[0].Kind != sheet.NoteText {
		t.Errorf("notes %v", r.Notes())
	}
}

func TestColumnsOfOneName(t *testing.T) {
	content := []byte("make,Serial,serial,make\nCZ,1,2,FN\n")
	r, err := sheet.New(bytes.NewReader(content), int64(len(content)), "x.csv", sheet.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if n := r.Notes(); len(n) != 2 || n[0].Kind != sheet.NoteTwice || !strings.Contains(n[1].Text, "make") {
		t.Errorf("notes %v", n)
	}
}
