package access

import (
	"context"
	"database/sql"
	"time"

	"focalpoint"
	"focalpoint/internal/ledger"
	"focalpoint/internal/store"
)

// Entry is one reading of somebody's data, or one search of the register.
type Entry struct {
	ID      string            `json:"id"`
	At      time.Time         `json:"at"`
	Actor   focalpoint.UserID `json:"actor"`
	Purpose Purpose           `json:"purpose"`
	// Subject is the person, or SubjectPersons or SubjectRegister for a search, with the question in What.
	Subject string `json:"subject"`
	What    string `json:"what"`
	// Of a search of the register: what the question told, in bits, and what became of it.
	Bits   *float64 `json:"bits,omitempty"`
	Result Result   `json:"result,omitempty"`
}

// What a search looks through, in the place of a person's id.
const (
	SubjectPersons  = "search"
	SubjectRegister = "register"
)

// Result says what became of a search of the register.
type Result string

// Results of a search.
const (
	ResultAsked    Result = "asked"     // it was answered
	ResultTooWide  Result = "too-wide"  // refused: it told too little
	ResultTooOften Result = "too-often" // refused: too many questions within the hour
)

// Results lists what may become of a search.
func Results() []Result { return []Result{ResultAsked, ResultTooWide, ResultTooOften} }

// Saw writes an access entry inside a transaction.
func Saw(ctx context.Context, tx *ledger.Tx, p Purpose, subject, what string) error {
	if err := p.Check(); err != nil {
		return err
	}
	return enter(ctx, tx, p, subject, what, nil, nil)
}

func enter(ctx context.Context, tx *ledger.Tx, p Purpose, subject, what string, bits, result any) error {
	return tx.Insert(ctx, entries, []any{tx.NewID("ae"), tx.At, tx.Entry.Actor, p.Kind, p.Ref, subject, what, bits, result})
}

// EntryFilter chooses access entries; empty fields do not narrow.
type EntryFilter struct {
	Subject  string
	Actor    focalpoint.UserID
	Purpose  string
	Ref      string
	Result   Result
	Text     string          // stands in the question or in what was seen
	From, To focalpoint.Date // days, UTC
	Sort     string          // of SortableEntries, "-" before it for descending; default: newest first
	After    string          // cursor of the page before
	Limit    int             // default 50, at most 1000
}

// SortableEntries lists the columns a list of access entries can be sorted by.
func SortableEntries() []string { return store.Names(entryList.Sorts) }

var entryList = store.List[Entry]{
	Op:     "access.Entries",
	Select: "id, at, actor, purpose, purpose_ref, subject, what, bits, COALESCE(result, '')",
	From:   "access_entry",
	ID:     "id",
	Sorts:  append(store.Columns("at", "actor", "subject", "purpose"), store.Column{Name: "bits", Open: true}),
	Usual:  "-at",
	Scan: func(scan func(...any) error) (e Entry, err error) {
		var at int64
		var bits sql.NullFloat64
		err = scan(&e.ID, &at, &e.Actor, &e.Purpose.Kind, &e.Purpose.Ref, &e.Subject, &e.What, &bits, &e.Result)
		e.At = time.UnixMicro(at).UTC()
		if bits.Valid {
			e.Bits = &bits.Float64
		}
		return e, err
	},
}

// Entries lists access entries.
func Entries(ctx context.Context, log *ledger.Log, f EntryFilter) (store.Page[Entry], error) {
	var w store.Where
	w.Equal("subject", f.Subject)
	w.Equal("actor", string(f.Actor))
	w.Equal("purpose", f.Purpose)
	w.Equal("purpose_ref", f.Ref)
	w.Equal("result", string(f.Result))
	w.Holds("what", f.Text)
	if err := w.Between(dayOfEntry, dayOfEntry, f.From, f.To); err != nil {
		return store.Page[Entry]{}, err
	}
	return entryList.Page(ctx, log.DB, w, store.Slice{Sort: f.Sort, After: f.After, Limit: f.Limit})
}

// dayOfEntry is the day of an entry: whole numbers are divided whole on both databases.
const dayOfEntry = "at / 86400000000"
