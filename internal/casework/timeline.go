package casework

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"focalpoint"
)

// MomentKind says where a moment of a timeline comes from.
type MomentKind string

// Kinds of moment.
const (
	MomentEvent    MomentKind = "event"   // in the life of an item
	MomentSeizure  MomentKind = "seizure" //
	MomentTrace    MomentKind = "trace"   // a step of a trace
	MomentStage    MomentKind = "stage"   // a person came to a stage
	MomentFollowUp MomentKind = "follow-up"
	MomentEvidence MomentKind = "evidence"
	MomentRelation MomentKind = "relation"
	MomentCase     MomentKind = "case" // opened, closed, merged
)

// Moment is one line of a timeline. What is a code (kind of event, stage, step),
// Text is in the reporter's words.
type Moment struct {
	Happened focalpoint.Date  `json:"happened,omitempty"`
	Kind     MomentKind       `json:"kind"`
	What     string           `json:"what"`
	Subject  string           `json:"subject"`         // id of the item, seizure, trace, person …
	Other    string           `json:"other,omitempty"` // id of what else it is about
	Place    focalpoint.Place `json:"place,omitzero"`
	From     focalpoint.Ref   `json:"from,omitzero"`
	To       focalpoint.Ref   `json:"to,omitzero"`
	Text     string           `json:"text,omitempty"`
	Source   string           `json:"source,omitempty"` // id of the record it stands in
}

// Timeline merges everything that happened in a case: the lives of its items,
// its seizures, the steps of its traces, stages of persons, follow-ups, dated
// evidence and relations. Oldest first; what has no date stands at the end.
func (r *Room) Timeline(ctx context.Context, id focalpoint.CaseID) ([]Moment, error) {
	v, err := r.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	c, err := r.gather(ctx, v.Doc)
	if err != nil {
		return nil, err
	}
	out := v.Doc.moments(id)
	for _, s := range c.incidents {
		out = append(out, Moment{Happened: s.Happened, Kind: MomentSeizure, What: "seizure", Subject: string(s.ID), Place: s.Place, To: s.Authority, Text: s.Number, Source: string(s.ID)})
	}
	for _, item := range c.items {
		life, err := r.reg.Life(ctx, item)
		if err != nil {
			return nil, err
		}
		out = append(out, lifeMoments(item, life.Effective, c.incidents)...)
	}
	for _, t := range c.traces {
		for _, m := range t.Moments {
			m.Kind, m.Subject, m.Other = MomentTrace, string(t.ID), string(t.Item)
			out = append(out, m)
		}
	}
	stages, err := r.stages(ctx, id, c)
	if err != nil {
		return nil, err
	}
	for _, s := range stages {
		out = append(out, Moment{Happened: s.Happened, Kind: MomentStage, What: string(s.Stage), Subject: string(s.Person), Other: string(s.Seizure), To: s.Authority, Text: s.Document, Source: s.ID})
	}
	follow, err := r.FollowUps(ctx, FollowFilter{Case: id, Limit: 1000})
	if err != nil {
		return nil, err
	}
	for _, f := range follow.Rows {
		doc, err := r.FollowUp(ctx, f.ID)
		if err != nil {
			return nil, err
		}
		out = append(out, doc.Doc.moments(f.ID)...)
	}
	Sort(out)
	return out, nil
}

// lifeMoments are the events of an item. Its seizure is told once, as a
// seizure, when the case holds it.
func lifeMoments(item focalpoint.ItemID, life []focalpoint.Event, incidents []Incident) []Moment {
	var out []Moment
	for i := range life {
		e := &life[i]
		kind := e.EffectiveKind()
		if e.Seizure != "" && (kind == focalpoint.EventSeizure || kind == focalpoint.EventFind || kind == focalpoint.EventSurrender || kind == focalpoint.EventObserve) &&
			slices.ContainsFunc(incidents, func(s Incident) bool { return s.ID == e.Seizure }) {
			continue
		}
		to := e.To
		if to.IsZero() {
			to = e.Authority
		}
		out = append(out, Moment{Happened: e.Happened, Kind: MomentEvent, What: string(kind), Subject: string(item), Other: string(e.Other), Place: e.Place, From: e.From, To: to, Text: e.Document, Source: string(e.ID)})
	}
	return out
}

func (c Case) moments(id focalpoint.CaseID) []Moment {
	out := []Moment{{Happened: c.Opened, Kind: MomentCase, What: "opened", Subject: string(id), Text: c.Title, Source: string(id)}}
	switch {
	case c.MergedInto != "":
		out = append(out, Moment{Happened: c.Ended, Kind: MomentCase, What: "merged", Subject: string(id), Other: string(c.MergedInto), Text: c.Outcome, Source: string(id)})
	case c.Status == Closed:
		out = append(out, Moment{Happened: c.Ended, Kind: MomentCase, What: "closed", Subject: string(id), Text: c.Outcome, Source: string(id)})
	}
	for _, e := range c.Evidence {
		if e.Date != "" {
			out = append(out, Moment{Happened: e.Date, Kind: MomentEvidence, What: cmp.Or(e.Kind, "other"), Subject: cmp.Or(string(e.Item), string(id)), Text: e.Title, Source: e.SHA})
		}
	}
	for _, rel := range c.Relations {
		if rel.Date != "" {
			out = append(out, Moment{Happened: rel.Date, Kind: MomentRelation, What: "relation", Subject: rel.From, Other: rel.To, Text: rel.What, Source: string(id)})
		}
	}
	return out
}

// Sort puts moments in order of the first day they may have happened, the more
// exact date first, then by hour, kind, subject and source, so that the same records
// always give the same line.
func Sort(list []Moment) {
	slices.SortStableFunc(list, func(a, b Moment) int {
		af, al, aok := a.Happened.Bounds()
		bf, bl, bok := b.Happened.Bounds()
		switch {
		case aok != bok:
			if aok {
				return -1
			}
			return 1
		case af != bf:
			return cmp.Compare(af, bf)
		case al != bl:
			return cmp.Compare(al, bl)
		}
		return cmp.Or(strings.Compare(string(a.Happened), string(b.Happened)), strings.Compare(string(a.Kind), string(b.Kind)), strings.Compare(a.Subject, b.Subject), strings.Compare(a.Source, b.Source), strings.Compare(a.What, b.What))
	})
}
