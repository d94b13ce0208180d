package trace

import (
	"slices"
	"strconv"

	"focalpoint"
	"focalpoint/internal/directory"
	"focalpoint/internal/register"
)

// owner says whether the item was taken from, or handed in by, its lawful
// holder: then there is nothing diverted.
func (w *walker) owner() bool {
	if w.taking == nil || w.Legal == nil || w.missing != nil || w.ended != nil || w.custody != nil {
		return false
	}
	role := w.in.Role
	if w.taking.Role != "" {
		role = w.taking.Role
	}
	if role == focalpoint.RoleLawfulOwner || role == focalpoint.RoleStateOwned {
		return true
	}
	return register.Same(w.taking.From, w.Holder) == register.Yes
}

// result gives the result code. For an identified item the order is: ended on
// record, reported missing, State stock, exported, holder gone, holder; for
// others the reason why it could not be found.
func (w *walker) result() {
	code, why := w.resultOf()
	w.code = code // a duplicate stands in the leaf of its own merits
	if w.in.DuplicateOf != "" {
		code, why = focalpoint.ResultDuplicate, reason("trace.why.duplicate", "trace", string(w.in.DuplicateOf))
	}
	w.f.Result = code
	w.f.Reasons = append(w.f.Reasons, w.identityReason(), why)
}

func (w *walker) identityReason() Reason {
	switch {
	case w.record != nil && w.in.Identity == IdentityChosen:
		return reason("trace.identity.chosen")
	case w.record != nil && w.in.Identity == IdentityExact:
		return reason("trace.identity.exact")
	case w.record != nil:
		return reason("trace.identity.own")
	case w.in.Identity == IdentitySeveral:
		return reason("trace.identity.several")
	case w.in.Identity == IdentityWaiting:
		return reason("trace.identity.waiting")
	case w.in.Identity == IdentityNone:
		return reason("trace.identity.none")
	}
	return reason("trace.identity.open")
}

func (w *walker) resultOf() (focalpoint.ResultCode, Reason) {
	if w.record == nil {
		return w.failure()
	}
	switch {
	case w.ended != nil && w.taking != nil && w.ended.EffectiveKind() == focalpoint.EventDestroy:
		return focalpoint.ResultReentered, reason("trace.why.destroyed", "date", string(w.ended.Happened), "keeper", refText(keeperOf(w.ended)))
	case w.ended != nil && w.taking != nil:
		return focalpoint.ResultReentered, reason("trace.why.deactivated", "date", string(w.ended.Happened), "keeper", refText(keeperOf(w.ended)))
	case w.missing != nil:
		key := "trace.why.lost"
		if w.missing.EffectiveKind() == focalpoint.EventTheft {
			key = "trace.why.stolen"
		}
		return focalpoint.ResultLostStolen, reason(key, "date", string(w.missing.Happened), "holder", refText(w.Holder))
	case w.custody != nil:
		return focalpoint.ResultStateStock, reason("trace.why.custody", "date", string(w.custody.Happened), "keeper", refText(keeperOf(w.custody)))
	case w.stock != nil, w.holderRole == directory.RoleForce:
		return focalpoint.ResultStateStock, reason("trace.why.stock", "holder", refText(w.Holder))
	case w.export != nil:
		return focalpoint.ResultExported, reason("trace.why.exported", "date", string(w.export.Happened), "state", string(destination(w.export)))
	case w.Legal == nil:
		return focalpoint.ResultExpired, reason("trace.why.no-legal")
	case w.Holder.IsZero():
		return focalpoint.ResultExpired, reason("trace.why.no-holder", "date", string(w.Legal.Happened))
	case w.gone():
		return focalpoint.ResultHolderGone, reason("trace.why.gone", "holder", refText(w.Holder))
	}
	return focalpoint.ResultHolder, reason("trace.why.holder", "holder", refText(w.Holder), "date", string(w.Legal.Happened))
}

// gone says whether the last holder is closed or dead on the day of the trace.
func (w *walker) gone() bool {
	if w.in.HolderGone {
		return true
	}
	if w.Holder.Person != "" {
		return w.in.Gone[w.Holder.Person]
	}
	p, ok := w.in.Parties[w.Holder.Party]
	return ok && w.Holder.Party != "" && p.ClosedOn(w.in.AsOf)
}

// failure says why an item that stands in no record could not be traced.
func (w *walker) failure() (focalpoint.ResultCode, Reason) {
	d := w.in.Describes
	made, dated := focalpoint.ParseYear(d.Year)
	switch {
	case homeMade(d), w.illicitlyMade() && w.in.Marking != focalpoint.MarkedUniquely, w.is(focalpoint.OriginConverted) && len(w.in.Asked) == 0:
		return focalpoint.ResultUnmarked, reason("trace.why.illicit", "origin", d.Origin.Code)
	case w.in.Marking == focalpoint.MarkedNot:
		return focalpoint.ResultUnmarked, reason("trace.why.unmarked")
	case w.in.Identity == IdentitySeveral:
		return focalpoint.ResultSeveral, reason("trace.why.several")
	case w.in.Identity == IdentityWaiting:
		return focalpoint.ResultUndecided, reason("trace.why.waiting")
	case w.in.Marking == focalpoint.MarkedErased:
		return focalpoint.ResultNoSerial, reason("trace.why.erased")
	case w.in.Marking != focalpoint.MarkedUniquely:
		return focalpoint.ResultNoSerial, reason("trace.why.no-serial")
	case w.in.Number.Fit == FitCannot && !w.openHop():
		return focalpoint.ResultNotFit, w.in.Number.Why
	case focalpoint.Absent(d.Make.Code):
		return focalpoint.ResultWrongMaker, reason("trace.why.no-maker", "make", d.Make.Raw)
	case dated && w.p.RecordsSince > 0 && made < w.p.RecordsSince:
		return focalpoint.ResultTooOld, reason("trace.why.old", "made", strconv.Itoa(made), "since", strconv.Itoa(w.p.RecordsSince))
	}
	if code, why, ok := w.afterHops(); ok {
		return code, why
	}
	if made := w.madeIn(); w.foreign(made) && !w.in.NoFurther {
		return focalpoint.ResultUndecided, reason("trace.why.ask-abroad", "state", string(made))
	}
	return focalpoint.ResultExpired, reason("trace.why.no-record")
}

// openHop says whether somebody who was asked may still answer.
func (w *walker) openHop() bool {
	return slices.ContainsFunc(w.in.Asked, func(a Asked) bool { return a.Status.Open() })
}

// afterHops says how a trace ends when others were asked and no record came of
// it. While one of them may still answer, it is under way.
func (w *walker) afterHops() (focalpoint.ResultCode, Reason, bool) {
	var refused, silent, none *Asked
	for i := range w.in.Asked {
		switch a := &w.in.Asked[i]; {
		case a.Status.Open():
			return focalpoint.ResultUndecided, reason("trace.why.asked", "to", a.To.label()), true
		case a.Status == HopRefused:
			refused = a
		case a.Status == HopSilent:
			silent = a
		case a.Status == HopAnswered || a.Status == HopPartly:
			none = a
		}
	}
	switch {
	case refused != nil:
		return focalpoint.ResultRefused, reason("trace.why.refused", "to", refused.To.label()), true
	case none != nil && none.Answer == AnswerTooOld:
		return focalpoint.ResultTooOld, reason("trace.why.answer-old", "to", none.To.label()), true
	case none != nil && none.Answer == AnswerNotOurs:
		return focalpoint.ResultWrongMaker, reason("trace.why.answer-not-ours", "to", none.To.label()), true
	case none != nil && none.Answer == AnswerMisfit:
		return focalpoint.ResultNotFit, reason("trace.why.answer-misfit", "to", none.To.label()), true
	case none != nil:
		return focalpoint.ResultExpired, reason("trace.why.answer-none", "to", none.To.label()), true
	case silent != nil:
		return focalpoint.ResultSilent, reason("trace.why.silent", "to", silent.To.label()), true
	}
	return "", Reason{}, false
}

func (a Addressee) label() string {
	switch {
	case a.Name != "":
		return a.Name
	case a.Country != "":
		return string(a.Country)
	}
	return string(a.Party)
}
