package register_test

import (
	"context"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"focalpoint"
	"focalpoint/internal/ledger"
	"focalpoint/internal/register"
	"focalpoint/internal/store"
	"focalpoint/internal/store/storetest"
)

const (
	epc    = "3074257BF7194E4000001A85"         // GS1 EPC Tag Data Standard 1.9, annex E.3: serial 6789
	matrix = "]d2018061414112345821" + "6789"   // the same object in a Data Matrix
	spelt  = "(01)80614141123458(21)6789"       // and as printed
	other  = "urn:epc:id:sgtin:0614141.812345." // and another number under it
)

func tagMark(text string) focalpoint.Mark {
	return focalpoint.Mark{Kind: focalpoint.MarkTag, Text: text}
}

// bearing is the report of a kind that an item bears a struck number and perhaps a tag.
func bearing(kind focalpoint.EventKind, id focalpoint.ItemID, day focalpoint.Date, serial string, tags ...string) focalpoint.Event {
	e := focalpoint.Event{Item: id, Kind: kind, Happened: day, State: "BRA", Describes: &focalpoint.Description{Kind: focalpoint.Firearm}}
	if serial != "" {
		e.Marks = append(e.Marks, focalpoint.Mark{Kind: focalpoint.MarkSerial, Text: serial})
	}
	for _, text := range tags {
		e.Marks = append(e.Marks, tagMark(text))
	}
	return e
}

func (h *house) alarms(id focalpoint.ItemID) (kinds []register.AlarmKind) {
	h.t.Helper()
	for _, a := range h.item(id).Alarms {
		kinds = append(kinds, a.Kind)
	}
	rows, err := h.reg.Alarms(context.Background(), "", 1000)
	if err != nil {
		h.t.Fatal(err)
	}
	var kept []register.AlarmKind
	for _, a := range rows {
		if a.Item == id {
			kept = append(kept, a.Kind)
		}
	}
	slices.Sort(kinds)
	slices.Sort(kept)
	if d := cmp.Diff(kinds, kept); d != "" {
		h.t.Errorf("%s is read with other alarms than are kept: %s", id, d)
	}
	return kinds
}

func (h *house) raises(id focalpoint.ItemID, want ...register.AlarmKind) {
	h.t.Helper()
	if d := cmp.Diff(want, h.alarms(id)); d != "" {
		h.t.Errorf("%s: %s", id, d)
	}
}

// A tag is found by what it names, whichever carrier said it.
func TestByTag(t *testing.T) {
	storetest.Run(t, schemas(), func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		h.record(bearing(focalpoint.EventRegister, "it0X", "2020-01-01", "AB06789", epc), bearing(focalpoint.EventRegister, "it0Y", "2020-01-01", "AB06790"))
		for _, text := range []string{epc, matrix, spelt, "https://id.example.org/01/80614141123458/21/6789"} {
			found, err := h.reg.ByTag(context.Background(), text)
			if err != nil || len(found.Items) != 1 || found.Items[0].ID != "it0X" || found.Tag.Serial != "6789" {
				t.Errorf("%s: %+v %v", text, found, err)
			}
		}
		for _, text := range []string{other + "1", "08112233"} {
			if found, err := h.reg.ByTag(context.Background(), text); err != nil || len(found.Items) != 0 {
				t.Errorf("%s: %+v %v", text, found, err)
			}
		}
		if _, err := h.reg.ByTag(context.Background(), "AB1234"); focalpoint.KindOf(err) != focalpoint.KindInvalid {
			t.Errorf("a struck number was read as a tag: %v", err)
		}
	})
}

// A tag that names another number, one that is gone, and one on two items raise alarms, and stop when what they rest on
// is withdrawn.
func TestTagAlarms(t *testing.T) {
	storetest.Run(t, schemas(), func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		h.record(bearing(focalpoint.EventRegister, "it0A", "2020-01-01", "AB06789", epc))
		h.raises("it0A")
		h.record(bearing(focalpoint.EventRegister, "it0B", "2020-01-01", "KX4711", epc))
		h.raises("it0B", register.AlarmTagClone, register.AlarmTagMark)
		h.raises("it0A", register.AlarmTagClone)
		seen := h.record(bearing(focalpoint.EventSeizure, "it0C", "2025-03-01", "AB06789"))
		h.raises("it0C")
		same := h.record(focalpoint.Event{Item: "it0C", Kind: focalpoint.EventIdentify, Other: "it0A", Happened: "2025-03-02"})
		h.raises("it0C", register.AlarmTagAbsent)
		if at := h.item("it0C").Alarms[0]; at.Event != seen[0].ID {
			t.Errorf("%+v", at)
		}
		h.record(focalpoint.Event{Item: "it0C", Kind: focalpoint.EventCorrection, Corrects: same[0].ID, Reason: "another"})
		h.raises("it0C")
		// Held to be one, the two do not clone each other; parted, they do.
		same = h.record(focalpoint.Event{Item: "it0B", Kind: focalpoint.EventIdentify, Other: "it0A", Happened: "2025-03-02"})
		h.raises("it0A")
		h.record(focalpoint.Event{Item: "it0B", Kind: focalpoint.EventCorrection, Corrects: same[0].ID, Reason: "two after all"})
		h.raises("it0A", register.AlarmTagClone)
		events, err := h.reg.Events(context.Background(), "it0B")
		if err != nil {
			t.Fatal(err)
		}
		h.record(focalpoint.Event{Item: "it0B", Kind: focalpoint.EventCorrection, Corrects: events[0].ID, CorrectedKind: focalpoint.EventRegister, Happened: "2020-01-01", State: "BRA", Reason: "the tag was read off the other one",
			Describes: events[0].Describes, Marks: events[0].Marks[:1]})
		h.raises("it0A")
		h.raises("it0B")
	})
}

// What comes in by file raises the same alarms.
func TestTagAlarmsOfFiles(t *testing.T) {
	storetest.Run(t, schemas(), func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		h.record(bearing(focalpoint.EventRegister, "it0A", "2020-01-01", "AB06789", epc))
		salt, err := h.log.NewSalt()
		if err != nil {
			t.Fatal(err)
		}
		e := bearing(focalpoint.EventRegister, "it0B", "2021-01-01", "AB06789", matrix)
		e.ID = "ev00000000000000000009"
		p, err := h.reg.PrepareNew([]focalpoint.Event{e}, storetest.Epoch, salt)
		if err != nil || len(p.Wrong) > 0 {
			t.Fatal(err, p.Wrong)
		}
		if _, err := h.log.Write(context.Background(), ledger.Entry{Actor: "us1", Action: "import", Salt: salt}, func(tx *ledger.Tx) error { return h.reg.RecordPrepared(context.Background(), tx, p) }); err != nil {
			t.Fatal(err)
		}
		h.raises("it0A", register.AlarmTagClone)
		h.raises("it0B", register.AlarmTagClone)
	})
}
