package trace

import (
	"fmt"
	"slices"

	"focalpoint"
)

// HopStatus is where one question stands.
type HopStatus string

// Statuses of a hop (tracing.md section 4, item 6). A trace as a whole stands
// where its furthest unfinished hop stands, then followed-up, then closed.
const (
	HopDraft        HopStatus = "draft"
	HopChecked      HopStatus = "checked" // complete, or what is missing has a reason
	HopSent         HopStatus = "sent"
	HopAcknowledged HopStatus = "acknowledged"
	HopNeedsData    HopStatus = "needs-data" // the addressee asks for more
	HopInProgress   HopStatus = "in-progress"
	HopAnswered     HopStatus = "answered"
	HopPartly       HopStatus = "partly" // answered with restrictions, or only in part
	HopRefused      HopStatus = "refused"
	HopSilent       HopStatus = "silent"
	HopWithdrawn    HopStatus = "withdrawn"
	StatusFollowed  HopStatus = "followed-up" // of a trace: a follow-up was decided
	StatusClosed    HopStatus = "closed"      // of a trace
	StatusWalked    HopStatus = "walked"      // of a trace: the home trace has run, nobody was asked
)

// Statuses lists every status in the order of pages.
func Statuses() []HopStatus {
	return []HopStatus{StatusWalked, HopDraft, HopChecked, HopSent, HopAcknowledged, HopNeedsData, HopInProgress, HopAnswered, HopPartly, HopRefused, HopSilent,
		HopWithdrawn, StatusFollowed, StatusClosed}
}

// Open says whether an answer may still come.
func (s HopStatus) Open() bool {
	switch s {
	case HopSent, HopAcknowledged, HopNeedsData, HopInProgress:
		return true
	}
	return false
}

// Done says whether the hop has ended.
func (s HopStatus) Done() bool {
	switch s {
	case HopAnswered, HopPartly, HopRefused, HopSilent, HopWithdrawn:
		return true
	}
	return false
}

// moves lists where a hop may go from each status. A late answer or refusal
// after recorded silence is taken: what comes late is still worth having. An
// answer can be followed by a better one.
var moves = map[HopStatus][]HopStatus{
	HopDraft:        {HopChecked, HopWithdrawn},
	HopChecked:      {HopDraft, HopSent, HopWithdrawn},
	HopSent:         {HopAcknowledged, HopNeedsData, HopInProgress, HopAnswered, HopPartly, HopRefused, HopSilent, HopWithdrawn},
	HopAcknowledged: {HopNeedsData, HopInProgress, HopAnswered, HopPartly, HopRefused, HopSilent, HopWithdrawn},
	HopNeedsData:    {HopSent, HopInProgress, HopAnswered, HopPartly, HopRefused, HopSilent, HopWithdrawn},
	HopInProgress:   {HopNeedsData, HopAnswered, HopPartly, HopRefused, HopSilent, HopWithdrawn},
	HopPartly:       {HopAnswered, HopRefused},
	HopRefused:      {HopAnswered, HopPartly},
	HopSilent:       {HopAnswered, HopPartly, HopRefused},
	HopAnswered:     {HopAnswered},
	HopWithdrawn:    {},
}

// Moves lists the statuses a hop may go to from here.
func (s HopStatus) Moves() []HopStatus { return slices.Clone(moves[s]) }

// move checks one step of the state machine.
func (s HopStatus) move(to HopStatus) error {
	if slices.Contains(moves[s], to) {
		return nil
	}
	return &focalpoint.Error{Op: "trace.Move", Kind: focalpoint.KindConflict, Field: "status",
		Msg: fmt.Sprintf("a question that is %s cannot become %s; from here it can become %v", s, to, moves[s])}
}

// AnswerCode says what an answer brought.
type AnswerCode string

// Answer codes.
const (
	AnswerRecord    AnswerCode = "record"     // a record was found; its events are recorded
	AnswerExported  AnswerCode = "exported"   // it was sent on to another State
	AnswerNoRecord  AnswerCode = "no-record"  // nothing on record
	AnswerExpired   AnswerCode = "expired"    // the records are no longer kept
	AnswerTooOld    AnswerCode = "too-old"    // older than the records
	AnswerNotOurs   AnswerCode = "not-ours"   // not made, imported or sold by the addressee
	AnswerMisfit    AnswerCode = "misfit"     // the number does not fit what the addressee made
	AnswerNeedsData AnswerCode = "needs-data" // more data needed
)

// AnswerCodes lists the codes in the order of pages.
func AnswerCodes() []AnswerCode {
	return []AnswerCode{AnswerRecord, AnswerExported, AnswerNoRecord, AnswerExpired, AnswerTooOld, AnswerNotOurs, AnswerMisfit}
}
