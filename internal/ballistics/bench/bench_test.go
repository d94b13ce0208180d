package bench_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"focalpoint/internal/ballistics/bench"
	"focalpoint/toolmark"
	"focalpoint/x3p"
)

// write puts a surface into a scan file.
func write(t testing.TB, path string, s *toolmark.Surface) {
	t.Helper()
	f := &x3p.File{Header: x3p.Header{SizeX: s.Width, SizeY: s.Height, SizeZ: 1,
		X: x3p.Axis{Incremental: true, Increment: s.PitchXUm / 1e6}, Y: x3p.Axis{Incremental: true, Increment: s.PitchYUm / 1e6},
		Z: x3p.Axis{Type: x3p.Int16, Increment: 1e-9}}}
	for _, z := range s.HeightUm {
		f.ZM = append(f.ZM, float64(z)/1e6)
	}
	out, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	if err := x3p.Encode(out, f); err != nil {
		t.Fatal(err)
	}
}

// folder makes scans of marks, two views each, and their truth.
func folder(t testing.TB, marks int) (dir string, truth []bench.Known) {
	t.Helper()
	dir = t.TempDir()
	for mark := range marks {
		for view := range 2 {
			name := fmt.Sprintf("case %d-%d.x3p", mark+1, view+1)
			write(t, filepath.Join(dir, name), toolmark.Synthetic(uint64(mark), uint64(view)))
			truth = append(truth, bench.Known{Scan: name, Source: fmt.Sprintf("pistol %d", mark+1)})
		}
	}
	return dir, truth
}

func evaluated(t *testing.T, dir string, truth []bench.Known, m bench.Method) *bench.Evaluation {
	t.Helper()
	v, err := bench.Evaluate(context.Background(), dir, truth, m, bench.Frozen(m), time.Now, nil)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// Sources are told apart, every pair is there once and in order, and a second run gives the same.
func TestEvaluate(t *testing.T) {
	dir, truth := folder(t, 3)
	v := evaluated(t, dir, truth, bench.Fast)
	if v.Same != 3 || v.Different != 12 || len(v.Pairs) != 15 || *v.AUC != 1 || *v.Gap < 5 || len(v.Unusable) != 0 || v.Rules != nil {
		t.Errorf("%d same, %d different, auc %v, gap %v", v.Same, v.Different, *v.AUC, *v.Gap)
	}
	if p := v.Pairs[0]; p.A != truth[0].Scan || p.B != truth[1].Scan || !p.Same {
		t.Errorf("the first pair is %+v", p)
	}
	if again := evaluated(t, dir, truth, bench.Fast); fmt.Sprint(again.Pairs) != fmt.Sprint(v.Pairs) {
		t.Error("a second run gives other scores")
	}
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	var keys map[string]any
	if err := json.Unmarshal(text, &keys); err != nil {
		t.Fatal(err)
	}
	for _, k := range []string{"method", "pairs", "auc", "gap", "same", "different", "pairs_per_second"} {
		if keys[k] == nil {
			t.Errorf("the answer lacks %s", k)
		}
	}
	controls, err := bench.Controls(context.Background(), dir, truth, bench.Frozen(bench.Fast))
	if err != nil || len(controls) != 2 || controls[1].AUC > 0.95 {
		t.Errorf("controls %v, %v", controls, err)
	}
	out := filepath.Join(t.TempDir(), "report")
	if err := v.WriteReport(out); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"fast-table.md", "fast-pairs.csv", "fast-histogram.svg", "fast-tippett.svg", "fast-det.svg"} {
		b, err := os.ReadFile(filepath.Join(out, name))
		if err != nil || len(b) < 100 {
			t.Errorf("%s: %d bytes, %v", name, len(b), err)
		}
		if strings.HasSuffix(name, ".svg") && !strings.Contains(string(b), `xmlns="http://www.w3.org/2000/svg"`) {
			t.Errorf("%s cannot stand alone", name)
		}
	}
}

// One run of a published method gives the figures of every published rule; its own is among them.
func TestEvaluateGivesEveryPublishedRule(t *testing.T) {
	dir, truth := folder(t, 2)
	v := evaluated(t, dir, truth[:3], bench.Reference)
	if len(v.Rules) != len(bench.PublishedRules) {
		t.Fatalf("%d rules", len(v.Rules))
	}
	for i, r := range v.Rules {
		if r.Rule != bench.PublishedRules[i] || r.AUC != 1 || r.SameLeast <= r.DifferentMost {
			t.Errorf("%+v", r)
		}
	}
	for _, p := range v.Pairs {
		if p.ByRule[0] != p.Congruent {
			t.Errorf("%s with %s: %d cells by the method, %d by its rule", p.A, p.B, p.Congruent, p.ByRule[0])
		}
	}
}

// An unusable scan is named with its reason, and the rest is compared; a missing one is an error.
func TestEvaluateNamesTheUnusable(t *testing.T) {
	dir, truth := folder(t, 2)
	if err := os.WriteFile(filepath.Join(dir, "broken.x3p"), []byte("nothing"), 0o600); err != nil {
		t.Fatal(err)
	}
	v := evaluated(t, dir, append(truth, bench.Known{Scan: "broken.x3p", Source: "pistol 1"}), bench.Fast)
	if len(v.Unusable) != 1 || v.Unusable[0].Scan != "broken.x3p" || !strings.Contains(v.Unusable[0].Reason, "no x3p archive") || len(v.Pairs) != 6 {
		t.Errorf("%+v, %d pairs", v.Unusable, len(v.Pairs))
	}
	for _, name := range []string{"absent.x3p", "../case 1-1.x3p"} {
		_, err := bench.Evaluate(context.Background(), dir, append(truth, bench.Known{Scan: name, Source: "x"}), bench.Fast, bench.Frozen(bench.Fast), time.Now, nil)
		if err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
	stopped, stop := context.WithCancel(context.Background())
	stop()
	if _, err := bench.Evaluate(stopped, dir, truth, bench.Fast, bench.Frozen(bench.Fast), time.Now, nil); err == nil {
		t.Error("an evaluation that was stopped has a result")
	}
}

func TestReadTruth(t *testing.T) {
	got, err := bench.ReadTruth(strings.NewReader("\ufeffSource, Scan,note\nG1, a.x3p,x\nG2,\"b, c.x3p\",\n"))
	if err != nil || len(got) != 2 || got[0] != (bench.Known{Scan: "a.x3p", Source: "G1"}) || got[1].Scan != "b, c.x3p" {
		t.Errorf("%+v, %v", got, err)
	}
	for text, says := range map[string]string{
		"":                                  "first line",
		"name,source\na,b\n":                "needs scan and source",
		"scan,source\na.x3p,1\na.x3p,2\n":   "again, after line 2",
		"scan,source\na.x3p,1\nb.x3p,\n":    "line 3 of the truth lacks",
		"scan,source\na.x3p,1\nb.x3p\n":     "line 3 of the truth has 1",
		"scan,source\na.x3p,1\n":            "at least two",
		"scan,source\na.x3p,1\n\"b.x3p,2\n": "cannot read the truth",
	} {
		if _, err := bench.ReadTruth(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: want %q, got %v", text, says, err)
		}
	}
}

// The figures on numbers worked out by hand.
func TestFigures(t *testing.T) {
	if a := bench.AUC([]float64{3, 2}, []float64{1, 2, 0}); math.Abs(a-5.5/6) > 1e-12 {
		t.Errorf("auc %g", a)
	}
	// means 11 and 1, of all 5, variances 2 and 1: (36+16)/3
	if v := bench.VarianceRatio([]float64{10, 12}, []float64{0, 1, 2}); math.Abs(v-(36+16)/3.0) > 1e-12 {
		t.Errorf("variance ratio %g", v)
	}
}

// NIST's own table of the Fadul set gives the ratio that the literature names, and our labels are its labels.
func TestVarianceRatioOfNIST(t *testing.T) {
	dir := os.Getenv("FOCALPOINT_DATA")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared", "data")
	}
	text, err := os.ReadFile(filepath.Join(dir, "ballistics", "fadul_cmc_nist.csv"))
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal(err)
		}
		t.Logf("not run: %v; set FOCALPOINT_DATA", err)
		return
	}
	var same, different []float64
	for line := range strings.Lines(string(text)) {
		rec := strings.Split(strings.TrimSpace(line), ",")
		var cmcs float64
		if _, err := fmt.Sscan(rec[4], &cmcs); err != nil {
			continue // the head
		}
		if rec[2] == "KM" {
			same = append(same, cmcs)
		} else {
			different = append(different, cmcs)
		}
	}
	if v := bench.VarianceRatio(same, different); len(same) != 63 || len(different) != 717 || math.Abs(v-41.608) > 0.001 {
		t.Errorf("%d and %d pairs have the variance ratio %.3f", len(same), len(different), v)
	}
}

// A search finds the other view of a mark first, and the published method agrees.
func TestSearch(t *testing.T) {
	var surfaces []*toolmark.Surface
	var gallery []toolmark.Descriptor
	for mark := range uint64(5) {
		s := toolmark.Synthetic(mark, 1)
		e, err := toolmark.Enrol(s, toolmark.FrozenFast())
		if err != nil {
			t.Fatal(err)
		}
		surfaces, gallery = append(surfaces, s), append(gallery, toolmark.Describe(e))
	}
	leads, err := bench.Search(context.Background(), toolmark.Synthetic(3, 2), gallery, bench.Frozen(bench.Fast), bench.Depth{Compared: 3, Reference: 1},
		func(i int) (*toolmark.Surface, error) { return surfaces[i], nil })
	if err != nil {
		t.Fatal(err)
	}
	if len(leads) != 3 || leads[0].Index != 3 || leads[0].Congruent < 15 || leads[0].Reference == nil || *leads[0].Reference < 10 || leads[1].Reference != nil || leads[1].Congruent > 6 {
		t.Errorf("%+v", leads)
	}
}
