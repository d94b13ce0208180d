package seizure

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"focalpoint"
	"focalpoint/internal/ledger"
	"focalpoint/internal/register"
)

// Move is one step in the custody of items: into the evidence store, out of it
// to a laboratory or court, forfeited, returned, destroyed.
type Move struct {
	Items     []focalpoint.ItemID  `json:"items"`
	Kind      focalpoint.EventKind `json:"kind"` // of MoveKinds
	Happened  focalpoint.Date      `json:"happened"`
	Place     focalpoint.Place     `json:"place,omitzero"`
	From      focalpoint.Ref       `json:"from,omitzero"` // who hands over
	To        focalpoint.Ref       `json:"to,omitzero"`   // who receives
	Authority focalpoint.Ref       `json:"authority,omitzero"`
	Witnesses []focalpoint.Ref     `json:"witnesses,omitempty"`
	Method    string               `json:"method,omitempty"`   // of a destruction or deactivation
	Document  string               `json:"document,omitempty"` // judgment, order, receipt
	Marks     []focalpoint.Mark    `json:"marks,omitempty"`    // struck on this occasion; one item only
	Reason    string               `json:"reason,omitempty"`
	Note      string               `json:"note,omitempty"`
	Seizure   focalpoint.SeizureID `json:"seizure,omitempty"`
}

// MoveKinds lists the kinds of a Move in the order in which pages show them.
func MoveKinds() []focalpoint.EventKind {
	return []focalpoint.EventKind{focalpoint.EventEvidenceIn, focalpoint.EventEvidenceOut, focalpoint.EventForfeiture, focalpoint.EventRecover,
		focalpoint.EventStockIn, focalpoint.EventDeactivate, focalpoint.EventDestroy}
}

// Needs lists the fields of a Move that a kind asks for: who receives; the
// judgment or order; the method and witnesses of what cannot be undone
// (Firearms Protocol art. 6: forfeited firearms are destroyed, or the method of
// disposal and the marking are recorded; art. 9: deactivation is verified by an
// authority).
func Needs(kind focalpoint.EventKind) []string {
	switch kind {
	case focalpoint.EventEvidenceIn, focalpoint.EventRecover:
		return []string{"happened", "to"}
	case focalpoint.EventEvidenceOut:
		return []string{"happened", "to", "reason"}
	case focalpoint.EventForfeiture:
		return []string{"happened", "authority", "document"}
	case focalpoint.EventStockIn:
		return []string{"happened", "to", "document"}
	case focalpoint.EventDeactivate:
		return []string{"happened", "authority", "method"}
	case focalpoint.EventDestroy:
		return []string{"happened", "authority", "document", "method", "witnesses"}
	}
	return []string{"happened"}
}

func (m Move) has(field string) bool {
	switch field {
	case "happened":
		return m.Happened != ""
	case "to":
		return !m.To.IsZero()
	case "authority":
		return !m.Authority.IsZero()
	case "document":
		return strings.TrimSpace(m.Document) != ""
	case "method":
		return strings.TrimSpace(m.Method) != ""
	case "reason":
		return strings.TrimSpace(m.Reason) != ""
	case "witnesses":
		return slices.ContainsFunc(m.Witnesses, func(w focalpoint.Ref) bool { return !w.IsZero() })
	}
	return false
}

// ValidateMove finds what is missing or wrong in a move, without a database.
func (r *Room) ValidateMove(m Move) error {
	f := findings{today: focalpoint.DayOf(r.log.Now().UTC()), codes: r.codes}
	if !slices.Contains(MoveKinds(), m.Kind) {
		f.add("kind", "choice", "value", string(m.Kind))
	}
	if len(m.Items) == 0 {
		f.add("items", "move-items")
	}
	for _, field := range Needs(m.Kind) {
		if !m.has(field) {
			f.add(field, "move-"+field)
		}
	}
	f.date("happened", m.Happened)
	if len(m.Marks) > 0 && len(m.Items) != 1 {
		f.add("marks", "move-marks")
	}
	for i, mk := range m.Marks {
		f.mark(fmt.Sprintf("marks[%d].", i), mk)
	}
	f.cell("method", m.Method)
	f.cell("document", m.Document)
	f.text("note", m.Note, maxText)
	f.text("reason", m.Reason, maxText)
	return f.list.Err("seizure.Move")
}

// Move records one step in the custody of items, as one write.
func (r *Room) Move(ctx context.Context, by focalpoint.UserID, m Move) ([]focalpoint.Event, error) {
	if err := r.ValidateMove(m); err != nil {
		return nil, err
	}
	var out []focalpoint.Event
	_, err := r.log.Write(ctx, ledger.Entry{Actor: by, Action: "custody." + string(m.Kind), Subject: string(m.Items[0])}, func(tx *ledger.Tx) (err error) {
		out, err = r.MoveIn(ctx, tx, m)
		return err
	})
	return out, err
}

// MoveIn is Move inside a write of the caller.
func (r *Room) MoveIn(ctx context.Context, tx *ledger.Tx, m Move) ([]focalpoint.Event, error) {
	if err := r.ValidateMove(m); err != nil {
		return nil, err
	}
	f := findings{}
	events := make([]focalpoint.Event, len(m.Items))
	for i, id := range m.Items {
		life, err := r.reg.LifeIn(ctx, tx, id)
		if err != nil {
			return nil, err
		}
		m.fits(&f, fmt.Sprintf("items[%d]", i), id, life)
		events[i] = m.event(id)
	}
	if err := f.list.Err("seizure.Move"); err != nil {
		return nil, err
	}
	return r.reg.Record(ctx, tx, events...)
}

func (m Move) event(id focalpoint.ItemID) focalpoint.Event {
	keeper := m.Authority
	if keeper.IsZero() {
		keeper = m.To
	}
	return focalpoint.Event{Item: id, Kind: m.Kind, Happened: m.Happened, Place: m.Place, State: m.Place.Country, From: m.From, To: m.To, Keeper: keeper, Authority: m.Authority,
		Witnesses: m.Witnesses, Method: m.Method, Document: m.Document, Marks: m.Marks, Reason: m.Reason, Note: m.Note, Seizure: m.Seizure}
}

// fits checks a move against what is on record: nothing happens to what is
// destroyed, and nothing before the item was taken in.
func (m Move) fits(f *findings, path string, id focalpoint.ItemID, life register.Life) {
	var taken focalpoint.Date
	for i := range life.Effective {
		e := &life.Effective[i]
		switch kind := e.EffectiveKind(); {
		case kind == focalpoint.EventDestroy:
			f.add(path, "move-destroyed", "id", string(id), "date", string(e.Happened))
			return
		case takes(kind):
			taken = e.Happened
		}
	}
	if m.Happened.Before(taken) {
		f.add("happened", "move-early", "id", string(id), "date", string(taken))
	}
}

func takes(k focalpoint.EventKind) bool {
	switch k {
	case focalpoint.EventSeizure, focalpoint.EventFind, focalpoint.EventSurrender, focalpoint.EventObserve:
		return true
	}
	return false
}

// Link is one step of a chain of custody.
type Link struct {
	Event     focalpoint.EventID   `json:"event"`
	Kind      focalpoint.EventKind `json:"kind"`
	Happened  focalpoint.Date      `json:"happened,omitempty"`
	Place     focalpoint.Place     `json:"place,omitzero"`
	From      focalpoint.Ref       `json:"from,omitzero"`
	To        focalpoint.Ref       `json:"to,omitzero"` // who has it afterwards
	Authority focalpoint.Ref       `json:"authority,omitzero"`
	Witnesses []focalpoint.Ref     `json:"witnesses,omitempty"`
	Method    string               `json:"method,omitempty"`
	Document  string               `json:"document,omitempty"`
	Reason    string               `json:"reason,omitempty"`
	Days      int                  `json:"days"` // since the step before, at least; 0 when not known
	Break     Break                `json:"break,omitempty"`
}

// Break says why a chain does not hold at a step.
type Break string

// Breaks of a chain of custody.
const (
	BreakGiver  Break = "giver"  // handed over by somebody who did not have it on record
	BreakNotIn  Break = "not-in" // left the store without having come in
	BreakEnded  Break = "ended"  // something happened after it was destroyed
	BreakNoGoal Break = "no-to"  // nobody is named who received it
)

// Custody returns the chain of custody of an item since it was last taken in.
func (r *Room) Custody(ctx context.Context, id focalpoint.ItemID) ([]Link, error) {
	life, err := r.reg.Life(ctx, id)
	if err != nil {
		return nil, err
	}
	return Chain(life.Effective), nil
}

// Chain reads the chain of custody out of a life in the order in which it
// happened. It is a pure function; nothing that was recorded is left out.
func Chain(life []focalpoint.Event) []Link {
	start := -1
	for i := range life {
		if takes(life[i].EffectiveKind()) {
			start = i
		}
	}
	if start < 0 {
		return nil
	}
	var out []Link
	var has focalpoint.Ref
	in, ended := false, false
	for i := start; i < len(life); i++ {
		e := &life[i]
		kind := e.EffectiveKind()
		if !takes(kind) && kind != focalpoint.EventExamine && !slices.Contains(MoveKinds(), kind) {
			continue
		}
		l := Link{Event: e.ID, Kind: kind, Happened: e.Happened, Place: e.Place, From: e.From, To: e.To, Authority: e.Authority, Witnesses: e.Witnesses,
			Method: e.Method, Document: e.Document, Reason: e.Reason}
		if len(out) > 0 {
			l.Days = daysBetween(out[len(out)-1].Happened, e.Happened)
		}
		switch {
		case ended:
			l.Break = BreakEnded
		case takes(kind):
			l.To, in = e.Authority, false
		case !e.From.IsZero() && !has.IsZero() && !sameParty(e.From, has):
			l.Break = BreakGiver
		case kind == focalpoint.EventEvidenceOut && !in:
			l.Break = BreakNotIn
		case (kind == focalpoint.EventEvidenceIn || kind == focalpoint.EventEvidenceOut) && e.To.IsZero():
			l.Break = BreakNoGoal
		}
		switch kind {
		case focalpoint.EventEvidenceIn:
			in = true
		case focalpoint.EventEvidenceOut:
			in = false
		case focalpoint.EventDestroy:
			ended = true
		}
		if !l.To.IsZero() {
			has = l.To
		}
		out = append(out, l)
	}
	return out
}

// sameParty compares two parties by their ids where both have one. A party
// with an id and a mere name may be the same: that is no break.
func sameParty(a, b focalpoint.Ref) bool {
	switch {
	case a.Party != "" && b.Party != "":
		return a.Party == b.Party
	case a.Person != "" && b.Person != "":
		return a.Person == b.Person
	case a.Name != "" && b.Name != "":
		return foldText(a.Name) == foldText(b.Name)
	}
	return true
}

func daysBetween(a, b focalpoint.Date) int {
	_, al, ok1 := a.Bounds()
	bf, _, ok2 := b.Bounds()
	if !ok1 || !ok2 {
		return 0
	}
	return max(0, int(bf-al))
}
