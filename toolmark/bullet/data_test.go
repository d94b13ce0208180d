package bullet

import (
	"compress/gzip"
	"encoding/csv"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"focalpoint/toolmark"
	"focalpoint/x3p"
)

func dataDir(t *testing.T) (string, bool) {
	t.Helper()
	dir := os.Getenv("FOCALPOINT_DATA")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared", "data")
	}
	dir = filepath.Join(dir, "ballistics", "bullets")
	if _, err := os.Stat(dir); os.IsNotExist(err) && os.Getenv("CI") == "" {
		t.Log("the scans of bullet lands are not here (FOCALPOINT_DATA): not tested")
		return "", false
	} else if err != nil {
		t.Fatal(err)
	}
	return dir, true
}

// profiles reads the twelve published signatures of Hamby 252, barrel 1: column sig,
// and column value, the profile they were made from.
func profiles(t *testing.T, dir, column string) map[string]Signature {
	t.Helper()
	f, err := os.Open(filepath.Join(dir, "profiles", "hamby252_barrel1_signatures.csv.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(z).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	k := map[string]int{}
	for i, name := range rows[0] {
		k[name] = i
	}
	all := map[string]Signature{}
	for _, r := range rows[1:] {
		s, seen := all[r[k["land"]]]
		if !seen {
			x, err := strconv.ParseFloat(r[k["x"]], 64)
			if err != nil {
				t.Fatal(err)
			}
			s.StartUm, s.PitchUm = x, 1.5625
		}
		v, err := strconv.ParseFloat(r[k[column]], 64)
		if err != nil {
			v = math.NaN()
		}
		s.HeightUm = append(s.HeightUm, v)
		all[r[k["land"]]] = s
	}
	return all
}

// open reads a scan of a land.
func open(t *testing.T, path ...string) *toolmark.Surface {
	t.Helper()
	f, err := x3p.Open(filepath.Join(path...), x3p.DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	g, err := f.Grid(0)
	if err != nil {
		t.Fatal(err)
	}
	s := toolmark.Surface(*g)
	return &s
}

// bullets reads the four bullets: two of Hamby 44, two of Hamby 252, all of barrel
// 1 of the ten consecutively rifled ones; nil for the two lands not in the copy.
func bullets(t *testing.T, dir string) [4][]*Land {
	t.Helper()
	var all [4][]*Land
	for k, pattern := range []string{"hamby44_barrel1/HS44_Barrel1_Bullet1", "hamby44_barrel1/HS44_Barrel1_Bullet2", "hamby252_barrel1/Hamby252_Barrel1_Bullet1", "hamby252_barrel1/Hamby252_Barrel1_Bullet2"} {
		for n := 1; n <= 6; n++ {
			name := fmt.Sprintf("%s_Land%d.x3p", pattern, n)
			if _, err := os.Stat(filepath.Join(dir, name)); os.IsNotExist(err) {
				all[k] = append(all[k], nil)
				continue
			}
			land, err := Prepare(open(t, dir, name), Defaults())
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			all[k] = append(all[k], land)
		}
	}
	return all
}
