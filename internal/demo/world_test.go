package demo

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"focalpoint"
	"focalpoint/internal/catalogue"
	"focalpoint/mark"
)

func exerciseDay() time.Time { return time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC) }

func small(seed uint64) *World { return NewWorld(Options{Seed: seed, Size: 300, Today: exerciseDay()}) }

// telling is everything a world says, as bytes.
func telling(t *testing.T, w *World) string {
	t.Helper()
	var b strings.Builder
	enc := json.NewEncoder(&b)
	list := w.Incidents()
	for _, v := range []any{w.Parties, w.Truth(list), list, w.plots.lives} {
		if err := enc.Encode(v); err != nil {
			t.Fatal(err)
		}
	}
	for n := range w.Size {
		if err := enc.Encode(w.Life(n)); err != nil {
			t.Fatal(err)
		}
	}
	return b.String()
}

func TestSameSeedSameWorld(t *testing.T) {
	a, b := telling(t, small(7)), telling(t, small(7))
	if diff := cmp.Diff(a, b); diff != "" {
		t.Errorf("the same seed told two stories (-first +second):\n%.2000s", diff)
	}
	if a == telling(t, small(8)) {
		t.Error("another seed told the same story")
	}
}

func TestLivesAreWhole(t *testing.T) {
	w := small(3)
	seen := map[string]bool{}
	check := func(l *Life) {
		if len(l.Events) == 0 || l.Events[0].Describes == nil || l.LastLegal().ID == "" {
			t.Fatalf("firearm %d has no beginning or no lawful record: %+v", l.N, l.Events)
		}
		for i, e := range l.Events {
			if seen[string(e.ID)] {
				t.Errorf("event number %s twice", e.ID)
			}
			seen[string(e.ID)] = true
			if i > 0 && e.Happened.Before(l.Events[i-1].Happened) {
				t.Errorf("firearm %d: %s of %s stands after %s of %s", l.N, e.Kind, e.Happened, l.Events[i-1].Kind, l.Events[i-1].Happened)
			}
			if _, last, ok := e.Happened.Bounds(); !ok || last > w.today && e.Happened.Precision() == focalpoint.PrecisionDay {
				t.Errorf("firearm %d: %s happened on %q, after the exercise", l.N, e.Kind, e.Happened)
			}
			if i > 0 && e.ID <= l.Events[i-1].ID {
				t.Errorf("firearm %d: numbers of events do not follow each other", l.N)
			}
		}
	}
	for n := range w.Size {
		l := w.Life(n)
		check(&l)
		if _, s, ok := w.storyOf(n); ok {
			last := l.Events[len(l.Events)-1]
			if f, _, _ := last.Happened.Bounds(); f >= s.day {
				t.Errorf("firearm %d: %s on %s, but it was seized on %s", n, last.Kind, last.Happened, s.day.Date())
			}
		}
	}
	for _, l := range w.plots.lives {
		check(l)
	}
}

func TestTruthCoversEveryStory(t *testing.T) {
	for seed := range uint64(5) {
		w := NewWorld(Options{Seed: seed, Size: DefaultSize, Today: exerciseDay()})
		truth := w.Truth(w.Incidents())
		if len(truth.Exhibits) < 500 {
			t.Errorf("seed %d: %d seized items are checked, want at least 500", seed, len(truth.Exhibits))
		}
		stories, results := map[storyKind]int{}, map[focalpoint.ResultCode]int{}
		for _, e := range truth.Exhibits {
			stories[e.Story]++
			results[e.Result]++
			if e.Leaf == "" {
				t.Errorf("seed %d: %s line %d has no leaf", seed, e.Incident, e.Line)
			}
		}
		if len(stories) < 20 || results[focalpoint.ResultSeveral] == 0 {
			t.Errorf("seed %d: stories %v, results %v", seed, stories, results)
		}
		for _, c := range truth.Cases {
			if len(c.Incidents) == 0 {
				t.Errorf("seed %d: case %s has no incident", seed, c.Key)
			}
		}
	}
}

// No name of the exercise may be that of a real maker.
func TestNobodyIsReal(t *testing.T) {
	real := catalogue.Default()
	for _, m := range append(makers(), importers()...) {
		if got := real.Code("make", m.Name, catalogue.Hints{}); got.Code != "" && got.Confidence >= .7 {
			t.Errorf("%s is taken for the real maker %s (%s)", m.Name, got.Code, got.Reason)
		}
	}
	for _, s := range States() {
		if !strings.HasPrefix(string(s.Code), "X") || len(s.Code) != 3 {
			t.Errorf("%s is no code that ISO 3166 leaves to its users", s.Code)
		}
		if len(s.Names) != 6 || !strings.Contains(s.Names["en"], "exercise") {
			t.Errorf("%s: names %v", s.Code, s.Names)
		}
	}
	w := small(1)
	for _, p := range w.Parties {
		if !strings.Contains(p.Name, "exercise") {
			t.Errorf("%s is not marked as exercise", p.Name)
		}
	}
}

func TestSerialsFillTheirSpace(t *testing.T) {
	for _, m := range models() {
		if space(m.Format)%consignment != 0 && space(m.Format)/consignment == 0 {
			t.Errorf("%s: a series of %d numbers is too short", m.Code, space(m.Format))
		}
		w := small(11)
		seen := map[string]bool{}
		for n := range 2000 {
			s := serial(m.Format, w.scatter(m.Format, n))
			if seen[s] {
				t.Fatalf("%s: number %s twice", m.Code, s)
			}
			seen[s] = true
			if mark.Fold(s) == "" {
				t.Fatalf("%s: %q is no mark", m.Code, s)
			}
		}
	}
}

func TestSightsAreMarks(t *testing.T) {
	w := small(2)
	for n, m := range models() {
		for k, how := range []mess{asStruck, spaced, mistaken, exchanged, otherABC, inArabic, glued, oneGone, twoGone, oneOfTwo, weighed, prefixGone} {
			d := w.dice("sight", n*100+k)
			number := serial(m.Format, d.IntN(space(m.Format)))
			s := see(d, number, 1999, how)
			if s.reading != "" {
				p, err := mark.Parse(s.reading)
				if err != nil {
					t.Fatalf("%s seen %s: %q: %v", number, how, s.reading, err)
				}
				if !mark.Match(p, mark.Fold(number), nil).OK || !s.fits([]rune(mark.Fold(number))) {
					t.Errorf("%s seen %s as %s does not fit itself", number, how, s.reading)
				}
			} else if slices.Contains([]mess{asStruck, spaced, inArabic}, how) && mark.Fold(s.text) != mark.Fold(number) {
				t.Errorf("%s seen %s as %s", number, how, s.text)
			}
		}
	}
}

func TestPlacesLieInTheirRegion(t *testing.T) {
	w := small(5)
	for i, r := range w.States[0].Regions {
		found := false
		for _, s := range Shapes() {
			if s.Code != r.Code {
				continue
			}
			found = true
			for k := range 50 {
				p := pointIn(w.dice("place", i*100+k), r.Code)
				inside := false
				for _, ring := range s.Rings {
					for a, b := 0, len(ring)-1; a < len(ring); b, a = a, a+1 {
						if (ring[a].Lat > p.Lat) != (ring[b].Lat > p.Lat) && p.Lon < (ring[b].Lon-ring[a].Lon)*(p.Lat-ring[a].Lat)/(ring[b].Lat-ring[a].Lat)+ring[a].Lon {
							inside = !inside
						}
					}
				}
				if !inside {
					t.Errorf("%v is not in %s", p, r.Code)
				}
			}
		}
		if !found {
			t.Errorf("%s has no shape", r.Code)
		}
	}
}
