package flows_test

import (
	"os"
	"path/filepath"
	"testing"

	"focalpoint/internal/flows"
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

func mustDataset(t testing.TB, name string) *flows.Dataset {
	t.Helper()
	path := data(t, name)
	if path == "" {
		return nil
	}
	d, err := flows.OpenDataset(path)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

const (
	edition2022 = "unodc-iafq/data_iafq_ed2022-06-17.csv.gz"
	edition2024 = "unodc-iafq/data_iafq_ed2024-08-26.csv.gz"
)
