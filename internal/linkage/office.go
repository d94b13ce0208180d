package linkage

import (
	"context"

	"focalpoint"
	"focalpoint/internal/directory"
	"focalpoint/internal/register"
)

// Office is the kind of office whose record an item is. A firearm stands once in an office; records of one office are
// not linked with each other.
type Office string

// Kinds of office.
const (
	Registry   Office = "registry"   // registers of lawful arms, of the State
	Stock      Office = "stock"      // books of police and armed forces
	Missing    Office = "missing"    // the file of lost and stolen arms
	Police     Office = "police"     // what was seized, found or surrendered
	Customs    Office = "customs"    // what was held at a border
	Laboratory Office = "laboratory" // what was examined
	Foreign    Office = "foreign"    // records of another State
)

// AllOffices lists the offices, those first whose record says most of what a firearm is: of two linked records the
// later one in this list is held to be the earlier one.
func AllOffices() []Office {
	return []Office{Registry, Stock, Foreign, Missing, Police, Customs, Laboratory}
}

// rank is the place of an office in AllOffices, from 0.
func (o Office) rank() int {
	for i, x := range AllOffices() {
		if x == o {
			return i
		}
	}
	return len(AllOffices())
}

// parties remembers what the directory says of the parties that were asked for.
type parties map[focalpoint.PartyID]Office

// officeOfParty is Customs, Laboratory, or Police for any other party, also for one that is not in the directory.
func (r *Room) officeOfParty(ctx context.Context, known parties, id focalpoint.PartyID) (Office, error) {
	if o, ok := known[id]; ok {
		return o, nil
	}
	office := Police
	v, err := r.dir.Get(ctx, id)
	switch {
	case err != nil && focalpoint.KindOf(err) != focalpoint.KindNotFound:
		return "", err
	case err != nil:
	case v.Doc.Has(directory.RoleCustoms):
		office = Customs
	case v.Doc.Has(directory.RoleLaboratory):
		office = Laboratory
	}
	known[id] = office
	return office, nil
}

// officeOf says whose record an item is, by what happened first of what was reported about it.
func (r *Room) officeOf(ctx context.Context, known parties, own []focalpoint.Event) (Office, error) {
	if holding, _ := register.Effective(own); len(holding) > 0 {
		own = holding
	}
	first := own[0]
	abroad := func(c focalpoint.Country) bool { return c != "" && c != r.home }
	switch kind := first.EffectiveKind(); {
	case kind == focalpoint.EventLoss || kind == focalpoint.EventTheft:
		if abroad(first.State) {
			return Foreign, nil
		}
		return Missing, nil
	case kind == focalpoint.EventStockIn:
		return Stock, nil
	case kind.Lawful():
		for i := range own {
			if !abroad(own[i].State) {
				return Registry, nil
			}
		}
		return Foreign, nil
	}
	if abroad(first.State) {
		return Foreign, nil
	}
	for _, ref := range []focalpoint.Ref{first.Authority, first.Keeper} {
		if ref.Party != "" {
			return r.officeOfParty(ctx, known, ref.Party)
		}
	}
	return Police, nil
}
