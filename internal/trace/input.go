package trace

import (
	"focalpoint"
	"focalpoint/internal/directory"
	"focalpoint/internal/register"
)

// IdentityState says how far the item is identified with one of the register.
type IdentityState string

// Identity states.
const (
	IdentityOpen    IdentityState = ""        // nobody has looked yet
	IdentityOwn     IdentityState = "own"     // the item itself stands in the register
	IdentityExact   IdentityState = "exact"   // joined automatically: exact, only match, consistent
	IdentityChosen  IdentityState = "chosen"  // joined by a person
	IdentitySeveral IdentityState = "several" // several candidates, none can be preferred
	IdentityWaiting IdentityState = "waiting" // one candidate waits for a person's decision
	IdentityNone    IdentityState = "none"    // no candidate is the item
)

// Asked is how one hop stands, as the rules need it.
type Asked struct {
	To     Addressee
	Status HopStatus
	Answer AnswerCode
}

// Input is everything Walk looks at. Events are as they stand after
// corrections, in any order.
type Input struct {
	Item        focalpoint.ItemID
	Events      []focalpoint.Event
	Taking      focalpoint.EventID // the occurrence to trace; empty: the item's latest
	Describes   focalpoint.Description
	Marking     focalpoint.MarkStatus
	Role        focalpoint.Role // of the item in the occurrence
	Identity    IdentityState
	MakerState  focalpoint.Country // of the make, as the catalogue knows it; empty when it does not
	Parts       []PartInput        // other lives that parts bring in
	Number      NumberFit          // how the number stands to the maker's
	Parties     map[focalpoint.PartyID]directory.Party
	Gone        map[focalpoint.PersonID]bool // holders known to be dead
	HolderGone  bool                         // a person says that the last holder is dead or closed
	Asked       []Asked
	Established *Diversion         // by a competent authority
	DuplicateOf focalpoint.TraceID //
	NotTraced   bool               // decided not to trace at all (ISACS 05.31: amnesty, tracing would delay destruction)
	NoFurther   bool               // decided that nobody else will be asked
	AsOf        focalpoint.Day     //
	Related     map[string]int     // counts of other items: see Related* keys
}

// Keys of Input.Related: how many other items that turned up have the same
// last holder, or had the same dealer in their last sale.
const (
	RelatedHolder = "holder"
	RelatedDealer = "dealer"
)

// InputOf fills an Input from the register's own reading of an item.
func InputOf(it register.Item, life register.Life, asOf focalpoint.Day) Input {
	in := Input{Item: it.ID, Events: life.Effective, Describes: it.Describes, Marking: it.Marking, Role: it.Role, AsOf: asOf}
	if standsItself(life, it.ID) {
		in.Identity = IdentityOwn
	}
	return in
}

// known says whether an event of this kind is a record of a life, not merely
// of turning up.
func known(k focalpoint.EventKind) bool {
	switch k {
	case focalpoint.EventLoss, focalpoint.EventTheft, focalpoint.EventDestroy, focalpoint.EventForfeiture, focalpoint.EventEvidenceIn:
		return true
	}
	return k.Lawful()
}

// Policy is what a State fixes for its traces.
type Policy struct {
	Home         focalpoint.Country // our State
	RecordsSince int                // first year for which records are kept; 0: not known
	Rules        Rules
}
