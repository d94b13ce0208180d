package mark_test

import (
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"focalpoint/mark"
)

func TestFold(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"AB 1234", "AB1234"},
		{"ab-12.34/5", "AB12345"},
		{"АВ 1234", "AB1234"}, // Cyrillic А and В
		{"ЛЯ 36", "ЛЯ36"},
		{"ΑΒΓ-7", "ABГ7"}, // Greek
		{"٣٤٥", "345"},    // Arabic-Indic
		{"۳۴۵", "345"},    // Persian
		{"ＡＢ１２", "AB12"},  // full width
		{"№ 1234", "1234"},
		{"⑩ 24 1234", "10241234"},
		{"O0Q", "O0Q"}, // never the same symbol
		{"Й Ё Ö ñ", "ИEON"},
		{"", ""}, {" -/*", ""},
		{"محو 12", "محو12"},
	} {
		if got := mark.Fold(c.in); got != c.want {
			t.Errorf("Fold(%q) = %q, want %q", c.in, got, c.want)
		}
	}
}

func TestFoldMap(t *testing.T) {
	folded, offset := mark.FoldMap("АВ-1")
	if folded != "AB1" {
		t.Fatalf("folded %q", folded)
	}
	if d := cmp.Diff([]int{0, 2, 5}, offset); d != "" {
		t.Error(d)
	}
}

func TestScriptWrote(t *testing.T) {
	if !mark.Cyrillic.Wrote("АВ 12") || mark.Cyrillic.Wrote("AB 12") || !mark.NoScript.Wrote("AB") || !mark.Cyrillic.Wrote("12") {
		t.Error("a script is recognised by the letters as struck")
	}
}

func FuzzFold(f *testing.F) {
	for _, s := range []string{"AB 1234", "Й١Ⅳ½", "ŉǰΐßﬁ", "ЖϒʼN"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once := mark.Fold(s)
		if twice := mark.Fold(once); twice != once {
			t.Errorf("Fold(%q) = %q, folded again %q", s, once, twice)
		}
		if utf8.ValidString(s) && !utf8.ValidString(once) {
			t.Errorf("Fold(%q) is not text", s)
		}
		if m, off := mark.FoldMap(s); m != once || len(off) != utf8.RuneCountInString(m) {
			t.Errorf("FoldMap(%q) = %q, %v", s, m, off)
		}
	})
}
