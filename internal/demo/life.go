package demo

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"focalpoint"
)

// Life is one firearm of the register: what it is, what stands on its metal, and what record keepers reported.
type Life struct {
	N       int
	Item    focalpoint.ItemID
	Model   *Model
	Struck  string // the number on the metal
	Written string // the number in the register
	Year    int    // of manufacture
	Import  string // importer's catalogue code, when it was imported
	Events  []focalpoint.Event
	Learned time.Time // when the register learned the last of it
}

// pen writes a life. Steps are collected first and dated afterwards, in order, over the time the life has.
type pen struct {
	w     *World
	d     dice
	l     *Life
	steps []step
	home  Region
	who   focalpoint.Ref // holder at present
	last  focalpoint.Day // before which everything has happened
	first focalpoint.Day
	exact bool // the last event falls on the last day
}

type step struct {
	kind focalpoint.EventKind
	fill func(e *focalpoint.Event, day focalpoint.Day)
}

// Life tells the life of the n-th firearm, up to its seizure if it is seized.
func (w *World) Life(n int) Life {
	d := w.dice("life", n)
	p := w.pen(d, n)
	_, s, seized := w.storyOf(n)
	if seized {
		p.last = s.day - focalpoint.Day(d.between(5, 300))
	} else if d.chance(.9) {
		p.last = w.live - 1
	}
	crate := w.dice("crate", n/consignment)
	inCrate := crate.chance(.2) && !service(s.kind)
	p.chooseModel(s.kind, inCrate, crate)
	p.number(inCrate)
	p.begin(s.kind)
	p.middle(s.kind)
	p.end(s.kind, seized)
	p.date()
	return *p.l
}

// pen takes up the pen for the n-th life.
func (w *World) pen(d dice, n int) *pen {
	l := &Life{N: n, Item: focalpoint.ItemID(w.id(focalpoint.PrefixItem, "life", n, w.live.Time()))}
	return &pen{w: w, d: d, l: l, last: w.today - 1, first: w.start, home: of(d, w.States[0].Regions)}
}

func service(k storyKind) bool { return k == storyStock || k == storyStockTheft || k == storyExamined }

func (p *pen) chooseModel(k storyKind, inCrate bool, crate dice) {
	w := p.w
	switch {
	case service(k):
		p.l.Model = &w.models[of(p.d, w.service)]
	case inCrate:
		p.l.Model = &w.models[of(crate, w.civil)]
	default:
		p.l.Model = &w.models[of(p.d, w.civil)]
	}
	from := max(p.l.Model.From, 1950)
	made := p.first.Year() - p.d.between(0, 4)
	if p.d.chance(.25) {
		made = p.d.between(from, made)
	}
	p.l.Year = max(from, made)
}

func (p *pen) number(inCrate bool) {
	m := p.l.Model
	at := p.w.scatter(m.Format, p.l.N)
	if inCrate {
		at = p.w.crated(m.Format, p.l.N)
	}
	p.l.Struck = serial(m.Format, at)
	p.l.Written = clerk(p.d, p.l.Struck, p.l.Year)
}

// describe says what the firearm is, in the words of a record keeper.
func (p *pen) describe() *focalpoint.Description {
	m := p.l.Model
	maker := p.w.makers[m.Maker]
	d := &focalpoint.Description{Kind: focalpoint.Firearm, Make: focalpoint.Raw(maker.Name), Model: focalpoint.Raw(m.Name), Calibre: focalpoint.Raw(of(p.d, m.Written)),
		Type: focalpoint.Raw(of(p.d, m.TypeRaw)), Origin: focalpoint.Chosen(string(focalpoint.OriginIndustrial)), Country: focalpoint.Chosen(string(maker.State)), Year: fmt.Sprint(p.l.Year)}
	switch {
	case p.d.chance(.25):
		d.Make = focalpoint.Raw(of(p.d, maker.Aliases))
	case p.d.chance(.15):
		d.Make = focalpoint.Raw(strings.ToUpper(maker.Name))
	}
	if p.d.chance(.08) {
		d.Model = focalpoint.Coded{}
	}
	if p.d.chance(.2) {
		d.Year = ""
	}
	if p.l.Import != "" {
		d.Importer = focalpoint.Chosen(p.l.Import)
	}
	return d
}

func (p *pen) marks() []focalpoint.Mark {
	list := []focalpoint.Mark{{Kind: focalpoint.MarkSerial, Text: p.l.Written, Position: "frame", Method: of(p.d, []string{"stamped", "laser", "engraved"})}}
	if p.l.Import != "" {
		list = append(list, focalpoint.Mark{Kind: focalpoint.MarkImport, Text: strings.ToUpper(strings.Fields(p.w.makers[p.l.Import].Name)[0]) + fmt.Sprintf(" %02d", p.l.Year%100), Position: "barrel"})
	}
	return list
}

func (p *pen) add(kind focalpoint.EventKind, fill func(e *focalpoint.Event, day focalpoint.Day)) {
	p.steps = append(p.steps, step{kind, fill})
}

// date spreads the steps over the time of the life and writes the events.
func (p *pen) date() {
	n := len(p.steps)
	p.first = min(p.first+focalpoint.Day(p.d.between(0, 900)), p.last-focalpoint.Day(3*n))
	days := make([]focalpoint.Day, n)
	for i := range days {
		days[i] = p.d.day(p.first, p.last-focalpoint.Day(2*n))
	}
	slices.Sort(days)
	if p.exact {
		days[n-1] = p.last - focalpoint.Day(2*(n-1))
	}
	learned := p.w.live.Time()
	for i, s := range p.steps {
		day := days[i] + focalpoint.Day(2*i) // never two on one day
		e := focalpoint.Event{Item: p.l.Item, Kind: s.kind, Happened: day.Date(), State: Home,
			Recorded: day.Time().Add(time.Duration(9*60+p.d.between(0, 600)) * time.Minute).Add(24 * time.Hour),
			Place:    focalpoint.Place{Country: Home, Region: p.home.Code, Text: of(p.d, p.home.Towns)}}
		s.fill(&e, day)
		if e.Recorded.After(learned) {
			learned = e.Recorded
		}
		p.l.Events = append(p.l.Events, e)
	}
	for i := range p.l.Events {
		p.l.Events[i].ID = focalpoint.EventID(p.w.id(focalpoint.PrefixEvent, "life event", p.l.N*64+i, learned.Add(time.Duration(i)*time.Millisecond)))
	}
	p.l.Learned = learned
}

// LastLegal returns the last legal record of the life as the register has it.
func (l *Life) LastLegal() focalpoint.Event {
	for i := len(l.Events) - 1; i >= 0; i-- {
		if l.Events[i].Kind.Lawful() {
			return l.Events[i]
		}
	}
	return focalpoint.Event{}
}

// Holder returns who held the item by its last legal record.
func (l *Life) Holder() focalpoint.Ref {
	e := l.LastLegal()
	if e.To.IsZero() {
		return e.From
	}
	return e.To
}
