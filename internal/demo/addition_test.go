package demo

import (
	"slices"
	"testing"

	"focalpoint/internal/catalogue"
)

// Every word the exercise uses must mean to the catalogue what the exercise means by it.
func TestWordsAreCoded(t *testing.T) {
	codes, err := catalogue.New(Addition())
	if err != nil {
		t.Fatal(err)
	}
	want := func(list, raw, code string, h catalogue.Hints) {
		t.Helper()
		if got := codes.Code(list, raw, h); got.Code != code || got.Confidence < .7 {
			t.Errorf("%s %q: %s (%.2f, %s), want %s", list, raw, got.Code, got.Confidence, got.Reason, code)
		}
	}
	for _, m := range append(makers(), importers()...) {
		for _, name := range append(slices.Clone(m.Aliases), m.Name) {
			want("make", name, m.Code, catalogue.Hints{})
		}
	}
	for _, m := range models() {
		want("model", m.Name, m.Code, catalogue.Hints{Make: m.Maker})
		for _, raw := range m.Written { // "12 gauge" names the class only, and that is as much as an officer says
			got := codes.Code("calibre", raw, catalogue.Hints{Type: m.Type, Make: m.Maker, Kind: "firearm"})
			if codes.Class("calibre", got.Code) != codes.Class("calibre", m.Calibre) || got.Confidence < .7 {
				t.Errorf("calibre %q: %s (%.2f, %s), want the class of %s", raw, got.Code, got.Confidence, got.Reason, m.Calibre)
			}
		}
		for _, raw := range m.TypeRaw {
			got := codes.Code("type", raw, catalogue.Hints{})
			if string(codes.TypeClass(got.Code)) != string(codes.TypeClass(m.Type)) || got.Confidence < .7 {
				t.Errorf("type %q: %s (%.2f), want the class of %s", raw, got.Code, got.Confidence, m.Type)
			}
		}
	}
	offences := map[string]bool{}
	for seed := range uint64(3) {
		for _, in := range small(seed).Incidents() {
			for _, o := range in.Offences {
				offences[o] = true
			}
			for list, code := range map[string]string{"conveyance": in.Conveyance, "concealment": in.Concealment} {
				if _, ok := codes.Entry(list, code); code != "" && !ok {
					t.Errorf("%s %q is no code", list, code)
				}
			}
		}
	}
	for o := range offences {
		if got := codes.Code("offence", o, catalogue.Hints{}); got.Code == "" || got.Confidence < .7 {
			t.Errorf("offence %q: %s (%.2f, %s)", o, got.Code, got.Confidence, got.Reason)
		}
	}
}
