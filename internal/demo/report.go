package demo

import (
	"context"
	"fmt"
	"time"

	"focalpoint"
	"focalpoint/internal/flows"
)

// Report is what a demonstration country came to: the golden path in one object.
type Report struct {
	Exercise  string           `json:"exercise"`
	Seed      uint64           `json:"seed"`
	Size      int              `json:"size"`
	Items     int64            `json:"items"`
	Events    int64            `json:"events"`
	Seizures  int64            `json:"seizures"`
	Traces    map[string]int64 `json:"traces"` // by result code; "open" for those under way
	Indicator map[string]Value `json:"indicator"`
	Log       LogHead          `json:"log"`
	Truth     Agreement        `json:"truth"`
}

// Value is indicator 16.4.2 by one method for the latest year it can be told for.
type Value struct {
	Year        int      `json:"year"`
	Numerator   int64    `json:"numerator"`
	Denominator int64    `json:"denominator"`
	Value       *float64 `json:"value"` // percent; null when there is nothing to divide by
}

// LogHead is the state of the log.
type LogHead struct {
	Size int64  `json:"size"`
	Root string `json:"root"`
}

// Agreement is how far the house agrees with the truth.
type Agreement struct {
	Checked int `json:"checked"`
	Agree   int `json:"agree"`
	// Differ names what does not agree, for those who want to look; it is not written with the report.
	Differ []Difference `json:"-"`
}

// Rate is the share that agrees.
func (a Agreement) Rate() float64 { return float64(a.Agree) / float64(max(a.Checked, 1)) }

// Summarize counts what the house holds and checks it against the truth.
func Summarize(ctx context.Context, h House, figures *flows.Figures, t Truth) (Report, error) {
	r := Report{Exercise: t.Exercise, Seed: t.Seed, Size: t.Size, Traces: map[string]int64{}, Indicator: map[string]Value{}}
	db := h.Register.DB()
	for _, c := range []struct {
		query string
		to    *int64
	}{{`SELECT COUNT(*) FROM item`, &r.Items}, {`SELECT COUNT(*) FROM event`, &r.Events}, {`SELECT COUNT(*) FROM seizure`, &r.Seizures}} {
		if err := db.QueryRowContext(ctx, c.query).Scan(c.to); err != nil {
			return r, err
		}
	}
	rows, err := db.QueryContext(ctx, `SELECT result, COUNT(*) FROM outcome GROUP BY result ORDER BY result`)
	if err != nil {
		return r, err
	}
	defer rows.Close()
	for rows.Next() {
		var code string
		var n int64
		if err := rows.Scan(&code, &n); err != nil {
			return r, err
		}
		if code == string(focalpoint.ResultUndecided) {
			code = "open"
		}
		r.Traces[code] = n
	}
	if err := rows.Err(); err != nil {
		return r, err
	}
	if err := r.indicators(ctx, figures, t); err != nil {
		return r, err
	}
	head, err := h.Log.Head(ctx)
	if err != nil {
		return r, err
	}
	r.Log = LogHead{Size: head.Size, Root: head.Root.String()}
	r.Truth, err = Check(ctx, h, figures, t)
	return r, err
}

// indicators fills the indicator by every method for the latest years that are over.
func (r *Report) indicators(ctx context.Context, figures *flows.Figures, t Truth) error {
	today, _, ok := t.Today.Bounds()
	if !ok {
		return focalpoint.Invalid("demo.Summarize", "today", "%q is not a day", t.Today)
	}
	for _, m := range flows.Methods() {
		year := today.Year() - m.Years
		x, err := figures.Indicator(ctx, m.ID, year, time.Time{})
		if err != nil {
			return fmt.Errorf("indicator by %s: %w", m.ID, err)
		}
		r.Indicator[m.ID] = Value{Year: year, Numerator: x.Numerator, Denominator: x.Denominator, Value: x.Value}
	}
	return nil
}
