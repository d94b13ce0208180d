package trace

import (
	"slices"
	"time"

	"focalpoint"
	"focalpoint/internal/register"
)

// Direction says who asked first.
type Direction string

// Directions of a trace.
const (
	Ours     Direction = "ours"     // an item of ours is followed
	Incoming Direction = "incoming" // a partner asked us
)

// Candidate is an item of the register that the traced one may be.
type Candidate struct {
	Item        focalpoint.ItemID `json:"item"`
	Probability float64           `json:"probability"`
	Mark        string            `json:"mark,omitempty"` // its number, as recorded
	Make        string            `json:"make,omitempty"`
	Model       string            `json:"model,omitempty"`
	Calibre     string            `json:"calibre,omitempty"`
	Status      focalpoint.Status `json:"status,omitempty"`
	Exact       bool              `json:"exact,omitempty"`      // the number agrees sign for sign, nothing in doubt
	Consistent  bool              `json:"consistent,omitempty"` // make, type and calibre do not speak against it
	Reasons     []Reason          `json:"reasons,omitempty"`    // for and against
	// The number symbol by symbol, and what else was compared; of the best few.
	Symbols []register.Symbol    `json:"symbols,omitempty"`
	Fields  []register.Agreement `json:"fields,omitempty"`
}

// Identity is how far the traced item is identified, and who decided.
type Identity struct {
	State       IdentityState      `json:"state,omitempty"`
	Candidates  []Candidate        `json:"candidates,omitempty"` // of the latest search, best first
	Chosen      focalpoint.ItemID  `json:"chosen,omitempty"`
	Event       focalpoint.EventID `json:"event,omitempty"` // the identify event on the register
	Probability float64            `json:"probability,omitempty"`
	By          focalpoint.UserID  `json:"by,omitempty"` // empty: automatic
	At          time.Time          `json:"at,omitzero"`
	Reason      string             `json:"reason,omitempty"`
	Searched    string             `json:"searched,omitempty"` // what was searched by, to see when new readings arrive
	Number      NumberFit          `json:"number,omitzero"`    // how the number stands to the maker's
}

// Decided says whether a person has chosen, or said that it is none of them;
// a new search then only shows its candidates.
func (i Identity) Decided() bool {
	return i.By != "" && (i.State == IdentityChosen || i.State == IdentityNone || i.State == IdentitySeveral)
}

// Trace is the work of following one item: a logged document with versions.
type Trace struct {
	ID          focalpoint.TraceID   `json:"id"`
	Direction   Direction            `json:"direction"`
	Item        focalpoint.ItemID    `json:"item"`
	Seizure     focalpoint.SeizureID `json:"seizure,omitempty"`
	Case        focalpoint.CaseID    `json:"case,omitempty"`
	Opened      time.Time            `json:"opened"`
	By          focalpoint.UserID    `json:"by,omitempty"`
	Identity    Identity             `json:"identity,omitzero"`
	Parts       []PartFound          `json:"parts,omitempty"` // numbers on other parts that differ from the frame's
	Request     Request              `json:"request"`         // what would be asked; each hop keeps the copy that left
	Hops        []Hop                `json:"hops,omitempty"`
	Incoming    *InRequest           `json:"incoming,omitempty"` // the partner's question, when Direction is Incoming
	Established *Established         `json:"established,omitempty"`
	FollowUp    *FollowUp            `json:"followUp,omitempty"`
	DuplicateOf focalpoint.TraceID   `json:"duplicateOf,omitempty"`
	NotTraced   string               `json:"notTraced,omitempty"`  // why it is not traced at all
	NoFurther   string               `json:"noFurther,omitempty"`  // why nobody else will be asked
	HolderGone  string               `json:"holderGone,omitempty"` // how it is known that the last holder is dead or closed
	Finding     Finding              `json:"finding"`
	Closed      time.Time            `json:"closed,omitzero"`
	Seen        int64                `json:"seen"` // the log entry up to which the register was read
}

// Established is a point of diversion that a competent authority established
// otherwise than by tracing.
type Established struct {
	Diversion
	Authority focalpoint.Ref    `json:"authority,omitzero"`
	Ground    string            `json:"ground"` // on what it rests
	By        focalpoint.UserID `json:"by"`
	At        time.Time         `json:"at"`
}

// FollowUpChoice is what was decided about an investigation where the last
// legal record is (recommendation 13).
type FollowUpChoice string

// Choices.
const (
	FollowOpen   FollowUpChoice = "open"   // an investigation is opened here
	FollowAbroad FollowUpChoice = "abroad" // the other State is asked to open one
	FollowNone   FollowUpChoice = "none"   // with the reason
)

// FollowUpChoices lists the choices in the order of pages.
func FollowUpChoices() []FollowUpChoice {
	return []FollowUpChoice{FollowOpen, FollowAbroad, FollowNone}
}

// FollowUp is the decision.
type FollowUp struct {
	Choice  FollowUpChoice     `json:"choice"`
	Case    focalpoint.CaseID  `json:"case,omitempty"`
	To      focalpoint.PartyID `json:"to,omitempty"`  // who investigates
	Due     focalpoint.Date    `json:"due,omitempty"` // until when an answer is expected
	Reason  string             `json:"reason,omitempty"`
	By      focalpoint.UserID  `json:"by"`
	At      time.Time          `json:"at"`
	Outcome string             `json:"outcome,omitempty"` // reported back
}

// Status is where the trace stands: closed; followed up; where its latest
// unfinished hop stands; how its last hop ended; or walked, when nobody was asked.
func (t Trace) Status() HopStatus {
	if !t.Closed.IsZero() {
		return StatusClosed
	}
	for _, h := range slices.Backward(t.Hops) {
		if !h.Status.Done() {
			return h.Status
		}
	}
	if t.FollowUp != nil {
		return StatusFollowed
	}
	for _, h := range slices.Backward(t.Hops) {
		if h.Status != HopWithdrawn {
			return h.Status
		}
	}
	if t.Incoming != nil {
		return t.Incoming.Status()
	}
	return StatusWalked
}

// Need is what a trace waits for.
type Need string

// Needs, in the order in which a desk works them off.
const (
	NeedReply    Need = "reply"    // a partner waits for our answer
	NeedIdentify Need = "identify" // candidates wait for a decision
	NeedOverdue  Need = "overdue"  // an answer is owed to us
	NeedAsk      Need = "ask"      // somebody should be asked
	NeedFollowUp Need = "followup" // a follow-up decision is due
	NeedData     Need = "data"     // an addressee asks for more
	NeedNothing  Need = ""
)

// Needs lists the needs in the order of the board.
func Needs() []Need {
	return []Need{NeedReply, NeedData, NeedIdentify, NeedOverdue, NeedFollowUp, NeedAsk}
}

// NeedAt is what the trace waits for at an instant: the most pressing.
func (t Trace) NeedAt(now time.Time) Need {
	if !t.Closed.IsZero() || t.NotTraced != "" || t.DuplicateOf != "" {
		return NeedNothing
	}
	open, overdue, data := false, false, false
	for _, h := range t.Hops {
		open = open || h.Status.Open() || h.Status == HopDraft || h.Status == HopChecked
		overdue = overdue || h.Status.Open() && now.After(h.Due)
		data = data || h.Status == HopNeedsData
	}
	waiting := t.Identity.State == IdentitySeveral && t.Identity.By == "" || t.Identity.State == IdentityWaiting
	switch {
	case t.Incoming != nil && t.Incoming.Reply == nil:
		return NeedReply
	case data:
		return NeedData
	case waiting:
		return NeedIdentify
	case overdue:
		return NeedOverdue
	case t.Finding.FollowUp && t.FollowUp == nil && !owned(t.Finding):
		return NeedFollowUp
	case len(t.Finding.Next) > 0 && !open && t.NoFurther == "" && (t.Finding.Result == focalpoint.ResultUndecided || t.Finding.Result == focalpoint.ResultExported):
		return NeedAsk
	}
	return NeedNothing
}

// owned says whether the item is its lawful owner's, so that nothing follows.
func owned(f Finding) bool { return f.Leaf == focalpoint.LeafLegitimateOwner }

// Due is when the next answer is owed; zero when none is.
func (t Trace) Due() time.Time {
	var due time.Time
	for _, h := range t.Hops {
		if h.Status.Open() && (due.IsZero() || h.Due.Before(due)) {
			due = h.Due
		}
	}
	if t.Incoming != nil && t.Incoming.Reply == nil && (due.IsZero() || t.Incoming.Due.Before(due)) {
		due = t.Incoming.Due
	}
	return due
}

// hop finds a hop by id.
func (t *Trace) hop(id focalpoint.HopID) (*Hop, error) {
	for i := range t.Hops {
		if t.Hops[i].ID == id {
			return &t.Hops[i], nil
		}
	}
	return nil, focalpoint.Errorf("trace.Hop", focalpoint.KindNotFound, "the trace %s has no question %s", t.ID, id)
}
