package flows_test

import (
	"testing"

	"focalpoint/internal/catalogue"
	"focalpoint/internal/flows"
)

// What the catalogue says of offences, types, origins and places is what the
// axes of counting know: no code falls to "unknown" by a slip of spelling.
func TestCatalogueAndAxesAgree(t *testing.T) {
	c, err := catalogue.New()
	if err != nil {
		t.Fatal(err)
	}
	codes := flows.Catalogue{Catalogue: c}
	kept := func(a flows.Axis, value string) bool {
		p := flows.NewProfile(flows.Items).With(a, value)
		return p.Get(a) == value
	}
	offences, err := c.List("offence")
	if err != nil {
		t.Fatal(err)
	}
	trafficking := 0
	for _, e := range offences.Entries {
		justification, other := codes.OffenceClass(e.Code)
		if justification != "" && !kept(flows.AxisJustification, justification) {
			t.Errorf("offence %s: no justification %q on the axis", e.Code, justification)
		}
		if other != "" && !kept(flows.AxisOffences, other) {
			t.Errorf("offence %s: no other offence %q on the axis", e.Code, other)
		}
		if justification == "trafficking" {
			trafficking++
		}
	}
	if trafficking == 0 {
		t.Error("no offence counts as trafficking")
	}
	if j, o := codes.OffenceClass("no-such-offence"); j != "unknown" || o != "" {
		t.Errorf("an unknown offence counts as %q and %q", j, o)
	}
	for list, axis := range map[string]flows.Axis{"kind": flows.AxisKind, "origin": flows.AxisCondition, "location": flows.AxisLocation, "role": flows.AxisRole, "mark_status": flows.AxisMarking,
		"legal_justification": flows.AxisJustification, "other_offence": flows.AxisOffences} {
		l, err := c.List(list)
		if err != nil {
			l, err = c.List(map[string]string{"mark_status": "mark-status", "legal_justification": "legal-justification", "other_offence": "other-offence"}[list])
		}
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range l.Entries {
			if !kept(axis, e.Code) {
				t.Errorf("list %s: the axis %s does not know %q", list, axis, e.Code)
			}
		}
	}
	types, err := c.List("type")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range types.Entries {
		if class := c.Class("type", e.Code); class != "" && !kept(flows.AxisType, class) {
			t.Errorf("type %s: the axis does not know its class %q", e.Code, class)
		}
	}
}
