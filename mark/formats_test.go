package mark_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"focalpoint/mark"
)

func TestBuiltinFormats(t *testing.T) {
	f := mark.NewFormats(mark.BuiltinFormats())
	if n := len(f.Makers()); n < 60 {
		t.Errorf("formats of %d makers, want 60 at least", n)
	}
	codes := map[string]bool{}
	for _, one := range mark.BuiltinFormats() {
		if codes[one.Code] {
			t.Errorf("the code %s is there twice", one.Code)
		}
		codes[one.Code] = true
		if one.Only {
			t.Errorf("%s excludes other forms, but no shipped record rests on a published source", one.Code)
		}
	}
}

func TestJudge(t *testing.T) {
	list, err := mark.ReadFormats(strings.NewReader(`code,maker,template,made_from,made_to,low,high,trust,only,source
1,m,@@@###,1985,,,,collector,,a page
2,m,@@###,1982,1991,,,collector,,a page
3,n,#{4-6},1950,1990,1000,250000,published,yes,the maker
4,o,%%####,,,,,memory,,memory
`))
	if err != nil {
		t.Fatal(err)
	}
	f := mark.NewFormats(list)
	for _, c := range []struct {
		maker, pattern string
		year           int
		result         mark.FormatResult
		reason         mark.FormatReason
	}{
		{"m", "ABC-123", 1990, mark.FormatFits, ""}, {"m", "ABC123", 0, mark.FormatFits, ""}, {"m", "AB123", 1990, mark.FormatFits, ""},
		{"m", "AB123", 2001, mark.FormatUnusual, mark.ReasonYear}, {"m", "1234567", 2001, mark.FormatUnusual, mark.ReasonForm},
		{"m", "A?[CD]12*", 0, mark.FormatFits, ""}, {"m", "{8:.7,B:.2}BC123", 0, mark.FormatFits, ""}, {"m", "{8:.7,3:.3}BC123", 0, mark.FormatUnusual, mark.ReasonForm},
		{"m", "*[^A-Z]", 0, mark.FormatFits, ""}, {"m", "*[^0-9]", 0, mark.FormatUnusual, mark.ReasonForm},
		{"n", "12345", 1960, mark.FormatFits, ""}, {"n", "A2345", 1960, mark.FormatCannot, mark.ReasonForm}, {"n", "A2345", 1999, mark.FormatUnusual, mark.ReasonForm},
		{"n", "999999", 1960, mark.FormatCannot, mark.ReasonRange}, {"n", "A2345", 0, mark.FormatUnusual, mark.ReasonForm},
		{"o", "ЛЯ1234", 0, mark.FormatFits, ""}, {"o", "КМ1234", 0, mark.FormatFits, ""}, {"o", "ZZ1234", 0, mark.FormatUnusual, mark.ReasonForm},
		{"p", "1", 0, mark.FormatUnknown, ""},
	} {
		v := f.Judge(c.maker, mark.MustParse(c.pattern), c.year)
		if v.Result != c.result || v.Reason != c.reason {
			t.Errorf("%s %s in %d: %s %s, want %s %s", c.maker, c.pattern, c.year, v.Result, v.Reason, c.result, c.reason)
		}
		if c.result != mark.FormatUnknown && len(v.Records) == 0 {
			t.Errorf("%s %s: a verdict without its records", c.maker, c.pattern)
		}
	}
	if got := f.Mend("m", "A8C123", 1990, mark.DefaultChannel()); !slices.Contains(got, "ABC123") {
		t.Errorf("A8C123 would fit as ABC123; got %v", got)
	}
	if got := f.Mend("m", "ABC123", 1990, mark.DefaultChannel()); got != nil {
		t.Errorf("a number that fits needs no mending: %v", got)
	}
}

func TestFormatsThatCannotBeRead(t *testing.T) {
	for _, row := range []string{"m,[38,memory,,s", "m,#{,memory,,s", "m,#{4-2},memory,,s", "m,},memory,,s", "m,-,memory,,s", "m,###,rumour,,s", "m,###,memory,yes,s", "m,###,published,perhaps,s", ",###,memory,,s", "m,###,memory,,"} {
		if _, err := mark.ReadFormats(strings.NewReader("maker,template,trust,only,source\n" + row + "\n")); err == nil || !strings.Contains(err.Error(), "line 2") {
			t.Errorf("%s: %v, want an error that names line 2", row, err)
		}
	}
}

// TestMadeNumbersFit: what a format makes, the format accepts, and so does the pattern with any symbols unknown.
func TestMadeNumbersFit(t *testing.T) {
	list := mark.BuiltinFormats()
	rapid.Check(t, func(t *rapid.T) {
		f := list[rapid.IntRange(0, len(list)-1).Draw(t, "format")]
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		text := mark.Fold(f.Make(r.IntN))
		p := mark.Exactly(text)
		if !f.Fits(p) {
			t.Fatalf("%s does not accept its own %s", f.Template, text)
		}
		for range rapid.IntRange(0, 3).Draw(t, "unknown") {
			p.Reading[r.IntN(len(p.Reading))] = mark.Place{Kind: mark.Any}
		}
		if at := r.IntN(len(p.Reading)); rapid.Bool().Draw(t, "lost") {
			p.Reading = append(p.Reading[:at:at], mark.Place{Kind: mark.Run})
		}
		if !f.Fits(p) {
			t.Fatalf("%s does not accept %s of its own %s", f.Template, p, text)
		}
	})
}
