package demo

import (
	"fmt"
	"slices"
	"strings"

	"focalpoint"
)

// Incident is one occurrence in which items were seized, found or surrendered.
type Incident struct {
	Key         string
	Number      string // of the police, by which the checker finds it again
	Day         focalpoint.Day
	Event       focalpoint.EventKind
	Context     focalpoint.LegalContext
	Place       focalpoint.Place
	Authority   string // key of a party
	Offences    []string
	Conveyance  string
	Concealment string
	Route       []focalpoint.Country // from where to where, if known
	Suspects    []Suspect
	Goods       []Goods
	Exhibits    []*Exhibit
	Case        string // key of a planted case
	Note        string
}

// Suspect is a person met in an incident.
type Suspect struct {
	Person Person
	Role   string // "possessor", "driver", "companion"
	Stage  string // "suspected", "prosecuted", "convicted"
}

// Goods are what was seized beside arms.
type Goods struct {
	Kind, Name, Unit string
	Quantity         float64
}

// Exhibit is one item of an incident with the truth about it.
type Exhibit struct {
	Story     storyKind
	Life      *Life // nil: not in the register
	Role      focalpoint.Role
	Describes focalpoint.Description
	Marks     []focalpoint.Mark
	Sight     *sight
	Hidden    bool // the maker was not, or wrongly, reported: another maker's arm fits as well
	Possessor *Person
	Hop       hopPlan
	Ask       bool              // a trace is opened
	Restored  []focalpoint.Mark // what the laboratory makes out later
	Again     bool              // the firearm is seized for the second time
	Abroad    bool              // known from the file of another State only
	Expect    Expect
}

// hopPlan says whom the trace asks and what comes back.
type hopPlan struct {
	To     focalpoint.Country
	Answer hopAnswer
}

type hopAnswer string

// What comes back from a hop.
const (
	noHop        hopAnswer = ""
	hopFound     hopAnswer = "found"
	hopNoRecord  hopAnswer = "no record"
	hopRefused   hopAnswer = "refused"
	hopSilent    hopAnswer = "silent"
	hopPending   hopAnswer = "pending"
	hopDestroyed hopAnswer = "expired" // the record was kept no longer
)

// place throws for a place of the home State.
func (w *World) place(d dice) (focalpoint.Place, string) {
	r := of(d, w.States[0].Regions)
	p := focalpoint.Place{Country: Home, Region: r.Code, Text: of(d, r.Towns), Unit: "Station " + of(d, r.Towns), HasPoint: true}
	p.Location = []focalpoint.LocationKind{focalpoint.LocationTerritory, focalpoint.LocationBorder, focalpoint.LocationAir, focalpoint.LocationSea, focalpoint.LocationPost, focalpoint.LocationOther}[d.weighted(80, 7, 3, 4, 3, 3)]
	at := pointIn(d, r.Code)
	p.Lat, p.Lon = at.Lat, at.Lon
	return p, "police " + r.Code
}

// incident throws for the circumstances of an occurrence.
func (w *World) incident(d dice, key string, day focalpoint.Day) *Incident {
	in := &Incident{Key: key, Day: day, Event: focalpoint.EventSeizure, Context: focalpoint.ContextCriminal}
	in.Place, in.Authority = w.place(d)
	switch d.weighted(84, 8, 8) {
	case 1:
		in.Event = focalpoint.EventFind
	case 2:
		in.Event = focalpoint.EventSurrender
	}
	if in.Event != focalpoint.EventSeizure {
		return in
	}
	if d.chance(.07) {
		in.Context = focalpoint.ContextAdministrative
	}
	in.Offences = []string{of(d, []string{"illegal possession of a firearm", "illegal possession of a firearm", "armed robbery", "trafficking in firearms", "drug trafficking", "discharge of a firearm", "homicide"})}
	if d.chance(.3) {
		in.Offences = append(in.Offences, of(d, []string{"drug trafficking", "participation in an organized crime group", "smuggling"}))
	}
	in.Conveyance = of(d, []string{"car", "car", "on-person", "on-person", "van", "motorcycle", "none", "bus"})
	in.Concealment = of(d, []string{"none", "body", "luggage", "vehicle-cavity", "dwelling", "dwelling", "cache"})
	switch in.Place.Location {
	case focalpoint.LocationSea:
		in.Conveyance, in.Concealment = "small-boat", "cargo"
	case focalpoint.LocationPost:
		in.Conveyance, in.Concealment = "parcel", "mislabelled"
	case focalpoint.LocationBorder:
		in.Route = []focalpoint.Country{of(d, w.States[1:4]).Code, Home}
	}
	if d.chance(.8) {
		in.Suspects = append(in.Suspects, Suspect{Person: w.owner(d), Role: "possessor", Stage: []string{"suspected", "prosecuted", "convicted"}[d.weighted(40, 35, 25)]})
	}
	if d.chance(.25) {
		in.Goods = append(in.Goods, []Goods{{"drugs", "cannabis resin", "g", float64(d.between(20, 900))}, {"cash", "banknotes, exercise crowns", "XMC", float64(d.between(500, 40000))},
			{"explosives", "detonators", "pieces", float64(d.between(1, 12))}, {"documents", "false licences", "pieces", float64(d.between(1, 5))}}[d.weighted(45, 35, 10, 10)])
	}
	return in
}

func roleOf(k focalpoint.EventKind) focalpoint.Role {
	switch k {
	case focalpoint.EventFind:
		return focalpoint.RoleFound
	case focalpoint.EventSurrender:
		return focalpoint.RoleSurrendered
	}
	return focalpoint.RoleSeized
}

// Incidents invents every occurrence of the ten years, in order of time, with the truth about each item.
func (w *World) Incidents() []*Incident {
	var list []*Incident
	for k, s := range w.stories {
		d := w.dice("incident", k)
		in := w.incident(d, fmt.Sprintf("life %d", k), s.day)
		life := w.Life(w.lifeOf(k))
		w.shape(in, s.kind)
		in.Exhibits = append(in.Exhibits, w.lifeExhibit(d, in, s.kind, &life))
		list = append(list, in)
	}
	known := len(list)
	for k := range w.strangers() {
		d := w.dice("stranger", k)
		kind := castStranger(d)
		var in *Incident
		if d.chance(.35) {
			in = list[d.IntN(known)]
		} else {
			in = w.incident(d, fmt.Sprintf("stranger %d", k), w.seizureDay(d))
			list = append(list, in)
		}
		in.Exhibits = append(in.Exhibits, w.strangerExhibit(d, in, kind))
	}
	for k, in := range list {
		w.ammunition(w.dice("ammunition", k), in)
	}
	list = append(list, w.plots.fresh()...)
	slices.SortStableFunc(list, func(a, b *Incident) int {
		if a.Day != b.Day {
			return int(a.Day) - int(b.Day)
		}
		return strings.Compare(a.Key, b.Key)
	})
	for i, in := range list {
		in.Number = fmt.Sprintf("EX-%d-%05d", in.Day.Year(), i+1)
	}
	w.judge(list)
	return list
}

// shape bends the circumstances to what the story needs.
func (w *World) shape(in *Incident, k storyKind) {
	switch k {
	case storyOwner, storyDestroyed, storyDeactivated, storyStock, storyStockTheft, storyExported:
		if in.Event != focalpoint.EventSeizure {
			in.Event, in.Context = focalpoint.EventSeizure, focalpoint.ContextCriminal
			in.Offences = []string{"illegal possession of a firearm"}
		}
	case storyExamined, storyPapers:
		in.Event, in.Offences, in.Suspects = focalpoint.EventObserve, nil, nil
	case storyAmnesty:
		in.Event, in.Context, in.Offences, in.Suspects = focalpoint.EventSurrender, focalpoint.ContextAdministrative, nil, nil
	}
}

// lifeExhibit is an item that the register knows, as the officer saw it.
func (w *World) lifeExhibit(d dice, in *Incident, k storyKind, life *Life) *Exhibit {
	x := &Exhibit{Story: k, Life: life, Role: roleOf(in.Event), Ask: true}
	switch k {
	case storyExamined:
		x.Role = focalpoint.RoleStateOwned
	case storyPapers:
		x.Role = focalpoint.RoleLawfulOwner
	}
	how := throwMess(d)
	if k == storyOwner || k == storyExamined || k == storyPapers || k == storyAmnesty {
		how = asStruck
	}
	s := see(d, life.Struck, life.Year, how)
	x.Sight, x.Marks = &s, []focalpoint.Mark{s.mark()}
	w.officer(d, x, life.Model, life.Year, life.Import)
	if k == storyOwner {
		in.Suspects = []Suspect{{Person: w.holder(life), Role: "possessor", Stage: "suspected"}}
		p := in.Suspects[0].Person
		x.Possessor = &p
	}
	if k == storyExported {
		x.Hop = w.throwHop(d, life.Holder().Country, in.Day)
	}
	return x
}

// holder returns the person who held the item by its last legal record; it is a living owner.
func (w *World) holder(l *Life) Person {
	id := l.Holder().Person
	for n := range w.People() {
		if p := w.Person(n); p.ID == id {
			return p
		}
	}
	return Person{}
}

// officer describes a firearm as the officer did who took it.
func (w *World) officer(d dice, x *Exhibit, m *Model, year int, importer string) {
	maker := w.makers[m.Maker]
	desc := focalpoint.Description{Kind: focalpoint.Firearm, Make: focalpoint.Raw(maker.Name), Type: focalpoint.Raw(of(d, m.TypeRaw)), Calibre: focalpoint.Raw(of(d, m.Written)),
		Origin: focalpoint.Chosen(string(focalpoint.OriginIndustrial)), Marking: focalpoint.Chosen(string(focalpoint.MarkedUniquely))}
	switch {
	case d.chance(.3):
		desc.Make = focalpoint.Raw(of(d, maker.Aliases))
	case d.chance(.06) && importer != "":
		desc.Make, x.Hidden = focalpoint.Raw(w.makers[importer].Name), true // the importer's mark taken for the maker's
	case d.chance(.04):
		desc.Make, x.Hidden = focalpoint.Coded{}, true
	}
	if d.chance(.5) {
		desc.Model = focalpoint.Raw(m.Name)
	}
	if d.chance(.05) {
		desc.Calibre = focalpoint.Coded{}
	}
	if d.chance(.2) {
		desc.Year = fmt.Sprint(year)
	}
	if x.Sight != nil && (x.Sight.cond == focalpoint.ConditionPartial || x.Sight.cond == focalpoint.ConditionErased) {
		desc.Marking = focalpoint.Chosen(string(focalpoint.MarkedErased))
	}
	x.Describes = desc
}

// throwHop throws for what a State answers.
func (w *World) throwHop(d dice, to focalpoint.Country, day focalpoint.Day) hopPlan {
	s := w.state(to)
	h := hopPlan{To: to, Answer: hopSilent}
	switch d.weighted(s.Answers, s.NoRecord, s.Refuses, max(0, 100-s.Answers-s.NoRecord-s.Refuses)) {
	case 0:
		h.Answer = hopFound
	case 1:
		h.Answer = hopNoRecord
	case 2:
		h.Answer = hopRefused
	}
	if day > w.today-60 || h.Answer == hopSilent && day > w.today-160 {
		h.Answer = hopPending // too early to call it silence
	}
	return h
}
