package demo

import (
	"fmt"

	"focalpoint"
)

// plots are the cases planted on purpose: firearms with a history of their own, the occurrences in which they turn
// up, and what an investigation should find.
type plots struct {
	w         *World
	lives     []*Life
	foreign   []*Life // known only from another State's file of lost and stolen arms
	incidents []*Incident
	cases     []plot
}

// plot is one planted case.
type plot struct {
	key, title string
	summary    string
	persons    []Person
	group      string // name of an organized criminal group, if there is one
	links      []string
	offences   []string
}

// lay invents the planted cases.
func (w *World) lay() *plots {
	p := &plots{w: w}
	p.divertedShipment()
	p.erasedNumber()
	p.alarmPistols()
	p.strawBuyers()
	p.destroyedReturn()
	p.deactivatedReturn()
	p.exportedReturn()
	p.partsByPost()
	p.armyTheft()
	p.stolenFile()
	p.seizedTwice()
	p.twoMakers()
	p.crew()
	p.unmarkedCargo()
	p.rareCodes()
	return p
}

// fresh returns the planted occurrences, copied so that they can be numbered.
func (p *plots) fresh() []*Incident {
	out := make([]*Incident, len(p.incidents))
	for i, in := range p.incidents {
		c := *in
		c.Exhibits = make([]*Exhibit, len(in.Exhibits))
		for j, x := range in.Exhibits {
			y := *x
			c.Exhibits[j] = &y
		}
		out[i] = &c
	}
	return out
}

func (p *plots) begin(key, title, summary string) *plot {
	p.cases = append(p.cases, plot{key: key, title: title, summary: summary})
	return &p.cases[len(p.cases)-1]
}

// life writes a planted firearm: begin and course are told by fn.
func (p *plots) life(model, number string, last focalpoint.Day, fn func(*pen)) *Life {
	n := p.w.Size + len(p.lives) + len(p.foreign)
	pen := p.w.pen(p.w.dice("planted life", n), n)
	pen.last, pen.exact = last, true
	pen.l.Model = p.w.model(model)
	pen.l.Year = max(pen.l.Model.From, p.w.start.Year()-1)
	if number == "" {
		number = serial(pen.l.Model.Format, p.w.scatter(pen.l.Model.Format, n+97))
	}
	pen.l.Struck, pen.l.Written = number, number
	fn(pen)
	pen.date()
	p.lives = append(p.lives, pen.l)
	return pen.l
}

// lawful is the usual beginning of a firearm of ours, sold to an owner.
func (p *pen) lawful() {
	p.begin("")
	p.middle("")
}

// incident plants an occurrence of the last begun case.
func (p *plots) incident(day focalpoint.Day) *Incident {
	c := &p.cases[len(p.cases)-1]
	d := p.w.dice("planted "+c.key, len(p.incidents))
	in := p.w.incident(d, fmt.Sprintf("plot %s %d", c.key, len(p.incidents)), day)
	in.Event, in.Context, in.Case = focalpoint.EventSeizure, focalpoint.ContextCriminal, c.key
	if len(in.Offences) == 0 {
		in.Offences = []string{"illegal possession of a firearm"}
	}
	if len(c.offences) > 0 {
		in.Offences = c.offences
	}
	in.Suspects, in.Goods = nil, nil
	for i, person := range c.persons {
		if i == len(p.incidents)%max(len(c.persons), 1) || d.chance(.3) {
			in.Suspects = append(in.Suspects, Suspect{Person: person, Role: "possessor", Stage: "suspected"})
		}
	}
	p.incidents = append(p.incidents, in)
	return in
}

// add puts a firearm with a life into an occurrence, its number as it stands.
func (p *plots) add(in *Incident, life *Life, k storyKind, how mess) *Exhibit {
	d := p.w.dice("planted item "+in.Key, len(in.Exhibits))
	x := &Exhibit{Story: k, Life: life, Role: roleOf(in.Event), Ask: true}
	s := see(d, life.Struck, life.Year, how)
	x.Sight, x.Marks = &s, []focalpoint.Mark{s.mark()}
	p.w.officer(d, x, life.Model, life.Year, "")
	x.Hidden = false
	x.Describes.Make, x.Describes.Model = focalpoint.Raw(p.w.makers[life.Model.Maker].Name), focalpoint.Raw(life.Model.Name)
	in.Exhibits = append(in.Exhibits, x)
	return x
}

// stranger puts a firearm without a record into an occurrence.
func (p *plots) stranger(in *Incident, k storyKind) *Exhibit {
	x := p.w.strangerExhibit(p.w.dice("planted stranger "+in.Key, len(in.Exhibits)), in, k)
	in.Exhibits = append(in.Exhibits, x)
	return x
}

// before returns a day a number of days before the end of the exercise.
func (p *plots) before(days int) focalpoint.Day { return p.w.today - focalpoint.Day(days) }

// people throws for persons of a case.
func (p *plots) people(n int) []Person {
	d := p.w.dice("plot people", len(p.cases))
	var out []Person
	for len(out) < n {
		q := p.w.owner(d)
		taken := false
		for _, o := range out {
			taken = taken || o.N == q.N
		}
		if !taken {
			out = append(out, q)
		}
	}
	return out
}

// expectCases says what the checker looks for in the cases.
func (w *World) expectCases(list []*Incident) []ExpectCase {
	var out []ExpectCase
	for _, c := range w.plots.cases {
		e := ExpectCase{Key: c.key, Title: c.title, Persons: len(c.persons)}
		for _, in := range list {
			if in.Case == c.key {
				e.Incidents = append(e.Incidents, in.Number)
			}
		}
		out = append(out, e)
	}
	return out
}
