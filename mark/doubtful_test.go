package mark_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"focalpoint/mark"
)

// TestDoubtfulIsTheCheapestText compares a mark recorded in doubt with every text it leaves open.
func TestDoubtfulIsTheCheapestText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`[A-D0-3]{2,6}`).Draw(t, "text")
		reading := ""
		ways := []string{""}
		open := 0
		for _, c := range text {
			list, written := string(c), string(c)
			switch k := rapid.IntRange(0, 9).Draw(t, "kind"); {
			case k == 0 && open < 2:
				list, written, open = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", "?", open+1
			case k < 3:
				list = string(c) + "Z9"
				written = "[" + list + "]"
			}
			reading += written
			var next []string
			for _, head := range ways {
				for _, s := range list {
					next = append(next, head+string(s))
				}
			}
			ways = next
		}
		query := drawNear(text).Draw(t, "query")
		m := mark.Compile(query, rapid.IntRange(0, 2).Draw(t, "errors"), nil)
		best, fits := mark.Cost(0), false
		for _, w := range ways {
			if c, _, ok := m.Cost(w); ok && (!fits || c < best) {
				best, fits = c, true
			}
		}
		if text := m.Settled(mark.MustParse(reading).Reading); fits {
			if c, _, ok := m.Cost(text); !ok || c != best || !slices.Contains(ways, text) {
				t.Fatalf("%s recorded as %s settles on %s: %v %d, want %d", query, reading, text, ok, c, best)
			}
		}
		cost, _, _, ok := m.Doubtful(mark.MustParse(reading).Reading)
		if ok != fits || ok && cost != best {
			t.Fatalf("%s recorded as %s: %v %d, the cheapest of %d texts %v %d", query, reading, ok, cost, len(ways), fits, best)
		}
	})
}

// TestDoubtfulWithAPartLost: a part of unknown length stands for as many symbols as are asked for.
func TestDoubtfulWithAPartLost(t *testing.T) {
	for _, c := range []struct {
		recorded, asked string
		errors          int
		fits            bool
	}{
		{"AB12*", "AB1234", 0, true}, {"AB12*", "AB12", 0, true}, {"*1234", "AB1234", 0, true}, {"*1234", "AB1244", 0, false}, {"*1234", "AB1244", 1, true},
		{"A*34", "AB1234", 0, true}, {"A*34", "*34", 0, true}, {"*12*", "AB1234", 0, true}, {"*15*", "AB1234", 0, false}, {"*B*3*", "AB1234", 0, true},
		{"AB??", "AB1*", 0, true}, {"AB??", "AC1*", 0, false},
	} {
		_, _, _, ok := mark.Compile(mark.MustParse(c.asked), c.errors, nil).Doubtful(mark.MustParse(c.recorded).Reading)
		if ok != c.fits {
			t.Errorf("%s~%d against %s as recorded: %v", c.asked, c.errors, c.recorded, ok)
		}
	}
}
