package demo

import (
	"context"
	"fmt"
	"time"

	"focalpoint"
	"focalpoint/internal/person"
	"focalpoint/internal/seizure"
)

// plan puts an occurrence and what follows from it on the agenda. Files from before the register went live are
// taken in during its first weeks; later ones the day after.
func (l *loader) plan(n int, in *Incident) {
	at := (in.Day + 1).Time().Add(time.Duration(8*60+n%480) * time.Minute)
	if first := l.w.live.Time().Add(8*time.Hour + time.Duration(n)*20*time.Minute); at.Before(first) {
		at = first
	}
	l.takenIn[in] = at
	l.agenda.add(at, fmt.Sprintf("2 seizure %s", in.Number), func(ctx context.Context) error { return l.seize(ctx, in) })
	for line, x := range in.Exhibits {
		if x.Ask && x.Describes.Kind == focalpoint.Firearm {
			l.agenda.add(at.Add(time.Minute), fmt.Sprintf("3 trace %s/%d", in.Number, line+1), func(ctx context.Context) error { return l.trace(ctx, in, x) })
		}
	}
}

// seize enters an occurrence as the officer did.
func (l *loader) seize(ctx context.Context, in *Incident) error {
	doc := l.form(in)
	for i, x := range in.Exhibits {
		photos, err := l.photographs(ctx, in, i, x)
		if err != nil {
			return err
		}
		doc.Items[i].Photos = photos
	}
	saved, err := l.Seizures.Save(ctx, Actor, seizure.Input{Seizure: doc})
	if dup := seizure.AsDuplicates(err); len(dup) > 0 {
		// Another number, another day, another place: the officer looks and says that they are two.
		for _, d := range dup {
			doc.NotDuplicateOf = append(doc.NotDuplicateOf, d.Seizure)
		}
		saved, err = l.Seizures.Save(ctx, Actor, seizure.Input{Seizure: doc})
	}
	if err != nil {
		return err
	}
	l.seizures[in] = saved.ID
	for i, x := range in.Exhibits {
		t := &taken{item: saved.Items[i]}
		for _, e := range saved.Events {
			if e.Item == t.item {
				t.event = e.ID
			}
		}
		l.exhibits[x] = t
	}
	return nil
}

// form is the occurrence as it is typed in.
func (l *loader) form(in *Incident) seizure.Seizure {
	police := l.w.Party(in.Authority)
	s := seizure.Seizure{Number: in.Number, Happened: in.Day.Date(), Place: in.Place, Authority: focalpoint.Ref{Party: police.ID, Country: Home}, Context: in.Context,
		Summary: "Exercise. " + in.Note}
	for _, o := range in.Offences {
		s.Offences = append(s.Offences, focalpoint.Raw(o))
	}
	if in.Conveyance != "" {
		s.Conveyance = focalpoint.Chosen(in.Conveyance)
	}
	if in.Concealment != "" {
		s.Concealment = []focalpoint.Coded{focalpoint.Chosen(in.Concealment)}
	}
	if len(in.Route) > 1 {
		s.Route.Departure, s.Route.Destination = seizure.Point{Country: in.Route[0]}, seizure.Point{Country: in.Route[len(in.Route)-1]}
	}
	for _, p := range in.Suspects {
		role := seizure.InvolvedOther
		if p.Role == "possessor" {
			role = seizure.InvolvedHolder
		}
		s.Persons = append(s.Persons, seizure.Involved{Person: p.Person.ID, Role: role, Stage: person.Stage(p.Stage)})
	}
	for _, g := range in.Goods {
		s.Goods = append(s.Goods, seizure.Good{Kind: focalpoint.Chosen(g.Kind), Text: g.Name, Quantity: g.Quantity, Unit: g.Unit})
	}
	for i, x := range in.Exhibits {
		it := seizure.Item{Role: x.Role, Exhibit: fmt.Sprintf("%s/%d", in.Number, i+1), Describes: x.Describes, Marks: x.Marks}
		if x.Possessor != nil {
			it.From = x.Possessor.ID
		}
		s.Items = append(s.Items, it)
	}
	return s
}
