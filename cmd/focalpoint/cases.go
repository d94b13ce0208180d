package main

import (
	"context"

	"focalpoint"
	"focalpoint/internal/casework"
	"focalpoint/internal/seizure"
	"focalpoint/internal/trace"
)

// caseSources lets cases look into the rooms of seizures and traces. The rooms do not know each other; whoever wires
// them hands this to casework.New.
func (a *app) caseSources() casework.Sources {
	seizures, traces := a.Seizures, a.Traces
	return casework.Sources{
		Decided: a.decided,
		Seizures: func(ctx context.Context, ids []focalpoint.SeizureID) ([]casework.Incident, error) {
			list, err := seizures.Many(ctx, ids)
			out := make([]casework.Incident, 0, len(list))
			for _, v := range list {
				out = append(out, incidentOf(focalpoint.SeizureID(v.ID), v.Doc))
			}
			return out, err
		},
		Traces: func(ctx context.Context, ids []focalpoint.TraceID) ([]casework.Followed, error) {
			list, err := traces.Many(ctx, ids)
			out := make([]casework.Followed, 0, len(list))
			for _, v := range list {
				out = append(out, followedOf(v.Doc))
			}
			return out, err
		},
		TracesOf: func(ctx context.Context, items []focalpoint.ItemID) ([]focalpoint.TraceID, error) {
			var out []focalpoint.TraceID
			for _, item := range items {
				v, err := traces.ForItem(ctx, item)
				switch {
				case err == nil:
					out = append(out, v.Doc.ID)
				case focalpoint.KindOf(err) != focalpoint.KindNotFound:
					return nil, err
				}
			}
			return out, nil
		},
	}
}

func incidentOf(id focalpoint.SeizureID, s seizure.Seizure) casework.Incident {
	in := casework.Incident{ID: id, Number: s.Number, Happened: s.Happened, Place: s.Place, Authority: s.Authority, Withdrawn: s.Withdrawn}
	for _, it := range s.Items {
		in.Items = append(in.Items, it.ID)
	}
	for _, p := range s.Persons {
		in.Persons = append(in.Persons, casework.Party{Person: p.Person, Role: string(p.Role)})
	}
	return in
}

func followedOf(t trace.Trace) casework.Followed {
	f := casework.Followed{ID: t.ID, Item: t.Item, Seizure: t.Seizure, Result: t.Finding.Result}
	if l := t.Finding.LastLegal; l != nil {
		f.Holder, f.Keeper, f.State = l.Holder, l.Keeper, l.State
	}
	add := func(day focalpoint.Date, what, text string) {
		f.Moments = append(f.Moments, casework.Moment{Happened: day, What: what, Text: text, Source: string(t.ID)})
	}
	add(focalpoint.DateOf(t.Opened), "opened", "")
	for _, h := range t.Hops {
		if !h.Sent.IsZero() {
			add(focalpoint.DateOf(h.Sent), "asked", h.To.Name)
		}
		if h.Answer != nil {
			add(focalpoint.DateOf(h.Answer.Received), "answered", h.To.Name)
		}
	}
	if !t.Closed.IsZero() {
		add(focalpoint.DateOf(t.Closed), "closed", string(t.Finding.Result))
	}
	return f
}
