package demo

import (
	"fmt"
	"time"

	"focalpoint"
)

// Options choose a demonstration country.
type Options struct {
	Seed uint64
	// Size is the number of firearms the register knows, at least MinSize.
	Size int
	// Today is the day the exercise ends; the ten years before it are told.
	Today time.Time
}

// MinSize is the smallest country in which every planted case finds its people.
const MinSize = 200

// DefaultSize makes a country that loads in seconds and holds more than 500 seized items.
const DefaultSize = 3000

// World is a demonstration country before anything of it is loaded: States, makers, parties and people, and the
// life of each firearm on demand. It is immutable once made and safe for concurrent use.
type World struct {
	Options
	States  []State
	Parties []Party
	makers  map[string]Maker
	models  []Model
	party   map[string]int // by key
	civil   []int          // indexes of models by weight on the civil market
	service []int
	dealers []int // indexes of parties
	start   focalpoint.Day
	live    focalpoint.Day // the day the register went over to focalpoint
	today   focalpoint.Day
	stories []story // by number of seized item that has a life
	every   int     // each how many lives one is seized
	plots   *plots  // the planted cases
	people  []focalpoint.PersonID
}

// NewWorld invents a country.
func NewWorld(o Options) *World { return newWorld(o, nil) }

// withPeople returns the same world with the numbers the persons' file gave.
func (w *World) withPeople(ids []focalpoint.PersonID) *World { return newWorld(w.Options, ids) }

func newWorld(o Options, people []focalpoint.PersonID) *World {
	o.Size = max(o.Size, MinSize)
	o.Today = o.Today.UTC().Truncate(24 * time.Hour)
	w := &World{Options: o, States: States(), makers: map[string]Maker{}, models: models(), party: map[string]int{}, people: people}
	w.today = focalpoint.DayOf(o.Today)
	w.start = focalpoint.DayOf(o.Today.AddDate(-10, 0, 0))
	w.live = focalpoint.DayOf(o.Today.AddDate(-2, 0, 0))
	for _, m := range append(makers(), importers()...) {
		w.makers[m.Code] = m
	}
	for i, m := range w.models {
		for range m.Civil {
			w.civil = append(w.civil, i)
		}
		if m.Service {
			w.service = append(w.service, i)
		}
	}
	w.parties()
	w.castStories()
	w.plots = w.lay()
	return w
}

// People returns how many owners the country has.
func (w *World) People() int { return min(max(w.Size*2/5, 100), 4000) }

// Party is somebody of the directory: an authority, a record keeper, a focal point of another State.
type Party struct {
	Key    string
	ID     focalpoint.PartyID
	Kind   PartyKind
	Name   string
	State  focalpoint.Country
	Region string
	Closed focalpoint.Date // the firm is no more
	Crook  bool            // sells to straw buyers
}

// PartyKind is what a party is for.
type PartyKind string

// Kinds of party.
const (
	KindMaker      PartyKind = "maker"
	KindImporter   PartyKind = "importer"
	KindDealer     PartyKind = "dealer"
	KindRegistry   PartyKind = "registry"
	KindCustoms    PartyKind = "customs"
	KindForce      PartyKind = "force"
	KindCourt      PartyKind = "court-store"
	KindProof      PartyKind = "proof-house"
	KindLab        PartyKind = "laboratory"
	KindFocalPoint PartyKind = "focal-point"
	KindPolice     PartyKind = "police"
	KindCarrier    PartyKind = "carrier"
	KindArchive    PartyKind = "archive"   // keeps the books of closed firms
	KindConsignee  PartyKind = "consignee" // a firm abroad that arms were exported to
)

// Mark that stands in the name of every party, so that nobody takes it for a real one.
const exercise = " [exercise]"

func (w *World) addParty(p Party) {
	p.ID = focalpoint.PartyID(w.id(focalpoint.PrefixParty, "party", len(w.Parties), w.Today.AddDate(-2, 0, 0)))
	if len(w.Parties) == 0 {
		p.ID = markerParty
	}
	p.Name += exercise
	w.party[p.Key] = len(w.Parties)
	w.Parties = append(w.Parties, p)
}

func (w *World) parties() {
	w.addParty(Party{Key: "focal", Kind: KindFocalPoint, Name: "Meridonia National Firearms Focal Point", State: Home, Region: "XMD-CA"})
	w.addParty(Party{Key: "registry", Kind: KindRegistry, Name: "Meridonia Firearms Registry", State: Home, Region: "XMD-CA"})
	w.addParty(Party{Key: "customs", Kind: KindCustoms, Name: "Meridonia Customs", State: Home, Region: "XMD-SO"})
	w.addParty(Party{Key: "court", Kind: KindCourt, Name: "Meridon Court Evidence Store", State: Home, Region: "XMD-CA"})
	w.addParty(Party{Key: "proof", Kind: KindProof, Name: "Meridonia Proof House", State: Home, Region: "XMD-CA"})
	w.addParty(Party{Key: "lab", Kind: KindLab, Name: "National Forensic Laboratory", State: Home, Region: "XMD-CA"})
	w.addParty(Party{Key: "army", Kind: KindForce, Name: "Meridonia Army Ordnance Depot", State: Home, Region: "XMD-WE"})
	w.addParty(Party{Key: "police-stock", Kind: KindForce, Name: "Meridonia Police Armoury", State: Home, Region: "XMD-CA"})
	w.addParty(Party{Key: "coastguard", Kind: KindForce, Name: "Meridonia Coast Guard Stores", State: Home, Region: "XMD-SO"})
	w.addParty(Party{Key: "archive", Kind: KindArchive, Name: "Archive of Closed Arms Businesses", State: Home, Region: "XMD-CA"})
	w.addParty(Party{Key: "carrier", Kind: KindCarrier, Name: "Lenn Valley Parcels", State: Home, Region: "XMD-NO"})
	for _, r := range w.States[0].Regions {
		w.addParty(Party{Key: "police " + r.Code, Kind: KindPolice, Name: r.Names["en"] + " Police", State: Home, Region: r.Code})
	}
	for _, m := range makers() {
		w.addParty(Party{Key: "maker " + m.Code, Kind: KindMaker, Name: m.Name, State: m.State})
	}
	for _, m := range importers() {
		w.addParty(Party{Key: "importer " + m.Code, Kind: KindImporter, Name: m.Name, State: Home, Region: "XMD-SO"})
	}
	d := w.dice("dealers", 0)
	for i, name := range dealerNames() {
		p := Party{Key: fmt.Sprintf("dealer %d", i), Kind: KindDealer, Name: name, State: Home, Region: of(d, w.States[0].Regions).Code}
		if i%6 == 5 {
			p.Closed = d.day(w.start+400, w.live-200).Date()
		}
		w.dealers = append(w.dealers, len(w.Parties))
		w.addParty(p)
	}
	w.addParty(Party{Key: "straw dealer", Kind: KindDealer, Name: "Hollow Lane Guns", State: Home, Region: "XMD-EA", Crook: true})
	for _, s := range w.States[1:] {
		w.addParty(Party{Key: "focal " + string(s.Code), Kind: KindFocalPoint, Name: s.Names["en"] + ", National Focal Point", State: s.Code})
		w.addParty(Party{Key: "consignee " + string(s.Code), Kind: KindConsignee, Name: "Trading House of " + s.Names["en"], State: s.Code})
	}
}

// Party returns a party by its key; it panics for a key that no party has, which a test excludes.
func (w *World) Party(key string) Party {
	i, ok := w.party[key]
	if !ok {
		panic("demo: there is no party " + key)
	}
	return w.Parties[i]
}

// ref names a party in an event.
func (w *World) ref(key string) focalpoint.Ref {
	p := w.Party(key)
	return focalpoint.Ref{Party: p.ID, Country: p.State}
}

// Person is one owner, buyer or suspect. All are invented.
type Person struct {
	N     int
	ID    focalpoint.PersonID
	Given string
	Last  string
	Sex   string // "male", "female", "unknown"
	Born  focalpoint.Date
	Died  focalpoint.Date
	State focalpoint.Country
}

// Person invents the n-th person.
func (w *World) Person(n int) Person {
	d := w.dice("person", n)
	female, male := givenNames()
	first, second := familyStems()
	p := Person{N: n, Sex: "male", Given: of(d, male), Last: of(d, first) + of(d, second), State: Home}
	if n < len(w.people) {
		p.ID = w.people[n]
	} else {
		p.ID = focalpoint.PersonID(w.id(focalpoint.PrefixPerson, "person", n, w.live.Time()))
	}
	if d.chance(.22) {
		p.Sex, p.Given = "female", of(d, female)
	}
	p.Born = d.day(focalpoint.DayOf(w.Today.AddDate(-78, 0, 0)), focalpoint.DayOf(w.Today.AddDate(-30, 0, 0))).Date()
	if n < w.dead() {
		p.Born = d.day(focalpoint.DayOf(w.Today.AddDate(-95, 0, 0)), focalpoint.DayOf(w.Today.AddDate(-70, 0, 0))).Date()
		p.Died = d.day(w.start+300, w.start+900).Date()
	}
	return p
}

// dead is how many of the people have died; they come first.
func (w *World) dead() int { return max(4, w.People()/25) }

// owner throws for a living owner.
func (w *World) owner(d dice) Person { return w.Person(d.between(w.dead(), w.People()-1)) }

func (p Person) ref() focalpoint.Ref { return focalpoint.Ref{Person: p.ID, Country: p.State} }
