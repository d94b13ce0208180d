package likelihood

import (
	"compress/gzip"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestBadTablesSayWhatIsWrong(t *testing.T) {
	for text, want := range map[string]string{
		"":                                    "empty",
		"weapon1,weapon2,hypothesis,cmc\n":    "empty",
		"weapon1,hypothesis,cmc\na,1,2\n":     "weapon2",
		"weapon1,weapon2,hypothesis\na,a,1\n": "no column with scores",
		"weapon1,weapon2,hypothesis,cmc\na,a,x,2\n":       "row 2",
		"weapon1,weapon2,hypothesis,cmc\na,a,1,high\n":    "not a number",
		"weapon1,weapon2,hypothesis,cmc\na,a,1,NaN\n":     "not a number",
		"weapon1,weapon2,hypothesis,cmc,n\na,a,1,2,0\n":   "no cells",
		"weapon1,weapon2,hypothesis,cmc\na,a,1,2,3,4,5\n": "wrong number of fields",
	} {
		if _, err := ReadTable(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want an error that says %q", text, err, want)
		}
	}
}

// The three published splits of the Netherlands Forensic Institute's tables: fitted
// on t, tested on v, within |log10 LR| <= 2.
func TestPublishedScoreTables(t *testing.T) {
	for _, c := range []struct {
		file            string
		same, different int
		cllr            float64
	}{
		{"breech_face_impression.csv", 188, 1327, 0.28},
		{"firing_pin_impression.csv", 196, 530, 0.05},
		{"aperture_shear.csv.gz", 199, 19701, 1},
	} {
		table, ok := openTable(t, c.file)
		if !ok {
			return
		}
		if same, different := count(table.Rows); same != c.same || different != c.different {
			t.Errorf("%s: %d and %d comparisons, its readme says %d and %d", c.file, same, different, c.same, c.different)
		}
		var all []Estimate
		for k := range table.Splits {
			training, test := table.Split(k)
			p := glock
			p.Scores = table.Scores
			s, err := Calibrate(training, p, Options{Resamples: 20, Rand: rand.New(rand.NewPCG(1, uint64(k)))})
			if err != nil {
				t.Fatal(err)
			}
			e, err := s.Evaluate(test, 20, rand.New(rand.NewPCG(2, uint64(k))))
			if err != nil {
				t.Fatal(err)
			}
			if s.Bounds != Cap(2) {
				t.Errorf("%s: limits %v, want 2 on both sides", c.file, s.Bounds)
			}
			all = append(all, e.Cllr)
		}
		m := Mean(all)
		t.Logf("%s: Cllr %.4f, 90 %% interval %.4f to %.4f", c.file, m.Value, m.Low, m.High)
		if m.Value > c.cllr {
			t.Errorf("%s: mean Cllr %.4f, want at most %.2f", c.file, m.Value, c.cllr)
		}
	}
}

// openTable reads a table of the data folder; false, with one line, without it.
func openTable(t *testing.T, name string) (Table, bool) {
	t.Helper()
	dir := os.Getenv("FOCALPOINT_DATA")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared", "data")
	}
	f, err := os.Open(filepath.Join(dir, "ballistics", "lr", name))
	if os.IsNotExist(err) && os.Getenv("CI") == "" {
		t.Log("the score tables are not here (FOCALPOINT_DATA): not tested")
		return Table{}, false
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var r io.Reader = f
	if strings.HasSuffix(name, ".gz") {
		if r, err = gzip.NewReader(f); err != nil {
			t.Fatal(err)
		}
	}
	table, err := ReadTable(r)
	if err != nil {
		t.Fatal(err)
	}
	return table, true
}
