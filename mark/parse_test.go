package mark_test

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"focalpoint/mark"
)

func TestParseWritesBack(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"ab 12-34", "AB1234"},
		{"AB?12[38]4", "AB?12[38]4"},
		{"AB[83]4", "AB[38]4"},
		{"[0-9]A", "[0-9]A"}, {"[0123A]", "[0-3A]"}, {"[^ 3, 8]", "[^38]"}, {"[3]", "3"},
		{"AB{B:.2,8:.7}", "AB{8:.7,B:.2}"}, {"{8:70%;B:20%}", "{8:.7,B:.2}"}, {"{8:1}", "8"},
		{"**1**", "*1*"},
		{"AB1234~2", "AB1234~2"}, {"AB~٢", "AB~2"},
		{"=AB-12.ж ", "=AB-12.ж"},
		{" АК1234 script:cyrl ", "AK1234 script:cyrl"}, {"1~1 SCRIPT:LATN", "1~1 script:latn"},
		{"{8:.7}4 by:Etched", "{8:.7}4 by:etched"}, {"А1~1 by:ocr script:cyrl", "A1~1 script:cyrl by:ocr"},
		{"١٢؟", "12?"},
		{"?", "?"}, {"*", "*"},
	} {
		p, err := mark.Parse(c.in)
		if err != nil {
			t.Errorf("Parse(%q): %v", c.in, err)
			continue
		}
		if got := p.String(); got != c.want {
			t.Errorf("Parse(%q) writes %q, want %q", c.in, got, c.want)
		}
	}
}

func TestParseNamesTheCharacter(t *testing.T) {
	for _, c := range []struct {
		in    string
		code  mark.SyntaxCode
		place int
	}{
		{"", mark.Empty, 0}, {" - ", mark.Empty, 0}, {"=", mark.Empty, 0}, {"~1", mark.Empty, 0},
		{"AB[38", mark.SetOpen, 2}, {"AB[]", mark.SetEmpty, 2}, {"A[3?]", mark.SetSymbol, 3}, {"[9-0]", mark.SetRange, 2},
		{"[-9]", mark.SetRange, 1}, {"[A-9]", mark.SetRange, 2},
		{"A{8:.7", mark.WeightsOpen, 1}, {"A{}", mark.WeightsEmpty, 1}, {"{?:1}", mark.WeightsSymbol, 1},
		{"{8:.2,8:.1}", mark.WeightsTwice, 6}, {"{8 .7}", mark.WeightsColon, 3}, {"{8:x}", mark.WeightsNumber, 3},
		{"{8:0}", mark.WeightsNumber, 3}, {"{8:0,7}", mark.WeightsNumber, 3}, {"{8:.7,B:.4}", mark.WeightsSum, 0},
		{"A]", mark.Stray, 1}, {"}", mark.Stray, 0},
		{"AB~", mark.ErrorsNumber, 3}, {"AB~4", mark.ErrorsNumber, 3}, {"AB~11", mark.ErrorsNumber, 4}, {"AB~1C", mark.ErrorsLast, 4},
		{"AB script:runes", mark.HintUnknown, 10}, {"AB script:cyrl 1", mark.HintLast, 15}, {"AB by:guess", mark.MethodUnknown, 6}, {"AB by:eye script:x", mark.HintUnknown, 17},
		{"AB by:eye ~1", mark.HintLast, 10},
		{"AB=1", mark.MisplacedEquals, 2},
		{"AB\xff", mark.NotUTF8, 2},
		{strings.Repeat("1", mark.MaxPlaces+1), mark.TooLong, mark.MaxPlaces},
	} {
		_, err := mark.Parse(c.in)
		var se *mark.SyntaxError
		if !errors.As(err, &se) {
			t.Errorf("Parse(%q) = %v, want a syntax error", c.in, err)
			continue
		}
		if se.Code != c.code || se.Place != c.place {
			t.Errorf("Parse(%q): %s at %d, want %s at %d", c.in, se.Code, se.Place, c.code, c.place)
		}
		if se.What == "" || se.Mend == "" || se.Error() == "" {
			t.Errorf("Parse(%q): the error says too little: %v", c.in, err)
		}
	}
}

func TestPatternAccepts(t *testing.T) {
	p := mark.MustParse("=AB-1")
	if !p.Accepts("AB-1") || p.Accepts("AB1") || p.Text() != "AB1" {
		t.Error("= means exactly as struck")
	}
	if q := mark.MustParse("АК1 script:cyrl"); q.Accepts("AK1") || !q.Accepts("АК1") {
		t.Error("a script hint looks at the letters as struck")
	}
}

// drawPattern draws any pattern of up to n places over a small alphabet.
func drawPattern(n int) *rapid.Generator[mark.Pattern] {
	return rapid.Custom(func(t *rapid.T) mark.Pattern {
		places := rapid.SliceOfN(drawPlace(), 1, n).Draw(t, "places")
		var b strings.Builder
		for _, pl := range places {
			b.WriteString(pl)
		}
		if rapid.Bool().Draw(t, "stated") {
			b.WriteString("~" + rapid.SampledFrom([]string{"0", "1", "2", "3"}).Draw(t, "errors"))
		}
		return mark.MustParse(b.String())
	})
}

const testAlphabet = "0123458OISBAGЖБΩ"

func drawPlace() *rapid.Generator[string] {
	symbol := rapid.Map(rapid.SampledFrom([]rune(testAlphabet)), func(r rune) string { return string(r) })
	return rapid.Custom(func(t *rapid.T) string {
		switch rapid.IntRange(0, 9).Draw(t, "kind") {
		case 0:
			return "?"
		case 1:
			return "*"
		case 2:
			return "[" + symbol.Draw(t, "a") + symbol.Draw(t, "b") + "]"
		case 3:
			return "[^" + symbol.Draw(t, "a") + symbol.Draw(t, "b") + "]"
		case 4:
			w := rapid.SampledFrom([]string{":.7,Z:.2}", ":.5,Z:.5}", ":.9}", ":.25,Y:.25,Z:.3}"}).Draw(t, "weights")
			return "{" + symbol.Draw(t, "a") + w
		}
		return symbol.Draw(t, "symbol")
	})
}

func TestPatternRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawPattern(12).Draw(t, "pattern")
		again, err := mark.Parse(p.String())
		if err != nil {
			t.Fatalf("%s: %v", p, err)
		}
		if d := cmp.Diff(p, again); d != "" {
			t.Errorf("%s: %s", p, d)
		}
	})
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"AB?12[38]4", "AB{8:.7,B:.2}*~2 script:cyrl", "=A-1", "[^0-9", "{8:.1,", "~", "A~1 ", "⑩½ß"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p, err := mark.Parse(s)
		var se *mark.SyntaxError
		if errors.As(err, &se) {
			if se.Place < 0 || se.Place > utf8.RuneCountInString(s) || se.Mend == "" {
				t.Errorf("Parse(%q): %+v", s, se)
			}
			return
		}
		again, err := mark.Parse(p.String())
		if err != nil {
			t.Fatalf("Parse(%q) writes %q, which cannot be read: %v", s, p, err)
		}
		if d := cmp.Diff(p, again); d != "" {
			t.Errorf("Parse(%q) writes %q: %s", s, p, d)
		}
	})
}
