package likelihood

import (
	"errors"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var glock = Population{
	Name: "Glock test fires", Mark: "firing pin", Arms: []string{"Glock"}, Ammunition: []string{"Fiocchi"},
	Method: "cmc 1", Scores: []string{"accf", "cmc"}, Source: "made for this test", Dated: "2026-01-01",
}

func calibrated(t *testing.T) *System {
	t.Helper()
	s, err := Calibrate(normalSet(400, rand.New(rand.NewPCG(3, 4))), glock, Options{Rand: rand.New(rand.NewPCG(5, 6))})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestRatioWithinAndOutsideThePopulation(t *testing.T) {
	s := calibrated(t)
	in := Circumstances{Mark: "firing pin", Arm: "glock 17", Ammunition: "Fiocchi", Method: "cmc 1"}
	r, err := s.Ratio(in, []float64{9, 0})
	if err != nil {
		t.Fatal(err)
	}
	if !r.Bounded() || r.Log10 > 2 || r.Low > r.Log10 || r.High < r.Log10 {
		t.Errorf("a score far above all others gives %v: want the limit, within its interval", r)
	}
	for _, want := range []string{"Glock test fires", "limits", "interval", "cut at the limit"} {
		if !strings.Contains(r.String(), want) {
			t.Errorf("%q does not say %q", r, want)
		}
	}
	for name, change := range map[string]func(*Circumstances){
		"another make":        func(c *Circumstances) { c.Arm = "Glockner 17" },
		"unknown firearm":     func(c *Circumstances) { c.Arm = "" },
		"another brand":       func(c *Circumstances) { c.Ammunition = "Geco" },
		"another mark":        func(c *Circumstances) { c.Mark = "breech face" },
		"another method":      func(c *Circumstances) { c.Method = "cmc 2" },
		"unknown ammunition ": func(c *Circumstances) { c.Ammunition = "" },
	} {
		c := in
		change(&c)
		var refused *Refusal
		if _, err := s.Ratio(c, []float64{9, 0}); !errors.As(err, &refused) || !strings.Contains(err.Error(), "Glock test fires") {
			t.Errorf("%s: got %v, want a refusal that names the population", name, err)
		}
	}
	if _, err := s.Ratio(in, nil); err == nil {
		t.Error("no scores at all were judged")
	}
}

func TestTheUselessScoreIsLeftOutAndTheAnswerRepeats(t *testing.T) {
	a, b := calibrated(t), calibrated(t)
	if diff := cmp.Diff(a.Model, b.Model); diff != "" {
		t.Error("two calibrations with the same random source differ:", diff)
	}
	if a.Model.Use[0] != 0 {
		t.Errorf("the model uses scores %v; the second one is noise", a.Model.Use)
	}
	test := normalSet(400, rand.New(rand.NewPCG(7, 8)))
	e, err := a.Evaluate(test, 60, rand.New(rand.NewPCG(9, 10)))
	if err != nil {
		t.Fatal(err)
	}
	again, err := b.Evaluate(test, 60, rand.New(rand.NewPCG(9, 10)))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(e, again); diff != "" {
		t.Error("two evaluations differ:", diff)
	}
	for name, m := range map[string]Estimate{"Cllr": e.Cllr, "CllrMin": e.CllrMin, "AUC": e.AUC, "EER": e.EER} {
		if m.Low > m.Value || m.High < m.Value || m.Low == m.High {
			t.Errorf("%s: interval %v to %v around %v", name, m.Low, m.High, m.Value)
		}
	}
	if e.Cllr.Value < e.CllrMin.Value || e.AUC.Value < 0.85 || e.Cllr.Value > 0.6 {
		t.Errorf("two normals two deviations apart: %+v", e)
	}
}

func TestAPopulationMustBeStated(t *testing.T) {
	set := normalSet(100, rand.New(rand.NewPCG(3, 4)))
	nameless := glock
	nameless.Name = ""
	if _, err := Calibrate(set, nameless, Options{Rand: rand.New(rand.NewPCG(1, 1))}); err == nil {
		t.Error("a population without a name was accepted")
	}
	if _, err := Calibrate(set, glock, Options{}); err == nil {
		t.Error("calibration without a random source was accepted")
	}
}

func TestVerbalScale(t *testing.T) {
	scale, err := ENFSI()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		log10 float64
		code  string
		same  bool
	}{{0, "none", true}, {0.29, "none", true}, {0.5, "weak", true}, {1, "moderate", true}, {2, "moderately_strong", true}, {-1.5, "moderate", false}, {3.2, "strong", true}, {-4, "very_strong", false}, {6, "extremely_strong", true}} {
		if step, same := scale.Words(c.log10); step.Code != c.code || same != c.same {
			t.Errorf("log10 LR %v: %s, one source %v; want %s, %v", c.log10, step.Code, same, c.code, c.same)
		}
	}
	for name, bad := range map[string]string{
		"not JSON": `{`, "no source": `{"name":"x","dated":"2020","steps":[{"from":1,"code":"none"}]}`,
		"no start":   `{"name":"x","dated":"2020","source":"y","steps":[{"from":2,"code":"weak"}]}`,
		"descending": `{"name":"x","dated":"2020","source":"y","steps":[{"from":1,"code":"none"},{"from":1,"code":"weak"}]}`,
	} {
		if _, err := ParseScale([]byte(bad)); err == nil {
			t.Errorf("a scale that is %s was accepted", name)
		}
	}
}

func TestTightenedLimitsLieWithinBoth(t *testing.T) {
	set := normalSet(400, rand.New(rand.NewPCG(3, 4)))
	s, err := Calibrate(set, glock, Options{Tighten: true, Rand: rand.New(rand.NewPCG(5, 6))})
	if err != nil {
		t.Fatal(err)
	}
	if s.Bounds != Cap(2).Within(s.Empirical) || s.Empirical.High >= 3 || s.Empirical.High <= 0 {
		t.Errorf("limits %v, empirical %v", s.Bounds, s.Empirical)
	}
}
