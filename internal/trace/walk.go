package trace

import (
	"cmp"

	"focalpoint"
	"focalpoint/internal/directory"
	"focalpoint/internal/register"
)

// roleOwner marks a holder who is no trader and no body: a final holder.
const roleOwner directory.Role = "owner"

// walker is the state of one walk.
type walker struct {
	in     Input
	p      Policy
	f      Finding
	taking *focalpoint.Event
	prior  []focalpoint.Event // not certainly after the taking

	register.Possession
	holderRole directory.Role
	moved      *focalpoint.Event // last legal transfer: the event that gave the present holder the item
	retail     *focalpoint.Event // first sale to somebody who does not trade
	dealer     focalpoint.Ref    // who made the last sale
	record     *focalpoint.Event // last record of any kind, lawful or not
	origin     *focalpoint.Event // manufacture, import or first registration
	ended      *focalpoint.Event // destruction or deactivation on record
	missing    *focalpoint.Event // loss or theft on record
	stock      *focalpoint.Event // entry into State stock
	export     *focalpoint.Event // export on record that has not arrived or come back
	custody    *focalpoint.Event // in the hands of an authority
	code       focalpoint.ResultCode
	convert    *focalpoint.Event // conversion on record
	later      *focalpoint.Event // a transfer dated after the taking, though nothing says the item was released
}

// Walk follows a life to the last legal record and says what it found. It is a
// pure function and does not depend on the order of in.Events.
func Walk(in Input, p Policy) Finding {
	w := &walker{in: in, p: p}
	w.f = Finding{Rules: p.Rules.Version, AsOf: in.AsOf.Date(), Item: in.Item}
	w.split(register.InOrder(in.Events))
	for i := range w.prior {
		w.step(&w.prior[i])
	}
	w.f.Identified = w.record != nil
	if w.Legal != nil {
		holder := w.Holder
		w.f.LastLegal = &Legal{Event: w.Legal.ID, Item: w.Legal.Item, Kind: w.Legal.EffectiveKind(), Happened: w.Legal.Happened,
			Holder: holder, Keeper: w.Legal.Keeper, State: w.Legal.State, Place: w.Legal.Place, Document: w.Legal.Document}
		w.f.LastLegal.Custodian = w.custodian(w.Legal.Keeper)
	}
	w.f.Before = w.before()
	w.closeGaps()
	w.result()
	w.diversion()
	w.crime()
	w.advise()
	w.leaf()
	w.indicate()
	w.parts()
	switch w.f.Result {
	case focalpoint.ResultHolder, focalpoint.ResultExported, focalpoint.ResultLostStolen:
		w.f.FollowUp = true
	}
	return w.f
}

// split finds the occurrence to trace and writes the timeline.
func (w *walker) split(list []focalpoint.Event) {
	for i := range list {
		e := &list[i]
		switch {
		case w.in.Taking != "" && (e.ID == w.in.Taking || e.Corrects == w.in.Taking):
			w.taking = e
		case w.in.Taking == "" && turnedUp(e) && e.Item == w.in.Item:
			w.taking = e
		}
	}
	if w.taking == nil && w.in.Taking == "" {
		for i := range list { // an item of the register, taken under another number
			if turnedUp(&list[i]) {
				w.taking = &list[i]
			}
		}
	}
	if w.taking != nil {
		w.f.Taking = w.taking.ID
	}
	released := false
	for i := range list {
		e := list[i]
		phase := PhaseBefore
		switch {
		case w.taking != nil && e.ID == w.taking.ID:
			phase = PhaseTaking
		case w.after(e):
			phase = PhaseAfter
			released = released || releases(e.EffectiveKind())
			if w.later == nil && !released && (register.Gives(e.EffectiveKind()) || e.EffectiveKind() == focalpoint.EventImport) {
				w.later = &list[i]
			}
		default:
			w.prior = append(w.prior, e)
		}
		w.f.Timeline = append(w.f.Timeline, Step{Event: e.ID, Item: e.Item, Kind: e.EffectiveKind(), Happened: e.Happened, Place: e.Place, State: e.State,
			From: e.From, To: e.To, Keeper: e.Keeper, Document: e.Document, Phase: phase, Lawful: e.EffectiveKind().Lawful(), Corrects: e.Corrects})
	}
}

// turnedUp says whether an event shows the item in the hands of an authority
// or on the street, whatever the record said.
func turnedUp(e *focalpoint.Event) bool {
	switch e.EffectiveKind() {
	case focalpoint.EventSeizure, focalpoint.EventFind, focalpoint.EventSurrender, focalpoint.EventObserve:
		return true
	}
	return false
}

// after says whether an event comes after the taking. Where dates leave it
// open, what can only follow a taking (examination, custody, forfeiture) does,
// and what builds a life does not.
func (w *walker) after(e focalpoint.Event) bool {
	if w.taking == nil {
		return false
	}
	if e.Seizure != "" && e.Seizure == w.taking.Seizure {
		return true // the same occurrence, told in several events
	}
	first, _, ok1 := e.Happened.Bounds()
	_, last, ok2 := w.taking.Happened.Bounds()
	if ok1 && ok2 && first != last {
		return first > last
	}
	if !ok1 || !ok2 {
		return consequence(e.EffectiveKind()) && e.Recorded.After(w.taking.Recorded)
	}
	return consequence(e.EffectiveKind()) && register.Rank(e.EffectiveKind()) >= register.Rank(w.taking.EffectiveKind()) || register.Rank(e.EffectiveKind()) == 5 && custodyKind(e.EffectiveKind())
}

func consequence(k focalpoint.EventKind) bool {
	switch k {
	case focalpoint.EventExamine, focalpoint.EventIdentify, focalpoint.EventForfeiture, focalpoint.EventRecover, focalpoint.EventDestroy,
		focalpoint.EventDeactivate, focalpoint.EventVerify:
		return true
	}
	return custodyKind(k)
}

// releases says whether an item may lawfully go on after such an event.
func releases(k focalpoint.EventKind) bool {
	switch k {
	case focalpoint.EventRecover, focalpoint.EventForfeiture, focalpoint.EventEvidenceOut, focalpoint.EventStockIn, focalpoint.EventStockOut:
		return true
	}
	return false
}

func custodyKind(k focalpoint.EventKind) bool {
	return k == focalpoint.EventEvidenceIn || k == focalpoint.EventEvidenceOut
}

// step takes one event that stands before the taking.
func (w *walker) step(e *focalpoint.Event) {
	kind := e.EffectiveKind()
	if known(kind) {
		w.record = e
	}
	w.stepGaps(e)
	if kind.Lawful() {
		w.stepLawful(e, kind)
		return
	}
	switch kind {
	case focalpoint.EventLoss, focalpoint.EventTheft:
		w.missing = e
		w.Possession.Step(e)
	case focalpoint.EventSeizure, focalpoint.EventFind, focalpoint.EventSurrender, focalpoint.EventForfeiture, focalpoint.EventEvidenceIn:
		if e.Role != focalpoint.RoleLawfulOwner && e.Role != focalpoint.RoleStateOwned {
			w.custody, w.missing, w.record = e, nil, e
		}
	case focalpoint.EventEvidenceOut:
		w.custody = nil
		if w.Legal == nil && w.missing == nil && w.ended == nil {
			w.record = nil // it was seized before, and nothing more is known of it
		}
	case focalpoint.EventDestroy:
		w.ended, w.custody = e, nil
	case focalpoint.EventConvert:
		w.convert = e
	}
}

func (w *walker) stepLawful(e *focalpoint.Event, kind focalpoint.EventKind) {
	holder := register.HolderAfter(*e, w.Holder)
	if kind == focalpoint.EventSale {
		if w.dealer = e.From; w.dealer.IsZero() && !e.Keeper.IsZero() {
			w.dealer = e.Keeper
		}
	}
	if w.Legal == nil || register.Same(holder, w.Holder) != register.Yes {
		switch kind {
		case focalpoint.EventProof, focalpoint.EventRepair, focalpoint.EventLicence, focalpoint.EventDeactivate:
			if w.moved == nil {
				w.moved = e
			}
		default:
			w.moved = e
		}
		w.holderRole = w.roleOf(holder, kind)
	}
	w.Possession.Step(e)
	switch kind {
	case focalpoint.EventManufacture, focalpoint.EventRegister:
		if w.origin == nil {
			w.origin = e
		}
	case focalpoint.EventImport:
		if w.origin == nil {
			w.origin = e
		}
		w.export = nil
	case focalpoint.EventExport:
		w.export, w.stock = e, nil
	case focalpoint.EventStockIn:
		w.stock, w.custody, w.holderRole = e, nil, directory.RoleForce
	case focalpoint.EventStockOut:
		w.stock = nil
	case focalpoint.EventRecover:
		w.missing, w.custody = nil, nil
	case focalpoint.EventDeactivate:
		w.ended = e
	case focalpoint.EventSale, focalpoint.EventTransfer, focalpoint.EventInherit, focalpoint.EventDeliver:
		w.custody = nil
		if w.export != nil && arrived(e, w.export) {
			w.export = nil
		}
	}
	if kind == focalpoint.EventSale && w.retail == nil && w.holderRole == roleOwner {
		w.retail = e
	}
}

// arrived says whether a later event shows that an exported item reached the
// State it was sent to, or came back.
func arrived(e, export *focalpoint.Event) bool {
	return e.State != "" && e.State == destination(export) || e.State != "" && e.State == export.State
}

// destination is the State an export goes to, where it is said.
func destination(export *focalpoint.Event) focalpoint.Country {
	return cmp.Or(export.To.Country, export.Place.Country)
}

// roleOf says in which capacity somebody holds: as the directory says, else as
// the event that made him the holder shows.
func (w *walker) roleOf(ref focalpoint.Ref, kind focalpoint.EventKind) directory.Role {
	if p, ok := w.in.Parties[ref.Party]; ok && ref.Party != "" {
		for _, r := range []directory.Role{directory.RoleForce, directory.RoleCourtStore, directory.RoleMaker, directory.RoleImporter, directory.RoleDealer, directory.RoleBroker,
			directory.RoleSecurity, directory.RoleMuseum, directory.RoleCarrier} {
			if p.Has(r) {
				return r
			}
		}
		if p.Has(directory.RolePolice, directory.RoleCustoms) {
			return directory.RoleForce
		}
		return ""
	}
	if ref.Person != "" {
		return roleOwner
	}
	switch kind {
	case focalpoint.EventManufacture:
		return directory.RoleMaker
	case focalpoint.EventImport:
		return directory.RoleImporter
	case focalpoint.EventStockIn:
		return directory.RoleForce
	case focalpoint.EventSale, focalpoint.EventTransfer, focalpoint.EventInherit, focalpoint.EventLicence, focalpoint.EventRegister, focalpoint.EventRecover, focalpoint.EventStockOut:
		if ref.Name != "" && ref.Party == "" {
			return roleOwner
		}
	}
	return ""
}

// before names the status of the item before it was diverted, in the
// catalogue's list "previous-status".
func (w *walker) before() string {
	switch {
	case w.ended != nil && w.ended.EffectiveKind() == focalpoint.EventDestroy:
		return "destroyed"
	case w.ended != nil:
		return "deactivated"
	case w.missing != nil && w.missing.EffectiveKind() == focalpoint.EventTheft:
		return "stolen"
	case w.missing != nil:
		return "lost"
	case w.stock != nil, w.custody != nil, w.holderRole == directory.RoleForce, w.holderRole == directory.RoleCourtStore:
		return "state"
	case w.holderRole == directory.RoleSecurity:
		return "private-security"
	case w.holderRole == directory.RoleMaker, w.holderRole == directory.RoleImporter, w.holderRole == directory.RoleDealer, w.holderRole == directory.RoleBroker:
		return "trade"
	case w.holderRole == roleOwner:
		return "civilian"
	case w.record == nil && homeMade(w.in.Describes):
		return "never-lawful"
	}
	return "unknown"
}

// homeMade says whether an item never was in licensed manufacture.
func homeMade(d focalpoint.Description) bool {
	switch focalpoint.Origin(d.Origin.Code) {
	case focalpoint.OriginCraft, focalpoint.OriginPrinted, focalpoint.OriginOther:
		return true
	}
	return false
}

// illicitlyMade says whether an item became a firearm outside licensed
// manufacture: home-made, assembled, converted or reactivated (Firearms
// Protocol art. 3 (d) and art. 9; questionnaire: condition of arms).
func (w *walker) illicitlyMade() bool {
	switch focalpoint.Origin(w.in.Describes.Origin.Code) {
	case focalpoint.OriginAssembled, focalpoint.OriginConverted, focalpoint.OriginReactivated:
		return true
	}
	return w.convert != nil || homeMade(w.in.Describes)
}

// foreign says whether a State is certainly another one than ours.
func (w *walker) foreign(state focalpoint.Country) bool {
	return state != "" && w.p.Home != "" && state != w.p.Home
}

// means says by what the point of diversion became known.
func (w *walker) means() register.Established {
	switch w.f.Leaf {
	case focalpoint.LeafNational, focalpoint.LeafForeign:
		return register.EstablishedTracing
	case focalpoint.LeafOtherwise:
		return register.EstablishedAuthority
	}
	return register.EstablishedNot
}
