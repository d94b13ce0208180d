package ballistics

import (
	"context"
	"slices"
	"strings"
	"time"

	"focalpoint"
	"focalpoint/internal/ledger"
	"focalpoint/internal/store"
)

// RequestStatus says where a request to the laboratory stands.
type RequestStatus string

// Statuses of a request.
const (
	RequestOpen      RequestStatus = "open"
	RequestAnswered  RequestStatus = "answered"
	RequestDeclined  RequestStatus = "declined"
	RequestWithdrawn RequestStatus = "withdrawn"
)

// Request is what police or a court ask of the laboratory, by a day.
type Request struct {
	Number   string             `json:"number"` // of the authority's own letter
	From     focalpoint.Ref     `json:"from"`
	Case     focalpoint.CaseID  `json:"case,omitempty"`
	Ask      string             `json:"ask"`     // the question, in the authority's words
	Purpose  string             `json:"purpose"` // the legal ground
	Received time.Time          `json:"received"`
	Due      time.Time          `json:"due"`
	Owner    focalpoint.UserID  `json:"owner,omitempty"`
	Files    []string           `json:"files,omitempty"`
	Status   RequestStatus      `json:"status"`
	Answer   string             `json:"answer,omitempty"`
	Answered time.Time          `json:"answered,omitzero"`
	Answers  []ExaminationID    `json:"answers,omitempty"` // what the answer rests on
	Delays   []Delay            `json:"delays,omitempty"`
	Offences []focalpoint.Coded `json:"offences,omitempty"`
}

// Delay is a due day moved, with the reason.
type Delay struct {
	From   time.Time         `json:"from"`
	To     time.Time         `json:"to"`
	Reason string            `json:"reason"`
	By     focalpoint.UserID `json:"by"`
	At     time.Time         `json:"at"`
}

// Overdue says whether an answer is owed since before an instant.
func (q Request) Overdue(now time.Time) bool { return q.Status == RequestOpen && now.After(q.Due) }

// UsualDue is the due instant where the authority names none: two working days
// after receipt, the rule for entry into the national network (ATF, Minimum
// Required Operating Standards), Saturdays and Sundays left out.
func UsualDue(received time.Time) time.Time {
	due := received
	for left := 2; left > 0; {
		due = due.AddDate(0, 0, 1)
		if d := due.Weekday(); d != time.Saturday && d != time.Sunday {
			left--
		}
	}
	return due
}

// TakeRequest records a request. Without a day received it is now; without a due
// day it is UsualDue.
func (r *Room) TakeRequest(ctx context.Context, by focalpoint.UserID, q Request) (ledger.Version[Request], error) {
	var wrong focalpoint.Fields
	if q.From.IsZero() {
		wrong.Add("from", "say which authority asks")
	}
	if strings.TrimSpace(q.Ask) == "" {
		wrong.Add("ask", "write down what the authority asks")
	}
	if strings.TrimSpace(q.Purpose) == "" {
		wrong.Add("purpose", "give the legal ground of the request")
	}
	if err := wrong.Err("ballistics.TakeRequest"); err != nil {
		return ledger.Version[Request]{}, err
	}
	return write(ctx, r, by, requests, change{action: "labrequest.take", prefix: PrefixRequest}, func(tx *ledger.Tx, _ Request) (Request, error) {
		q.Status = RequestOpen
		if q.Received.IsZero() {
			q.Received = tx.At
		}
		if q.Due.IsZero() {
			q.Due = UsualDue(q.Received)
		}
		if !q.Due.After(q.Received) {
			return q, focalpoint.Invalid("ballistics.TakeRequest", "due", "the answer cannot be due before the request came in")
		}
		return q, nil
	}, deriveRequest)
}

// DelayRequest moves the due day, with the reason; every move is kept.
func (r *Room) DelayRequest(ctx context.Context, by focalpoint.UserID, id RequestID, due time.Time, reason string) (ledger.Version[Request], error) {
	return r.request(ctx, by, id, "labrequest.delay", reason, func(tx *ledger.Tx, q Request) (Request, error) {
		q.Delays = append(slices.Clone(q.Delays), Delay{q.Due, due, reason, by, tx.At})
		q.Due = due
		return q, nil
	})
}

// AnswerRequest ends a request with an answer and the examinations it rests on, or
// declines it with the reason as the answer.
func (r *Room) AnswerRequest(ctx context.Context, by focalpoint.UserID, id RequestID, answer string, declined bool, rests ...ExaminationID) (ledger.Version[Request], error) {
	return r.request(ctx, by, id, "labrequest.answer", answer, func(tx *ledger.Tx, q Request) (Request, error) {
		for _, e := range rests {
			x, err := examinations.Get(ctx, tx, string(e))
			if err != nil {
				return q, err
			}
			if !x.Doc.Status.Ended() {
				return q, focalpoint.Errorf("ballistics.AnswerRequest", focalpoint.KindConflict, "examination %s has not ended; an answer cannot rest on it yet", e)
			}
		}
		q.Status, q.Answer, q.Answered, q.Answers = RequestAnswered, answer, tx.At, rests
		if declined {
			q.Status = RequestDeclined
		}
		return q, nil
	})
}

// WithdrawRequest records that the authority took its request back.
func (r *Room) WithdrawRequest(ctx context.Context, by focalpoint.UserID, id RequestID, reason string) (ledger.Version[Request], error) {
	return r.request(ctx, by, id, "labrequest.withdraw", reason, func(_ *ledger.Tx, q Request) (Request, error) {
		q.Status = RequestWithdrawn
		return q, nil
	})
}

// request changes an open request.
func (r *Room) request(ctx context.Context, by focalpoint.UserID, id RequestID, action, reason string, fn func(*ledger.Tx, Request) (Request, error)) (ledger.Version[Request], error) {
	if strings.TrimSpace(reason) == "" {
		return ledger.Version[Request]{}, focalpoint.Invalid("ballistics."+action, "reason", "write the answer or the reason")
	}
	return write(ctx, r, by, requests, change{action: action, id: string(id), reason: reason}, func(tx *ledger.Tx, q Request) (Request, error) {
		if q.Status != RequestOpen {
			return q, focalpoint.Errorf("ballistics."+action, focalpoint.KindConflict, "the request has ended: %s", q.Status)
		}
		return fn(tx, q)
	}, deriveRequest)
}

func deriveRequest(ctx context.Context, tx *ledger.Tx, v ledger.Version[Request]) error {
	q := v.Doc
	return replace(ctx, tx, "lab_request", "id number party party_name casefile status received due changed",
		[]any{v.ID, q.Number, string(q.From.Party), q.From.Name, string(q.Case), string(q.Status), q.Received, q.Due, tx.Leaf})
}

// Request returns the latest version.
func (r *Room) Request(ctx context.Context, id RequestID) (ledger.Version[Request], error) {
	return requests.Get(ctx, r.Log.DB, string(id))
}

// RequestFilter chooses requests for a list.
type RequestFilter struct {
	Status    RequestStatus
	Party     focalpoint.PartyID
	Case      focalpoint.CaseID
	OverdueAt time.Time // open and due before
	store.Slice
}

var requestList = store.List[string]{Op: "ballistics.Requests", Select: "id", From: "lab_request", ID: "id",
	Sorts: store.Columns("due", "received", "number", "party_name", "status"), Usual: "due", Scan: scanID}

// RequestSortable lists the columns requests can be sorted by.
func RequestSortable() []string { return store.Names(requestList.Sorts) }

// Requests returns a page of requests, the earliest due first.
func (r *Room) Requests(ctx context.Context, f RequestFilter) (store.Page[ledger.Version[Request]], error) {
	var w store.Where
	w.Equal("status", string(f.Status))
	w.Equal("party", string(f.Party))
	w.Equal("casefile", string(f.Case))
	if !f.OverdueAt.IsZero() {
		w.And("status = 'open' AND due < ?", f.OverdueAt.UnixMicro())
	}
	return pageOf(ctx, r, requestList, requests, w, f.Slice)
}
