package catalogue

import (
	"slices"
	"strings"
	"testing"

	"focalpoint/mark"
)

func TestJudgeSerial(t *testing.T) {
	c := Default()
	for _, f := range mark.BuiltinFormats() {
		if !c.now.Load().lists["make"].Has(f.Maker) {
			t.Errorf("the format %s names the maker %q, which the list does not hold", f.Code, f.Maker)
		}
	}
	if v := c.JudgeSerial("glock", "AB?12[38]", 1999); v.Result != mark.FormatFits {
		t.Errorf("AB?12[38] fits a Glock: %+v", v)
	}
	if v := c.JudgeSerial("glock", "12345678", 1999); v.Result != mark.FormatUnusual || v.Reason != mark.ReasonForm {
		t.Errorf("12345678 is unusual for a Glock: %+v", v)
	}
	if v := c.JudgeSerial("glock", "[", 1999); v.Result != mark.FormatUnknown {
		t.Errorf("what cannot be read is unknown: %+v", v)
	}
}

// TestAStateAddsItsFormats: an imported record counts, a published one excludes, a withdrawn one no longer
// counts, and a wrong one is refused with its code.
func TestAStateAddsItsFormats(t *testing.T) {
	add := func(csv string) (*Catalogue, error) {
		a, err := ReadAddition(strings.NewReader(csv), serialFormats, "Gazette 12 of 2026")
		if err != nil {
			t.Fatal(err)
		}
		return New(a)
	}
	c, err := add("code,maker,template,made_from,trust,only\nx-1,fort,F#####,2020,published,yes\n")
	if err != nil {
		t.Fatal(err)
	}
	if v := c.JudgeSerial("fort", "ЯЯ1234", 2021); v.Result != mark.FormatCannot || v.Records[0].Source != "Gazette 12 of 2026" {
		t.Errorf("a published record excludes other forms: %+v", v)
	}
	if v := c.JudgeSerial("fort", "F12345", 2021); v.Result != mark.FormatFits {
		t.Errorf("the imported form fits: %+v", v)
	}
	if c, err = add("code,maker,template,to\nglock-2,glock,@@@###,2026-01-01\n"); err != nil {
		t.Fatal(err)
	}
	if v := c.JudgeSerial("glock", "ABC123", 1990); v.Result != mark.FormatUnusual {
		t.Errorf("a withdrawn record no longer counts: %+v", v)
	}
	for _, row := range []string{"x-1,nobody,###,", "x-1,fort,#{,", "x-1,fort,###,hearsay"} {
		if _, err := add("code,maker,template,trust\n" + row + "\n"); err == nil || !strings.Contains(err.Error(), "x-1") && !strings.Contains(err.Error(), "format") {
			t.Errorf("%s: %v, want a refusal", row, err)
		}
	}
}

func TestMeanings(t *testing.T) {
	c := Default()
	for _, w := range []struct{ text, maker, kind string }{
		{"PX4", "beretta", MeansModel}, {"17", "glock", MeansModel}, {"U.S. PAT. 4539889", "", MeansPatent}, {"4,539,889", "", MeansPatent}, {"D.R.G.M.", "", MeansPatent},
		{"PTB 512", "", MeansApproval}, {"1200 BAR", "", MeansProof}, {"NITRO", "", MeansProof}, {"9x19", "", MeansCalibre}, {"AB1234", "interarms", MeansImporter},
	} {
		got := c.Meanings(w.text, w.maker)
		if !slices.ContainsFunc(got, func(m Meaning) bool { return m.Kind == w.kind }) {
			t.Errorf("%q of %q: %+v, want a %s", w.text, w.maker, got, w.kind)
		}
	}
	for _, text := range []string{"AB1234", "123456", "Z70-012345", "ЛЯ 1234", "BER123456", "T6472-16 AI 02912"} {
		if got := c.Meanings(text, ""); got != nil {
			t.Errorf("%q is a number and nothing else: %+v", text, got)
		}
	}
}
