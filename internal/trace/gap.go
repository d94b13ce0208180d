package trace

import (
	"focalpoint"
	"focalpoint/internal/directory"
)

func (w *walker) gap(kind GapKind, after, before *focalpoint.Event, who focalpoint.Ref, role directory.Role) {
	g := Gap{Kind: kind, Who: who, Role: role}
	params := []string{"who", refText(who)}
	if after != nil {
		g.After = after.ID
		params = append(params, "after", string(after.Happened), "event", string(after.EffectiveKind()))
	} else {
		params = append(params, "after", "", "event", "")
	}
	if before != nil {
		g.Before = before.ID
		params = append(params, "before", string(before.Happened))
	} else {
		params = append(params, "before", "")
	}
	g.Reason = reason("trace.gap."+string(kind), params...)
	w.f.Gaps = append(w.f.Gaps, g)
}

// refText names a party for a sentence: its name as reported, else its number.
func refText(r focalpoint.Ref) string {
	switch {
	case r.Name != "":
		return r.Name
	case r.Party != "":
		return string(r.Party)
	case r.Person != "":
		return string(r.Person)
	}
	return string(r.Country)
}

// stepGaps looks for a break between what is known so far and the next event.
func (w *walker) stepGaps(e *focalpoint.Event) {
	kind := e.EffectiveKind()
	if !kind.Lawful() {
		return
	}
	if w.legal == nil && w.missing == nil {
		switch kind {
		case focalpoint.EventManufacture, focalpoint.EventImport, focalpoint.EventRegister, focalpoint.EventProof:
		default:
			w.gap(GapNoOrigin, nil, e, w.maker(), directory.RoleMaker)
		}
	}
	if w.ended != nil && !(kind == focalpoint.EventDeactivate) {
		if w.ended.EffectiveKind() == focalpoint.EventDestroy {
			w.gap(GapEndedGoesOn, w.ended, e, keeperOf(w.ended), "")
		}
	}
	if w.export != nil {
		switch {
		case kind == focalpoint.EventImport, kind == focalpoint.EventTransit, kind == focalpoint.EventExport:
		case e.State != "" && e.State == w.export.State && w.export.State != destination(w.export):
			w.gap(GapReturned, w.export, e, focalpoint.Ref{Country: e.State}, directory.RoleCustoms)
		case e.State != "" && e.State == destination(w.export):
			w.gap(GapExportNoImport, w.export, e, w.consignee(w.export), directory.RoleImporter)
		}
	}
	if kind == focalpoint.EventImport && w.legal != nil && w.export == nil && w.foreign(w.legal.State) {
		w.gap(GapImportNoExport, w.legal, e, keeperOf(w.legal), "")
	}
	if w.stock != nil {
		switch kind {
		case focalpoint.EventSale, focalpoint.EventInherit, focalpoint.EventRegister, focalpoint.EventImport:
			w.gap(GapStockNoOut, w.stock, e, w.holder, directory.RoleForce)
		}
	}
	if w.legal != nil && !e.From.IsZero() && !w.holder.IsZero() && same(e.From, w.holder) == no && gives(kind) && w.stock == nil {
		w.gap(GapHolderJump, w.legal, e, w.holder, w.holderRole)
	}
	if e.Keeper.IsZero() && e.Authority.IsZero() {
		w.gap(GapNoKeeper, e, nil, focalpoint.Ref{}, "")
	}
}

// gives says whether From of such an event must have held the item.
func gives(k focalpoint.EventKind) bool {
	switch k {
	case focalpoint.EventSale, focalpoint.EventTransfer, focalpoint.EventInherit, focalpoint.EventDeliver, focalpoint.EventExport:
		return true
	}
	return false
}

func keeperOf(e *focalpoint.Event) focalpoint.Ref {
	if !e.Keeper.IsZero() {
		return e.Keeper
	}
	return e.Authority
}

// consignee is who should have reported the arrival of an export: the one it
// was sent to, in the State it was sent to.
func (w *walker) consignee(export *focalpoint.Event) focalpoint.Ref {
	if !export.To.IsZero() {
		return export.To
	}
	return focalpoint.Ref{Country: destination(export)}
}

// maker is the maker of the item as far as it is known.
func (w *walker) maker() focalpoint.Ref {
	code := w.in.Describes.Make.Code
	if p, ok := w.partyForMake(code, directory.RoleMaker); ok {
		return p.Ref()
	}
	name := w.in.Describes.Make.Raw
	if name == "" {
		name = code
	}
	return focalpoint.Ref{Name: name, Country: focalpoint.Country(w.in.Describes.Country.Code)}
}

// closeGaps names the break at the end of the record: who held the item last
// and did not say where it went.
func (w *walker) closeGaps() {
	if w.legal == nil || w.taking == nil || w.ended != nil || w.missing != nil || w.owner() {
		return
	}
	if _, _, ok := w.legal.Happened.Bounds(); !ok {
		w.gap(GapNoDate, w.legal, nil, keeperOf(w.legal), "")
	}
	kind := w.legal.EffectiveKind()
	switch {
	case w.custody != nil:
		w.gap(GapCustodyNoOut, w.custody, w.taking, keeperOf(w.custody), directory.RoleCourtStore)
	case w.export != nil:
		w.gap(GapExportNoImport, w.export, w.taking, w.consignee(w.export), directory.RoleImporter)
	case w.stock != nil, w.holderRole == directory.RoleForce:
		w.gap(GapStockNoOut, w.legal, w.taking, w.holder, directory.RoleForce)
	case kind == focalpoint.EventManufacture, kind == focalpoint.EventProof, kind == focalpoint.EventMark, w.holderRole == directory.RoleMaker:
		w.gap(GapAfterMaker, w.legal, w.taking, w.holder, directory.RoleMaker)
	case w.holderRole == directory.RoleImporter, w.holderRole == directory.RoleDealer, w.holderRole == directory.RoleBroker:
		w.gap(GapTradeNoSale, w.legal, w.taking, w.holder, w.holderRole)
	default:
		w.gap(GapNoLossReport, w.legal, w.taking, w.holder, w.holderRole)
	}
}
