package sheet_test

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"focalpoint/internal/sheet"

	"github.com/google/go-cmp/cmp"
)

func TestWriteAndReadBack(t *testing.T) {
	day := time.Date(2024, 2, 29, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name string
		make func(io.Writer) sheet.Writer
		rows []string
	}{
		{"x.csv", func(w io.Writer) sheet.Writer { return sheet.NewCSV(w, sheet.CSVOptions{Mark: true}) },
			[]string{"2: =1+1|12|0.5|2024-02-29|true|", "3: Ж, \"x\"|||2024-02-29T10:30:00Z||"}},
		{"x.xlsx", sheet.NewXLSX, []string{"2: =1+1|12|0.5|45351|TRUE|", "3: Ж, \"x\"|||45351.4375||"}},
	} {
		var b bytes.Buffer
		w := c.make(&b)
		check(t, w.Sheet("Arms: 2024", "text", "whole", "part", "day", "yes", "none"))
		check(t, w.Row("=1+1", 12, 0.5, day, true, nil))
		check(t, w.Row("Ж, \"x\"", nil, nil, day.Add(10*time.Hour+30*time.Minute)))
		check(t, w.Close())
		got, _, err := read(t, b.Bytes(), c.name, sheet.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(c.rows, got.Rows); d != "" {
			t.Error(c.name, d)
		}
	}
}

func TestWriteLimits(t *testing.T) {
	w := sheet.NewXLSX(io.Discard)
	check(t, w.Sheet("a"))
	wantError(t, w.Row(strings.Repeat("x", 40000)), "32767")
	wantError(t, w.Row(struct{}{}), "cannot be written")
	c := sheet.NewCSV(io.Discard, sheet.CSVOptions{})
	check(t, c.Sheet("a", "h"))
	wantError(t, c.Sheet("b", "h"), "one table")
}

func TestGuard(t *testing.T) {
	var b bytes.Buffer
	w := sheet.NewCSV(&b, sheet.CSVOptions{Guard: true})
	check(t, w.Sheet("", "x", "y"))
	check(t, w.Row("=cmd|'/c calc'!A0", "-5"))
	check(t, w.Row("@SUM(A1)", -5))
	check(t, w.Row("+49 30", "plain"))
	check(t, w.Close())
	want := "x,y\r\n'=cmd|'/c calc'!A0,-5\r\n'@SUM(A1),-5\r\n'+49 30,plain\r\n"
	if d := cmp.Diff(want, b.String()); d != "" {
		t.Error(d)
	}
}

func TestValues(t *testing.T) {
	for cell, want := range map[string]string{
		"848045.0": "848045", "0012.00": "0012", "12.5": "12.5", "1.2E3": "1200", "A12.0": "A12.0", "": "", "-3.0": "-3",
		// A serial number such as 12E5 is a number to a spreadsheet program,
		// so only the caller can know; text cells never reach Whole.
		"12E5": "1200000",
	} {
		if got := sheet.Whole(cell); got != want {
			t.Errorf("Whole(%q) = %q, want %q", cell, got, want)
		}
	}
	for cell, want := range map[string]string{`="007"`: "007", `="a""b"`: `a"b`, "=1+2": "=1+2", `="a"&"b"`: `="a"&"b"`, "x": "x"} {
		if got := sheet.Unquote(cell); got != want {
			t.Errorf("Unquote(%q) = %q, want %q", cell, got, want)
		}
	}
	for cell, want := range map[string]string{
		"42007.113506944443": "2015-01-03 02:43:27", "25903": "1970-12-01 00:00:00", "1": "1900-01-01 00:00:00", "61": "1900-03-01 00:00:00",
	} {
		if got, ok := sheet.Serial(cell, false); !ok || got.Format(time.DateTime) != want {
			t.Errorf("Serial(%q) = %v %v, want %s", cell, got, ok, want)
		}
	}
	for _, cell := range []string{"", "x", "-1", "NaN", "3000000"} {
		if got, ok := sheet.Serial(cell, false); ok {
			t.Errorf("Serial(%q) = %v", cell, got)
		}
	}
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// A reader finds separator, encoding and header by itself.
func ExampleNew() {
	file := "Arms of the year;;\n\nmake;calibre;year\nZastava;7,62;1990\n"
	r, err := sheet.New(strings.NewReader(file), int64(len(file)), "arms.csv", sheet.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer r.Close()
	fmt.Println(r.Header(), "in row", r.HeaderRow())
	for {
		row, err := r.Next()
		if err != nil {
			break
		}
		fmt.Println(row.Number, row.Cells)
	}
	// Output:
	// [make calibre year] in row 3
	// 4 [Zastava 7,62 1990]
}

// Errors say where and how to mend it.
func ExampleError() {
	file := "make,model\nCZ,\"75\nFN,P35\n"
	r, _ := sheet.New(strings.NewReader(file), int64(len(file)), "arms.csv", sheet.Options{})
	_, err := r.Next()
	fmt.Println(err)
	// Output:
	// arms.csv, row 2, column 2: a quotation mark is opened and never closed. Close it, double it (""), or read the file with quotation marks as ordinary characters.
}

// A number the workbook shows as a date is handed over as stored.
func ExampleSerial() {
	day, _ := sheet.Serial("25903", false)
	fmt.Println(day.Format(time.DateOnly))
	// Output:
	// 1970-12-01
}

func ExampleNewCSV() {
	var b strings.Builder
	w := sheet.NewCSV(&b, sheet.CSVOptions{Guard: true})
	w.Sheet("", "item", "note")
	w.Row(17, "=SUM(A1)")
	w.Close()
	fmt.Println(strings.ReplaceAll(b.String(), "\r\n", "\n"))
	// Output:
	// item,note
	// 17,'=SUM(A1)
}
