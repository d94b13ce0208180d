package x3p_test

import (
	"os"
	"path/filepath"
	"testing"
)

// dataFile is a file of the ballistic data outside the project; "" when it is not there, which fails only under CI.
func dataFile(t testing.TB, elem ...string) string {
	t.Helper()
	dir := os.Getenv("FOCALPOINT_DATA")
	if dir == "" {
		dir = filepath.Join("..", "..", "shared", "data")
	}
	path := filepath.Join(append([]string{dir, "ballistics"}, elem...)...)
	if _, err := os.Stat(path); err == nil {
		return path
	}
	if os.Getenv("CI") != "" {
		t.Fatalf("%s is not there; set FOCALPOINT_DATA", path)
	}
	t.Logf("not run: %s is not there; set FOCALPOINT_DATA", path)
	return ""
}
