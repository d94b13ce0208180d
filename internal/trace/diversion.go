package trace

import (
	"cmp"

	"focalpoint"
	"focalpoint/internal/directory"
)

// Ways of diversion: codes of the catalogue's list "diversion".
const (
	WayManufacture  = "manufacture"
	WayFactory      = "factory"
	WayTransport    = "transport"
	WayExport       = "export"
	WayReExport     = "re-export"
	WayDealer       = "dealer"
	WayStraw        = "straw"
	WayPrivateSale  = "private-sale"
	WayTheftOwner   = "theft-owner"
	WayLossOwner    = "loss-owner"
	WayStateTheft   = "state-theft"
	WayStateLoss    = "state-loss"
	WayStateLeak    = "state-leak"
	WayEvidence     = "evidence"
	WayReactivation = "reactivation"
	WayConversion   = "conversion"
	WayPost         = "post"
	WayLicenceLapse = "licence-lapse"
	WayInheritance  = "inheritance"
	WayConflict     = "conflict"
	WayOther        = "other"
	WayUnknown      = "unknown"
)

// Ways lists every way in the order of the catalogue's list.
func Ways() []string {
	return []string{WayManufacture, WayFactory, WayTransport, WayExport, WayReExport, WayDealer, WayStraw, WayPrivateSale, WayTheftOwner, WayLossOwner, WayStateTheft,
		WayStateLoss, WayStateLeak, WayEvidence, WayReactivation, WayConversion, WayPost, WayLicenceLapse, WayInheritance, WayConflict, WayOther, WayUnknown}
}

// diversion finds the point of diversion: what a competent authority
// established, else what an event says, else what follows from where the
// record breaks off. Nothing was diverted from the lawful owner's hands.
func (w *walker) diversion() {
	d := &w.f.Diversion
	switch {
	case w.in.Established != nil:
		*d = *w.in.Established
		d.Basis, d.Reason = BasisAuthority, reason("trace.diversion.established")
		return
	case w.taking == nil && w.missing == nil, w.owner():
		return
	}
	d.Holder = w.Holder
	if w.Legal != nil {
		d.State, d.Place = w.Legal.State, w.Legal.Place
	}
	since := w.Legal
	switch {
	case w.ended != nil:
		since = w.ended
		d.Way, d.Basis, d.Event, d.Holder = WayEvidence, BasisRecord, w.ended.ID, keeperOf(w.ended)
		if w.ended.EffectiveKind() == focalpoint.EventDeactivate {
			d.Way, d.Holder = WayReactivation, w.Holder
		}
		d.State, d.Place = cmp.Or(w.ended.State, d.State), w.ended.Place
	case w.missing != nil:
		w.reported(d)
		return
	case w.convert != nil, w.is(focalpoint.OriginConverted):
		d.Way, d.Basis = WayConversion, BasisInferred
		if w.convert != nil {
			since, d.Basis, d.Event, d.Place = w.convert, BasisRecord, w.convert.ID, w.convert.Place
			d.State = cmp.Or(w.convert.State, d.State)
			d.Between = w.convert.Happened
		}
	case w.is(focalpoint.OriginReactivated):
		d.Way, d.Basis = WayReactivation, BasisInferred
	case w.record == nil && (homeMade(w.in.Describes) || w.is(focalpoint.OriginAssembled)):
		d.Way, d.Basis = WayManufacture, BasisInferred
	case w.custody != nil:
		since = w.custody
		d.Way, d.Basis, d.Event, d.Holder = WayEvidence, BasisInferred, w.custody.ID, keeperOf(w.custody)
		d.State, d.Place = cmp.Or(w.custody.State, d.State), w.custody.Place
	case w.record == nil:
		w.unidentified(d)
		return
	default:
		d.Way, d.Basis = w.inferred(), BasisInferred
	}
	if d.Between == "" {
		d.Between = between(since, w.taking)
	}
	d.Reason = reason("trace.diversion."+string(d.Basis), "way", d.Way, "holder", refText(d.Holder), "between", string(d.Between))
}

func (w *walker) is(o focalpoint.Origin) bool { return w.in.Describes.Origin.Code == string(o) }

// unidentified: of an item in no record only what the occurrence shows is known.
func (w *walker) unidentified(d *Diversion) {
	if w.taking.Place.Location == focalpoint.LocationPost {
		*d = Diversion{Way: WayPost, Basis: BasisRecord, Between: w.taking.Happened, State: w.taking.State, Place: w.taking.Place, Event: w.taking.ID}
		d.Reason = reason("trace.diversion.record", "way", d.Way, "holder", "", "between", string(d.Between))
	}
}

// reported: a loss or theft on record is the point of diversion.
func (w *walker) reported(d *Diversion) {
	theft := w.missing.EffectiveKind() == focalpoint.EventTheft
	d.Basis, d.Event, d.Between = BasisRecord, w.missing.ID, w.missing.Happened
	d.State, d.Place = cmp.Or(w.missing.State, d.State), w.missing.Place
	if !w.missing.From.IsZero() {
		d.Holder = w.missing.From
	}
	role := w.holderRole
	if r := w.roleOf(w.missing.From, w.missing.EffectiveKind()); r != "" {
		role = r
	}
	switch {
	case role == directory.RoleCarrier, w.export != nil:
		d.Way = WayTransport
	case role == directory.RoleMaker:
		d.Way = WayFactory
	case role == directory.RoleForce || w.stock != nil:
		d.Way = WayStateLoss
		if theft {
			d.Way = WayStateTheft
		}
	case role == directory.RoleCourtStore:
		d.Way = WayEvidence
	case theft:
		d.Way = WayTheftOwner
	default:
		d.Way = WayLossOwner
	}
	d.Reason = reason("trace.diversion.record", "way", d.Way, "holder", refText(d.Holder), "between", string(d.Between))
}

// inferred names the way that the end of the record points to.
func (w *walker) inferred() string {
	switch {
	case w.export != nil:
		return w.shipment()
	case w.stock != nil, w.holderRole == directory.RoleForce:
		return WayStateLoss
	case w.holderRole == directory.RoleMaker:
		return WayFactory
	case w.holderRole == directory.RoleImporter, w.holderRole == directory.RoleDealer, w.holderRole == directory.RoleBroker:
		return WayDealer
	case w.holderRole == directory.RoleCarrier:
		return WayTransport
	case w.Legal == nil:
		return WayUnknown
	case w.straw():
		return WayStraw
	case w.Legal.EffectiveKind() == focalpoint.EventDeactivate:
		return WayReactivation
	case w.holderRole == roleOwner && w.gone():
		return WayInheritance
	case w.holderRole == roleOwner:
		return WayPrivateSale
	}
	return WayUnknown
}

// shipment: exported, and no import. Taken in the State it left or in a third
// one, it was diverted on the way; taken where it was sent to, after arrival.
func (w *walker) shipment() string {
	at := w.takenIn()
	switch {
	case at == "":
		return WayUnknown
	case at == destination(w.export):
		return WayExport
	}
	return WayTransport
}

// takenIn is the State in which the item turned up.
func (w *walker) takenIn() focalpoint.Country {
	return cmp.Or(w.taking.State, w.taking.Place.Country)
}

// straw: a short time-to-crime together with other firearms of the same buyer
// that turned up points to somebody who buys for others.
func (w *walker) straw() bool {
	return w.holderRole == roleOwner && w.moved != nil && w.moved.EffectiveKind() == focalpoint.EventSale &&
		w.in.Related[RelatedHolder] >= w.p.Rules.StrawOthers && w.p.Rules.StrawOthers > 0 && w.short()
}

// short says whether the item turned up within the time that the rules call short.
func (w *walker) short() bool {
	el := elapsed(w.moved, w.taking)
	return el.Known && !el.Wrong && el.Max <= w.p.Rules.ShortCrimeDays
}

// between is the stretch from one event to another, as a Date.
func between(from, to *focalpoint.Event) focalpoint.Date {
	if to == nil {
		return ""
	}
	_, last, ok := to.Happened.Bounds()
	if from == nil || !ok {
		return ""
	}
	first, _, ok := from.Happened.Bounds()
	if !ok || first > last {
		return ""
	}
	if first == last {
		return first.Date()
	}
	return first.Date() + "/" + last.Date()
}
