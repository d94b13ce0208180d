package trace

import (
	"slices"

	"focalpoint"
	"focalpoint/internal/directory"
)

// advise names whom to ask next: the keeper in whose hands the record breaks
// off; without a record the maker, the State of manufacture, the importer that
// stands on the item (INTERPOL: country of manufacture, of last legal import,
// any linked country). Whoever was asked already is left out.
func (w *walker) advise() {
	if w.owner() || w.in.DuplicateOf != "" {
		return
	}
	if w.record == nil {
		w.adviseUnknown()
		return
	}
	switch {
	case w.ended != nil:
		w.tell(w.addressee(keeperOf(w.ended), ToRegistry), "trace.next.ended")
	case w.missing != nil:
		w.tell(w.addressee(keeperOf(w.missing), ToRegistry), "trace.next.report")
	case w.export != nil:
		w.tell(w.stateOf(destination(w.export)), "trace.next.import-state")
		if c := w.consignee(w.export); c.Party != "" {
			w.tell(w.addressee(c, ToImporter), "trace.next.consignee")
		}
	case w.custody != nil, w.stock != nil, w.holderRole == directory.RoleForce:
		w.tell(w.addressee(w.Holder, ToForce), "trace.next.force")
	case w.Legal == nil:
	case w.gone():
		if s, ok := w.successor(w.Holder.Party); ok {
			w.tell(w.addressee(s.Ref(), ToArchive), "trace.next.successor")
		} else {
			w.tell(w.archive(), "trace.next.archive")
		}
	case w.foreign(w.Legal.State):
		w.tell(w.stateOf(w.Legal.State), "trace.next.record-state")
	case w.holderRole == directory.RoleMaker, w.holderRole == directory.RoleImporter, w.holderRole == directory.RoleDealer, w.holderRole == directory.RoleBroker:
		w.tell(w.addressee(w.Holder, kindOfRole(w.holderRole)), "trace.next.books")
	}
}

func (w *walker) adviseUnknown() {
	if homeMade(w.in.Describes) || w.in.Marking == focalpoint.MarkedNot || w.in.Marking == focalpoint.MarkedErased {
		return // nothing a keeper could look up by
	}
	made := w.madeIn()
	importer := w.in.Describes.Importer.Code
	if p, ok := w.partyForMake(importer, directory.RoleImporter); ok {
		w.tell(w.addressee(p.Ref(), ToImporter), "trace.next.importer")
	}
	if w.foreign(made) {
		w.tell(w.stateOf(made), "trace.next.made-in")
	}
	if p, ok := w.partyForMake(w.in.Describes.Make.Code, directory.RoleMaker); ok {
		w.tell(w.addressee(p.Ref(), ToMaker), "trace.next.maker")
	}
}

// tell adds an advice unless that addressee is nobody or was asked already.
func (w *walker) tell(to Addressee, why string) {
	if to == (Addressee{}) || to.label() == "" {
		return
	}
	for _, a := range w.in.Asked {
		if to.Party != "" && a.To.Party == to.Party || to.Kind == ToState && a.To.Kind == ToState && a.To.Country == to.Country {
			return
		}
	}
	w.f.Next = append(w.f.Next, Advice{To: to, Why: reason(why, "to", to.label())})
}

func (w *walker) addressee(r focalpoint.Ref, kind AddresseeKind) Addressee {
	if r.IsZero() || r.Person != "" {
		return Addressee{}
	}
	a := Addressee{Party: r.Party, Name: r.Name, Kind: kind, Country: r.Country}
	if p, ok := w.in.Parties[r.Party]; ok && r.Party != "" {
		return AddresseeOf(p)
	}
	return a
}

// AddresseeOf makes an addressee of a party of the directory.
func AddresseeOf(p directory.Party) Addressee {
	a := Addressee{Party: p.ID, Name: p.Name, Kind: ToOther, Country: p.Country}
	switch p.Kind {
	case directory.FocalPoint:
		a.Kind = ToState
		return a
	case directory.Organization:
		a.Kind = ToOrganization
		return a
	}
	for _, r := range []directory.Role{directory.RoleMaker, directory.RoleImporter, directory.RoleDealer, directory.RoleBroker, directory.RoleForce, directory.RoleRegistry,
		directory.RoleArchive, directory.RoleCourtStore, directory.RoleMuseum, directory.RoleCarrier, directory.RolePolice, directory.RoleCustoms} {
		if p.Has(r) {
			a.Kind = kindOfRole(r)
			return a
		}
	}
	return a
}

func kindOfRole(r directory.Role) AddresseeKind {
	switch r {
	case directory.RoleMaker:
		return ToMaker
	case directory.RoleImporter:
		return ToImporter
	case directory.RoleDealer:
		return ToDealer
	case directory.RoleBroker:
		return ToBroker
	case directory.RoleForce, directory.RolePolice:
		return ToForce
	case directory.RoleRegistry, directory.RoleLicensing, directory.RoleCustoms:
		return ToRegistry
	case directory.RoleArchive, directory.RoleMuseum, directory.RoleCourtStore:
		return ToArchive
	case directory.RoleCarrier:
		return ToCarrier
	}
	return ToOther
}

// stateOf is the focal point of a State, or the State itself when the
// directory knows none.
func (w *walker) stateOf(state focalpoint.Country) Addressee {
	if state == "" {
		return Addressee{}
	}
	for _, id := range w.partyIDs() {
		if p := w.in.Parties[id]; p.Kind == directory.FocalPoint && p.Country == state && !p.ClosedOn(w.in.AsOf) {
			return AddresseeOf(p)
		}
	}
	return Addressee{Kind: ToState, Country: state}
}

// successor is who has the books of a closed business now: whoever took them
// over last and is still open.
func (w *walker) successor(id focalpoint.PartyID) (directory.Party, bool) {
	p, ok := w.in.Parties[id]
	for range successions {
		if !ok || p.Successor == "" {
			break
		}
		if p, ok = w.in.Parties[p.Successor]; ok && !p.ClosedOn(w.in.AsOf) {
			return p, true
		}
	}
	return directory.Party{}, false
}

// successions bounds how often books are followed from hand to hand.
const successions = 8

// custodian is who has a record keeper's books now, when it has closed: its
// successor, else the State's archive of closed businesses.
func (w *walker) custodian(keeper focalpoint.Ref) focalpoint.Ref {
	p, ok := w.in.Parties[keeper.Party]
	if keeper.Party == "" || !ok || !p.ClosedOn(w.in.AsOf) {
		return focalpoint.Ref{}
	}
	if s, ok := w.successor(p.ID); ok {
		return s.Ref()
	}
	a := w.archive()
	return focalpoint.Ref{Party: a.Party, Name: a.Name, Country: a.Country}
}

func (w *walker) archive() Addressee {
	for _, id := range w.partyIDs() {
		if p := w.in.Parties[id]; p.Has(directory.RoleArchive) && !w.foreign(p.Country) && !p.ClosedOn(w.in.AsOf) {
			return AddresseeOf(p)
		}
	}
	return Addressee{}
}

func (w *walker) partyForMake(code string, role directory.Role) (directory.Party, bool) {
	if focalpoint.Absent(code) {
		return directory.Party{}, false
	}
	for _, id := range w.partyIDs() {
		if p := w.in.Parties[id]; p.Has(role) && slices.Contains(p.Makes, code) {
			return p, true
		}
	}
	return directory.Party{}, false
}

// madeIn is the State of manufacture: as reported, else that of the maker.
func (w *walker) madeIn() focalpoint.Country {
	if c := w.in.Describes.Country.Code; !focalpoint.Absent(c) {
		return focalpoint.Country(c)
	}
	if p, ok := w.partyForMake(w.in.Describes.Make.Code, directory.RoleMaker); ok {
		return p.Country
	}
	return w.in.MakerState
}

func (w *walker) partyIDs() []focalpoint.PartyID {
	ids := make([]focalpoint.PartyID, 0, len(w.in.Parties))
	for id := range w.in.Parties {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}
