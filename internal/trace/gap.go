package trace

import (
	"focalpoint"
	"focalpoint/internal/directory"
	"focalpoint/internal/register"
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
	if w.Legal == nil && w.missing == nil {
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
	if kind == focalpoint.EventImport && w.Legal != nil && w.export == nil && w.foreign(w.Legal.State) {
		w.gap(GapImportNoExport, w.Legal, e, keeperOf(w.Legal), "")
	}
	if w.stock != nil {
		switch kind {
		case focalpoint.EventSale, focalpoint.EventInherit, focalpoint.EventRegister, focalpoint.EventImport:
			w.gap(GapStockNoOut, w.stock, e, w.Holder, directory.RoleForce)
		}
	}
	if w.Legal != nil && !e.From.IsZero() && !w.Holder.IsZero() && register.Same(e.From, w.Holder) == register.No && register.Gives(kind) && w.stock == nil {
		w.gap(GapHolderJump, w.Legal, e, w.Holder, w.holderRole)
	}
	if e.Keeper.IsZero() && e.Authority.IsZero() {
		w.gap(GapNoKeeper, e, nil, focalpoint.Ref{}, "")
	}
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
	if w.Legal == nil || w.taking == nil || w.ended != nil || w.missing != nil || w.owner() {
		return
	}
	if _, _, ok := w.Legal.Happened.Bounds(); !ok {
		w.gap(GapNoDate, w.Legal, nil, keeperOf(w.Legal), "")
	}
	kind := w.Legal.EffectiveKind()
	switch {
	case w.custody != nil:
		w.gap(GapCustodyNoOut, w.custody, w.taking, keeperOf(w.custody), directory.RoleCourtStore)
	case w.export != nil:
		w.gap(GapExportNoImport, w.export, w.taking, w.consignee(w.export), directory.RoleImporter)
	case w.stock != nil, w.holderRole == directory.RoleForce:
		w.gap(GapStockNoOut, w.Legal, w.taking, w.Holder, directory.RoleForce)
	case kind == focalpoint.EventManufacture, kind == focalpoint.EventProof, kind == focalpoint.EventMark, w.holderRole == directory.RoleMaker:
		w.gap(GapAfterMaker, w.Legal, w.taking, w.Holder, directory.RoleMaker)
	case w.holderRole == directory.RoleImporter, w.holderRole == directory.RoleDealer, w.holderRole == directory.RoleBroker:
		w.gap(GapTradeNoSale, w.Legal, w.taking, w.Holder, w.holderRole)
	default:
		w.gap(GapNoLossReport, w.Legal, w.taking, w.Holder, w.holderRole)
	}
}
