package trace

import "focalpoint"

// leaf puts the item into exactly one leaf of the tracing table
// (statistics.md 2.3). A unique mark, or an identification that succeeded all
// the same, leads into group 1; erased, illicitly made and unmarked items into
// group 2; unknown marking into 3.
func (w *walker) leaf() {
	leaf, why := w.leafOf()
	w.f.Leaf = leaf
	w.f.Reasons = append(w.f.Reasons, why)
	w.f.Established = w.means()
}

func (w *walker) leafOf() (focalpoint.TracingLeaf, Reason) {
	switch {
	case w.in.NotTraced && w.in.Marking == focalpoint.MarkedUniquely && w.in.Established == nil:
		// The decision stands whatever the register says: nobody was followed (ISACS 05.31: amnesties).
		return focalpoint.LeafNotInitiated, reason("trace.leaf.not-initiated")
	case w.record != nil:
		return w.leafIdentified()
	case w.illicitlyMade() && w.in.Marking != focalpoint.MarkedUniquely:
		return focalpoint.LeafIllicitlyMade, reason("trace.leaf.illicit")
	case w.in.Marking == focalpoint.MarkedErased:
		return focalpoint.LeafErased, reason("trace.leaf.erased")
	case w.in.Marking == focalpoint.MarkedNot:
		return focalpoint.LeafNoInformation, reason("trace.leaf.unmarked")
	case w.in.Marking != focalpoint.MarkedUniquely:
		return focalpoint.LeafUnknown, reason("trace.leaf.unknown")
	case w.in.Established != nil:
		return focalpoint.LeafOtherwise, reason("trace.leaf.established")
	case w.convert != nil:
		// The point of diversion of an illicitly made firearm is its making
		// (metadata of 2018); the authority that recorded it established it.
		return focalpoint.LeafOtherwise, reason("trace.leaf.converted")
	case w.pending():
		return focalpoint.LeafPending, reason("trace.leaf.pending")
	}
	return focalpoint.LeafNoDiversion, reason("trace.leaf.no-diversion")
}

func (w *walker) leafIdentified() (focalpoint.TracingLeaf, Reason) {
	switch {
	case w.owner() && w.foreign(w.Legal.State):
		return focalpoint.LeafForeign, reason("trace.leaf.foreign", "state", string(w.Legal.State))
	case w.owner():
		return focalpoint.LeafLegitimateOwner, reason("trace.leaf.owner", "holder", refText(w.Holder))
	case w.code == focalpoint.ResultExported, w.code == focalpoint.ResultExpired:
		// The record ends at a border, or names nobody: the point is not reached yet.
		switch {
		case w.in.Established != nil:
			return focalpoint.LeafOtherwise, reason("trace.leaf.established")
		case w.pending():
			return focalpoint.LeafPending, reason("trace.leaf.pending")
		}
		return focalpoint.LeafNoDiversion, reason("trace.leaf.no-diversion")
	case w.Legal != nil && w.foreign(w.Legal.State):
		return focalpoint.LeafForeign, reason("trace.leaf.foreign", "state", string(w.Legal.State))
	case w.Legal == nil && w.missing != nil && w.foreign(w.missing.State):
		return focalpoint.LeafForeign, reason("trace.leaf.foreign", "state", string(w.missing.State))
	}
	return focalpoint.LeafNational, reason("trace.leaf.national")
}

// pending says whether somebody may still answer, or should be asked and
// nobody has decided not to.
func (w *walker) pending() bool {
	asked := false
	for _, a := range w.in.Asked {
		if a.Status.Open() {
			return true
		}
		asked = true
	}
	if w.in.NoFurther || w.taking == nil && w.record == nil {
		return false
	}
	switch w.code {
	case focalpoint.ResultExported:
		return !w.askedState(destination(w.export))
	case focalpoint.ResultUndecided, focalpoint.ResultSeveral:
		return true
	}
	return w.in.Identity == IdentityOpen && !asked && w.code != focalpoint.ResultUnmarked
}

func (w *walker) askedState(state focalpoint.Country) bool {
	for _, a := range w.in.Asked {
		if a.To.Country == state && state != "" {
			return true
		}
	}
	return false
}
