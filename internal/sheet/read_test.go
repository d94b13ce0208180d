package sheet_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"strings"
	"testing"

	"focalpoint/internal/sheet"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// table is what a test expects: row numbers and cells.
type table struct {
	Header    []string
	HeaderRow int
	Rows      []string // "number: cell|cell"
}

func read(t testing.TB, content []byte, name string, o sheet.Options) (table, *sheet.Reader, error) {
	t.Helper()
	r, err := sheet.New(bytes.NewReader(content), int64(len(content)), name, o)
	if err != nil {
		return table{}, nil, err
	}
	t.Cleanup(func() { r.Close() })
	var got table
	for {
		row, err := r.Next()
		if err != nil {
			got.Header, got.HeaderRow = r.Header(), r.HeaderRow()
			if err == io.EOF {
				err = nil
			}
			return got, r, err
		}
		got.Rows = append(got.Rows, fmt.Sprintf("%d: %s", row.Number, strings.Join(row.Cells, "|")))
	}
}

func TestReadText(t *testing.T) {
	plain := table{[]string{"make", "calibre"}, 1, []string{"2: Zastava|7,62", "3: Česká|9"}}
	for _, c := range []struct {
		name, content string
		want          table
	}{
		{"comma", "make,calibre\nZastava,\"7,62\"\nČeská,9\n", plain},
		{"semicolon and decimal commas", "make;calibre\nZastava;7,62\nČeská;9", plain},
		{"tab, CRLF", "make\tcalibre\r\nZastava\t7,62\r\nČeská\t9\r\n", plain},
		{"bar, CR only", "make|calibre\rZastava|7,62\rČeská|9\r", plain},
		{"byte order mark", "\uFEFFmake;calibre\nZastava;7,62\nČeská;9", plain},
		{"sep line", "sep=;\nmake;calibre\nZastava;7,62\nČeská;9", plain},
		{"blank rows count", "make,calibre\n\n,\nCZ,9\n", table{[]string{"make", "calibre"}, 1, []string{"4: CZ|9"}}},
		{"line end in a cell", "make,note\nCZ,\"two\r\nlines\"\nFN,x\n", table{[]string{"make", "note"}, 1, []string{"2: CZ|two\r\nlines", "3: FN|x"}}},
		{"doubled marks", "make,note\nCZ,\"38\"\" long, \"\"x\"\"\"\nFN,a\"b\n", table{[]string{"make", "note"}, 1, []string{`2: CZ|38" long, "x"`, `3: FN|a"b`}}},
		{"text after the closing mark", "make,note\nCZ,\"a\"b\"\"c\nFN,x\n", table{[]string{"make", "note"}, 1, []string{`2: CZ|ab""c`, "3: FN|x"}}},
		{"short and long rows", "a,b,c\n1,2\n1,2,3,4\n", table{[]string{"a", "b", "c"}, 1, []string{"2: 1|2|", "3: 1|2|3|4"}}},
		{"titles above the header", "Seizures of the year\nOffice of Statistics,2024\n\nmake,model,calibre,year\nCZ,75,9,1990\n",
			table{[]string{"make", "model", "calibre", "year"}, 4, []string{"5: CZ|75|9|1990"}}},
		{"no header", "1,2,2020-01-01\n3,4,2020-01-02\n", table{nil, 0, []string{"1: 1|2|2020-01-01", "2: 3|4|2020-01-02"}}},
		{"one column", "unit\nFirst of the north\nSecond\n", table{[]string{"unit"}, 1, []string{"2: First of the north", "3: Second"}}},
		{"JSON Lines", `{"make":"CZ","n":1.50}` + "\n\n" + `{"n":null,"make":"FN","marks":["a","b"]}` + "\n",
			table{[]string{"make", "n", "marks"}, 0, []string{"1: CZ|1.50", `3: FN||["a","b"]`}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, _, err := read(t, []byte(c.content), "x.csv", sheet.Options{})
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Error(d)
			}
			packed, r, err := read(t, gz(c.content), "x.csv.gz", sheet.Options{})
			if err != nil || !r.Info().Packed {
				t.Fatal(err)
			}
			if d := cmp.Diff(c.want, packed); d != "" {
				t.Error("packed:", d)
			}
		})
	}
}

func TestEncodings(t *testing.T) {
	pt := "número;país\nSUPRIMIDO;Bélgica\nação;Áustria\n"
	uk := "вид;область\nПІСТОЛЕТ;Волинська\nГВИНТІВКА;Рівненська\n"
	for _, c := range []struct {
		name, text string
		bytes      []byte
		want       string
	}{
		{"latin", pt, must(charmap.Windows1252.NewEncoder().Bytes([]byte(pt))), "windows-1252"},
		{"cyrillic", uk, must(charmap.Windows1251.NewEncoder().Bytes([]byte(uk))), "windows-1251"},
		{"utf-8", uk, []byte(uk), "utf-8"},
		{"utf-16 little", uk, must(unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().Bytes([]byte(uk))), "utf-16le"},
		{"utf-16 big", pt, must(unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewEncoder().Bytes([]byte(pt))), "utf-16be"},
		{"utf-16 without mark", pt, must(unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewEncoder().Bytes([]byte(pt))), "utf-16le"},
	} {
		want, _, err := read(t, []byte(c.text), "x.csv", sheet.Options{})
		if err != nil {
			t.Fatal(err)
		}
		got, r, err := read(t, c.bytes, "x.csv", sheet.Options{})
		if err != nil {
			t.Fatal(c.name, err)
		}
		if r.Info().Encoding != c.want || r.Info().Comma != ";" {
			t.Errorf("%s: found %+v", c.name, r.Info())
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Error(c.name, d)
		}
	}
	forced, _, err := read(t, must(charmap.ISO8859_5.NewEncoder().Bytes([]byte("вид\nГАЗ\n"))), "x.csv", sheet.Options{Encoding: "ISO-8859-5"})
	if err != nil || forced.Header[0] != "вид" {
		t.Errorf("forced encoding: %+v %v", forced, err)
	}
}

// Damaged text is read, and said.
func TestDamagedText(t *testing.T) {
	content := []byte("make,país\nCZ,Bélgica\nF\xffN,Áustria\nX,a\x00b\nY,é\n")
	got, r, err := read(t, content, "x.csv", sheet.Options{})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"2: CZ|Bélgica", "3: F\uFFFDN|Áustria", "4: X|a\uFFFDb", "5: Y|é"}
	if d := cmp.Diff(want, got.Rows); d != "" {
		t.Error(d)
	}
	if n := r.Notes(); len(n) != 1 || n[0].Kind != sheet.NoteText || !cmp.Equal(n[0].Rows, []int{3, 4}) {
		t.Errorf("notes %v", n)
	}
	_, _, err = read(t, content, "x.csv", sheet.Options{Strict: true})
	wantError(t, err, "x.csv, row 3:", "right encoding")
}

func TestHeaderOptions(t *testing.T) {
	content := []byte("a,b\nmake,serial\nCZ,1\n")
	got, _, err := read(t, content, "x.csv", sheet.Options{HeaderRow: 2})
	if err != nil || got.HeaderRow != 2 || len(got.Rows) != 1 {
		t.Errorf("%+v %v", got, err)
	}
	got, _, err = read(t, content, "x.csv", sheet.Options{Columns: []string{"Make", "Serial", "year"}})
	if err != nil || got.HeaderRow != 2 {
		t.Errorf("%+v %v", got, err)
	}
	got, _, err = read(t, content, "x.csv", sheet.Options{HeaderRow: sheet.NoHeader})
	if err != nil || got.HeaderRow != 0 || len(got.Rows) != 3 {
		t.Errorf("%+v %v", got, err)
	}
}

func TestFormulaTexts(t *testing.T) {
	_, r, err := read(t, []byte("a,b\n=1+2,x\n\"=\"\"007\"\"\",y\n"), "x.csv", sheet.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if n := r.Notes(); len(n) != 1 || n[0].Kind != sheet.NoteFormula || n[0].Count != 2 {
		t.Errorf("notes %v", n)
	}
}

func gz(text string) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	io.WriteString(z, text)
	z.Close()
	return b.Bytes()
}

func must(b []byte, err error) []byte {
	if err != nil {
		panic(err)
	}
	return b
}

func wantError(t testing.TB, err error, parts ...string) {
	t.Helper()
	if err == nil {
		t.Fatalf("no error; want one with %q", parts)
	}
	for _, p := range parts {
		if !strings.Contains(err.Error(), p) {
			t.Errorf("error %q does not say %q", err, p)
		}
	}
}
