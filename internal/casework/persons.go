package casework

import (
	"context"
	"slices"
	"strings"

	"focalpoint"
	"focalpoint/internal/person"
	"focalpoint/internal/store"
)

// StageCount is how many persons of a case came to a stage, each counted once.
type StageCount struct {
	Stage   person.Stage          `json:"stage"`
	Total   int                   `json:"total"`
	Male    int                   `json:"male"`
	Female  int                   `json:"female"`
	Unknown int                   `json:"unknown"` // sex not known or not reported
	Persons []focalpoint.PersonID `json:"persons"`
}

// InCase is a person of a case, without personal data.
type InCase struct {
	Person focalpoint.PersonID    `json:"person"`
	Role   string                 `json:"role,omitempty"`
	Sex    person.Sex             `json:"sex,omitempty"`
	Sealed bool                   `json:"sealed,omitempty"`
	Stages []person.StageEntry    `json:"stages,omitempty"` // in this case, oldest first
	Groups []focalpoint.GroupID   `json:"groups,omitempty"`
	From   []focalpoint.SeizureID `json:"from,omitempty"` // seizures of the case they are in
}

// Persons returns the persons of a case and the table by stage and sex. It
// reads no personal data, so it needs no purpose.
func (r *Room) Persons(ctx context.Context, id focalpoint.CaseID) ([]InCase, []StageCount, error) {
	v, err := r.Get(ctx, id)
	if err != nil {
		return nil, nil, err
	}
	c, err := r.gather(ctx, v.Doc)
	if err != nil {
		return nil, nil, err
	}
	stages, err := r.stages(ctx, id, c)
	if err != nil {
		return nil, nil, err
	}
	for _, s := range stages {
		c.person(Party{Person: s.Person})
	}
	ids := make([]focalpoint.PersonID, len(c.persons))
	for i, p := range c.persons {
		ids[i] = p.Person
	}
	stubs, err := r.persons.Stubs(ctx, ids)
	if err != nil {
		return nil, nil, err
	}
	out := make([]InCase, 0, len(stubs))
	for _, stub := range stubs {
		p := InCase{Person: stub.ID, Sex: stub.Sex, Sealed: stub.Sealed}
		for _, have := range c.persons {
			if have.Person == stub.ID {
				p.Role = have.Role
			}
		}
		for _, s := range stages {
			if s.Person == stub.ID {
				p.Stages = append(p.Stages, s)
			}
		}
		for _, s := range c.incidents {
			if slices.ContainsFunc(s.Persons, func(q Party) bool { return q.Person == stub.ID }) {
				p.From = append(p.From, s.ID)
			}
		}
		for _, g := range c.groups {
			if slices.ContainsFunc(g.Members, func(m Member) bool { return m.Person == stub.ID }) {
				p.Groups = append(p.Groups, g.ID)
			}
		}
		out = append(out, p)
	}
	return out, CountStages(out), nil
}

// CountStages makes the table by stage and sex: a person counts once at each
// stage, however many entries there are. It is a pure function.
func CountStages(list []InCase) []StageCount {
	var out []StageCount
	for _, stage := range person.Stages() {
		n := StageCount{Stage: stage}
		for _, p := range list {
			if !slices.ContainsFunc(p.Stages, func(s person.StageEntry) bool { return s.Stage == stage }) {
				continue
			}
			n.Total++
			n.Persons = append(n.Persons, p.Person)
			switch p.Sex {
			case person.Male:
				n.Male++
			case person.Female:
				n.Female++
			default:
				n.Unknown++
			}
		}
		out = append(out, n)
	}
	return out
}

// stages are the entries made in the case itself and in its seizures.
func (r *Room) stages(ctx context.Context, id focalpoint.CaseID, c *contents) ([]person.StageEntry, error) {
	out, err := r.persons.CaseStages(ctx, r.log.DB, id)
	if err != nil {
		return nil, err
	}
	for _, s := range c.incidents {
		list, err := r.persons.SeizureStages(ctx, r.log.DB, s.ID)
		if err != nil {
			return nil, err
		}
		for _, e := range list {
			if !slices.ContainsFunc(out, func(have person.StageEntry) bool { return have.ID == e.ID }) {
				out = append(out, e)
			}
		}
	}
	slices.SortFunc(out, func(a, b person.StageEntry) int { return strings.Compare(a.ID, b.ID) })
	return out, nil
}

// Ties tells the retention of personal data why a person is on record here: an
// open case or a present membership keeps everything open; a past membership
// counts from its end. It is a person.TieFunc.
func (r *Room) Ties(ctx context.Context, q store.Queryer, id focalpoint.PersonID) ([]person.Tie, error) {
	var out []person.Tie
	rows, err := q.QueryContext(ctx, `SELECT c.id FROM case_link l JOIN casefile c ON c.id = l.casefile WHERE l.ref = $1 AND c.status <> 'closed' ORDER BY c.id`, string(id))
	if err != nil {
		return nil, err
	}
	for rows.Next() {
		var c string
		if err := rows.Scan(&c); err != nil {
			rows.Close()
			return nil, err
		}
		out = append(out, person.Tie{Class: person.ClassNamed, Open: true, What: c})
	}
	rows.Close()
	if err := rows.Err(); err != nil {
		return nil, err
	}
	members, err := q.QueryContext(ctx, `SELECT m.crime_group, COALESCE(m.until_day, -1) FROM group_member m WHERE m.person = $1 ORDER BY m.crime_group, m.n`, string(id))
	if err != nil {
		return nil, err
	}
	defer members.Close()
	for members.Next() {
		t := person.Tie{Class: person.ClassMember}
		var until int64
		if err := members.Scan(&t.What, &until); err != nil {
			return nil, err
		}
		t.From, t.Open = focalpoint.Day(until), until < 0
		out = append(out, t)
	}
	return out, members.Err()
}
