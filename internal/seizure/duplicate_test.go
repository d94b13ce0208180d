package seizure_test

import (
	"slices"
	"testing"

	"focalpoint"
	"focalpoint/internal/seizure"
)

func TestCompare(t *testing.T) {
	base := func() seizure.Seizure {
		s := night()
		s.Clean()
		s.Items = []seizure.Item{pistol("Taurus", "9 mm", serial("TXY 12345"))}
		s.Items[0].ID = "it1"
		return s
	}
	for _, c := range []struct {
		name   string
		change func(*seizure.Seizure)
		kind   seizure.DuplicateKind
		reason string
	}{
		{"the very same", func(s *seizure.Seizure) {}, seizure.DuplicateIncident, "number"},
		{"typed again by the next shift", func(s *seizure.Seizure) {
			s.Number, s.Happened, s.Items[0].Marks[0].Text = "", "2025-11-03", "txy-12345"
		}, seizure.DuplicateIncident, "marks"},
		{"the same without any number on it", func(s *seizure.Seizure) { s.Number, s.Items[0].Marks = "", nil }, seizure.DuplicateIncident, "items"},
		{"another pistol at the same station on the same day", func(s *seizure.Seizure) { s.Number, s.Items[0].Marks[0].Text = "PN 46/2025", "TXY 99999" }, "", ""},
		{"another make", func(s *seizure.Seizure) {
			s.Number, s.Items[0].Marks = "", nil
			s.Items[0].Describes.Make = focalpoint.Chosen("GLOCK")
			s.Items[0].Describes.Type = focalpoint.Chosen("rifle")
		}, "", ""},
		{"the same pistol seized again two years later", func(s *seizure.Seizure) { s.Number, s.Happened = "PN 1/2027", "2023-05-01" }, seizure.DuplicateItem, "marks"},
		{"a doubtful reading that fits", func(s *seizure.Seizure) {
			s.Number, s.Happened, s.Items[0].Marks[0] = "", "2024", focalpoint.Mark{Kind: focalpoint.MarkSerial, Text: "TXY1?345", Reading: "TXY1?345"}
		}, seizure.DuplicateItem, "marks"},
		{"a short number proves nothing", func(s *seizure.Seizure) {
			s.Number, s.Happened, s.Items[0].Marks[0].Text = "", "2024", "387"
		}, "", ""},
	} {
		on, in := base(), base()
		if c.name == "a short number proves nothing" {
			on.Items[0].Marks[0].Text = "387"
		}
		c.change(&in)
		d := seizure.Compare(&in, &on)
		if d.Kind != c.kind || c.reason != "" && !slices.Contains(d.Reasons, c.reason) {
			t.Errorf("%s: %+v; want %q because of %q", c.name, d, c.kind, c.reason)
		}
		if back := seizure.Compare(&on, &in); back.Kind != d.Kind || back.Score != d.Score {
			t.Errorf("%s: the comparison depends on the order: %v and %v", c.name, d.Score, back.Score)
		}
	}
}

func TestDuplicatesAreShownBeforeSaving(t *testing.T) {
	onBoth(t, func(h *house) {
		s := night()
		s.Items = []seizure.Item{pistol("Taurus", "9 mm", serial("TXY 12345"))}
		first := h.mustSave(seizure.Input{Seizure: s})
		_, err := h.room.Save(h.ctx(), "us2", seizure.Input{Seizure: s})
		found := seizure.AsDuplicates(err)
		if focalpoint.KindOf(err) != focalpoint.KindConflict || len(found) != 1 || found[0].Seizure != first.ID || found[0].Kind != seizure.DuplicateIncident {
			h.Fatalf("%v, %+v", err, found)
		}
		s.NotDuplicateOf = []focalpoint.SeizureID{first.ID}
		second := h.mustSave(seizure.Input{Seizure: s})
		// an item seized again is confirmed by saying that it is the same item
		later := night()
		later.Number, later.Happened = "PN 9/2026", "2026-01-10"
		later.Items = []seizure.Item{pistol("Taurus", "9 mm", serial("TXY12345"))}
		_, err = h.room.Save(h.ctx(), "us2", seizure.Input{Seizure: later})
		if found = seizure.AsDuplicates(err); len(found) != 2 || found[0].Kind != seizure.DuplicateItem || found[0].Items[0].Item == "" {
			h.Fatalf("%v, %+v", err, found)
		}
		later.Items[0].Known = second.Items[0]
		later.NotDuplicateOf = []focalpoint.SeizureID{first.ID}
		out := h.mustSave(seizure.Input{Seizure: later})
		// an edit is not its own duplicate, and what was settled stays settled
		later = h.get(out.ID)
		later.Summary = "second time"
		h.mustSave(seizure.Input{ID: out.ID, Base: 1, Reason: "text", Seizure: later})
	})
}
