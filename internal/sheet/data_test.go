package sheet_test

import (
	"compress/gzip"
	"encoding/csv"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"focalpoint/internal/sheet"
)

// data gives the path of a real file, or "" after saying in one line that the
// test did not run.
func data(t testing.TB, name string) string {
	t.Helper()
	dir := os.Getenv("FOCALPOINT_DATA")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared", "data")
	}
	path := filepath.Join(dir, "statistics", filepath.FromSlash(name))
	if _, err := os.Stat(path); err == nil {
		return path
	}
	if os.Getenv("CI") != "" {
		t.Fatalf("%s is not there; set FOCALPOINT_DATA", path)
	}
	t.Logf("not run: %s is not there; set FOCALPOINT_DATA", path)
	return ""
}

// The three Rio workbooks must give, cell by cell, what an independent reader
// wrote down beside them.
func TestRioWorkbooks(t *testing.T) {
	for _, c := range []struct{ file, raw string }{
		{"24648_APREENS_ARMA_FOGO_2015_BASE_APREENSAO.xlsx", "rj_seizures_2015_raw_cells.csv.gz"},
		{"24648_APREENS_ARMA_FOGO_2016_BASE_APREENSAO.xlsx", "rj_seizures_2016_raw_cells.csv.gz"},
		{"24648_APREENS_ARMA_FOGO_2017_BASE_APREENSAO.xlsx", "rj_seizures_2017_raw_cells.csv.gz"},
	} {
		path, raw := data(t, "br-rj-seizures/"+c.file), data(t, "br-rj-seizures/"+c.raw)
		if path == "" || raw == "" {
			return
		}
		r := mustOpen(t, path, sheet.Options{})
		oracle := mustCSV(t, raw)
		header, err := oracle.Read()
		if err != nil {
			t.Fatal(err)
		}
		if got, want := strings.Join(r.Header(), "|"), strings.Join(header, "|"); got != want || r.HeaderRow() != 3 {
			t.Fatalf("%s: header %q in row %d, want %q in row 3", c.file, got, r.HeaderRow(), want)
		}
		n := 0
		for {
			row, err := r.Next()
			want, wantErr := oracle.Read()
			if err == io.EOF && wantErr == io.EOF {
				break
			}
			if err != nil || wantErr != nil {
				t.Fatalf("%s row %d: %v, oracle %v", c.file, row.Number, err, wantErr)
			}
			n++
			for i := range want {
				// csv.Reader turns CRLF inside cells into LF.
				if got := strings.ReplaceAll(row.Cells[i], "\r\n", "\n"); got != want[i] {
					t.Fatalf("%s row %d column %d: %q, want %q", c.file, row.Number, i+1, got, want[i])
				}
			}
			// A few registration dates were typed as text ("06/03/2015 16:13:40").
			if row.Flag(16)&sheet.FlagDate == 0 && row.Cells[16] != "" && !strings.Contains(row.Cells[16], "/") {
				t.Fatalf("%s row %d: the registration date %q is not flagged", c.file, row.Number, row.Cells[16])
			}
		}
		t.Logf("%s: %d rows", c.file, n)
		for _, note := range r.Notes() {
			t.Log(note)
		}
	}
}

func TestIAFQWorkbooks(t *testing.T) {
	for file, rows := range map[string]int{
		"unodc-iafq/data_iafq_firearms_trafficking_ed2022-06-17.xlsx": 11032,
		"unodc-iafq/data_iafq_firearms_trafficking_ed2024-08-26.xlsx": 15468,
		"unodc-iafq/data_iafq_ed2024-08-26.csv.gz":                    15468,
	} {
		path := data(t, file)
		if path == "" {
			return
		}
		r := mustOpen(t, path, sheet.Options{})
		if got := r.Header(); len(got) != 13 || got[0] != "Iso3_code" || got[12] != "Source" {
			t.Errorf("%s: header %q in row %d", file, got, r.HeaderRow())
		}
		if n := count(t, r); n != rows {
			t.Errorf("%s: %d rows, want %d", file, n, rows)
		}
	}
}

func TestRealTextFiles(t *testing.T) {
	for _, c := range []struct {
		file, encoding, comma, end, first string
		rows, columns                     int
	}{
		{"br-isp-rj/ArmasApreendidasEvolucaoCisp.csv", "utf-8", ";", "LF", "cisp", 29736, 42},
		{"us-atf-source-recovery/sandyhook_2011tracingdatabystate_CRonly.csv", "utf-8", ",", "CR", "", 2550, 4},
		{"us-atf-source-recovery/sandyhook_2011summary.csv", "utf-8", ",", "CR", "State", 50, 26},
		{"us-atf-source-recovery/atf_source_recovery_2010_2020.csv", "utf-8", ",", "LF", "", 33330, 0},
		{"ua-mia-lost-stolen/raw_rows_as_printed.csv", "utf-8", ",", "LF", "brandmodel", 15, 13},
		{"ua-mia-lost-stolen/organunit_counts_2022-11.csv", "utf-8", ",", "LF", "organunit", 878, 2},
		{"ua-mia-lost-stolen/weaponkind_counts_2022-11.csv", "utf-8", ",", "LF", "weaponkind", 79, 2},
		{"un-sdg/vc_arm_sztrace_2026Q3.csv", "utf-8", ",", "LF", "", 104, 0},
	} {
		path := data(t, c.file)
		if path == "" {
			return
		}
		r := mustOpen(t, path, sheet.Options{})
		in := r.Info()
		if in.Encoding != c.encoding || in.Comma != c.comma || in.LineEnd != c.end {
			t.Errorf("%s: found %+v", c.file, in)
		}
		if c.first != "" && (len(r.Header()) == 0 || r.Header()[0] != c.first) {
			t.Errorf("%s: header %q", c.file, r.Header())
		}
		if c.columns != 0 && len(r.Header()) != c.columns {
			t.Errorf("%s: %d columns, want %d: %q", c.file, len(r.Header()), c.columns, r.Header())
		}
		n := count(t, r)
		if c.rows != 0 && n != c.rows {
			t.Errorf("%s: %d rows, want %d", c.file, n, c.rows)
		}
		t.Logf("%s: %d rows, %d columns, header row %d, notes %v", c.file, n, len(r.Header()), r.HeaderRow(), r.Notes())
	}
}

func TestUkrainianFile(t *testing.T) {
	path := data(t, "ua-mia-lost-stolen/ua-mia-weapons_2026-07-01.csv.gz")
	if path == "" {
		return
	}
	r := mustOpen(t, path, sheet.Options{})
	if n := count(t, r); n != 1175015 {
		t.Errorf("%d rows, want 1175015", n)
	}
	if len(r.Notes()) != 0 {
		t.Errorf("notes: %v", r.Notes())
	}
}

func BenchmarkUkrainianFile(b *testing.B) {
	path := data(b, "ua-mia-lost-stolen/ua-mia-weapons_2026-07-01.csv.gz")
	if path == "" {
		return
	}
	b.ReportAllocs()
	rows := 0
	for b.Loop() {
		rows += count(b, mustOpen(b, path, sheet.Options{}))
	}
	b.ReportMetric(float64(rows)/b.Elapsed().Seconds(), "rows/s")
}

func BenchmarkRioWorkbook(b *testing.B) {
	path := data(b, "br-rj-seizures/24648_APREENS_ARMA_FOGO_2016_BASE_APREENSAO.xlsx")
	if path == "" {
		return
	}
	b.ReportAllocs()
	rows := 0
	for b.Loop() {
		rows += count(b, mustOpen(b, path, sheet.Options{}))
	}
	b.ReportMetric(float64(rows)/b.Elapsed().Seconds(), "rows/s")
}

func mustOpen(t testing.TB, path string, o sheet.Options) *sheet.Reader {
	t.Helper()
	r, err := sheet.Open(path, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	return r
}

func count(t testing.TB, r *sheet.Reader) int {
	t.Helper()
	for n := 0; ; n++ {
		if _, err := r.Next(); err == io.EOF {
			return n
		} else if err != nil {
			t.Fatal(err)
		}
	}
}

func mustCSV(t testing.TB, path string) *csv.Reader {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	return csv.NewReader(z)
}
