package catalogue

import (
	"bufio"
	"compress/gzip"
	"encoding/csv"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// realFile opens a file of the shared data sets, unpacked when it is
// compressed. Without the data it says so once and returns nil; with CI set
// that is a failure.
func realFile(t *testing.T, path string) *bufio.Reader {
	t.Helper()
	dir := os.Getenv("FOCALPOINT_DATA")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared", "data")
	}
	path = filepath.Join(dir, filepath.FromSlash(path))
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		if os.Getenv("CI") != "" {
			t.Fatalf("%s is not there; set FOCALPOINT_DATA", path)
		}
		t.Logf("not run: %s is not there; set FOCALPOINT_DATA", path)
		return nil
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	if strings.HasSuffix(path, ".gz") {
		z, err := gzip.NewReader(f)
		if err != nil {
			t.Fatal(err)
		}
		return bufio.NewReader(z)
	}
	return bufio.NewReader(f)
}

// realRows reads a CSV of the shared data sets with its header as first row;
// nil without the data.
func realRows(t *testing.T, path string) [][]string {
	t.Helper()
	f := realFile(t, path)
	if f == nil {
		return nil
	}
	r := csv.NewReader(f)
	r.FieldsPerRecord = -1
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// rioRows are the rows of the three yearly bases by column name.
func rioRows(t *testing.T) []record {
	t.Helper()
	var out []record
	for _, year := range []string{"2015", "2016", "2017"} {
		rows := realRows(t, "statistics/br-rj-seizures/rj_seizures_"+year+"_raw_cells.csv.gz")
		if rows == nil {
			return nil
		}
		for _, x := range rows[1:] {
			if len(x) != len(rows[0]) {
				continue // two short rows at the end of a workbook
			}
			m := record{}
			for i, h := range rows[0] {
				m[h] = x[i]
			}
			out = append(out, m)
		}
	}
	return out
}

// weigh counts the distinct values of a column.
func weigh(rows []record, column string, keep func(record) bool) map[string]int {
	out := map[string]int{}
	for _, r := range rows {
		if keep == nil || keep(r) {
			out[r[column]]++
		}
	}
	return out
}

func isFirearm(r record) bool { return r["Classe"] == "ARMA DE FOGO" }
