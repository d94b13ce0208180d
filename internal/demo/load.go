package demo

import (
	"context"
	"fmt"
	"slices"
	"time"

	"focalpoint"
	"focalpoint/internal/directory"
	"focalpoint/internal/ledger"
	"focalpoint/internal/person"
	"focalpoint/internal/trace"
)

// Progress is told what the loader is doing; total is 0 when it is not known.
type Progress func(what string, done, total int)

// loader brings a country into a house, in the order of its days.
type loader struct {
	House
	w         *World
	clock     *Clock
	tell      Progress
	agenda    agenda
	exhibits  map[*Exhibit]*taken
	seizures  map[*Incident]focalpoint.SeizureID
	takenIn   map[*Incident]time.Time
	incidents []*Incident
}

// taken is a seized item as the house keeps it.
type taken struct {
	item  focalpoint.ItemID
	event focalpoint.EventID
}

// Load brings a country into an empty house and returns it with the truth. The log's clock and randomness are set
// to those of the exercise while it runs.
func Load(ctx context.Context, h House, o Options, tell Progress) (*World, Truth, error) {
	if tell == nil {
		tell = func(string, int, int) {}
	}
	w := NewWorld(o)
	now, rnd := h.Log.Now, h.Log.Rand
	clock := &Clock{at: w.live.Time().Add(6 * time.Hour)}
	h.Log.Now, h.Log.Rand = clock.Now, Chance(o.Seed)
	defer func() { h.Log.Now, h.Log.Rand = now, rnd }()
	l := &loader{House: h, w: w, clock: clock, tell: tell, exhibits: map[*Exhibit]*taken{}, seizures: map[*Incident]focalpoint.SeizureID{}, takenIn: map[*Incident]time.Time{}}
	if err := h.Teach(ctx); err != nil {
		return nil, Truth{}, err
	}
	if err := l.parties(ctx); err != nil {
		return nil, Truth{}, err
	}
	people, err := l.people(ctx)
	if err != nil {
		return nil, Truth{}, err
	}
	l.w = w.withPeople(people) // the persons' file gives numbers of its own
	if err := l.books(ctx); err != nil {
		return nil, Truth{}, err
	}
	incidents := l.w.Incidents()
	l.incidents = incidents
	for n, in := range incidents {
		l.plan(n, in)
	}
	l.planCases(incidents)
	l.planCopies()
	if err := l.live(ctx); err != nil {
		return nil, Truth{}, err
	}
	l.clock.Set(l.w.Today.Add(7 * time.Hour))
	// What a serving node does by itself: nothing seized stays untraced, and deaths and closings since are told.
	if _, err := l.Traces.Sweep(ctx, Actor, trace.Sweeping{}); err != nil {
		return nil, Truth{}, err
	}
	if err := l.compare(ctx); err != nil {
		return nil, Truth{}, err
	}
	return l.w, l.w.Truth(incidents), nil
}

func (l *loader) write(ctx context.Context, action string, fn func(*ledger.Tx) error) error {
	_, err := l.Log.Write(ctx, ledger.Entry{Actor: Actor, Action: action}, fn)
	return err
}

// parties fills the directory.
func (l *loader) parties(ctx context.Context) error {
	l.tell("directory", 0, len(l.w.Parties))
	return l.write(ctx, "party.save", func(tx *ledger.Tx) error {
		for _, p := range l.w.Parties {
			if _, err := l.Directory.SaveIn(ctx, tx, l.w.entry(p), 0, ""); err != nil {
				return fmt.Errorf("party %s: %w", p.Key, err)
			}
		}
		return nil
	})
}

// entry is a party as the directory keeps it.
func (w *World) entry(p Party) directory.Party {
	out := directory.Party{ID: p.ID, Kind: directory.Keeper, Name: p.Name, Country: p.State, To: p.Closed, Source: source, Exercise: true,
		Note: "Exercise. Nobody of this name exists.", Languages: w.state(p.State).Langs}
	switch p.Kind {
	case KindFocalPoint:
		out.Kind, out.Roles = directory.FocalPoint, []directory.Role{directory.RoleLiaison}
	case KindMaker:
		out.Roles = []directory.Role{directory.RoleMaker}
		out.Makes = []string{p.Key[len("maker "):]}
	case KindImporter:
		out.Roles = []directory.Role{directory.RoleImporter}
		out.Makes = []string{p.Key[len("importer "):]}
	case KindDealer:
		out.Roles = []directory.Role{directory.RoleDealer}
	case KindConsignee:
		out.Roles = []directory.Role{directory.RoleImporter}
	case KindRegistry:
		out.Roles = []directory.Role{directory.RoleRegistry, directory.RoleLicensing}
	case KindCustoms:
		out.Kind, out.Roles = directory.Authority, []directory.Role{directory.RoleCustoms}
	case KindForce:
		out.Roles = []directory.Role{directory.RoleForce}
	case KindCourt:
		out.Roles = []directory.Role{directory.RoleCourtStore}
	case KindProof:
		out.Roles = []directory.Role{directory.RoleProof}
	case KindLab:
		out.Kind, out.Roles = directory.Authority, []directory.Role{directory.RoleLaboratory}
	case KindPolice:
		out.Kind, out.Roles = directory.Authority, []directory.Role{directory.RolePolice}
	case KindCarrier:
		out.Roles = []directory.Role{directory.RoleCarrier}
	case KindArchive:
		out.Roles = []directory.Role{directory.RoleArchive}
	}
	out.Contacts = []directory.Contact{{Kind: directory.ContactEmail, Value: "desk@" + string(p.ID) + ".example", Label: "exercise desk", Languages: out.Languages}}
	if p.Kind == KindDealer && p.Closed != "" {
		out.Successor = w.ref("archive").Party // closed dealers hand their books to the State's archive
	}
	if p.Kind == KindFocalPoint {
		out.Hours = []directory.Hours{{Days: []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday}, Open: "08:00", Shut: "17:00"}}
		out.TimeZone = "Etc/GMT+8"
		out.Names = map[string]string{}
		for lang, name := range w.state(p.State).Names {
			out.Names[lang] = name
		}
		out.Names["en"] = p.Name
	}
	return out
}

// peopleStep bounds how many persons go into one write.
const peopleStep = 500

// people fills the persons' file and returns the numbers it gave.
func (l *loader) people(ctx context.Context) ([]focalpoint.PersonID, error) {
	var ids []focalpoint.PersonID
	n := l.w.People()
	for from := 0; from < n; from += peopleStep {
		var list []person.Person
		for i := from; i < min(from+peopleStep, n); i++ {
			list = append(list, l.w.Person(i).entry())
		}
		err := l.write(ctx, "person.save", func(tx *ledger.Tx) error {
			got, err := l.Persons.SaveNew(ctx, tx, list)
			ids = append(ids[:from:from], got...)
			return err
		})
		if err != nil {
			return nil, err
		}
		l.tell("persons", len(ids), n)
	}
	return ids, nil
}

func (p Person) entry() person.Person {
	out := person.Person{Names: []person.Name{{Given: p.Given, Family: p.Last}}, Born: p.Born, Sex: person.Sex(p.Sex), Nationalities: []focalpoint.Country{p.State},
		Remarks: "Exercise. Nobody of this name is meant.", Documents: []person.Document{{Kind: "identity-card", Number: fmt.Sprintf("EXERCISE-%06d", p.N), Country: p.State}}}
	if p.Died != "" {
		out.Died = p.Died
	}
	return out
}

// bookStep bounds how many lives go into one write.
const bookStep = 500

// books takes over the books of the registry: lives in the order of their numbers, those whose last event falls
// after the register went live at the day of that event.
func (l *loader) books(ctx context.Context) error {
	var batch [][]focalpoint.Event
	flush := func() error {
		if len(batch) == 0 {
			return nil
		}
		err := l.record(ctx, batch)
		batch = batch[:0]
		return err
	}
	for i := range l.w.lots() {
		batch = append(batch, l.w.lotEvents(l.w.lot(i)))
	}
	for _, life := range l.w.plots.foreign {
		batch = append(batch, life.Events)
	}
	weeks := map[focalpoint.Day][]int{}
	for n := range l.w.Size + len(l.w.plots.lives) {
		if n%1000 == 0 {
			l.tell("register", n, l.w.Size)
			if err := ctx.Err(); err != nil {
				return err
			}
		}
		life := l.w.anyLife(n)
		if life.Learned.After(l.w.live.Time().Add(5 * time.Hour)) {
			l.later(n, life.Learned, weeks)
			continue
		}
		if batch = append(batch, life.Events); len(batch) == bookStep {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	for week, list := range weeks {
		l.agenda.add(week.Time(), fmt.Sprintf("1 week %s", week.Date()), func(ctx context.Context) error { return l.week(ctx, list) })
	}
	l.tell("register", l.w.Size, l.w.Size)
	return flush()
}

// later puts a life that went on after the register went live on the agenda: alone when the firearm is seized, with
// the others of its week when it is not.
func (l *loader) later(n int, learned time.Time, weeks map[focalpoint.Day][]int) {
	if _, _, seized := l.w.storyOf(n); !seized && n < l.w.Size {
		week := (focalpoint.DayOf(learned)/7 + 1) * 7
		weeks[week] = append(weeks[week], n)
		return
	}
	l.agenda.add(learned, fmt.Sprintf("1 life %09d", n), func(ctx context.Context) error {
		return l.week(ctx, []int{n})
	})
}

// week takes over what the registry sent for one week.
func (l *loader) week(ctx context.Context, lives []int) error {
	for part := range slices.Chunk(lives, bookStep) {
		batch := make([][]focalpoint.Event, len(part))
		for i, n := range part {
			batch[i] = l.w.anyLife(n).Events
		}
		if err := l.record(ctx, batch); err != nil {
			return err
		}
	}
	return nil
}

// anyLife returns the n-th life, the planted ones after the others.
func (w *World) anyLife(n int) Life {
	if n < w.Size {
		return w.Life(n)
	}
	return *w.plots.lives[n-w.Size]
}

func (l *loader) record(ctx context.Context, lives [][]focalpoint.Event) error {
	salt, err := l.Log.NewSalt()
	if err != nil {
		return err
	}
	p, err := l.Register.PrepareLives(lives, l.clock.Now(), salt)
	if err != nil {
		return err
	}
	for i := range lives {
		if err := p.Wrong[i]; err != nil {
			return fmt.Errorf("life of %s: %w", lives[i][0].Item, err)
		}
	}
	_, err = l.Log.Write(ctx, ledger.Entry{Actor: Actor, Action: "register.books", Salt: salt}, func(tx *ledger.Tx) error { return l.Register.RecordPrepared(ctx, tx, p) })
	return err
}

// agenda is what is still to be done, each at its instant.
type agenda struct{ list []appointment }

type appointment struct {
	at  time.Time
	key string // orders what falls on one instant
	do  func(context.Context) error
}

func (a *agenda) add(at time.Time, key string, do func(context.Context) error) {
	a.list = append(a.list, appointment{at, key, do})
}

// next takes the earliest appointments off the agenda until none is left; doing one may add others.
func (l *loader) live(ctx context.Context) error {
	done := 0
	for len(l.agenda.list) > 0 {
		list := l.agenda.list
		l.agenda.list = nil
		slices.SortStableFunc(list, func(a, b appointment) int {
			if c := a.at.Compare(b.at); c != 0 {
				return c
			}
			return compare(a.key, b.key)
		})
		for i, a := range list {
			if len(l.agenda.list) > 0 && !a.at.Before(l.earliest()) {
				l.agenda.list = append(l.agenda.list, list[i:]...)
				break
			}
			l.clock.Set(a.at)
			if err := a.do(ctx); err != nil {
				return fmt.Errorf("%s on %s: %w", a.key, a.at.Format("2006-01-02"), err)
			}
			if done++; done%100 == 0 {
				l.tell("days of the exercise", done, done+len(list)-i-1+len(l.agenda.list))
				if err := ctx.Err(); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func (l *loader) earliest() time.Time {
	first := l.agenda.list[0].at
	for _, a := range l.agenda.list[1:] {
		if a.at.Before(first) {
			first = a.at
		}
	}
	return first
}

func compare(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}
