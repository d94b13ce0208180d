package linkage

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestAlign(t *testing.T) {
	for _, c := range []struct{ a, b, want string }{
		{"AB12", "AB12", "===="}, {"AB12", "A812", "=x=="}, {"AB12", "AB21", "==ss"}, {"78AB12", "AB12", "aa===="}, {"AB12", "AB1", "===a"}, {"", "A", "b"}, {"", "", ""}, {"AA", "A", "a="},
	} {
		signs := map[string]string{StepSame: "=", StepDiffers: "x", StepSwapped: "s", StepOnlyA: "a", StepOnlyB: "b"}
		var got strings.Builder
		for _, s := range align([]rune(c.a), []rune(c.b)) {
			got.WriteString(signs[s.Op])
		}
		if got.String() != c.want {
			t.Errorf("%s and %s: %s, want %s", c.a, c.b, got.String(), c.want)
		}
	}
}

// Both marks can be read off the comparison, whatever they are.
func TestAlignKeepsBothMarks(t *testing.T) {
	mark := rapid.StringMatching(`[AB01Ж]{0,9}`)
	rapid.Check(t, func(t *rapid.T) {
		a, b := mark.Draw(t, "a"), mark.Draw(t, "b")
		var x, y strings.Builder
		for _, s := range align([]rune(a), []rune(b)) {
			x.WriteString(s.A)
			y.WriteString(s.B)
			if (s.A == s.B) != (s.Op == StepSame) {
				t.Fatalf("%+v", s)
			}
		}
		if x.String() != a || y.String() != b {
			t.Fatalf("%s %s came out as %s %s", a, b, x.String(), y.String())
		}
	})
}
