package trace

import (
	"cmp"
	"slices"
	"strings"

	"focalpoint"
)

// inOrder returns events in the order in which they happened. It does not
// depend on the order in which they were recorded: events are sorted by date,
// those of one day by how a life goes, then by their content. Where dates leave
// the order open (one day, a year only, no date), manufacture comes first and
// transfers are linked so that who receives is who gives next.
func inOrder(events []focalpoint.Event) []focalpoint.Event {
	todo := slices.Clone(events)
	slices.SortFunc(todo, func(a, b focalpoint.Event) int {
		return cmp.Or(compareDates(a.Happened, b.Happened), cmp.Compare(rank(a), rank(b)), compareContent(a, b))
	})
	out := make([]focalpoint.Event, 0, len(todo))
	var holder focalpoint.Ref
	for len(todo) > 0 {
		at := nextOf(todo, holder)
		e := todo[at]
		todo = slices.Delete(todo, at, at+1)
		out = append(out, e)
		if to := holderAfter(e, holder); !to.IsZero() {
			holder = to
		}
	}
	return out
}

// nextOf chooses the next event of a sorted rest: the first, unless the dates
// allow another that must or does come before it.
func nextOf(todo []focalpoint.Event, holder focalpoint.Ref) int {
	first := todo[0]
	misfit := gives(first.EffectiveKind()) && same(first.From, holder) == no
	linked := 0
	for i := 1; i < len(todo); i++ {
		e := todo[i]
		if first.Happened.Before(e.Happened) {
			break // sorted: whatever follows begins later still
		}
		made := e.EffectiveKind() == focalpoint.EventManufacture && first.EffectiveKind() != focalpoint.EventManufacture
		links := linked == 0 && misfit && gives(e.EffectiveKind()) && same(e.From, holder) == yes
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

// rank orders kinds that fall on one day.
func rank(e focalpoint.Event) int {
	switch e.EffectiveKind() {
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

type answer int

const (
	unknown answer = iota
	yes
	no
)

// same says whether two references name the same party; unknown when one of
// them says nothing, or they speak in ways that cannot be compared.
func same(a, b focalpoint.Ref) answer {
	is := func(equal bool) answer {
		if equal {
			return yes
		}
		return no
	}
	switch {
	case a.Party != "" && b.Party != "":
		return is(a.Party == b.Party)
	case a.Person != "" && b.Person != "":
		return is(a.Person == b.Person)
	case a.Party != "" && b.Person != "" || a.Person != "" && b.Party != "":
		return no
	case a.Name != "" && b.Name != "":
		return is(foldName(a.Name) == foldName(b.Name))
	}
	return unknown
}

// holderAfter says who holds the item after a lawful event.
func holderAfter(e focalpoint.Event, before focalpoint.Ref) focalpoint.Ref {
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
