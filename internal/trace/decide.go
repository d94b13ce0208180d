package trace

import (
	"context"
	"slices"
	"strings"
	"time"

	"focalpoint"
	"focalpoint/internal/directory"
	"focalpoint/internal/ledger"
	"focalpoint/internal/register"
)

// SetRequest writes what a person fills in of the request: grounds, use,
// questions, requester, priority, handling, waivers. What follows from the item
// (description, marks, place and date) stays as the register has it.
func (s *Service) SetRequest(ctx context.Context, by focalpoint.UserID, id focalpoint.TraceID, base int64, r Request) (Version, error) {
	if err := r.check(); err != nil {
		return Version{}, err
	}
	return s.change(ctx, by, "trace.request", id, base, "request written", func(_ *ledger.Tx, t *Trace, _ register.Item) error {
		t.Request = r
		for i := range t.Hops {
			if st := t.Hops[i].Status; st == HopDraft || st == HopChecked || st == HopNeedsData {
				t.Hops[i].Request = Request{} // follows the trace until it leaves
			}
		}
		return nil
	})
}

// check names what a person filled in that cannot be.
func (r Request) check() error {
	var wrong focalpoint.Fields
	if r.Use != "" && !slices.Contains(Uses(), r.Use) {
		wrong.Add("request.use", "%q is no intended use; choose among %v", r.Use, Uses())
	}
	if r.Basis != "" && !slices.ContainsFunc(directory.Bases("", "-", ""), func(b directory.Basis) bool { return b.Code == r.Basis }) {
		wrong.Add("request.basis", "%q is no legal basis of the list; choose one, or write it in words", r.Basis)
	}
	if r.Priority != "" && r.Priority != Routine && r.Priority != Urgent {
		wrong.Add("request.priority", "the priority is routine or urgent")
	}
	if r.Priority == Urgent && !text(r.PriorityReason) {
		wrong.Add("request.priority-reason", "say why it is urgent")
	}
	for _, q := range r.Questions {
		if !slices.Contains(Questions(), q) {
			wrong.Add("request.questions", "%q is no question; choose among %v", q, Questions())
		}
	}
	return wrong.Err("trace.SetRequest")
}

// Establish records a point of diversion that a competent authority
// established otherwise than by tracing.
func (s *Service) Establish(ctx context.Context, by focalpoint.UserID, id focalpoint.TraceID, base int64, e Established) (Version, error) {
	var wrong focalpoint.Fields
	if !slices.Contains(Ways(), e.Way) {
		wrong.Add("established.way", "%q is no way of diversion; choose one of the list", e.Way)
	}
	if _, err := focalpoint.ParseDate(string(e.Between)); err != nil {
		wrong.Add("established.between", "%q is no date; write 2016-03-05, 2016 or 2014/2016-05", e.Between)
	}
	if !text(e.Ground) {
		wrong.Add("established.ground", "say on what it rests: a judgment, a confession, intelligence")
	}
	if e.Authority.IsZero() {
		wrong.Add("established.authority", "name the authority that established it")
	}
	if err := wrong.Err("trace.Establish"); err != nil {
		return Version{}, err
	}
	return s.change(ctx, by, "trace.establish", id, base, e.Ground, func(tx *ledger.Tx, t *Trace, _ register.Item) error {
		e.By, e.At, e.Basis = by, tx.At, BasisAuthority
		t.Established = &e
		return nil
	})
}

// Decide records the follow-up decision. What the decision opens or changes in
// other rooms is Beside's; it commits with the decision.
func (s *Service) Decide(ctx context.Context, by focalpoint.UserID, id focalpoint.TraceID, base int64, f FollowUp) (Version, error) {
	if err := f.check(); err != nil {
		return Version{}, err
	}
	return s.change(ctx, by, "trace.follow-up", id, base, cmpText(f.Reason, string(f.Choice)), func(tx *ledger.Tx, t *Trace, _ register.Item) error {
		return t.follow(ctx, tx, f)
	})
}

// DecideIn is Decide inside a write of the caller, who has decided in the
// register of follow-ups and keeps what stands beside. It returns the trace as
// it was and as it is now.
func (s *Service) DecideIn(ctx context.Context, tx *ledger.Tx, id focalpoint.TraceID, f FollowUp) (was, now Trace, err error) {
	if err := f.check(); err != nil {
		return was, now, err
	}
	v, err := book.Get(ctx, tx, string(id))
	if err != nil {
		return was, now, err
	}
	it, err := s.reg.ItemIn(ctx, tx, v.Doc.Item)
	if err != nil {
		return was, now, err
	}
	was = v.Doc
	v, err = s.changeIn(ctx, tx, v, it, cmpText(f.Reason, string(f.Choice)), func(tx *ledger.Tx, t *Trace, _ register.Item) error {
		return t.follow(ctx, tx, f)
	})
	return was, v.Doc, err
}

// check finds what is wrong with a decision, without a database.
func (f FollowUp) check() error {
	switch {
	case !slices.Contains(FollowUpChoices(), f.Choice):
		return focalpoint.Invalid("trace.Decide", "followUp.choice", "%q is no decision; choose among %v", f.Choice, FollowUpChoices())
	case f.Choice == FollowNone && !text(f.Reason):
		return focalpoint.Invalid("trace.Decide", "followUp.reason", "say why no follow-up is opened")
	}
	if _, err := focalpoint.ParseDate(string(f.Due)); err != nil {
		return focalpoint.Invalid("trace.Decide", "followUp.due", "%q is no date; write 2026-03-05", f.Due)
	}
	return nil
}

// follow decides on the follow-up of the trace.
func (t *Trace) follow(ctx context.Context, tx *ledger.Tx, f FollowUp) error {
	if f.To != "" {
		known, err := directory.ManyIn(ctx, tx, []focalpoint.PartyID{f.To})
		if err != nil {
			return err
		}
		if _, ok := known[f.To]; !ok {
			return focalpoint.Invalid("trace.Decide", "followUp.to", "the directory has no entry %s; choose who investigates from the directory", f.To)
		}
	}
	f.By, f.At = tx.Entry.Actor, tx.At
	t.FollowUp = &f
	if f.Case != "" {
		t.Case = f.Case
	}
	return nil
}

func cmpText(a, b string) string {
	if text(a) {
		return a
	}
	return b
}

// Mark sets one of the decisions that end a trace early. The text says why;
// an empty text takes the decision back.
func (s *Service) Mark(ctx context.Context, by focalpoint.UserID, id focalpoint.TraceID, base int64, what Decision, why string) (Version, error) {
	return s.change(ctx, by, "trace."+string(what), id, base, cmpText(why, "taken back"), func(_ *ledger.Tx, t *Trace, _ register.Item) error {
		why := strings.TrimSpace(why)
		switch what {
		case NotTraced:
			t.NotTraced = why
		case NoFurther:
			t.NoFurther = why
		case HolderGone:
			t.HolderGone = why
		default:
			return focalpoint.Invalid("trace.Mark", "what", "%q is no decision; it is not-traced, no-further or holder-gone", what)
		}
		return nil
	})
}

// Decision names what Mark sets.
type Decision string

// Decisions.
const (
	NotTraced  Decision = "not-traced"  // it is not traced at all
	NoFurther  Decision = "no-further"  // nobody else will be asked
	HolderGone Decision = "holder-gone" // the last holder is dead or closed
)

// Duplicate says that a trace asks the same as another one; of "" takes it back.
func (s *Service) Duplicate(ctx context.Context, by focalpoint.UserID, id focalpoint.TraceID, base int64, of focalpoint.TraceID) (Version, error) {
	if of == id {
		return Version{}, focalpoint.Invalid("trace.Duplicate", "of", "a trace is not a duplicate of itself")
	}
	if of != "" {
		if _, err := s.Get(ctx, of); err != nil {
			return Version{}, err
		}
	}
	return s.change(ctx, by, "trace.duplicate", id, base, cmpText(string(of), "taken back"), func(_ *ledger.Tx, t *Trace, _ register.Item) error {
		t.DuplicateOf = of
		return nil
	})
}

// SetCase puts the trace into a case; "" takes it out.
func (s *Service) SetCase(ctx context.Context, by focalpoint.UserID, id focalpoint.TraceID, base int64, c focalpoint.CaseID) (Version, error) {
	return s.change(ctx, by, "trace.case", id, base, cmpText(string(c), "taken out of its case"), func(_ *ledger.Tx, t *Trace, _ register.Item) error {
		t.Case = c
		return nil
	})
}

// Close closes a trace. It must have a result; T1, T3 and T4 a follow-up
// decision (tracing.md 6, Q4); a refusal its reason; no question may be open.
func (s *Service) Close(ctx context.Context, by focalpoint.UserID, id focalpoint.TraceID, base int64, why string) (Version, error) {
	return s.change(ctx, by, "trace.close", id, base, cmpText(why, "closed"), func(tx *ledger.Tx, t *Trace, _ register.Item) error {
		var open focalpoint.Fields
		if t.Finding.Result == focalpoint.ResultUndecided && t.NotTraced == "" {
			open.Add("result", "the trace has no result yet: ask whom it names, or decide that nobody else will be asked")
		}
		if t.Finding.FollowUp && t.FollowUp == nil && !owned(t.Finding) {
			open.Add("followUp", "result %s asks for a follow-up decision first", t.Finding.Result)
		}
		for _, h := range t.Hops {
			if !h.Status.Done() {
				open.Add("hops", "the question to %s is still %s: record its answer or silence, or withdraw it", h.To.label(), h.Status)
			}
		}
		if t.Incoming != nil && t.Incoming.Reply == nil {
			open.Add("reply", "the partner has no answer yet")
		}
		if err := open.Err("trace.Close"); err != nil {
			return err
		}
		t.Closed = tx.At
		return nil
	})
}

// Reopen opens a closed trace again.
func (s *Service) Reopen(ctx context.Context, by focalpoint.UserID, id focalpoint.TraceID, base int64, why string) (Version, error) {
	if !text(why) {
		return Version{}, focalpoint.Invalid("trace.Reopen", "reason", "say why it is opened again")
	}
	return s.change(ctx, by, "trace.reopen", id, base, why, func(_ *ledger.Tx, t *Trace, _ register.Item) error {
		t.Closed = time.Time{}
		return nil
	})
}
