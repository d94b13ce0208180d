package directory

import (
	"slices"
	"time"

	"focalpoint"
)

// Ask is one question that was put to a party, as the score card counts it.
type Ask struct {
	Sent     time.Time
	Due      time.Time
	Answered time.Time // zero while there is no answer
	Result   AskResult
}

// AskResult is what became of a question.
type AskResult string

// Results of a question.
const (
	AskOpen     AskResult = ""
	AskAnswered AskResult = "answered"
	AskPartly   AskResult = "partly"
	AskRefused  AskResult = "refused"
	AskSilent   AskResult = "silent"
)

// Card is the score card of a party: what it was asked and how it answered.
// Counts are of questions sent.
type Card struct {
	Party    focalpoint.PartyID `json:"party,omitempty"`
	Asked    int                `json:"asked"`
	Answered int                `json:"answered"` // whole or in part
	Refused  int                `json:"refused"`
	Silent   int                `json:"silent"`
	Open     int                `json:"open"`
	Late     int                `json:"late"`             // answered or refused after the due day, or open past it
	Median   float64            `json:"median,omitempty"` // days from question to answer or refusal; see Timed
	Slowest  float64            `json:"slowest,omitempty"`
	Timed    int                `json:"timed"` // questions the times rest on
}

// Score counts questions into a card as of an instant.
func Score(party focalpoint.PartyID, asks []Ask, now time.Time) Card {
	c := Card{Party: party}
	var days []float64
	for _, a := range asks {
		if a.Sent.IsZero() || a.Sent.After(now) {
			continue
		}
		c.Asked++
		end := a.Answered
		switch a.Result {
		case AskAnswered, AskPartly:
			c.Answered++
		case AskRefused:
			c.Refused++
		case AskSilent:
			c.Silent++
			end = time.Time{}
		default:
			c.Open++
			end = now
		}
		if !end.IsZero() && !a.Due.IsZero() && end.After(a.Due) {
			c.Late++
		}
		if !a.Answered.IsZero() && !a.Answered.Before(a.Sent) && a.Result != AskOpen && a.Result != AskSilent {
			days = append(days, a.Answered.Sub(a.Sent).Hours()/24)
		}
	}
	c.Timed = len(days)
	if len(days) == 0 {
		return c
	}
	slices.Sort(days)
	c.Slowest = days[len(days)-1]
	c.Median = days[len(days)/2]
	if len(days)%2 == 0 {
		c.Median = (days[len(days)/2-1] + days[len(days)/2]) / 2
	}
	return c
}

// Rate is the share of finished questions that were answered, 0 to 1; ok is
// false when none is finished.
func (c Card) Rate() (rate float64, ok bool) {
	done := c.Answered + c.Refused + c.Silent
	if done == 0 {
		return 0, false
	}
	return float64(c.Answered) / float64(done), true
}
