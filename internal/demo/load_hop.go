package demo

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"time"

	"focalpoint"
	"focalpoint/internal/trace"
)

// askOn puts the question to whom the trace advises to ask first, where the record ends abroad or nothing is on
// record, and puts the answer of the world on the agenda.
func (l *loader) askOn(ctx context.Context, in *Incident, x *Exhibit, v trace.Version) error {
	f := v.Doc.Finding
	if f.Result != focalpoint.ResultUndecided && f.Result != focalpoint.ResultExported || len(f.Next) == 0 || len(v.Doc.Hops) > 0 {
		return l.followUp(v)
	}
	to := f.Next[0].To
	v, err := l.request(ctx, in, v, to)
	if err != nil {
		return err
	}
	v, hop, err := l.Traces.Ask(ctx, Actor, v.Doc.ID, v.Version, to, "")
	if err != nil {
		return err
	}
	if v, err = l.Traces.Check(ctx, Actor, v.Doc.ID, v.Version, hop); err != nil {
		return err
	}
	sending := trace.Sending{Means: "email", Contact: "desk of the focal point (exercise)"}
	sent, err := l.Traces.Send(ctx, Actor, v.Doc.ID, v.Version, hop, sending)
	if focalpoint.KindOf(err) == focalpoint.KindConflict && err != nil {
		sending.Despite = "another firearm of the same batch"
		sent, err = l.Traces.Send(ctx, Actor, v.Doc.ID, v.Version, hop, sending)
	}
	if err != nil {
		return err
	}
	l.correspond(in, x, sent, hop, to)
	return nil
}

// request fills in what the officer knows, and says why the rest cannot be given.
func (l *loader) request(ctx context.Context, in *Incident, v trace.Version, to trace.Addressee) (trace.Version, error) {
	r := v.Doc.Request
	focal := l.w.Party("focal")
	r.Why = "The possessor could show no licence; the firearm is not registered to anybody in " + string(Home) + " (exercise)."
	r.Basis, r.BasisText = "iti", "International Tracing Instrument, section V"
	r.Circumstances = "Taken by " + l.w.Party(in.Authority).Name + " on " + string(in.Day.Date()) + "."
	r.Use, r.Questions = trace.UseInvestigation, []string{"holder", "exported", "lost"}
	r.Requester = trace.Requester{Party: focal.ID, Authority: focal.Name, Officer: "Duty officer (exercise)", Contact: "desk@focal.example", Case: in.Number, Country: Home}
	r.Waived = map[string]string{}
	for _, m := range trace.Complete(r, to) {
		r.Waived[m.Field] = "not to be read on the firearm and not known from elsewhere (exercise)"
	}
	return l.Traces.SetRequest(ctx, Actor, v.Doc.ID, v.Version, r)
}

// days throws for a number of days from a to b that belongs to a text.
func (l *loader) days(text string, a, b int) int {
	h := fnv.New32a()
	_, _ = h.Write([]byte(text)) // never fails
	return a + int((h.Sum32()^uint32(l.w.Seed))%uint32(b-a+1))
}

// correspond puts the answer on the agenda. The State the firearm came from answers as the world has it; any other
// has no record.
func (l *loader) correspond(in *Incident, x *Exhibit, v trace.Version, hop focalpoint.HopID, to trace.Addressee) {
	answer := x.Hop.Answer
	if to.Country != x.Hop.To {
		answer = hopNoRecord
	}
	sent := l.clock.Now()
	at := sent.AddDate(0, 0, l.days(in.Number, 5, 45))
	switch answer {
	case noHop, hopPending:
		return
	case hopSilent:
		at = sent.AddDate(0, 0, 122)
		for _, h := range v.Doc.Hops {
			if from, ok := h.SilentFrom(l.Traces.Policy().Rules); ok && h.ID == hop {
				at = from.Add(24 * time.Hour)
			}
		}
	}
	if at.After(l.w.Today) {
		return
	}
	l.agenda.add(at, "5 answer "+in.Number, func(ctx context.Context) error {
		got, err := l.receive(ctx, in, x, v.Doc.ID, hop, answer)
		if err != nil {
			return err
		}
		return l.followUp(got)
	})
}

// receive records what came back.
func (l *loader) receive(ctx context.Context, in *Incident, x *Exhibit, id focalpoint.TraceID, hop focalpoint.HopID, answer hopAnswer) (trace.Version, error) {
	switch answer {
	case hopFound:
		sold := in.Day - focalpoint.Day(l.days(in.Number, 200, 900))
		if x.Life != nil {
			_, left, _ := x.Life.LastLegal().Happened.Bounds()
			sold = left + (in.Day-left)/2
		}
		return l.Traces.Answer(ctx, Actor, id, 0, hop, trace.Result{Code: trace.AnswerRecord, Text: "Sold to a holder on our register (exercise).", Theirs: fmt.Sprintf("%s/%s", x.Hop.To, in.Number),
			Events: []focalpoint.Event{{Kind: focalpoint.EventSale, Happened: sold.Date(), State: x.Hop.To, To: focalpoint.Ref{Name: foreignHolder(x.Hop.To), Country: x.Hop.To}, Place: focalpoint.Place{Country: x.Hop.To}}}})
	case hopRefused:
		return l.Traces.Refuse(ctx, Actor, id, 0, hop, "investigation", "An investigation of our own would be compromised (exercise).")
	case hopSilent:
		return l.Traces.Silent(ctx, Actor, id, 0, hop)
	case hopNoRecord:
		return l.Traces.Answer(ctx, Actor, id, 0, hop, trace.Result{Code: trace.AnswerNoRecord, Text: "Nothing on record (exercise)."})
	}
	return trace.Version{}, errors.New("there is nothing to receive")
}

// followUp puts the decision on a follow-up on the agenda, where the result asks for one. Some wait still.
func (l *loader) followUp(v trace.Version) error {
	if !v.Doc.Finding.FollowUp || v.Doc.FollowUp != nil || v.Doc.Finding.Leaf == focalpoint.LeafLegitimateOwner || l.days(string(v.Doc.Item), 0, 9) < 3 {
		return nil
	}
	at := l.clock.Now().AddDate(0, 0, l.days(string(v.Doc.Item)+"f", 3, 30))
	if at.After(l.w.Today) {
		return nil
	}
	l.agenda.add(at, "6 follow-up "+string(v.Doc.ID), func(ctx context.Context) error {
		now, err := l.Traces.Get(ctx, v.Doc.ID)
		if err != nil || !now.Doc.Finding.FollowUp || now.Doc.FollowUp != nil {
			return err
		}
		d := trace.FollowUp{Choice: trace.FollowOpen, To: l.w.Party("police XMD-CA").ID, Reason: "the last holder is heard (exercise)"}
		if f := now.Doc.Finding; f.LastLegal != nil && f.LastLegal.State != Home || f.Result == focalpoint.ResultExported {
			d = trace.FollowUp{Choice: trace.FollowAbroad, Reason: "the State of the last legal record is asked to investigate (exercise)"}
		}
		d.Due = focalpoint.DateOf(l.clock.Now().AddDate(0, 2, 0))
		_, err = l.Traces.Decide(ctx, Actor, now.Doc.ID, now.Version, d)
		return err
	})
	return nil
}
