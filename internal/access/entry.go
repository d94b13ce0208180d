package access

import (
	"context"
	"strconv"
	"time"

	"focalpoint"
	"focalpoint/internal/ledger"
)

// Purpose is why somebody reads a person's data. Ref names the case, trace,
// licence or seizure the purpose is about.
type Purpose struct {
	Kind string `json:"kind"` // "case", "trace", "licence", "seizure", "inspection"
	Ref  string `json:"ref"`
}

// PurposeKinds lists the purposes for which personal data may be read.
func PurposeKinds() []string { return []string{"case", "trace", "licence", "seizure", "inspection"} }

// Check says what is wrong with a purpose.
func (p Purpose) Check() error {
	for _, k := range PurposeKinds() {
		if k == p.Kind && (p.Ref != "" || k == "inspection") {
			return nil
		}
	}
	return &focalpoint.Error{Op: "access.Purpose", Kind: focalpoint.KindForbidden, Field: "purpose",
		Msg: "personal data is read for a purpose only: name the case, trace, licence or seizure"}
}

// Entry is one reading of somebody's data.
type Entry struct {
	ID      string            `json:"id"`
	At      time.Time         `json:"at"`
	Actor   focalpoint.UserID `json:"actor"`
	Purpose Purpose           `json:"purpose"`
	Subject string            `json:"subject"` // person, or "search" with the words in What
	What    string            `json:"what"`
}

// Saw writes an access entry inside a transaction.
func Saw(ctx context.Context, tx *ledger.Tx, p Purpose, subject, what string) error {
	if err := p.Check(); err != nil {
		return err
	}
	return tx.Insert(ctx, entries, []any{tx.NewID("ae"), tx.At, tx.Entry.Actor, p.Kind, p.Ref, subject, what})
}

// EntryFilter chooses access entries; empty fields do not narrow.
type EntryFilter struct {
	Subject string
	Actor   focalpoint.UserID
	Before  time.Time // page on: entries before this instant
	Limit   int
}

// Entries lists access entries, newest first.
func Entries(ctx context.Context, log *ledger.Log, f EntryFilter) ([]Entry, error) {
	before := int64(1) << 62
	if !f.Before.IsZero() {
		before = f.Before.UnixMicro()
	}
	limit := f.Limit
	if limit <= 0 || limit > 1000 {
		limit = 100
	}
	rows, err := log.DB.QueryContext(ctx, `SELECT id, at, actor, purpose, purpose_ref, subject, what FROM access_entry
		WHERE ($1 = '' OR subject = $1) AND ($2 = '' OR actor = $2) AND at < $3 ORDER BY at DESC, id DESC LIMIT `+strconv.Itoa(limit), f.Subject, string(f.Actor), before)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Entry
	for rows.Next() {
		var e Entry
		var at int64
		if err := rows.Scan(&e.ID, &at, &e.Actor, &e.Purpose.Kind, &e.Purpose.Ref, &e.Subject, &e.What); err != nil {
			return nil, err
		}
		e.At = time.UnixMicro(at).UTC()
		out = append(out, e)
	}
	return out, rows.Err()
}
