package trace

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"focalpoint"
	"focalpoint/internal/ledger"
	"focalpoint/internal/register"
	"focalpoint/mark"
)

var (
	traceColumns = strings.Fields(`id version direction item seizure casefile taken_first taken_last opened status need result tracing way priority make model calibre serial
		holder dealer state legal days hops hops_open due seen changed asks`)
	hopColumns = strings.Fields(`id trace item n party name kind country status clock reference joint sought sent due remind answered refusal changed`)
)

// derive makes the rows of a trace's latest version again. The need is that of
// the instant of writing; lists that depend on the clock look at due as well.
func derive(ctx context.Context, tx *ledger.Tx, v Version, now time.Time, rules Rules) error {
	t, f := v.Doc, v.Doc.Finding
	for _, stmt := range []string{`DELETE FROM trace WHERE id = $1`, `DELETE FROM trace_hop WHERE trace = $1`} {
		if _, err := tx.Exec(ctx, stmt, v.ID); err != nil {
			return err
		}
	}
	var first, last, days any
	for _, st := range f.Timeline {
		if a, b, ok := st.Happened.Bounds(); ok && st.Event == f.Taking {
			first, last = int64(a), int64(b)
		}
	}
	if f.SinceTransfer.Known {
		days = int64(f.SinceTransfer.Min)
	}
	state, legal := "", ""
	if f.LastLegal != nil {
		state, legal = string(f.LastLegal.State), string(f.LastLegal.Event)
	}
	open := 0
	hops := make([][]any, 0, len(t.Hops))
	for i, h := range t.Hops {
		if h.Status.Open() {
			open++
		}
		var remind, answered any
		if at, ok := h.NextReminder(rules); ok {
			remind = at
		}
		refusal := ""
		if h.Answer != nil {
			answered, refusal = h.Answer.Received, h.Answer.Refusal
		}
		hops = append(hops, []any{string(h.ID), v.ID, string(t.Item), i, string(h.To.Party), h.To.Name, string(h.To.Kind), string(h.To.Country), string(h.Status), h.Clock, h.Reference, h.Joint,
			soughtKey(h), instant(h.Sent), instant(h.Due), remind, answered, refusal, tx.Leaf})
	}
	d := t.Request.Describes
	err := tx.InsertDerived(ctx, "trace", traceColumns, []any{v.ID, v.Version, string(t.Direction), string(t.Item), string(t.Seizure), string(t.Case), first, last, t.Opened,
		string(t.Status()), string(t.NeedAt(now)), string(f.Result), string(f.Leaf), f.Diversion.Way, string(t.Request.Priority), word(d.Make), word(d.Model), word(d.Calibre), serialOf(t.Request),
		holderKey(f), dealerKey(f), state, legal, days, len(t.Hops), open, instant(t.Due()), t.Seen, tx.Leaf, t.Asks().key()})
	if err != nil {
		return err
	}
	return tx.InsertDerived(ctx, "trace_hop", hopColumns, hops...)
}

// Asks is whom to ask next: the addressee of a question that has not left yet,
// else the first of whom the finding advises to ask; nobody for a closed trace.
func (t *Trace) Asks() Addressee {
	if !t.Closed.IsZero() || t.Direction == Incoming {
		return Addressee{}
	}
	for _, h := range t.Hops {
		if h.Status == HopDraft || h.Status == HopChecked {
			return h.To
		}
	}
	if len(t.Finding.Next) > 0 {
		return t.Finding.Next[0].To
	}
	return Addressee{}
}

// key tells addressees apart in lists: a party of the directory by its id, a
// State without one by its code; "" for bodies known by a name only.
func (a Addressee) key() string {
	if a.Party == "" && a.Kind == ToState {
		return string(a.Country)
	}
	return string(a.Party)
}

func instant(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t
}

// word is the code of a cell, else what was written.
func word(c focalpoint.Coded) string {
	if focalpoint.Absent(c.Code) {
		return c.Raw
	}
	return c.Code
}

// serialOf is the number a request asks about, as seen.
func serialOf(r Request) string {
	for _, kind := range []focalpoint.MarkKind{focalpoint.MarkSerial, focalpoint.MarkLot} {
		for _, m := range r.Marks {
			if m.Kind == kind && m.Pattern() != "" {
				return m.Pattern()
			}
		}
	}
	return ""
}

// soughtKey is what duplicate questions have in common: the folded number.
func soughtKey(h Hop) string {
	return mark.Fold(serialOf(h.Request))
}

// fill keeps the parts of the request that follow from the item up to date
// and leaves what people wrote.
func (t *Trace) fill(it register.Item, life register.Life) {
	r := &t.Request
	r.Describes, r.Marking = it.Describes, it.Marking
	r.Describes.Extra = nil // cells of a source file are nobody else's business
	r.Marks = nil
	for _, m := range it.Marks {
		r.Marks = append(r.Marks, m.Mark)
	}
	if r.Priority == "" {
		r.Priority = Routine
	}
	if t.Direction == Incoming {
		return
	}
	for i := range life.Effective {
		e := &life.Effective[i]
		if e.ID != t.Finding.Taking {
			continue
		}
		t.Seizure = e.Seizure
		r.FoundOn, r.FoundAt = e.Happened, e.Place
		if len(e.Offences) > 0 { // a seizure that names none leaves them to who writes the request
			r.Offences = slices.Clone(e.Offences)
		}
		if r.Requester.Authority == "" && r.Requester.Party == "" {
			r.Requester.Party, r.Requester.Authority = e.Authority.Party, e.Authority.Name
		}
		if r.Requester.Case == "" {
			r.Requester.Case = e.Document
		}
	}
}

// equal says whether two traces say the same, apart from when the register was
// last looked at and as of which day.
func equal(a, b Trace) bool {
	a.Finding.AsOf, b.Finding.AsOf = "", ""
	if a.Seen != b.Seen { // the item changed: keep that it was looked at
		return false
	}
	x, err1 := json.Marshal(a)
	y, err2 := json.Marshal(b)
	return err1 == nil && err2 == nil && bytes.Equal(x, y)
}

// clone copies a trace so that changing the copy leaves the original alone.
func clone(t Trace) (Trace, error) {
	data, err := json.Marshal(t)
	if err != nil {
		return t, err
	}
	var out Trace
	err = json.Unmarshal(data, &out)
	return out, err
}

// Rebuild makes the derived tables again from the logged traces.
func (s *Service) Rebuild(ctx context.Context) error {
	_, err := s.log.Write(ctx, ledger.Entry{Action: "trace.rebuild"}, func(tx *ledger.Tx) error {
		for _, table := range []string{"trace", "trace_hop"} {
			if _, err := tx.Exec(ctx, "DELETE FROM "+table); err != nil {
				return err
			}
		}
		return book.All(ctx, tx, func(v Version) error { return derive(ctx, tx, v, tx.At, s.policy.Rules) })
	})
	return err
}
