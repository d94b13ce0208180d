package catalogue

import (
	"testing"

	"focalpoint"
)

// keepersOf is a catalogue with some record keepers.
func keepersOf(t *testing.T) *Catalogue {
	t.Helper()
	entry := func(code, country, name, alias string) Entry {
		return Entry{Code: code, Names: Names{"en": name, "ru": map[string]string{"pa1": "Северная компания оружия"}[code]}, Attr: map[string]string{"country": country, "alias": alias}}
	}
	c, err := New(Addition{Entries: map[string][]Entry{"keeper": {
		entry("pa1", "BRA", "Northern Arms Company S.A.", "LIC-4711"),
		entry("pa2", "ARG", "Armería del Puerto", ""),
		entry("pa3", "URY", "Armería del Puerto", ""),
		entry("pa4", "BRA", "Zastava Handels GmbH", ""),
		entry("pa5", "BRA", "Registro Central de Armas", ""),
	}}})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestKeeperCoder(t *testing.T) {
	c := keepersOf(t)
	for _, x := range []struct {
		name  string
		state focalpoint.Country
		code  string
		sure  bool
	}{
		{"Northern Arms Company S.A.", "", "pa1", true},
		{"NORTHERN ARMS COMPANY", "", "pa1", true},
		{"Northern Arms Ltd", "", "pa1", true},
		{"LIC-4711", "", "pa1", true},
		{"Северная компания оружия", "", "pa1", true},
		{"pa4", "", "pa4", true},
		{"Armeria del puerto, S.R.L.", "URY", "pa3", true},
		{"Armería del Puerto", "", "pa2", false},   // two of them
		{"Zastava Handles GmbH", "", "pa4", false}, // a slip of the pen
		{"Registro Central de Armas, Porto Alegre", "", "pa5", true},
		{"Registro Central", "", "pa5", false},
		{"Fluss & Berg Waffen", "", "", false},
		{"unknown", "", focalpoint.CodeUnknown, true},
	} {
		got := c.Keeper(x.name, x.state)
		if got.Code != x.code || (got.Confidence >= ReviewThreshold) != x.sure || got.Reason == "" {
			t.Errorf("%q in %q: %+v, want %s, sure %v", x.name, x.state, got, x.code, x.sure)
		}
	}
	if got := Default().Keeper("Northern Arms", ""); got != (focalpoint.Coded{}) {
		t.Errorf("without a directory there is nothing to compare with: %+v", got)
	}
}
