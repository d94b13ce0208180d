package demo

import (
	"context"
	"fmt"
	"time"

	"focalpoint"
	"focalpoint/internal/casework"
	"focalpoint/internal/trace"
)

// planCases puts the investigations of the planted cases on the agenda: each is opened some days after the last of
// its occurrences was taken in.
func (l *loader) planCases(incidents []*Incident) {
	for i := range l.w.plots.cases {
		c := &l.w.plots.cases[i]
		var of []*Incident
		var at time.Time
		for _, in := range incidents {
			if in.Case != c.key {
				continue
			}
			of = append(of, in)
			if t := l.takenIn[in]; t.After(at) {
				at = t
			}
		}
		if at = at.AddDate(0, 0, 6); at.After(l.w.Today) {
			at = l.w.Today.Add(6 * time.Hour)
		}
		l.agenda.add(at, "7 case "+c.key, func(ctx context.Context) error { return l.open(ctx, c, of) })
	}
}

// open opens the investigation of a planted case.
func (l *loader) open(ctx context.Context, c *plot, incidents []*Incident) error {
	doc := casework.Case{Number: "EXERCISE-" + c.key, Title: c.title + " (exercise)", Summary: c.summary, Status: casework.Open, Opened: focalpoint.DateOf(l.clock.Now()),
		Authority: l.w.ref("focal")}
	for _, o := range c.offences {
		doc.Offences = append(doc.Offences, focalpoint.Raw(o))
	}
	var traces []trace.Version
	for _, in := range incidents {
		doc.Links = append(doc.Links, casework.Link{Kind: casework.LinkSeizure, ID: string(l.seizures[in])})
		for _, x := range in.Exhibits {
			v, err := l.Traces.ForItem(ctx, l.exhibits[x].item)
			if err != nil {
				if focalpoint.KindOf(err) == focalpoint.KindNotFound {
					continue
				}
				return err
			}
			traces = append(traces, v)
			doc.Links = append(doc.Links, casework.Link{Kind: casework.LinkTrace, ID: string(v.Doc.ID)})
		}
	}
	for _, p := range c.persons {
		doc.Links = append(doc.Links, casework.Link{Kind: casework.LinkPerson, ID: string(p.ID), Role: "suspect"})
	}
	if c.group != "" {
		id, _, err := l.Cases.SaveGroup(ctx, Actor, "", 0, c.organized(), "")
		if err != nil {
			return err
		}
		doc.Links = append(doc.Links, casework.Link{Kind: casework.LinkGroup, ID: string(id)})
	}
	id, _, err := l.Cases.Save(ctx, Actor, casework.Input{Case: doc})
	if err != nil {
		return err
	}
	for _, v := range traces {
		if err := l.follow(ctx, id, v); err != nil {
			return err
		}
	}
	return nil
}

// organized is the group behind a planted case.
func (c *plot) organized() casework.Group {
	g := casework.Group{Name: c.group + " (exercise)", Countries: []focalpoint.Country{Home}, Summary: c.summary, Activity: []casework.Activity{{Kind: casework.ActivityFirearms, Source: "EXERCISE-" + c.key}}}
	for _, link := range c.links {
		g.Activity = append(g.Activity, casework.Activity{Kind: casework.ActivityKind(link), Suspected: true, Source: "EXERCISE-" + c.key})
	}
	roles := []casework.MemberRole{casework.RoleLeader, casework.RoleSupplier, casework.RoleCourier}
	for i, p := range c.persons {
		g.Members = append(g.Members, casework.Member{Person: p.ID, Role: roles[min(i, len(roles)-1)], Suspected: i > 0})
	}
	return g
}

// follow enters what follows from a trace of a case into the follow-up register: done, under way, or undecided.
func (l *loader) follow(ctx context.Context, id focalpoint.CaseID, v trace.Version) error {
	f := v.Doc.Finding
	if !f.FollowUp || f.LastLegal == nil {
		return nil
	}
	now := l.clock.Now()
	u := casework.FollowUp{Case: id, Trace: v.Doc.ID, Item: v.Doc.Item, Record: f.LastLegal.Event, State: f.LastLegal.State, Keeper: f.LastLegal.Keeper, Holder: f.LastLegal.Holder,
		Opened: focalpoint.DateOf(now), Decision: casework.Pending}
	if n := l.days(string(v.Doc.Item)+"c", 0, 9); n > 1 {
		u.Decision, u.Decided, u.By, u.Reason = casework.Here, u.Opened, l.w.ref("focal"), "the last holder is heard (exercise)"
		u.To, u.Due = l.w.ref("police XMD-CA"), focalpoint.DateOf(now.AddDate(0, 2, 0))
		if f.LastLegal.State != Home || f.Result == focalpoint.ResultExported {
			u.Decision, u.To = casework.Abroad, l.w.ref("focal "+string(abroadOf(f)))
		}
		if n > 5 {
			u.Result, u.Words, u.Ended = casework.OutcomeDiversion, "how it left lawful hands was established (exercise)", u.Opened
		}
	}
	have, err := l.Cases.FollowUps(ctx, casework.FollowFilter{Trace: v.Doc.ID, Limit: 1})
	if err != nil {
		return err
	}
	var follow, reason string
	var base int64
	switch {
	case len(have.Rows) > 0 && u.Decision == casework.Pending:
		return nil
	case len(have.Rows) > 0: // the trace itself was decided before the case was opened
		follow, base, reason = have.Rows[0].ID, have.Rows[0].Version, "entered in the case (exercise)"
	}
	if _, _, err = l.Cases.SaveFollowUp(ctx, Actor, follow, base, u, reason); err != nil {
		return fmt.Errorf("follow-up of %s: %w", v.Doc.ID, err)
	}
	return nil
}

// abroadOf is the State a finding points to.
func abroadOf(f trace.Finding) focalpoint.Country {
	if f.LastLegal.State != Home {
		return f.LastLegal.State
	}
	return f.LastLegal.Holder.Country
}
