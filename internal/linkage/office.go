package linkage

import (
	"context"

	"focalpoint"
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

// Offices tells which parties are customs and laboratories; the directory knows.
type Offices interface {
	// OfficeOf returns the office of a party: Customs, Laboratory, or Police for any other.
	OfficeOf(ctx context.Context, id focalpoint.PartyID) (Office, error)
}

// officeOf says whose record an item is, by what happened first of what was reported about it.
func (r *Room) officeOf(ctx context.Context, own []focalpoint.Event) (Office, error) {
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
			return r.desk.OfficeOf(ctx, ref.Party)
		}
	}
	return Police, nil
}

// OfficeOf says whose record an item is.
func (r *Room) OfficeOf(ctx context.Context, id focalpoint.ItemID) (Office, error) {
	own, err := r.reg.Events(ctx, id)
	if err != nil {
		return "", err
	}
	if len(own) == 0 {
		return "", focalpoint.Errorf("linkage.OfficeOf", focalpoint.KindNotFound, "there is no item %s", id)
	}
	return r.officeOf(ctx, own)
}
