package seizure_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"focalpoint"
	"focalpoint/internal/seizure"
)

func TestCustody(t *testing.T) {
	onBoth(t, func(h *house) {
		out := h.mustSave(seizure.Input{Seizure: night()})
		item := out.Items[0]
		store, lab := focalpoint.Ref{Name: "Court store 2"}, focalpoint.Ref{Name: "Ballistic laboratory"}
		police, court := focalpoint.Ref{Name: "National Police"}, focalpoint.Ref{Name: "Criminal court 4"}
		move := func(m seizure.Move) {
			h.Helper()
			m.Items = []focalpoint.ItemID{item}
			if _, err := h.room.Move(h.ctx(), "us1", m); err != nil {
				h.Fatal(err)
			}
		}
		if _, err := h.room.Move(h.ctx(), "us1", seizure.Move{Kind: focalpoint.EventEvidenceIn, Happened: "2025-10-01", To: store, Items: []focalpoint.ItemID{item}}); focalpoint.FieldOf(err) != "happened" {
			h.Errorf("taken into the store before it was seized: %v", err)
		}
		move(seizure.Move{Kind: focalpoint.EventEvidenceIn, Happened: "2025-11-03", From: police, To: store})
		move(seizure.Move{Kind: focalpoint.EventEvidenceOut, Happened: "2025-11-10", From: store, To: lab, Reason: "comparison"})
		move(seizure.Move{Kind: focalpoint.EventEvidenceIn, Happened: "2025-12-01", From: police, To: store}) // the laboratory had it
		move(seizure.Move{Kind: focalpoint.EventForfeiture, Happened: "2025-12-20", Authority: court, Document: "judgment 12/2025"})
		if _, err := h.room.Move(h.ctx(), "us1", seizure.Move{Kind: focalpoint.EventDestroy, Happened: "2026-01-05", Authority: court, Document: "order 1", Method: "melted", Items: []focalpoint.ItemID{item}}); focalpoint.FieldOf(err) != "witnesses" {
			h.Errorf("a destruction without a witness: %v", err)
		}
		move(seizure.Move{Kind: focalpoint.EventDestroy, Happened: "2026-01-05", Authority: court, Document: "order 1", Method: "melted",
			Witnesses: []focalpoint.Ref{{Name: "Inspector of the court"}, {Name: "Non-governmental observer"}}})
		if _, err := h.room.Move(h.ctx(), "us1", seizure.Move{Kind: focalpoint.EventEvidenceIn, Happened: "2026-01-06", To: store, Items: []focalpoint.ItemID{item}}); focalpoint.FieldOf(err) != "items[0]" {
			h.Errorf("moving what is destroyed: %v", err)
		}
		if it := h.item(item); it.Status != focalpoint.StatusDestroyed {
			h.Errorf("status %s", it.Status)
		}
		chain, err := h.room.Custody(h.ctx(), item)
		if err != nil {
			h.Fatal(err)
		}
		type link struct {
			Kind  focalpoint.EventKind
			Break seizure.Break
			Days  int
		}
		var got []link
		for _, l := range chain {
			got = append(got, link{l.Kind, l.Break, l.Days})
		}
		want := []link{{"seizure", "", 0}, {"evidence-in", "", 1}, {"evidence-out", "", 7}, {"evidence-in", seizure.BreakGiver, 21}, {"forfeiture", "", 19}, {"destroy", "", 16}}
		if d := cmp.Diff(want, got); d != "" {
			h.Errorf("chain (-want +got):\n%s", d)
		}
		if w := chain[5].Witnesses; len(w) != 2 || chain[5].Method != "melted" {
			h.Errorf("destruction %+v", chain[5])
		}
	})
}
