package main

import (
	"cmp"
	"context"
	"errors"
	"strings"

	"focalpoint"
	"focalpoint/internal/access"
	"focalpoint/internal/casework"
	"focalpoint/internal/directory"
	"focalpoint/internal/ledger"
	"focalpoint/internal/trace"
)

// beside keeps cases and the register of follow-ups in step with a trace, inside
// the trace's own write: a decision and the investigation it opens are one entry
// of the log. The two rooms do not know each other; the wiring brings them together.
func (a *app) beside(ctx context.Context, tx *ledger.Tx, was, now trace.Trace) error {
	if err := a.besideCase(ctx, tx, was, now); err != nil {
		return err
	}
	if now.FollowUp == nil || was.FollowUp != nil && *was.FollowUp == *now.FollowUp {
		return nil
	}
	have, _, err := a.Cases.FollowUpOf(ctx, tx, now.ID)
	if err != nil {
		return err
	}
	parties, err := directory.ManyIn(ctx, tx, []focalpoint.PartyID{now.FollowUp.To})
	if err != nil {
		return err
	}
	to := focalpoint.Ref{}
	if p, ok := parties[now.FollowUp.To]; ok {
		to = p.Ref()
	}
	reason := ""
	if have.Version > 0 {
		reason = cmp.Or(now.FollowUp.Reason, "decided again on the page of the trace")
	}
	_, _, err = a.Cases.SaveFollowUpIn(ctx, tx, have.ID, have.Version, followUpOf(now, to, have.Doc), reason)
	return err
}

// besideCase keeps the cases in step with the one a trace stands in.
func (a *app) besideCase(ctx context.Context, tx *ledger.Tx, was, now trace.Trace) error {
	if was.Case == now.Case {
		return nil
	}
	link := casework.Link{Kind: casework.LinkTrace, ID: string(now.ID)}
	if was.Case != "" {
		if err := a.Cases.HoldIn(ctx, tx, was.Case, link, false, "the trace was taken out on its own page"); err != nil {
			return err
		}
	}
	if now.Case == "" {
		return nil
	}
	return a.Cases.HoldIn(ctx, tx, now.Case, link, true, "the trace was put in on its own page")
}

// decided is the way back: who decides in the register of follow-ups decides for
// the trace, in the same write.
func (a *app) decided(ctx context.Context, tx *ledger.Tx, u casework.FollowUp) (casework.FollowUp, error) {
	if u.Decision == casework.Pending {
		_, err := a.Traces.GetIn(ctx, tx, u.Trace)
		return u, err
	}
	day := u.Decided
	was, now, err := a.Traces.DecideIn(ctx, tx, u.Trace, trace.FollowUp{Choice: trace.FollowUpChoice(u.Decision), Case: u.Case, To: u.To.Party, Due: u.Due, Reason: u.Reason, Outcome: u.Words})
	if err != nil {
		return u, besideField(err)
	}
	u = followUpOf(now, u.To, u)
	u.Decided = day
	return u, a.besideCase(ctx, tx, was, now)
}

// besideField names the field of a refusal as the follow-up has it.
func besideField(err error) error {
	var wrong *focalpoint.Error
	if !errors.As(err, &wrong) {
		return err
	}
	own := *wrong
	own.Field = strings.TrimPrefix(wrong.Field, "followUp.")
	return &own
}

// followUpOf writes the decision of a trace over what its follow-up says already.
func followUpOf(t trace.Trace, to focalpoint.Ref, u casework.FollowUp) casework.FollowUp {
	f := t.FollowUp
	u.Trace, u.Item, u.Case = t.ID, t.Item, cmp.Or(t.Case, u.Case)
	if l := t.Finding.LastLegal; l != nil {
		u.Record, u.State, u.Keeper, u.Holder = l.Event, l.State, l.Keeper, l.Holder
	}
	u.Decision = casework.Decision(f.Choice) // both rooms use the same codes
	u.Decided, u.Reason = focalpoint.DateOf(f.At), f.Reason
	if u.Decision != casework.Declined && u.Result == casework.OutcomeNone {
		u.Ended = "" // decided otherwise before
	}
	u.Words, u.Due = cmp.Or(f.Outcome, u.Words), cmp.Or(f.Due, u.Due)
	switch {
	case to != focalpoint.Ref{}:
		u.To = to
	case u.Decision == casework.Abroad && u.To.IsZero(): // the State where the trail leads is asked
		u.To = focalpoint.Ref{Country: cmp.Or(u.Holder.Country, u.State)}
	}
	return u
}

// onRecord says whether what a purpose of reading names is on record; licences
// are kept by others. It is an access.KnownFunc.
func (a *app) onRecord(ctx context.Context, why access.Purpose) (bool, error) {
	var err error
	switch why.Kind {
	case "case":
		_, err = a.Cases.Get(ctx, focalpoint.CaseID(why.Ref))
	case "trace":
		_, err = a.Traces.Get(ctx, focalpoint.TraceID(why.Ref))
	case "seizure":
		_, err = a.Seizures.Get(ctx, focalpoint.SeizureID(why.Ref))
	}
	if focalpoint.KindOf(err) == focalpoint.KindNotFound {
		return false, nil
	}
	return err == nil, err
}
