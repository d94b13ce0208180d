package sheet_test

import (
	"bytes"
	"encoding/csv"
	"io"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"focalpoint/internal/sheet"

	"pgregory.net/rapid"
)

// Whatever the bytes: no panic, valid text, rising row numbers, one error for good.
func FuzzRead(f *testing.F) {
	f.Add([]byte("a,b\n1,\"2\n3\"\n"), "x.csv")
	f.Add([]byte("a;b\r1;é\r"), "x.csv")
	f.Add([]byte("\xff\xfea\x00,\x00b\x00\n\x00"), "x.csv")
	f.Add([]byte(`{"a":1,"b":[2]}`), "x.jsonl")
	f.Add(gz("a,b\n1,2\n"), "x.csv.gz")
	f.Add(book(`<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row></sheetData></worksheet>`, `<sst><si><t>a</t></si></sst>`), "x.xlsx")
	f.Fuzz(func(t *testing.T, content []byte, name string) {
		r, err := sheet.New(bytes.NewReader(content), int64(len(content)), name, sheet.Options{MaxCell: 1 << 12, MaxExpanded: 1 << 22})
		if err != nil {
			return
		}
		defer r.Close()
		last := 0
		for {
			row, err := r.Next()
			if err != nil {
				if _, again := r.Next(); again != err {
					t.Fatalf("error %v, then %v", err, again)
				}
				return
			}
			if row.Number <= last {
				t.Fatalf("row %d after row %d", row.Number, last)
			}
			last = row.Number
			for _, c := range row.Cells {
				if !utf8.ValidString(c) || strings.IndexByte(c, 0) >= 0 {
					t.Fatalf("row %d: broken text %q", row.Number, c)
				}
			}
		}
	})
}

// The sheet scanner must survive any XML.
func FuzzWorksheet(f *testing.F) {
	f.Add(`<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row></sheetData></worksheet>`)
	f.Add(`<row><c><v>&#x41;</v><![CDATA[x]]></c>`)
	f.Fuzz(func(t *testing.T, part string) {
		content := book(part, "")
		r, err := sheet.New(bytes.NewReader(content), int64(len(content)), "x.xlsx", sheet.Options{MaxCell: 1 << 12})
		if err != nil {
			return
		}
		defer r.Close()
		for {
			if _, err := r.Next(); err != nil {
				return
			}
		}
	})
}

// What encoding/csv writes, with any separator, is read back cell by cell.
func TestReadsWhatCSVWrites(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		width := rapid.IntRange(2, 5).Draw(t, "width")
		cell := rapid.StringOfN(rapid.SampledFrom([]rune("ab ,;\t|\"'\n.éЖ=1")), 0, 8, -1)
		rows := rapid.SliceOfN(rapid.SliceOfN(cell, width, width), 1, 20).Draw(t, "rows")
		comma := rapid.SampledFrom([]rune(",;\t|")).Draw(t, "comma")
		var b bytes.Buffer
		w := csv.NewWriter(&b)
		w.Comma = comma
		w.UseCRLF = rapid.Bool().Draw(t, "crlf")
		header := []string{"one", "two", "three", "four", "five"}[:width]
		if err := w.Write(header); err != nil {
			t.Fatal(err)
		}
		var want [][]string
		for _, row := range rows {
			if err := w.Write(row); err != nil {
				t.Fatal(err)
			}
			if strings.TrimSpace(strings.Join(row, "")) != "" {
				want = append(want, row)
			}
		}
		w.Flush()
		r, err := sheet.New(bytes.NewReader(b.Bytes()), int64(b.Len()), "x.csv", sheet.Options{Comma: comma, HeaderRow: 1})
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range want {
			got, err := r.Next()
			if err != nil {
				t.Fatal(err)
			}
			for i := range got.Cells {
				got.Cells[i] = strings.ReplaceAll(got.Cells[i], "\r\n", "\n")
			}
			if !slices.Equal(got.Cells, row) {
				t.Fatalf("got %q, want %q", got.Cells, row)
			}
		}
		if _, err := r.Next(); err != io.EOF {
			t.Fatalf("more rows: %v", err)
		}
	})
}
