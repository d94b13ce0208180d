package register_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"focalpoint"
	"focalpoint/internal/catalogue"
	"focalpoint/internal/ledger"
	"focalpoint/internal/register"
	"focalpoint/internal/store"
	"focalpoint/internal/store/storetest"
)

func schemas() []store.Schema { return []store.Schema{ledger.Schema(), register.Schema()} }

// house is a register with its log, as the program wires it.
type house struct {
	t   testing.TB
	log *ledger.Log
	reg *register.Register
}

func newHouse(t testing.TB, db *store.DB) *house {
	t.Helper()
	codes, err := catalogue.New()
	if err != nil {
		t.Fatal(err)
	}
	at := storetest.Epoch
	return &house{t, &ledger.Log{DB: db, Now: func() time.Time { at = at.Add(time.Second); return at }, Rand: rand.NewChaCha8([32]byte{7})}, register.New(db, codes)}
}

// record writes events, filling the item's id, and returns them.
func (h *house) record(list ...focalpoint.Event) []focalpoint.Event {
	h.t.Helper()
	out, err := h.try(list...)
	if err != nil {
		h.t.Fatal(err)
	}
	return out
}

func (h *house) try(list ...focalpoint.Event) (out []focalpoint.Event, err error) {
	_, err = h.log.Write(context.Background(), ledger.Entry{Actor: "us1", Action: "register.record"}, func(tx *ledger.Tx) error {
		out, err = h.reg.Record(context.Background(), tx, list...)
		return err
	})
	return out, err
}

func (h *house) item(id focalpoint.ItemID) register.Item {
	h.t.Helper()
	it, err := h.reg.Item(context.Background(), id)
	if err != nil {
		h.t.Fatal(err)
	}
	return it
}

func made(item focalpoint.ItemID, serial string) focalpoint.Event {
	return focalpoint.Event{Item: item, Kind: focalpoint.EventManufacture, Happened: "1991", State: "BRA", To: focalpoint.Ref{Name: "Factory"}, Keeper: focalpoint.Ref{Name: "Factory"},
		Describes: &focalpoint.Description{Kind: focalpoint.Firearm, Make: focalpoint.Raw("TAURUS"), Calibre: focalpoint.Raw(".38 SPL"), Type: focalpoint.Raw("REVÓLVER")},
		Marks:     []focalpoint.Mark{{Kind: focalpoint.MarkSerial, Text: serial}}}
}

func TestLifeLeadsToTheLastLegalRecord(t *testing.T) {
	storetest.Run(t, schemas(), func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		const id = focalpoint.ItemID("it-1")
		events := h.record(made(id, "AB 1234"),
			focalpoint.Event{Item: id, Kind: focalpoint.EventSale, Happened: "1994-05-02", State: "BRA", To: focalpoint.Ref{Name: "Dealer"}, Keeper: focalpoint.Ref{Name: "Factory"}},
			focalpoint.Event{Item: id, Kind: focalpoint.EventTheft, Happened: "1999-12", State: "BRA"})
		it := h.item(id)
		if it.Status != focalpoint.StatusStolen || it.LastLegal != events[1].ID || it.Holder.Name != "Dealer" || it.Keeper.Name != "Factory" {
			t.Errorf("status %s, last legal record %s held by %q, kept by %q", it.Status, it.LastLegal, it.Holder.Name, it.Keeper.Name)
		}
		if it.TypeClass != "revolver" || it.Describes.Make.Code != "taurus" || it.Describes.Make.Raw != "TAURUS" || it.Marking != focalpoint.MarkedUniquely {
			t.Errorf("coded as %+v, class %s, marking %s", it.Describes, it.TypeClass, it.Marking)
		}
		page, err := h.reg.List(context.Background(), register.Filter{Text: "AB12", Status: "stolen"})
		if err != nil || page.Total != 1 || page.Rows[0].ID != id {
			t.Errorf("list by mark: %+v, %v", page, err)
		}
	})
}

func TestCorrectionReplacesAndWithdraws(t *testing.T) {
	storetest.Run(t, schemas(), func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		const id = focalpoint.ItemID("it-1")
		e := h.record(made(id, "AB1234"), focalpoint.Event{Item: id, Kind: focalpoint.EventDestroy, Happened: "2001-01-01"})
		wrong := e[1].ID
		if s := h.item(id).Status; s != focalpoint.StatusDestroyed {
			t.Fatalf("status %s before the correction", s)
		}
		fixed := h.record(focalpoint.Event{Item: id, Kind: focalpoint.EventCorrection, Corrects: wrong, CorrectedKind: focalpoint.EventSale, Happened: "2001-01-01", Reason: "wrong form", To: focalpoint.Ref{Name: "Owner"}})
		if it := h.item(id); it.Status != focalpoint.StatusLawful || it.Holder.Name != "Owner" {
			t.Errorf("after the correction: %s, held by %q", it.Status, it.Holder.Name)
		}
		h.record(focalpoint.Event{Item: id, Kind: focalpoint.EventCorrection, Corrects: fixed[0].ID, Reason: "there was no sale at all"})
		it := h.item(id)
		if it.Status != focalpoint.StatusLawful || it.LastLegal != e[0].ID {
			t.Errorf("after withdrawing: %s, last legal record %s", it.Status, it.LastLegal)
		}
		life, err := h.reg.Life(context.Background(), id)
		if err != nil || len(life.Effective) != 1 || len(life.Superseded) != 2 {
			t.Errorf("life: %d hold, %d are superseded, %v", len(life.Effective), len(life.Superseded), err)
		}
		if _, err := h.try(focalpoint.Event{Item: "it-2", Kind: focalpoint.EventCorrection, Corrects: wrong, Reason: "x"}); focalpoint.FieldOf(err) != "events[0].corrects" {
			t.Errorf("correcting another item's event: %v", err)
		}
	})
}

func TestImpossibleReturns(t *testing.T) {
	ends := map[register.AlarmKind]focalpoint.Event{
		register.AlarmDestroyed:   {Kind: focalpoint.EventDestroy, Happened: "2010-06-01"},
		register.AlarmDeactivated: {Kind: focalpoint.EventDeactivate, Happened: "2010-06-01"},
		register.AlarmExported:    {Kind: focalpoint.EventExport, Happened: "2010-06-01", State: "BRA"},
		register.AlarmStolen:      {Kind: focalpoint.EventTheft, Happened: "2010-06-01"},
		register.AlarmStock:       {Kind: focalpoint.EventStockIn, Happened: "2010-06-01"},
	}
	storetest.Run(t, schemas(), func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		n := 0
		for want, end := range ends {
			n++
			on, seen := focalpoint.ItemID(fmt.Sprintf("it-reg%d", n)), focalpoint.ItemID(fmt.Sprintf("it-sz%d", n))
			end.Item = on
			h.record(made(on, fmt.Sprintf("ZZ%04d", n)), end)
			h.record(focalpoint.Event{Item: seen, Kind: focalpoint.EventSeizure, Happened: "2020-03-04", State: "BRA", Seizure: "sz1",
				Marks: []focalpoint.Mark{{Kind: focalpoint.MarkSerial, Text: fmt.Sprintf("ZZ%04d", n)}}})
			link := h.record(focalpoint.Event{Item: seen, Kind: focalpoint.EventIdentify, Other: on, Happened: "2020-03-05"})
			it := h.item(seen)
			if len(it.Alarms) != 1 || it.Alarms[0].Kind != want || it.SameAs != on {
				t.Errorf("%s: alarms %+v, same as %s", want, it.Alarms, it.SameAs)
			}
			if own, err := h.reg.List(context.Background(), register.Filter{Own: true, Limit: 1000}); err != nil || slices.ContainsFunc(own.Rows, func(r register.Row) bool { return r.ID == seen }) {
				t.Errorf("%s: an item that is another stands in the list of own items, %v", want, err)
			}
			if want != register.AlarmDestroyed && want != register.AlarmDeactivated && h.item(on).Status != focalpoint.StatusHeld {
				t.Errorf("%s: the registered item stands as %s", want, h.item(on).Status)
			}
			h.record(focalpoint.Event{Item: seen, Kind: focalpoint.EventCorrection, Corrects: link[0].ID, Reason: "another gun"})
			if it := h.item(seen); len(it.Alarms) != 0 || it.SameAs != "" {
				t.Errorf("%s: after undoing the link: alarms %+v, same as %q", want, it.Alarms, it.SameAs)
			}
		}
	})
}

func TestPartSwap(t *testing.T) {
	storetest.Run(t, schemas(), func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		h.record(made("it-1", "A1"))
		h.record(made("it-2", "A2"))
		barrel := made("it-3", "B9")
		barrel.Describes = &focalpoint.Description{Kind: focalpoint.Part, Part: focalpoint.PartBarrel}
		h.record(barrel, focalpoint.Event{Item: "it-3", Kind: focalpoint.EventJoin, Other: "it-1", Happened: "1992"})
		if got := h.item("it-3").PartOf; got != "it-1" {
			t.Errorf("part of %q", got)
		}
		h.record(focalpoint.Event{Item: "it-3", Kind: focalpoint.EventLeave, Other: "it-1", Happened: "1995"}, focalpoint.Event{Item: "it-3", Kind: focalpoint.EventJoin, Other: "it-2", Happened: "1995-02"})
		if got := h.item("it-3").PartOf; got != "it-2" {
			t.Errorf("after the swap part of %q", got)
		}
	})
}

func TestBadEventsAreRefusedWhole(t *testing.T) {
	storetest.Run(t, schemas(), func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		for field, e := range map[string]focalpoint.Event{
			"events[1].item":     {Item: "gun7", Kind: focalpoint.EventSale},
			"events[1].kind":     {Item: "it-5"},
			"events[1].happened": {Item: "it-5", Kind: focalpoint.EventSale, Happened: "31.12.2019"},
			"events[1].reason":   {Item: "it-5", Kind: focalpoint.EventCorrection, Corrects: "ev1"},
			"events[1].other":    {Item: "it-5", Kind: focalpoint.EventJoin},
			"events[1].place":    {Item: "it-5", Kind: focalpoint.EventFind, Place: focalpoint.Place{HasPoint: true, Lat: 95}},
		} {
			_, err := h.try(made("it-4", "X"), e)
			if focalpoint.FieldOf(err) != field || focalpoint.KindOf(err) != focalpoint.KindInvalid {
				t.Errorf("%s: got %v at %q", field, err, focalpoint.FieldOf(err))
			}
		}
		if page, err := h.reg.List(context.Background(), register.Filter{}); err != nil || page.Total != 0 {
			t.Errorf("something of a refused write is there: %+v, %v", page, err)
		}
	})
}

// TestOrderOfRecordingDoesNotMatter records the same events in any order, one
// write each, and then makes everything again: the item is always the same.
func TestOrderOfRecordingDoesNotMatter(t *testing.T) {
	h := newHouse(t, storetest.OpenSQLite(t, schemas()))
	var want *register.Item
	n := 0
	rapid.Check(t, func(rt *rapid.T) {
		n++
		id := focalpoint.ItemID(fmt.Sprintf("it-%05d", n))
		base := []focalpoint.Event{made(id, "AB1234"),
			{Item: id, Kind: focalpoint.EventSale, Happened: "1994-05-02", To: focalpoint.Ref{Name: "Dealer"}},
			{Item: id, Kind: focalpoint.EventTransfer, Happened: "1996", To: focalpoint.Ref{Name: "Owner"}},
			{Item: id, Kind: focalpoint.EventLoss, Happened: "1997-03"},
			{Item: id, Kind: focalpoint.EventSeizure, Happened: "2003-01-09", Seizure: "sz1"}}
		for i := range base {
			base[i].ID, base[i].Recorded = focalpoint.EventID(fmt.Sprintf("ev-%05d-%d", n, i)), storetest.Epoch.Add(time.Duration(i)*time.Hour)
		}
		for _, e := range rapid.Permutation(base).Draw(rt, "order") {
			h.record(e)
		}
		it := h.item(id)
		if n%25 == 0 {
			if err := h.reg.Rebuild(context.Background(), h.log, nil); err != nil {
				rt.Fatal(err)
			}
			again := h.item(id)
			again.Changed = it.Changed
			if diff := cmp.Diff(it, again); diff != "" {
				rt.Fatalf("rebuilt item differs: %s", diff)
			}
		}
		plain := strip(it, fmt.Sprintf("-%05d", n))
		if want == nil {
			want = &plain
		}
		if diff := cmp.Diff(*want, plain); diff != "" {
			rt.Fatalf("another order gave another item: %s", diff)
		}
	})
}

// strip takes the number of the trial out of an item's identifiers.
func strip(it register.Item, n string) register.Item {
	cut := func(s string) string { return strings.Replace(s, n, "", 1) }
	it.ID, it.LastEvent, it.LastLegal, it.Changed = focalpoint.ItemID(cut(string(it.ID))), focalpoint.EventID(cut(string(it.LastEvent))), focalpoint.EventID(cut(string(it.LastLegal))), 0
	for _, list := range []any{it.Marks, it.Occurrences, it.Alarms} {
		switch l := list.(type) {
		case []register.ItemMark:
			for i := range l {
				l[i].Event = focalpoint.EventID(cut(string(l[i].Event)))
			}
		case []register.Occurrence:
			for i := range l {
				l[i].Event = focalpoint.EventID(cut(string(l[i].Event)))
			}
		case []register.Alarm:
			for i := range l {
				l[i].Event, l[i].Against = focalpoint.EventID(cut(string(l[i].Event))), focalpoint.EventID(cut(string(l[i].Against)))
			}
		}
	}
	return it
}
