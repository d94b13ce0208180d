package trial

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"focalpoint/mark"
)

func small(truth, believed string) Options {
	o := DefaultOptions()
	o.Marks, o.Queries = 8000, 60
	o.Truth = mark.Tables()[truth]
	o.Channel = mark.Estimate(mark.EyeRates(), "", mark.Tables()[believed]).With(mark.NewChannel(mark.KeyedRates()))
	return o
}

// TestRun: over all classes together the search comes close to the oracle, and what it states is what is observed,
// when the world errs by the table the channel was estimated on and when it errs by another.
func TestRun(t *testing.T) {
	for _, truth := range []string{"print", "ocr"} {
		ours, best, baseline, n := 0.0, 0.0, 0.0, 0
		var first, none Bins
		for _, row := range Run(small(truth, "print")) {
			ours += row.Scores[0].First
			best += row.Scores[1].First
			baseline += row.Scores[2].First
			n += row.Present
			if !row.Given {
				first.Sum(row.First)
				none.Sum(row.None)
			}
			if row.Present+row.Absent != 60 {
				t.Errorf("%s, %s: %d questions", row.Class, row.Context, row.Present+row.Absent)
			}
		}
		if ours < .96*best {
			t.Errorf("truth %s: %.0f of %d right first, the oracle %.0f", truth, ours, n, best)
		}
		if baseline > .5*ours {
			t.Errorf("truth %s: exact comparison finds %.0f, the search %.0f: the questions are too easy", truth, baseline, ours)
		}
		if e := first.Error(); e > .05 {
			t.Errorf("truth %s: calibration error of the first answer %.3f", truth, e)
		}
		if e := none.Error(); e > .06 {
			t.Errorf("truth %s: calibration error of none of these %.3f", truth, e)
		}
	}
}

func TestRunIsDeterministic(t *testing.T) {
	o := small("ocr", "print")
	o.Marks, o.Queries, o.Only = 1000, 12, []string{"etched", "read by eye"}
	a, b := Run(o), Run(o)
	if d := cmp.Diff(a, b); d != "" {
		t.Error(d)
	}
	if len(a) != 2*len(Contexts()) {
		t.Errorf("%d rows of two classes", len(a))
	}
	o.Seed++
	if cmp.Diff(a, Run(o)) == "" {
		t.Error("another seed gives the same result")
	}
}

// TestEveryRecordIsLookedAt: what the oracle weighs is what comparing text by text finds.
func TestEveryRecordIsLookedAt(t *testing.T) {
	texts := rapid.SliceOfN(rapid.StringMatching(`[AB0-2Ж]{1,12}`), 1, 40)
	rapid.Check(t, func(t *rapid.T) {
		list := texts.Draw(t, "texts")
		asked := []rune(rapid.StringMatching(`[AB0-2Ж]{2,7}`).Draw(t, "asked"))
		var q question
		for _, s := range asked {
			q.places = append(q.places, sure(s))
		}
		edits := rapid.IntRange(0, mostEdits).Draw(t, "edits")
		got := map[int]int{}
		for _, n := range pack(list).within(&q, edits, list) {
			got[int(n.at)] = n.edits
		}
		want := map[int]int{}
		for i, text := range list {
			if d := distance([]rune(text), asked); d <= edits {
				want[i] = d
			}
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%q within %d: %s", string(asked), edits, d)
		}
	})
}

// distance is Levenshtein's, by its definition.
func distance(a, b []rune) int {
	if len(a) == 0 || len(b) == 0 {
		return len(a) + len(b)
	}
	wrong := 1
	if a[0] == b[0] {
		wrong = 0
	}
	if wrong == 0 {
		return distance(a[1:], b[1:])
	}
	return 1 + min(distance(a[1:], b[1:]), distance(a, b[1:]), distance(a[1:], b))
}

// TestTheOracleKnowsTheWorld: the oracle's price of a place is how often the world reports it.
func TestTheOracleKnowsTheWorld(t *testing.T) {
	o := small("ocr", "print")
	o.Marks, o.Wrong = 10, .2
	w := NewWorld(o)
	r := rand.New(rand.NewPCG(7, 7))
	rs := pack(w.Recorded)
	const n = 200_000
	seen := map[rune]float64{}
	for range n {
		a := asking{w: w, r: r, struck: []rune("8")}
		a.readAll()
		seen[a.places[0].symbols[0]] += 1.0 / n
	}
	q := question{}
	or := newOracle(w, rs, &q)
	for x, observed := range seen {
		pl := sure(x)
		if p := or.reported(&pl, '8'); math.Abs(p-observed) > .003+.05*observed {
			t.Errorf("8 is reported as %c in %.4f of cases, the oracle says %.4f", x, observed, p)
		}
	}
}

func TestCredit(t *testing.T) {
	list := []candidate{{1, .5}, {2, .2}, {3, .2}, {4, .1}}
	for _, c := range []struct {
		truth, n int
		want     float64
	}{{1, 1, 1}, {2, 1, 0}, {2, 2, .5}, {3, 3, 1}, {4, 3, 0}, {4, 10, 1}, {9, 10, 0}, {-1, 10, 0}} {
		if got := credit(list, c.truth, c.n); got != c.want {
			t.Errorf("record %d among the first %d: %v, want %v", c.truth, c.n, got, c.want)
		}
	}
	if p, right := best([]candidate{{1, .3}, {2, .3}}, 2); p != .3 || right != .5 {
		t.Errorf("two that tie share: %v %v", p, right)
	}
}

func TestWilson(t *testing.T) {
	// Newcombe, Statistics in Medicine 17:857 (1998), table I: 81 of 263 is 0.2553 to 0.3662.
	if low, high := Wilson(81, 263); math.Abs(low-.2553) > .0001 || math.Abs(high-.3662) > .0001 {
		t.Errorf("81 of 263: %.4f to %.4f", low, high)
	}
}

// TestNCICForm: the examples of the manuals.
func TestNCICForm(t *testing.T) {
	for _, text := range []string{"369257", "369M257", "369J257"} {
		if ncicForm(text) != "369257" {
			t.Errorf("%s compares as %s", text, ncicForm(text))
		}
	}
	if ncicForm("O369257A") != "0369257A" {
		t.Errorf("letters before and after count, O is a zero: %s", ncicForm("O369257A"))
	}
}
