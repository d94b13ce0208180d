package mark_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"focalpoint/mark"
)

func TestMatchExplains(t *testing.T) {
	for _, c := range []struct {
		pattern, text string
		errors        int
		ops           string // first letters of the operations; - where it does not match
	}{
		{"AB1234", "AB1234", 0, "ssssss"},
		{"AB1234", "AB1235", 0, "-"},
		{"AB1234~1", "AB1235", 1, "sssssm"},
		{"AB?23[38]", "AB1238", 0, "ssussa"},
		{"AB{8:.7,B:.2}2", "ABB2", 0, "ssas"},
		{"*234", "AB1234", 0, "uuusss"},
		{"AB*", "AB", 0, "ss"},
		{"AB134~1", "AB1234", 1, "sssMss"},
		{"AB1234~1", "AB134", 1, "sssess"},
		{"AB2134~1", "AB1234", 1, "ssSSss"},
		{"[^3]1", "31", 0, "-"},
		{"[^3]1", "81", 0, "as"},
	} {
		got := mark.Match(mark.MustParse(c.pattern), c.text, nil)
		ops := "-"
		if got.OK {
			ops = ""
			for _, s := range got.Steps {
				letter := string(s.Op)[:1]
				if s.Op == mark.Missed || s.Op == mark.Swapped {
					letter = strings.ToUpper(letter)
				}
				ops += letter
			}
		}
		if ops != c.ops || got.OK && got.Errors != c.errors {
			t.Errorf("Match(%s, %s): %s with %d errors, want %s with %d", c.pattern, c.text, ops, got.Errors, c.ops, c.errors)
		}
	}
}

func TestMatchKnowsLikeShapes(t *testing.T) {
	p := mark.MustParse("A0B8~1")
	alike, far := mark.Match(p, "AOB8", nil), mark.Match(p, "AMB8", nil)
	if alike.Cost >= far.Cost {
		t.Errorf("O for 0 costs %d, M for 0 costs %d", alike.Cost, far.Cost)
	}
	// NCIC's rule: a letter between digits hardly counts.
	q := mark.MustParse("369257~1")
	inside, before := mark.Match(q, "369J257", nil), mark.Match(q, "J369257", nil)
	if !inside.OK || inside.Cost >= before.Cost {
		t.Errorf("a letter between digits costs %d, before them %d", inside.Cost, before.Cost)
	}
}

// TestMatchAgainstDefinition compares Match with plain recursion over what an error is.
func TestMatchAgainstDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawPattern(7).Draw(t, "pattern")
		text := drawMark(9).Draw(t, "mark")
		errors := rapid.IntRange(0, mark.MaxErrors).Draw(t, "errors")
		o := oracle{p: p, text: []rune(text), ch: mark.DefaultChannel()}
		want := o.cost(errors)
		got := mark.MatchWithin(p, text, errors, nil)
		if got.OK != (want < never) || got.OK && int(got.Cost) != want {
			t.Fatalf("%s against %s with %d errors: %v cost %d, want %d", p, text, errors, got.OK, got.Cost, want)
		}
		if !got.OK {
			return
		}
		var sum mark.Cost
		for _, s := range got.Steps {
			sum += s.Cost
		}
		if sum != got.Cost {
			t.Errorf("%s against %s: the steps add up to %d, the cost is %d", p, text, sum, got.Cost)
		}
	})
}

func drawMark(n int) *rapid.Generator[string] {
	return rapid.Map(rapid.SliceOfN(rapid.SampledFrom([]rune(testAlphabet)), 1, n), func(r []rune) string { return string(r) })
}
