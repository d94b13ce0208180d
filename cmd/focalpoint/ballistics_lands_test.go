package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Two bullets of one barrel, scanned for two studies in different positions, are
// found by the command; and what it writes as JSON can be read.
func TestLandsOfRealBullets(t *testing.T) {
	dir := os.Getenv("FOCALPOINT_DATA")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared", "data")
	}
	dir = filepath.Join(dir, "ballistics", "bullets")
	if _, err := os.Stat(dir); os.IsNotExist(err) && os.Getenv("CI") == "" {
		t.Log("the scans of bullet lands are not here (FOCALPOINT_DATA): not tested")
		return
	}
	scans, err := filepath.Glob(filepath.Join(dir, "hamby*", "*Bullet1_Land*.x3p"))
	if err != nil {
		t.Fatal(err)
	}
	work, truth := t.TempDir(), "scan,source,bullet,land\n"
	for _, s := range scans {
		data, err := os.ReadFile(s)
		if err != nil {
			t.Fatal(err)
		}
		name := filepath.Base(s)
		if err := os.WriteFile(filepath.Join(work, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
		study, land := strings.Split(name, "_")[0], name[len(name)-5:len(name)-4]
		truth += name + ",barrel 1," + study + "," + land + "\n"
	}
	file := filepath.Join(work, "truth.csv")
	if err := os.WriteFile(file, []byte(truth), 0o600); err != nil {
		t.Fatal(err)
	}
	var out, problems bytes.Buffer
	if code := run(t.Context(), []string{"ballistics", "lands", work, "--truth", file, "--json"}, strings.NewReader(""), &out, &problems); code != exitDone {
		t.Fatalf("exit %d: %s", code, problems.String())
	}
	var report landsReport
	if err := json.Unmarshal(out.Bytes(), &report); err != nil {
		t.Fatal(err)
	}
	if len(report.Lands) != 11 || len(report.Pairs) != 1 || report.Gap != nil {
		t.Fatalf("%d lands, %d pairs: want 11 and one pair, and no gap without a second barrel", len(report.Lands), len(report.Pairs))
	}
	if p := report.Pairs[0]; p.A != "HS44" && p.B != "HS44" || p.Same == nil || !*p.Same || p.Score < 15 || p.LeastIn <= p.GreatestUn {
		t.Errorf("%+v: want one barrel, found", p)
	}
}
