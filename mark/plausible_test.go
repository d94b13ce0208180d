package mark_test

import (
	"testing"

	"focalpoint/mark"
)

func TestNonsense(t *testing.T) {
	for text, want := range map[string]mark.DoubtCode{
		"unbekannt": mark.DoubtWord, "Nicht lesbar": mark.DoubtWord, "ja": mark.DoubtWord, "s/n 12": mark.DoubtWord,
		"12?4": mark.DoubtPunctuation, "(12)": mark.DoubtPunctuation, "12;13": mark.DoubtPunctuation, "12+3": mark.DoubtPunctuation,
		"": mark.DoubtEmpty, " -- ": mark.DoubtEmpty,
		"RASPADO": mark.DoubtNoDigit, "0000": mark.DoubtSameSymbol, "123456": mark.DoubtSequence, "654321": mark.DoubtSequence,
		"1234567890123456789012345": mark.DoubtTooLong,
		"848045.0":                  mark.DoubtDecimal, "1.2E+05": mark.DoubtDecimal, "1970-12-01": mark.DoubtDate, "01/12/1970": mark.DoubtDate,
	} {
		d, ok := mark.Nonsense(text)
		if !ok || d.Code != want {
			t.Errorf("Nonsense(%q) = %q, %v; want %q", text, d.Code, ok, want)
		}
		if d.String() == "" {
			t.Errorf("Nonsense(%q) has no words", text)
		}
	}
	for _, text := range []string{"AB 1234", "12345", "387", "ЛЯ 36", "1-23-45678-A99999", "T6368-20 A00001", "Z70-12345", "9999a", "ABC", "12/345", "99-012345"} {
		if d, ok := mark.Nonsense(text); ok {
			t.Errorf("Nonsense(%q): %s", text, d)
		}
	}
}

// TestNonsenseSparesNumbers: of real shapes of numbers hardly one is stopped.
func TestNonsenseSparesNumbers(t *testing.T) {
	stopped := 0
	entries := generate(20000, 3)
	for _, e := range entries {
		if d, ok := mark.Nonsense(e.Mark); ok {
			stopped++
			if stopped < 4 {
				t.Logf("%s: %s", e.Mark, d)
			}
		}
	}
	if stopped*200 > len(entries) {
		t.Errorf("%d of %d plausible numbers are stopped, more than 0.5 %%", stopped, len(entries))
	}
}
