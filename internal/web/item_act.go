package web

import (
	"net/http"

	"focalpoint"
	"focalpoint/internal/access"
	"focalpoint/internal/ledger"
	"focalpoint/internal/register"
	"focalpoint/internal/seizure"
	"focalpoint/internal/trace"
)

// itemDesk is what else a page of an item shows: its chain of custody, what it
// is held to be the same as, and its trace.
type itemDesk struct {
	Custody  []seizure.Link
	Same     []sameLink
	Trace    *trace.Row
	MayTrace bool
	MayApart bool
	MayMove  bool
	Moves    []choice
	Here     string // who has it now, by the chain
	Broken   int    // breaks of the chain
	Held     []heldBy
}

// sameLink is one decision that two items are the same thing.
type sameLink struct {
	Event  focalpoint.EventID
	Other  focalpoint.ItemID
	Row    *register.Row
	Reason string
	When   focalpoint.Date
}

// itemDeskOf reads what the desk needs of one item.
func (s *site) itemDeskOf(rq *request, it register.Item, life register.Life) (itemDesk, error) {
	ctx := rq.R.Context()
	d := itemDesk{MayTrace: rq.User.May(access.WriteTraces), MayApart: rq.User.May(access.WriteItems), MayMove: rq.User.May(access.WriteSeizures)}
	var err error
	if d.Custody, err = s.Seizures.Custody(ctx, it.ID); err != nil {
		return d, err
	}
	for _, l := range d.Custody {
		if l.Break != "" {
			d.Broken++
		}
		if l.To.Name != "" {
			d.Here = l.To.Name
		}
	}
	for _, k := range seizure.MoveKinds() {
		d.Moves = append(d.Moves, choice{string(k), s.codeName(rq.P, "event", string(k))})
	}
	if rq.User.May(access.ReadTraces) {
		page, err := s.Traces.List(ctx, trace.Filter{Item: it.ID, Limit: 1})
		if err != nil {
			return d, err
		}
		if len(page.Rows) > 0 {
			d.Trace = &page.Rows[0]
		}
	}
	held, err := s.Links.Held(ctx, it.ID)
	if err != nil {
		return d, err
	}
	if d.Held, err = s.heldBy(rq, held); err != nil {
		return d, err
	}
	d.Same, err = s.sameLinks(rq, it.ID, life)
	return d, err
}

// sameLinks lists the decisions that tie an item to others, each with what it
// was tied to.
func (s *site) sameLinks(rq *request, id focalpoint.ItemID, life register.Life) ([]sameLink, error) {
	var out []sameLink
	var ids []focalpoint.ItemID
	for i := range life.Effective {
		e := &life.Effective[i]
		if e.EffectiveKind() != focalpoint.EventIdentify {
			continue
		}
		other := e.Other
		if other == id {
			other = e.Item
		}
		out = append(out, sameLink{Event: e.ID, Other: other, Reason: e.Reason, When: e.Happened})
		ids = append(ids, other)
	}
	rows, err := s.Register.RowsOf(rq.R.Context(), ids)
	if err != nil {
		return nil, err
	}
	for i := range rows {
		for j := range out {
			if out[j].Other == rows[i].ID {
				out[j].Row = &rows[i]
			}
		}
	}
	return out, nil
}

// itemApart takes back a decision that two items are the same: the event is
// withdrawn with the reason, and both lives are read apart again.
func (s *site) itemApart(rq *request) error {
	f, _, err := rq.posted()
	if err != nil {
		return err
	}
	ctx, id := rq.R.Context(), focalpoint.ItemID(rq.R.PathValue("id"))
	life, err := s.Register.Life(ctx, id)
	if err != nil {
		return err
	}
	var e *focalpoint.Event
	for i := range life.Effective {
		if x := &life.Effective[i]; string(x.ID) == f.get("event") && x.EffectiveKind() == focalpoint.EventIdentify {
			e = x
		}
	}
	switch {
	case e == nil:
		return focalpoint.Errorf("web.item", focalpoint.KindNotFound, "the item %s is not held to be another one by the event %q; it may have been undone meanwhile", id, f.get("event"))
	case f.get("reason") == "":
		wrong := []fieldError{{"", rq.P.T("traces.err-reason")}}
		return s.showItem(rq, http.StatusUnprocessableEntity, id, fieldSet{values: f.values, Sent: "apart-" + string(e.ID)}, wrong)
	}
	undo := focalpoint.Event{Item: e.Item, Kind: focalpoint.EventCorrection, Corrects: e.ID, Reason: f.get("reason")}
	_, err = s.Log.Write(ctx, ledger.Entry{Actor: rq.User.ID, Action: "item.apart", Subject: string(id)}, func(tx *ledger.Tx) error {
		_, err := s.Register.Record(ctx, tx, undo)
		return err
	})
	if err != nil {
		return err
	}
	return rq.redirect("/items/" + string(id) + "?done=saved")
}

// itemMove records one step in the custody of an item.
func (s *site) itemMove(rq *request) error {
	f, _, err := rq.posted()
	if err != nil {
		return err
	}
	id := focalpoint.ItemID(rq.R.PathValue("id"))
	m := seizure.Move{Items: []focalpoint.ItemID{id}, Kind: focalpoint.EventKind(f.get("kind")), Happened: focalpoint.Date(f.get("happened")), Place: focalpoint.Place{Text: f.get("place")},
		From: s.ref(rq, f.get("from")), To: s.ref(rq, f.get("to")), Authority: s.ref(rq, f.get("authority")), Method: f.get("method"), Document: f.get("document"), Reason: f.get("reason"), Note: f.get("note")}
	for _, name := range splitNames(f.get("witnesses")) {
		m.Witnesses = append(m.Witnesses, s.ref(rq, name))
	}
	if _, err := s.Seizures.Move(rq.R.Context(), rq.User.ID, m); err != nil {
		if !mendable(err) || focalpoint.KindOf(err) == focalpoint.KindNotFound {
			return err
		}
		return s.showItem(rq, status(err), id, fieldSet{values: f.values, Sent: "move"}, rq.deskErrors(err))
	}
	return rq.redirect("/items/" + string(id) + "?done=saved#custody")
}
