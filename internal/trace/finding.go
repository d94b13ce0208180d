package trace

import (
	"slices"

	"focalpoint"
	"focalpoint/internal/directory"
	"focalpoint/internal/register"
)

// Reason is a sentence for users: a key of the message catalogue and what
// stands in its places.
type Reason struct {
	Key    string            `json:"key"`
	Params map[string]string `json:"params,omitempty"`
}

// Args gives the params as names and values in turn, as a printer takes them.
func (r Reason) Args() []any {
	names := make([]string, 0, len(r.Params))
	for name := range r.Params {
		names = append(names, name)
	}
	slices.Sort(names)
	out := make([]any, 0, 2*len(names))
	for _, name := range names {
		out = append(out, name, r.Params[name])
	}
	return out
}

// reason makes a Reason from a key and names and values in turn.
func reason(key string, pairs ...string) Reason {
	r := Reason{Key: key}
	for i := 0; i+1 < len(pairs); i += 2 {
		if r.Params == nil {
			r.Params = map[string]string{}
		}
		r.Params[pairs[i]] = pairs[i+1]
	}
	return r
}

// Phase says where in a life an event stands, seen from the occurrence traced.
type Phase string

// Phases of a life.
const (
	PhaseBefore Phase = "before"
	PhaseTaking Phase = "taking" // the occurrence in which the item turned up
	PhaseAfter  Phase = "after"
)

// Step is one event of the timeline.
type Step struct {
	Event    focalpoint.EventID   `json:"event"`
	Item     focalpoint.ItemID    `json:"item"`
	Kind     focalpoint.EventKind `json:"kind"`
	Happened focalpoint.Date      `json:"happened,omitempty"`
	Place    focalpoint.Place     `json:"place,omitzero"`
	State    focalpoint.Country   `json:"state,omitempty"`
	From     focalpoint.Ref       `json:"from,omitzero"`
	To       focalpoint.Ref       `json:"to,omitzero"`
	Keeper   focalpoint.Ref       `json:"keeper,omitzero"`
	Document string               `json:"document,omitempty"`
	Phase    Phase                `json:"phase"`
	Lawful   bool                 `json:"lawful"`
	Corrects focalpoint.EventID   `json:"corrects,omitempty"` // it holds through a correction of that event
}

// GapKind names a break in the chain of a life.
type GapKind string

// Kinds of gap.
const (
	GapNoOrigin       GapKind = "no-origin"   // neither manufacture nor import nor first registration is on record
	GapAfterMaker     GapKind = "after-maker" // made, and no word of where it went
	GapExportNoImport GapKind = "export-no-import"
	GapImportNoExport GapKind = "import-no-export"
	GapReturned       GapKind = "returned"       // goes on here after an export without an import
	GapTradeNoSale    GapKind = "trade-no-sale"  // an importer or dealer did not report to whom it went
	GapHolderJump     GapKind = "holder-jump"    // given by somebody who never received it
	GapNoLossReport   GapKind = "no-loss-report" // the last holder reported neither loss nor theft nor sale
	GapStockNoOut     GapKind = "stock-no-out"   // left State stock without a record
	GapCustodyNoOut   GapKind = "custody-no-out" // was in the custody of an authority, and no record says it left
	GapEndedGoesOn    GapKind = "ended-goes-on"  // destroyed or deactivated on record, and a later event
	GapNoKeeper       GapKind = "no-keeper"      // nobody is named as having reported it
	GapNoDate         GapKind = "no-date"        // the last legal record has no date
)

// Gap is a break in the chain, with who should have reported.
type Gap struct {
	Kind   GapKind            `json:"kind"`
	After  focalpoint.EventID `json:"after,omitempty"`  // the event the gap follows
	Before focalpoint.EventID `json:"before,omitempty"` // the event it precedes
	Who    focalpoint.Ref     `json:"who,omitzero"`     // the record keeper that did not report
	Role   directory.Role     `json:"role,omitempty"`   // in which capacity
	Reason Reason             `json:"reason"`
}

// Legal is the last legal record.
type Legal struct {
	Event    focalpoint.EventID   `json:"event"`
	Item     focalpoint.ItemID    `json:"item"`
	Kind     focalpoint.EventKind `json:"kind"`
	Happened focalpoint.Date      `json:"happened,omitempty"`
	Holder   focalpoint.Ref       `json:"holder,omitzero"`
	Keeper   focalpoint.Ref       `json:"keeper,omitzero"`
	State    focalpoint.Country   `json:"state,omitempty"`
	Place    focalpoint.Place     `json:"place,omitzero"`
	Document string               `json:"document,omitempty"`
	// Custodian has the keeper's books now, when the keeper has closed.
	Custodian focalpoint.Ref `json:"custodian,omitzero"`
}

// Basis says on what a point of diversion rests.
type Basis string

// Bases of a point of diversion.
const (
	BasisRecord    Basis = "record"    // an event says so: a report of theft, a conversion, a destruction
	BasisInferred  Basis = "inferred"  // follows from where the record breaks off; to be confirmed
	BasisAuthority Basis = "authority" // established by a competent authority otherwise than by tracing
)

// Diversion is the point of diversion as codes: the way (list "diversion" of
// the catalogue), between which dates, and where. An empty Way means that
// nothing is known.
type Diversion struct {
	Way     string             `json:"way,omitempty"`
	Between focalpoint.Date    `json:"between,omitempty"` // an interval, or a date
	State   focalpoint.Country `json:"state,omitempty"`
	Place   focalpoint.Place   `json:"place,omitzero"`
	Holder  focalpoint.Ref     `json:"holder,omitzero"` // from whose hands
	Basis   Basis              `json:"basis,omitempty"`
	Event   focalpoint.EventID `json:"event,omitempty"` // the event that says so
	Note    string             `json:"note,omitempty"`  // of the authority that established it
	Reason  Reason             `json:"reason,omitzero"`
}

// Elapsed is the time between two events in days; both ends are counted as
// far apart and as close as the precision of the dates allows.
type Elapsed struct {
	Since focalpoint.EventID `json:"since,omitempty"`
	Known bool               `json:"known"`
	Min   int                `json:"min"`
	Max   int                `json:"max"`
	Wrong bool               `json:"wrong,omitempty"` // zero or negative: a date on record is wrong
	Doubt bool               `json:"doubt,omitempty"` // the dates' precision leaves room for zero or less
}

// AddresseeKind is what sort of body a question goes to; clocks follow it.
type AddresseeKind string

// Kinds of addressee.
const (
	ToState        AddresseeKind = "state"
	ToOrganization AddresseeKind = "organization"
	ToMaker        AddresseeKind = "maker"
	ToImporter     AddresseeKind = "importer"
	ToDealer       AddresseeKind = "dealer"
	ToBroker       AddresseeKind = "broker"
	ToForce        AddresseeKind = "force"
	ToRegistry     AddresseeKind = "registry"
	ToArchive      AddresseeKind = "archive"
	ToCarrier      AddresseeKind = "carrier"
	ToOther        AddresseeKind = "other"
)

// AddresseeKinds lists the kinds in the order of pages.
func AddresseeKinds() []AddresseeKind {
	return []AddresseeKind{ToState, ToMaker, ToImporter, ToDealer, ToBroker, ToForce, ToRegistry, ToArchive, ToCarrier, ToOrganization, ToOther}
}

// Addressee is whom a question goes to.
type Addressee struct {
	Party   focalpoint.PartyID `json:"party,omitempty"`
	Name    string             `json:"name,omitempty"`
	Kind    AddresseeKind      `json:"kind"`
	Country focalpoint.Country `json:"country,omitempty"`
}

// Advice is whom to ask next, and why.
type Advice struct {
	To  Addressee `json:"to"`
	Why Reason    `json:"why"`
}

// Finding is what a walk found. Everything in it follows from the Input and
// the Policy; the same input gives the same finding.
type Finding struct {
	Rules         string                 `json:"rules"` // version of the rules applied
	AsOf          focalpoint.Date        `json:"asOf"`
	Item          focalpoint.ItemID      `json:"item"`
	Taking        focalpoint.EventID     `json:"taking,omitempty"` // the occurrence traced; empty for an item that did not turn up
	Identified    bool                   `json:"identified"`       // a record of the item's life is known
	Timeline      []Step                 `json:"timeline"`
	Gaps          []Gap                  `json:"gaps,omitempty"`
	LastLegal     *Legal                 `json:"lastLegal,omitempty"`
	Before        string                 `json:"before"` // status before diversion: list "previous-status" of the catalogue
	Diversion     Diversion              `json:"diversion,omitzero"`
	SinceTransfer Elapsed                `json:"sinceTransfer,omitzero"` // time-to-crime from the last legal transfer
	SinceRetail   Elapsed                `json:"sinceRetail,omitzero"`   // and from the first retail sale
	Result        focalpoint.ResultCode  `json:"result"`
	Leaf          focalpoint.TracingLeaf `json:"leaf"`
	Established   register.Established   `json:"established,omitempty"`
	Reasons       []Reason               `json:"reasons"`         // identification, result, leaf, in this order
	Parts         []PartLife             `json:"parts,omitempty"` // lives of parts that are another firearm's
	Indicators    []Reason               `json:"indicators,omitempty"`
	Next          []Advice               `json:"next,omitempty"` // best first
	FollowUp      bool                   `json:"followUp"`       // the result asks for a decision (T1, T3, T4)
}
