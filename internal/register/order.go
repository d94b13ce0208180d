package register

import (
	"cmp"
	"slices"
	"strings"

	"focalpoint"
)

// InOrder returns events in the order in which they happened. It does not
// depend on the order in which they were recorded: events are sorted by date,
// those of one day by how a life goes, then by their content. Where dates leave
// the order open (one day, a year only, no date), manufacture comes first and
// transfers are linked so that who receives is who gives next. It is the one
// order of a life: the register's standing and every trace go by it.
func InOrder(events []focalpoint.Event) []focalpoint.Event {
	todo := slices.Clone(events)
	slices.SortFunc(todo, compareHappened)
	out := make([]focalpoint.Event, 0, len(todo))
	var holder focalpoint.Ref
	for len(todo) > 0 {
		at := nextOf(todo, holder)
		e := todo[at]
		todo = slices.Delete(todo, at, at+1)
		out = append(out, e)
		if to := HolderAfter(e, holder); !to.IsZero() {
			holder = to
		}
	}
	return out
}

// nextOf chooses the next event of a sorted rest: the first, unless the dates
// allow another that must or does come before it.
func nextOf(todo []focalpoint.Event, holder focalpoint.Ref) int {
	first := todo[0]
	misfit := Gives(first.EffectiveKind()) && Same(first.From, holder) == No
	linked := 0
	for i := 1; i < len(todo); i++ {
		e := todo[i]
		if first.Happened.Before(e.Happened) {
			break // sorted: whatever follows begins later still
		}
		made := e.EffectiveKind() == focalpoint.EventManufacture && first.EffectiveKind() != focalpoint.EventManufacture
		links := linked == 0 && misfit && Gives(e.EffectiveKind()) && Same(e.From, holder) == Yes
		if !made && !links || !open(todo[:i], e) {
			continue
		}
		if made {
			return i
		}
		linked = i
	}
	return linked
}

// open says whether no event of a list certainly happened before e.
func open(list []focalpoint.Event, e focalpoint.Event) bool {
	return !slices.ContainsFunc(list, func(f focalpoint.Event) bool { return f.Happened.Before(e.Happened) })
}

// compareHappened is the order before transfers are linked.
func compareHappened(a, b focalpoint.Event) int {
	if c := compareDates(a.Happened, b.Happened); c != 0 {
		return c
	}
	if c := cmp.Compare(Rank(a.EffectiveKind()), Rank(b.EffectiveKind())); c != 0 {
		return c
	}
	return compareContent(a, b)
}

// compareDates orders by the first day a date may mean, the coarser first; no
// date at all stands first, for it is not the latest word.
func compareDates(a, b focalpoint.Date) int {
	af, al, aok := a.Bounds()
	bf, bl, bok := b.Bounds()
	switch {
	case !aok && !bok:
		return 0
	case !aok:
		return -1
	case !bok:
		return 1
	}
	return cmp.Or(cmp.Compare(af, bf), cmp.Compare(bl, al))
}

// Rank orders kinds of event that fall on one day, by how a life goes: made,
// proofed, moved, lost, taken, examined, released, ended.
func Rank(k focalpoint.EventKind) int {
	switch k {
	case focalpoint.EventManufacture:
		return 0
	case focalpoint.EventProof, focalpoint.EventMark:
		return 1
	case focalpoint.EventExport:
		return 2
	case focalpoint.EventTransit:
		return 3
	case focalpoint.EventImport:
		return 4
	case focalpoint.EventLoss, focalpoint.EventTheft:
		return 6
	case focalpoint.EventSeizure, focalpoint.EventFind, focalpoint.EventSurrender, focalpoint.EventObserve:
		return 7
	case focalpoint.EventIdentify, focalpoint.EventExamine:
		return 8
	case focalpoint.EventRecover, focalpoint.EventForfeiture:
		return 9
	case focalpoint.EventDestroy, focalpoint.EventDeactivate:
		return 10
	}
	return 5
}

func compareContent(a, b focalpoint.Event) int {
	key := func(e focalpoint.Event) string {
		return strings.Join([]string{string(e.EffectiveKind()), refKey(e.From), refKey(e.To), refKey(e.Keeper), string(e.State), e.Document, string(e.Item), e.Place.Text, string(e.ID)}, "\x00")
	}
	return strings.Compare(key(a), key(b))
}

func refKey(r focalpoint.Ref) string {
	return string(r.Party) + "\x01" + string(r.Person) + "\x01" + foldName(r.Name) + "\x01" + string(r.Country)
}

func foldName(s string) string { return strings.Join(strings.Fields(strings.ToLower(s)), " ") }

// Sameness says whether two references name one party.
type Sameness int

// What can be said of two references. Unsaid: one of them says nothing, or
// they speak in ways that cannot be compared.
const (
	Unsaid Sameness = iota
	Yes
	No
)

// Same says whether two references name the same party.
func Same(a, b focalpoint.Ref) Sameness {
	is := func(equal bool) Sameness {
		if equal {
			return Yes
		}
		return No
	}
	switch {
	case a.Party != "" && b.Party != "":
		return is(a.Party == b.Party)
	case a.Person != "" && b.Person != "":
		return is(a.Person == b.Person)
	case a.Party != "" && b.Person != "" || a.Person != "" && b.Party != "":
		return No
	case a.Name != "" && b.Name != "":
		return is(foldName(a.Name) == foldName(b.Name))
	}
	return Unsaid
}

// HolderAfter says who holds the item after an event, when before held it: the
// zero Ref when it was given away and nobody said to whom.
func HolderAfter(e focalpoint.Event, before focalpoint.Ref) focalpoint.Ref {
	kind := e.EffectiveKind()
	if !kind.Lawful() {
		return before
	}
	if !e.To.IsZero() {
		switch kind {
		case focalpoint.EventProof, focalpoint.EventRepair, focalpoint.EventTransit, focalpoint.EventDeactivate:
			// handed over to be worked on or carried: it comes back to, or stays with, its holder
			if !before.IsZero() {
				return before
			}
		}
		return e.To
	}
	switch kind {
	case focalpoint.EventManufacture:
		if !e.From.IsZero() {
			return e.From
		}
		return e.Keeper
	case focalpoint.EventStockIn:
		if !e.Authority.IsZero() {
			return e.Authority
		}
		return e.Keeper
	case focalpoint.EventSale, focalpoint.EventTransfer, focalpoint.EventInherit, focalpoint.EventDeliver, focalpoint.EventExport, focalpoint.EventImport, focalpoint.EventStockOut:
		return focalpoint.Ref{} // given away, and not said to whom
	}
	if before.IsZero() {
		return e.From
	}
	return before
}

// Gives says whether From of an event of this kind must have held the item.
func Gives(k focalpoint.EventKind) bool {
	switch k {
	case focalpoint.EventSale, focalpoint.EventTransfer, focalpoint.EventInherit, focalpoint.EventDeliver, focalpoint.EventExport:
		return true
	}
	return false
}

// Possession is where lawful possession stands while a life is followed in its
// order: the one rule of the last legal record, for the register and for every
// trace. A trace stops at the occurrence it follows; the register goes on to
// this day.
type Possession struct {
	Legal  *focalpoint.Event // the last legal record; nil before there is one
	Holder focalpoint.Ref    // who holds by it; zero when it names nobody
}

// Step takes the next event of the life. It keeps e.
func (p *Possession) Step(e *focalpoint.Event) {
	switch kind := e.EffectiveKind(); {
	case kind.Lawful():
		p.Holder, p.Legal = HolderAfter(*e, p.Holder), e
	case (kind == focalpoint.EventLoss || kind == focalpoint.EventTheft) && p.Legal == nil && p.Holder.IsZero():
		p.Holder = e.From // from whom it went missing is all that is known of it
	}
}
