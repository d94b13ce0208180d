package demo

import (
	"context"
	"fmt"
	"time"

	"focalpoint"
	"focalpoint/internal/linkage"
	"focalpoint/mark"
)

// ExpectLink is two records of one firearm, of the registry and of another office.
type ExpectLink struct {
	A       focalpoint.ItemID `json:"a"` // of the registry
	B       focalpoint.ItemID `json:"b"`
	Office  linkage.Office    `json:"office"`
	Written mess              `json:"written"` // how the office wrote the number down
}

// replica is what another office than the registry keeps of a firearm.
type replica struct {
	ExpectLink
	event focalpoint.Event
}

// replicas invents what the police, customs and the laboratory keep of firearms in lawful hands, in files of their own
// that nobody has held against the registry: reports of theft, checks at the border, examinations.
func (w *World) replicas() []replica {
	n := min(max(w.Size/100, 12), 60)
	out := make([]replica, 0, n)
	for i := 0; len(out) < n && i < w.Size; i++ {
		at := (i*997 + 31) % w.Size
		if _, _, seized := w.storyOf(at); seized {
			continue
		}
		life := w.Life(at)
		if len([]rune(mark.Fold(life.Struck))) < 6 {
			continue // such a number stands on many firearms: nobody could tell
		}
		out = append(out, w.replica(len(out), life))
	}
	return out
}

func (w *World) replica(i int, life Life) replica {
	d := w.dice("replica", i)
	how := []mess{asStruck, mistaken, spaced, asStruck, exchanged}[i%5]
	s := see(d, life.Struck, life.Year, how)
	r := replica{ExpectLink: ExpectLink{A: life.Item, B: focalpoint.ItemID(w.id(focalpoint.PrefixItem, "replica", i, w.live.Time())), Written: how}}
	day := w.today - focalpoint.Day(d.between(45, 200))
	m := life.Model
	e := focalpoint.Event{ID: focalpoint.EventID(w.id(focalpoint.PrefixEvent, "replica", i, w.live.Time())), Item: r.B, Happened: day.Date(), State: Home, Document: fmt.Sprintf("EXERCISE-%04d", 7000+i),
		Describes: &focalpoint.Description{Kind: focalpoint.Firearm, Make: focalpoint.Raw(w.makers[m.Maker].Name), Model: focalpoint.Raw(m.Name), Calibre: focalpoint.Raw(m.Written[0]), Type: focalpoint.Raw(m.TypeRaw[0])},
		Marks:     []focalpoint.Mark{s.mark()}}
	if d.chance(.6) {
		e.Describes.Year = fmt.Sprint(life.Year)
	}
	switch i % 3 {
	case 0:
		r.Office, e.Kind, e.Keeper = linkage.Missing, focalpoint.EventTheft, w.ref("police XMD-CA")
	case 1:
		r.Office, e.Kind, e.Role, e.Authority, e.Keeper = linkage.Customs, focalpoint.EventObserve, focalpoint.RoleEvidenceOnly, w.ref("customs"), w.ref("customs")
	case 2:
		r.Office, e.Kind, e.Authority, e.Keeper = linkage.Laboratory, focalpoint.EventExamine, w.ref("lab"), w.ref("lab")
	}
	r.event = e
	return r
}

// planCopies puts the coming in of those files on the agenda.
func (l *loader) planCopies() {
	at := (l.w.today - 40).Time().Add(8 * time.Hour)
	l.agenda.add(at, "9 files of other offices", func(ctx context.Context) error {
		var lives [][]focalpoint.Event
		for _, r := range l.w.replicas() {
			lives = append(lives, []focalpoint.Event{r.event})
		}
		return l.record(ctx, lives)
	})
}

// compare has the records of all offices compared, and decides two of the links: one stays joined, one is parted again.
// The others wait for whoever opens the page.
func (l *loader) compare(ctx context.Context) error {
	l.tell("links", 0, 0)
	if _, err := l.Links.Find(ctx, Actor, 0, nil); err != nil {
		return err
	}
	for _, step := range []struct {
		at     int
		to     linkage.State
		reason string
	}{{1, linkage.Confirmed, "Exercise: both numbers were read on the firearm itself."}, {2, linkage.Confirmed, "Exercise: the numbers agree."},
		{2, linkage.Undone, "Exercise: decided on the wrong page; to be looked at again."}} {
		r := l.w.replicas()[step.at]
		_, err := l.Links.Decide(ctx, Actor, linkage.IDOf(r.A, r.B), "", step.to, step.reason)
		if err != nil && focalpoint.KindOf(err) != focalpoint.KindNotFound { // not found to be one: the checker tells
			return err
		}
	}
	return nil
}
