package trace

import (
	"strconv"

	"focalpoint"
)

// crime computes time-to-crime: the day of the occurrence minus the day of the
// last legal transfer, and minus that of the first retail sale. Zero or less
// means that a date on record is wrong (tracing.md 4.7).
func (w *walker) crime() {
	if w.taking == nil {
		return
	}
	w.f.SinceTransfer = elapsed(w.moved, w.taking)
	if w.later != nil { // on record as given away after it was taken: one of the dates is wrong
		w.f.SinceTransfer = elapsed(w.later, w.taking)
	}
	w.f.SinceRetail = elapsed(w.retail, w.taking)
}

func elapsed(since, until *focalpoint.Event) Elapsed {
	if since == nil || until == nil {
		return Elapsed{}
	}
	el := Elapsed{Since: since.ID}
	sf, sl, ok1 := since.Happened.Bounds()
	uf, ul, ok2 := until.Happened.Bounds()
	if !ok1 || !ok2 {
		return el
	}
	el.Known, el.Min, el.Max = true, int(uf-sl), int(ul-sf)
	el.Wrong = el.Max <= 0
	el.Doubt = !el.Wrong && el.Min <= 0
	return el
}

// indicate names what points to trafficking or to a wrong record, for whoever
// decides on a follow-up. Indicators are hints, never findings.
func (w *walker) indicate() {
	add := func(key string, pairs ...string) { w.f.Indicators = append(w.f.Indicators, reason(key, pairs...)) }
	if w.f.SinceTransfer.Wrong || w.f.SinceRetail.Wrong {
		add("trace.indicator.date-error")
	}
	if w.owner() {
		return
	}
	if w.moved != nil && w.taking != nil && w.short() {
		add("trace.indicator.short", "days", strconv.Itoa(w.f.SinceTransfer.Max), "limit", strconv.Itoa(w.p.Rules.ShortCrimeDays))
	}
	if n := w.in.Related[RelatedHolder]; n > 0 {
		add("trace.indicator.same-holder", "n", strconv.Itoa(n))
	}
	if n := w.in.Related[RelatedDealer]; n > 0 {
		add("trace.indicator.same-dealer", "n", strconv.Itoa(n), "dealer", refText(w.dealer))
	}
	if w.export != nil && w.taking != nil && w.takenIn() != "" && w.takenIn() == w.export.State {
		add("trace.indicator.never-left", "state", string(w.export.State))
	}
	if w.in.Marking == focalpoint.MarkedErased {
		add("trace.indicator.erased")
	}
	if fit := w.in.Number; fit.Fit == FitUnusual || fit.Fit == FitCannot && w.record != nil {
		w.f.Indicators = append(w.f.Indicators, fit.Why)
	}
}
