package trace

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"focalpoint"
	"focalpoint/internal/directory"
	"focalpoint/internal/ledger"
	"focalpoint/internal/letter"
	"focalpoint/internal/register"
	"focalpoint/internal/store"
)

// Joint is one letter to one addressee about several items, as a maker, a
// dealer or a State is asked about a list. Each trace's question to the
// addressee that has not left yet is taken; where there is none it is made.
type Joint struct {
	Traces   []focalpoint.TraceID `json:"traces"`
	To       Addressee            `json:"to"`
	Language string               `json:"language,omitempty"` // of the letter; "" is the addressee's own
	// Common is what holds for every item: grounds, use, questions, requester,
	// reasons for what is missing. It fills what the request of an item leaves
	// open and replaces nothing.
	Common  Request `json:"common,omitzero"`
	Sending Sending `json:"sending,omitzero"`
}

// JointMost bounds the items of one letter.
const JointMost = 200

// JointItem is one item of a letter before it leaves.
type JointItem struct {
	Version Version
	Hop     Hop // the question as it would leave; without an id when it is not drafted yet
	Missing []Missing
	Dups    []Dup
}

// Open counts what is missing without a stated reason.
func (i JointItem) Open() int {
	n := 0
	for _, m := range i.Missing {
		if m.Waived == "" {
			n++
		}
	}
	return n
}

// PrepareJoint says what a letter would ask and what each item lacks. Nothing is
// written. Items stand in the order of their traces' ids.
func (s *Service) PrepareJoint(ctx context.Context, j Joint) (Joint, []JointItem, error) {
	if err := s.completeJoint(ctx, s.log.DB, &j); err != nil {
		return j, nil, err
	}
	list, err := s.Many(ctx, j.Traces)
	if err != nil {
		return j, nil, err
	}
	if len(list) < len(j.Traces) {
		for _, id := range j.Traces {
			if !slices.ContainsFunc(list, func(v Version) bool { return v.ID == string(id) }) {
				return j, nil, focalpoint.Errorf("trace.SendJoint", focalpoint.KindNotFound, "there is no trace %s", id)
			}
		}
	}
	items := make([]JointItem, len(list))
	for i, v := range list {
		if v.Doc, err = clone(v.Doc); err != nil {
			return j, nil, err
		}
		h := v.Doc.jointHop(j)
		h.Request = v.Doc.Request.With(j.Common)
		items[i] = JointItem{Version: v, Hop: *h, Missing: Complete(h.Request, h.To)}
		if items[i].Dups, err = s.duplicates(ctx, v.Doc, *h); err != nil {
			return j, nil, err
		}
	}
	return j, items, nil
}

// completeJoint checks a letter and takes from the directory what it says of
// the addressee.
func (s *Service) completeJoint(ctx context.Context, q store.Queryer, j *Joint) (err error) {
	const op = "trace.SendJoint"
	if n := len(j.Traces); n < 2 || n > JointMost {
		return focalpoint.Invalid(op, "traces", "a letter about several items asks about 2 to %d", JointMost)
	}
	j.Traces = slices.Sorted(slices.Values(j.Traces))
	for i, id := range j.Traces[1:] {
		if id == j.Traces[i] {
			return focalpoint.Invalid(op, "traces", "the trace %s is named twice; one letter asks once about an item", id)
		}
	}
	if err := j.Common.check(); err != nil {
		return err
	}
	j.To, j.Language, err = addressed(ctx, q, j.To, j.Language)
	return err
}

// jointHop finds the question to the letter's addressee that has not left yet,
// or adds one.
func (t *Trace) jointHop(j Joint) *Hop {
	for i := range t.Hops {
		h := &t.Hops[i]
		if (h.Status == HopDraft || h.Status == HopChecked) && h.To.same(j.To) {
			h.Language = j.Language
			return h
		}
	}
	t.Hops = append(t.Hops, Hop{To: j.To, Language: j.Language, Status: HopDraft, Reference: t.reference()})
	return &t.Hops[len(t.Hops)-1]
}

// same says whether two questions go to one addressee.
func (a Addressee) same(b Addressee) bool {
	if a.Party != "" || b.Party != "" {
		return a.Party == b.Party
	}
	return a.Kind == b.Kind && a.Country == b.Country && a.Name == b.Name
}

// With fills what a request leaves open from what holds for several; a field
// that the request says cannot be given stays empty.
func (r Request) With(common Request) Request {
	open := func(field string, have bool) bool { return !have && !text(r.Waived[field]) }
	for _, f := range []struct {
		field string
		own   *string
		all   string
	}{{"why", &r.Why, common.Why}, {"circumstances", &r.Circumstances, common.Circumstances}, {"contact", &r.Requester.Contact, common.Requester.Contact}, {"case", &r.Requester.Case, common.Requester.Case},
		{"officer", &r.Requester.Officer, common.Requester.Officer}, {"handling", &r.Handling, common.Handling}, {"note", &r.Note, common.Note}} {
		if open(f.field, text(*f.own)) {
			*f.own = f.all
		}
	}
	if open("basis", r.Basis != "" || text(r.BasisText)) {
		r.Basis, r.BasisText = common.Basis, common.BasisText
	}
	if open("authority", r.Requester.Party != "" || text(r.Requester.Authority)) {
		r.Requester.Party, r.Requester.Authority = common.Requester.Party, common.Requester.Authority
	}
	if open("use", r.Use != "") {
		r.Use = common.Use
	}
	if open("offence", len(r.Offences) > 0) {
		r.Offences = common.Offences
	}
	if open("questions", len(r.Questions) > 0) {
		r.Questions = common.Questions
	}
	if common.Priority == Urgent && r.Priority != Urgent {
		r.Priority, r.PriorityReason = Urgent, common.PriorityReason
	}
	waived := map[string]string{}
	for _, from := range []map[string]string{common.Waived, r.Waived} {
		for field, why := range from {
			if text(why) {
				waived[field] = why
			}
		}
	}
	if len(waived) > 0 {
		r.Waived = waived
	}
	return r
}

// PreviewJoint writes a letter as it would leave; nothing is written down.
func (s *Service) PreviewJoint(ctx context.Context, j Joint) (*letter.Letter, error) {
	j, items, err := s.PrepareJoint(ctx, j)
	if err != nil {
		return nil, err
	}
	agreed, err := agreedClock(ctx, s.log.DB, j.To)
	if err != nil {
		return nil, err
	}
	now, hops := s.log.Now(), make([]Hop, len(items))
	for i, it := range items {
		hops[i] = it.Hop
		hops[i].Sent = now
		hops[i].Due = s.policy.Rules.ClockFor(j.To, cmp.Or(j.Sending.Asker, ToState), s.policy.Home, now, agreed).Due(now)
	}
	return s.jointLetter(hops), nil
}

// SendJoint sends one letter about several items. Each item must carry all that
// a request about it alone must carry (Complete), or a stated reason; the error
// names each that does not, and then nothing leaves. The questions keep their
// own clocks, answers and references: what comes back is recorded item by item.
// All of it is one write.
func (s *Service) SendJoint(ctx context.Context, by focalpoint.UserID, j Joint) ([]Version, error) {
	j, items, err := s.PrepareJoint(ctx, j)
	if err != nil {
		return nil, err
	}
	if err := mayLeaveJointly(items, j.Sending); err != nil {
		return nil, err
	}
	on := make([]register.Item, len(items))
	for i, it := range items {
		if on[i], err = s.reg.Item(ctx, it.Version.Doc.Item); err != nil {
			return nil, err
		}
	}
	out := make([]Version, len(items))
	_, err = s.log.Write(ctx, ledger.Entry{Actor: by, Action: "trace.send-joint", Subject: string(j.Traces[0])}, func(tx *ledger.Tx) error {
		return s.sendJoint(ctx, tx, j, on, out)
	})
	return out, err
}

func (s *Service) sendJoint(ctx context.Context, tx *ledger.Tx, j Joint, on []register.Item, out []Version) error {
	olds, hops, sent := make([]Trace, len(out)), make([]*Hop, len(out)), make([]Hop, len(out))
	for i, id := range j.Traces {
		v, err := book.Get(ctx, tx, string(id))
		if err != nil {
			return err
		}
		olds[i] = v.Doc
		if v.Doc, err = clone(v.Doc); err != nil {
			return err
		}
		out[i] = v
		t := &out[i].Doc
		t.Request = t.Request.With(j.Common)
		hops[i] = t.jointHop(j)
		if hops[i].ID == "" {
			hops[i].ID, hops[i].Created = focalpoint.HopID(tx.NewID(focalpoint.PrefixHop)), tx.At
			t.Closed = time.Time{}
		}
		if err := s.leave(ctx, tx, t, hops[i].ID, tx.Entry.Actor, j.Sending); err != nil {
			return err
		}
		sent[i] = *hops[i]
	}
	reference := jointReference(sent)
	doc, err := s.jointLetter(sent).DOCX()
	if err != nil {
		return err
	}
	info, err := s.files.PutIn(ctx, tx, reference+".docx", doc)
	if err != nil {
		return err
	}
	for i := range out {
		hops[i].Joint, hops[i].Letter = reference, info.SHA
		if out[i], err = s.finish(ctx, tx, out[i], olds[i], on[i], cmpText(j.Sending.Despite, "sent with others: "+reference)); err != nil {
			return err
		}
		if s.beside != nil {
			if err := s.beside(ctx, tx, olds[i], out[i].Doc); err != nil {
				return err
			}
		}
	}
	return nil
}

// mayLeaveJointly is nil when every item of a letter is complete and none was
// asked about before without a reason.
func mayLeaveJointly(items []JointItem, how Sending) error {
	const op = "trace.SendJoint"
	var open []error
	for _, it := range items {
		for _, e := range focalpoint.FieldErrors(mayLeave(it.Hop.Request, it.Hop.To)) {
			one := *e
			one.Field = it.Version.ID + "." + e.Field
			open = append(open, &one)
		}
	}
	if len(open) > 0 {
		return &focalpoint.Error{Op: op, Kind: focalpoint.KindIncomplete, Field: "traces", Err: joined(open)}
	}
	for _, it := range items {
		if len(it.Dups) > 0 && !text(how.Despite) {
			return askedBefore(op, it.Dups[0])
		}
	}
	return nil
}

// jointReference is the reference of a letter about several items: that of its
// first question and how many others there are.
func jointReference(hops []Hop) string {
	return fmt.Sprintf("%s+%d", hops[0].Reference, len(hops)-1)
}

// JointLetter writes a letter about several items again, as it left.
func (s *Service) JointLetter(ctx context.Context, reference string) (*letter.Letter, error) {
	rows, err := s.Hops(ctx, HopFilter{Joint: reference, Limit: JointMost})
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 || reference == "" {
		return nil, focalpoint.Errorf("trace.JointLetter", focalpoint.KindNotFound, "there is no letter %s", reference)
	}
	ids := make([]focalpoint.TraceID, len(rows))
	for i, r := range rows {
		ids[i] = r.Trace
	}
	slices.Sort(ids)
	list, err := s.Many(ctx, ids)
	if err != nil {
		return nil, err
	}
	var hops []Hop
	for _, v := range list {
		for _, h := range v.Doc.Hops {
			if h.Joint == reference {
				hops = append(hops, h)
			}
		}
	}
	return s.jointLetter(hops), nil
}

// jointLetter writes one letter with a part for each question; what all have in
// common in who asks stands at its head.
func (s *Service) jointLetter(hops []Hop) *letter.Letter {
	first := &hops[0]
	sp := s.speaker(first.Language)
	l := s.letterHead(sp, first, first.Request, jointReference(hops), first.Sent, first.Due)
	var rows [][]letter.Text
	for i, h := range hops {
		d := h.Request.Describes
		rows = append(rows, []letter.Text{letter.Words(sp.P.Number(i + 1)), letter.AsIs(h.Reference), letter.AsIs(serialOf(h.Request)),
			letter.Words(strings.TrimSpace(sp.P.Isolate(sp.Coded("make", d.Make)) + " " + sp.P.Isolate(sp.Coded("model", d.Model))))})
	}
	l.Heading(sp.P.T("trace.letter.items"))
	l.Grid([]string{sp.P.T("trace.letter.number"), sp.P.T("trace.letter.reference"), sp.P.T("trace.field.serial"), sp.P.T("trace.field.make")}, rows...)
	for i, h := range hops {
		l.Heading(fmt.Sprintf("%s. %s: %s", sp.P.Number(i+1), sp.P.T("trace.letter.reference"), sp.P.Isolate(h.Reference)))
		askBlocks(l, sp, h.Request, h.To)
	}
	l.Paragraph(sp.P.T("trace.letter.closing"))
	l.Footer = sp.P.T("trace.letter.confidential")
	return l
}

// agreedClock is the clock an addressee of the directory agreed to.
func agreedClock(ctx context.Context, q store.Queryer, to Addressee) (string, error) {
	if to.Party == "" {
		return "", nil
	}
	list, err := directory.ManyIn(ctx, q, []focalpoint.PartyID{to.Party})
	return list[to.Party].Clock, err
}

// leave lets a question leave: the request is kept as it leaves and the clock
// starts.
func (s *Service) leave(ctx context.Context, tx *ledger.Tx, t *Trace, hop focalpoint.HopID, by focalpoint.UserID, how Sending) error {
	h, err := t.hop(hop)
	if err != nil {
		return err
	}
	if err := mayLeave(t.Request, h.To); err != nil {
		return err
	}
	agreed, err := agreedClock(ctx, tx, h.To)
	if err != nil {
		return err
	}
	clock := s.policy.Rules.ClockFor(h.To, cmp.Or(how.Asker, ToState), s.policy.Home, tx.At, agreed)
	h.Clock, h.Sent, h.Due = clock.Code, tx.At, clock.Due(tx.At)
	h.Means, h.Contact, h.Asker = how.Means, how.Contact, how.Asker
	h.Request = t.Request
	if h.Status == HopDraft {
		if err := h.to(HopChecked, tx.At, by, ""); err != nil {
			return err
		}
	}
	return h.to(HopSent, tx.At, by, how.Means)
}
