package mark_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"focalpoint/mark"
)

func TestVariants(t *testing.T) {
	for _, c := range []struct {
		text, model string
		want        []mark.Variant
	}{
		{"AB1234", "", nil},
		{"Nr. 1234", "", []mark.Variant{{"1234", mark.WithoutLabel}}},
		{"S/N: AB-12", "", []mark.Variant{{"AB12", mark.WithoutLabel}}},
		{"1974 АБ 1234", "", []mark.Variant{{"AБ1234", mark.WithoutYear}}},
		{"АБ1234-1974", "", []mark.Variant{{"AБ1234", mark.WithoutYear}}},
		{"1974AB1234", "", []mark.Variant{{"AB1234", mark.WithoutYear}}},
		{"1-23-45678-A99999", "", []mark.Variant{{"A99999", mark.WithoutLicence}}},
		{"Z70-12345", "Z 70", []mark.Variant{{"12345", mark.WithoutModel}}},
		{"Z70-12345", "", []mark.Variant{{"12345", mark.WithoutModel}}},
		{"M92PV 099999", "", []mark.Variant{{"099999", mark.WithoutModel}}},
		{"AB-12345", "", nil},
		{"381234", "38", nil},
		{"19741234", "", nil},
		{"1974", "", nil},
	} {
		if d := cmp.Diff(c.want, mark.Variants(c.text, c.model)); d != "" {
			t.Errorf("Variants(%q, %q): %s", c.text, c.model, d)
		}
	}
}
