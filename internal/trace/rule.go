package trace

import (
	"embed"
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"time"

	"focalpoint"
)

//go:embed rules/*.json
var ruleFiles embed.FS

// Rules are the dated, versioned rules of tracing, with their source.
type Rules struct {
	Version          string              `json:"version"`
	Source           string              `json:"source"`
	AutoProbability  float64             `json:"auto_probability"` // a single exact and consistent match is joined by itself from here on
	AutoRival        float64             `json:"auto_rival"`       // no other candidate may be more probable than this
	ShortCrimeDays   int                 `json:"short_crime_days"`
	ShortCrimeSource string              `json:"short_crime_source"`
	StrawOthers      int                 `json:"straw_others"` // other firearms of the buyer that turned up
	Clocks           []Clock             `json:"clocks"`       // the first that fits holds
	Members          map[string][]Member `json:"members"`      // States of an organization, with dates
	Refusals         []Refusal           `json:"refusals"`
}

// Clock is the rule of how soon an answer is due.
type Clock struct {
	Code       string               `json:"code"`
	Kinds      []AddresseeKind      `json:"kinds"`   // of the addressee; empty: any
	States     []focalpoint.Country `json:"states"`  // of the addressee; empty: any
	Members    string               `json:"members"` // both States are members of this organization
	Asker      AddresseeKind        `json:"asker"`   // only when such a body asks
	Home       bool                 `json:"home"`    // only for addressees in our own State
	Hours      int                  `json:"hours"`
	Days       int                  `json:"days"`
	Months     int                  `json:"months"`
	RemindDays []int                `json:"remind_days"` // days after the due instant
	SilentDays int                  `json:"silent_days"` // days after the due instant from which silence may be recorded
	Source     string               `json:"source"`
}

// Member is a State's membership in an organization.
type Member struct {
	State focalpoint.Country `json:"state"`
	From  focalpoint.Date    `json:"from"`
	To    focalpoint.Date    `json:"to"`
}

// Refusal is a reason for which an answer may be refused, delayed or restricted.
type Refusal struct {
	Code   string `json:"code"`
	Source string `json:"source"`
}

var standard = sync.OnceValues(func() (Rules, error) {
	var r Rules
	data, err := ruleFiles.ReadFile("rules/trace.json")
	if err != nil {
		return r, err
	}
	if err := json.Unmarshal(data, &r); err != nil {
		return r, fmt.Errorf("trace: rules/trace.json: %w", err)
	}
	return r, nil
})

// Standard returns the rules that come with the program. A State hands in its
// own by changing a copy. It panics only when the program was built with a
// broken file, which a test excludes.
func Standard() Rules {
	r, err := standard()
	if err != nil {
		panic(err)
	}
	r.Clocks = slices.Clone(r.Clocks)
	return r
}

// ClockFor chooses the clock of a question: agreed is a clock's code that the
// directory names for the addressee, and goes first; otherwise the first rule
// that fits. asker is who asks (ToState for our own focal point).
func (r Rules) ClockFor(to Addressee, asker AddresseeKind, home focalpoint.Country, at time.Time, agreed string) Clock {
	for _, c := range r.Clocks {
		if agreed != "" && c.Code == agreed {
			return c
		}
	}
	for _, c := range r.Clocks {
		if r.fits(c, to, asker, home, at) {
			return c
		}
	}
	return Clock{Code: "default-30d", Days: 30, RemindDays: []int{0, 14, 28}, SilentDays: 90}
}

func (r Rules) fits(c Clock, to Addressee, asker AddresseeKind, home focalpoint.Country, at time.Time) bool {
	ours := to.Country == "" || to.Country == home
	switch {
	case len(c.Kinds) > 0 && !slices.Contains(c.Kinds, to.Kind):
		return false
	case len(c.States) > 0 && !slices.Contains(c.States, to.Country):
		return false
	case c.Asker != "" && c.Asker != asker:
		return false
	case c.Home && !ours:
		return false
	case c.Members != "":
		return !ours && r.member(c.Members, to.Country, at) && r.member(c.Members, home, at)
	}
	return true
}

func (r Rules) member(organization string, state focalpoint.Country, at time.Time) bool {
	day := focalpoint.DateOf(at)
	return slices.ContainsFunc(r.Members[organization], func(m Member) bool {
		return m.State == state && !day.Before(m.From) && !m.To.Before(day)
	})
}

// Due is the instant by which an answer is due to a question sent at an instant.
func (c Clock) Due(sent time.Time) time.Time {
	return sent.AddDate(0, c.Months, c.Days).Add(time.Duration(c.Hours) * time.Hour)
}

// Reminders are the instants at which the addressee is reminded.
func (c Clock) Reminders(sent time.Time) []time.Time {
	out := make([]time.Time, len(c.RemindDays))
	for i, d := range c.RemindDays {
		out[i] = c.Due(sent).AddDate(0, 0, d)
	}
	return out
}

// SilentFrom is the instant from which silence may be recorded as the result.
func (c Clock) SilentFrom(sent time.Time) time.Time { return c.Due(sent).AddDate(0, 0, c.SilentDays) }
