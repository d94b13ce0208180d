package ballistics

import (
	"context"
	"slices"
	"strings"
	"time"

	"focalpoint"
	"focalpoint/internal/ledger"
	"focalpoint/internal/store"
)

// Hit is a confirmed link: two exhibits were fired by one firearm, and what they
// belong to is joined.
type Hit struct {
	A           ExhibitID              `json:"a"`
	B           ExhibitID              `json:"b"`
	Region      Region                 `json:"region"`
	Examination ExaminationID          `json:"examination"`
	At          time.Time              `json:"at"`
	Items       []focalpoint.ItemID    `json:"items,omitempty"`
	Seizures    []focalpoint.SeizureID `json:"seizures,omitempty"`
	Cases       []focalpoint.CaseID    `json:"cases,omitempty"`
	Disagreed   bool                   `json:"disagreed,omitempty"` // the first two examiners differed and a third decided
	Seen        []Seen                 `json:"seen,omitempty"`      // by whom it was taken note of
}

// Seen is a tracing officer's note that a hit was taken up.
type Seen struct {
	By   focalpoint.UserID `json:"by"`
	At   time.Time         `json:"at"`
	Note string            `json:"note,omitempty"`
}

// hit makes a hit inside the write of the conclusion that confirmed it: its own
// record, an event in the life of every firearm concerned, and word to whoever
// put the house together.
func (r *Room) hit(ctx context.Context, tx *ledger.Tx, id ExaminationID, x Examination) (HitID, error) {
	h := Hit{A: x.A, B: x.B, Region: x.Region, Examination: id, At: tx.At, Disagreed: x.Disagreed}
	for _, e := range []ExhibitID{x.A, x.B} {
		v, err := exhibits.Get(ctx, tx, string(e))
		if err != nil {
			return "", err
		}
		h.Items, h.Seizures, h.Cases = add(h.Items, v.Doc.Item), add(h.Seizures, v.Doc.Seizure), add(h.Cases, v.Doc.Case)
	}
	v, err := writeIn(ctx, tx, hits, change{prefix: PrefixHit}, func(*ledger.Tx, Hit) (Hit, error) { return h, nil }, deriveHit)
	if err != nil {
		return "", err
	}
	var events []focalpoint.Event
	for _, item := range h.Items {
		events = append(events, focalpoint.Event{Item: item, Kind: focalpoint.EventExamine, Happened: focalpoint.DateOf(tx.At), Method: "ballistic comparison", Document: v.ID})
	}
	if len(events) > 0 && r.Register != nil {
		if _, err := r.Register.Record(ctx, tx, events...); err != nil {
			return "", err
		}
	}
	if r.Linked != nil {
		if err := r.Linked(ctx, tx, HitID(v.ID), h); err != nil {
			return "", err
		}
	}
	return HitID(v.ID), nil
}

func add[T ~string](list []T, v T) []T {
	if v == "" || slices.Contains(list, v) {
		return list
	}
	return append(list, v)
}

func deriveHit(ctx context.Context, tx *ledger.Tx, v ledger.Version[Hit]) error {
	h := v.Doc
	if _, err := tx.Exec(ctx, `DELETE FROM lab_hit_link WHERE hit = $1`, v.ID); err != nil {
		return err
	}
	refs := slices.Concat([]string{string(h.A), string(h.B)}, store.Texts(h.Items), store.Texts(h.Seizures), store.Texts(h.Cases))
	for _, ref := range refs {
		if err := tx.InsertDerived(ctx, "lab_hit_link", []string{"hit", "ref"}, []any{v.ID, ref}); err != nil {
			return err
		}
	}
	return replace(ctx, tx, "lab_hit", "id a b seen at changed", []any{v.ID, string(h.A), string(h.B), len(h.Seen), h.At, tx.Leaf})
}

// SeeHit records that a tracing officer took note of a hit.
func (r *Room) SeeHit(ctx context.Context, by focalpoint.UserID, id HitID, note string) (ledger.Version[Hit], error) {
	return write(ctx, r, by, hits, change{action: "hit.see", id: string(id), reason: strings.TrimSpace(note)}, func(tx *ledger.Tx, h Hit) (Hit, error) {
		h.Seen = append(slices.Clone(h.Seen), Seen{by, tx.At, strings.TrimSpace(note)})
		return h, nil
	}, deriveHit)
}

// Hit returns the latest version.
func (r *Room) Hit(ctx context.Context, id HitID) (ledger.Version[Hit], error) {
	return hits.Get(ctx, r.Log.DB, string(id))
}

// HitFilter chooses hits for a list.
type HitFilter struct {
	Ref    string // id of an exhibit, item, seizure or case it joins
	Unseen bool   // nobody has taken note of it
	store.Slice
}

var hitList = store.List[string]{Op: "ballistics.Hits", Select: "id", From: "lab_hit", ID: "id", Sorts: store.Columns("at", "seen"), Usual: "-at", Scan: scanID}

// Hits returns a page of hits, the latest first.
func (r *Room) Hits(ctx context.Context, f HitFilter) (store.Page[ledger.Version[Hit]], error) {
	var w store.Where
	if f.Ref != "" {
		w.And("id IN (SELECT hit FROM lab_hit_link WHERE ref = ?)", f.Ref)
	}
	if f.Unseen {
		w.And("seen = 0")
	}
	return pageOf(ctx, r, hitList, hits, w, f.Slice)
}
