package focalpoint

import "time"

// EventKind says what happened to an item.
type EventKind string

// Kinds of event (tracing.md section 4, item 5). Append-only: kinds are stored by name.
const (
	EventManufacture EventKind = "manufacture"
	EventProof       EventKind = "proof"
	EventMark        EventKind = "mark"
	EventImport      EventKind = "import"
	EventExport      EventKind = "export"
	EventTransit     EventKind = "transit"
	EventDeliver     EventKind = "deliver"
	EventSale        EventKind = "sale"
	EventTransfer    EventKind = "transfer"
	EventInherit     EventKind = "inherit"
	EventLicence     EventKind = "licence"
	EventRegister    EventKind = "register" // first taken up by a record keeper who tells no more
	EventRepair      EventKind = "repair"
	EventConvert     EventKind = "convert"
	EventJoin        EventKind = "join"  // a part joins a firearm (Other = the firearm)
	EventLeave       EventKind = "leave" // a part leaves a firearm (Other = the firearm)
	EventLoss        EventKind = "loss"
	EventTheft       EventKind = "theft"
	EventFind        EventKind = "find"
	EventSeizure     EventKind = "seizure"
	EventSurrender   EventKind = "surrender"
	EventRecover     EventKind = "recover" // returned to its lawful owner
	EventEvidenceIn  EventKind = "evidence-in"
	EventEvidenceOut EventKind = "evidence-out"
	EventExamine     EventKind = "examine"  // examination: new readings of marks, restored characters
	EventIdentify    EventKind = "identify" // this item and Other are held to be the same thing; undone by withdrawing the event
	EventForfeiture  EventKind = "forfeiture"
	EventStockIn     EventKind = "stock-in"  // taken into State stock
	EventStockOut    EventKind = "stock-out" // left State stock for permanent civilian use
	EventDeactivate  EventKind = "deactivate"
	EventVerify      EventKind = "verify"
	EventDestroy     EventKind = "destroy"
	EventCorrection  EventKind = "correction" // replaces the event named in Corrects
	EventObserve     EventKind = "observe"    // recorded for an occurrence, nothing changes (lawful owner's, State-owned for examination)
)

// Event is something that happened to an item. It is never changed: a
// correction is a new event of kind EventCorrection that names in Corrects
// what it replaces and carries the whole corrected event in the other fields
// (CorrectedKind says its kind; empty CorrectedKind withdraws the event).
type Event struct {
	ID            EventID      `json:"id"`
	Item          ItemID       `json:"item"`
	Kind          EventKind    `json:"kind"`
	Happened      Date         `json:"happened,omitempty"`  // when it happened
	Recorded      time.Time    `json:"recorded"`            // when we learned
	Place         Place        `json:"place,omitzero"`      //
	State         Country      `json:"state,omitempty"`     // the State under whose law it happened
	From          Ref          `json:"from,omitzero"`       // who gives
	To            Ref          `json:"to,omitzero"`         // who receives; the holder afterwards
	Keeper        Ref          `json:"keeper,omitzero"`     // the record keeper who reported it
	Authority     Ref          `json:"authority,omitzero"`  //
	Witnesses     []Ref        `json:"witnesses,omitempty"` // who stood by, as at a destruction
	Method        string       `json:"method,omitempty"`    // how it was done: of a destruction, deactivation, conversion
	Document      string       `json:"document,omitempty"`  // licence, invoice, case number … as written
	Control       string       `json:"control,omitempty"`   // the source's own number of the item in the occurrence, as written
	Other         ItemID       `json:"other,omitempty"`     // the other item of a join, leave or identify
	Seizure       SeizureID    `json:"seizure,omitempty"`   // the occurrence it belongs to
	Role          Role         `json:"role,omitempty"`      // of the item in that occurrence
	Describes     *Description `json:"describes,omitempty"` // what the reporter said the item is
	Marks         []Mark       `json:"marks,omitempty"`     // marks the reporter saw or wrote
	Offences      []Coded      `json:"offences,omitempty"`  //
	Context       LegalContext `json:"context,omitempty"`   // of a seizure, find or surrender
	Corrects      EventID      `json:"corrects,omitempty"`
	CorrectedKind EventKind    `json:"correctedKind,omitempty"`
	Reason        string       `json:"reason,omitempty"` // of a correction, loss, repair …
	Note          string       `json:"note,omitempty"`
	Import        ImportID     `json:"import,omitempty"` // the import that brought it
	Row           int64        `json:"row,omitempty"`    // 1-based row of the imported file
}

// LegalContext says on what ground items were taken. Indicator 16.4.2 counts
// seizures for criminal offences (metadata of 2018).
type LegalContext string

// Legal contexts.
const (
	ContextCriminal       LegalContext = "criminal"
	ContextAdministrative LegalContext = "administrative"
	ContextUnknown        LegalContext = "unknown"
)

// EffectiveKind returns what the event states happened: the corrected kind for
// a correction, else the kind.
func (e Event) EffectiveKind() EventKind {
	if e.Kind == EventCorrection {
		return e.CorrectedKind
	}
	return e.Kind
}

// Lawful says whether an event of this kind shows the item in lawful
// possession, so that it can be the last legal record (ISACS 05.31; SDG
// 16.4.2 metadata: last recorded information and legal end user).
func (k EventKind) Lawful() bool {
	switch k {
	case EventManufacture, EventProof, EventImport, EventExport, EventTransit, EventDeliver, EventSale,
		EventTransfer, EventInherit, EventLicence, EventRegister, EventRepair, EventStockIn, EventStockOut,
		EventRecover, EventDeactivate:
		return true
	}
	return false
}
