package trace

import (
	"time"

	"focalpoint"
)

// Hop is one question to one record keeper or State, with its clock.
type Hop struct {
	ID         focalpoint.HopID   `json:"id"`
	To         Addressee          `json:"to"`
	Language   string             `json:"language"` // of the letter, two letters
	Status     HopStatus          `json:"status"`
	Request    Request            `json:"request"` // as it left; while it is a draft, as it would leave
	Reference  string             `json:"reference"`
	Clock      string             `json:"clock,omitempty"`    // code of the rule
	Means      string             `json:"means,omitempty"`    // how it was sent: post, email, messaging …
	Contact    string             `json:"contact,omitempty"`  // to which address
	Letter     string             `json:"letter,omitempty"`   // digest of the letter as it left
	Joint      string             `json:"joint,omitempty"`    // reference of the letter that asks about several items
	Asker      AddresseeKind      `json:"asker,omitempty"`    // on whose behalf, when not the State's own
	Created    time.Time          `json:"created"`            //
	Sent       time.Time          `json:"sent,omitzero"`      //
	Due        time.Time          `json:"due,omitzero"`       //
	Reminded   []time.Time        `json:"reminded,omitempty"` //
	Escalated  time.Time          `json:"escalated,omitzero"` //
	EscalateTo focalpoint.PartyID `json:"escalateTo,omitempty"`
	Theirs     string             `json:"theirs,omitempty"` // the addressee's own reference
	Answer     *Answer            `json:"answer,omitempty"` // the latest
	History    []Move             `json:"history,omitempty"`
}

// Answer is what came back.
type Answer struct {
	Code     AnswerCode           `json:"code,omitempty"`
	Text     string               `json:"text,omitempty"`
	Refusal  string               `json:"refusal,omitempty"` // reason of the International Tracing Instrument; list Rules.Refusals
	Limits   string               `json:"limits,omitempty"`  // restrictions on use
	Files    []string             `json:"files,omitempty"`   // digests of stored letters
	Events   []focalpoint.EventID `json:"events,omitempty"`  // recorded on the register
	Received time.Time            `json:"received"`
}

// Move is one step of a hop's state machine.
type Move struct {
	At   time.Time         `json:"at"`
	By   focalpoint.UserID `json:"by,omitempty"`
	From HopStatus         `json:"from"`
	To   HopStatus         `json:"to"`
	Note string            `json:"note,omitempty"`
}

// to moves the hop and keeps the step.
func (h *Hop) to(status HopStatus, at time.Time, by focalpoint.UserID, note string) error {
	if err := h.Status.move(status); err != nil {
		return err
	}
	h.History = append(h.History, Move{At: at, By: by, From: h.Status, To: status, Note: note})
	h.Status = status
	return nil
}

// reminders are the instants at which the hop's clock says to remind.
func (h Hop) reminders(r Rules) []time.Time {
	for _, c := range r.Clocks {
		if c.Code == h.Clock {
			return c.Reminders(h.Sent)
		}
	}
	return nil
}

// NextReminder is when the addressee is next to be reminded; ok is false when
// no reminder is left or none is owed.
func (h Hop) NextReminder(r Rules) (at time.Time, ok bool) {
	if !h.Status.Open() {
		return time.Time{}, false
	}
	all := h.reminders(r)
	if len(h.Reminded) >= len(all) {
		return time.Time{}, false
	}
	return all[len(h.Reminded)], true
}

// SilentFrom is when silence may be recorded as the end of the hop; ok is
// false when the hop was not sent.
func (h Hop) SilentFrom(r Rules) (at time.Time, ok bool) {
	for _, c := range r.Clocks {
		if c.Code == h.Clock && !h.Sent.IsZero() {
			return c.SilentFrom(h.Sent), true
		}
	}
	return h.Due, !h.Sent.IsZero()
}

// InRequest is a question that a partner put to us, by letter or message.
type InRequest struct {
	From      Addressee `json:"from"`
	Reference string    `json:"reference,omitempty"` // the partner's
	Received  time.Time `json:"received"`
	Text      string    `json:"text,omitempty"`
	Use       Use       `json:"use,omitempty"`
	Limits    string    `json:"limits,omitempty"` // confidentiality the partner asks for
	Language  string    `json:"language,omitempty"`
	Files     []string  `json:"files,omitempty"` // digests of the stored letter
	Due       time.Time `json:"due"`
	Acked     time.Time `json:"acked,omitzero"`     // receipt acknowledged
	MoreData  string    `json:"moreData,omitempty"` // what we asked the partner for
	Reply     *Reply    `json:"reply,omitempty"`
}

// Status is where our answering stands.
func (r InRequest) Status() HopStatus {
	switch {
	case r.Reply != nil && r.Reply.Refusal != "" && r.Reply.Text == "":
		return HopRefused
	case r.Reply != nil:
		return HopAnswered
	case r.MoreData != "":
		return HopNeedsData
	case !r.Acked.IsZero():
		return HopAcknowledged
	}
	return HopInProgress
}

// Reply is our answer to a partner.
type Reply struct {
	At      time.Time         `json:"at"`
	By      focalpoint.UserID `json:"by"`
	Text    string            `json:"text,omitempty"`
	Holder  bool              `json:"holder,omitempty"`  // the last holder is named in it
	Refusal string            `json:"refusal,omitempty"` // reason for refusing, delaying or restricting
	Limits  string            `json:"limits,omitempty"`  // what the partner may do with it
	Letter  string            `json:"letter,omitempty"`  // digest of the letter
}
