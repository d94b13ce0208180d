package ballistics

import (
	"context"
	"embed"
	"strings"

	"focalpoint"
	"focalpoint/internal/attachment"
	"focalpoint/internal/jobs"
	"focalpoint/internal/ledger"
	"focalpoint/internal/register"
	"focalpoint/internal/store"
)

//go:embed schema/*.sql
var schemaFiles embed.FS

// Schema is the laboratory's tables.
func Schema() store.Schema { return store.Schema{Name: "ballistics", Files: schemaFiles} }

var (
	exhibits     = ledger.NewBook[Exhibit]("exhibit_book")
	instruments  = ledger.NewBook[Instrument]("instrument_book")
	scans        = ledger.NewBook[Scan]("scan_book")
	requests     = ledger.NewBook[Request]("lab_request_book")
	comparisons  = ledger.NewBook[Comparison]("comparison_book")
	examinations = ledger.NewBook[Examination]("examination_book")
	hits         = ledger.NewBook[Hit]("hit_book")
	references   = ledger.NewBook[Reference]("reference_book")
	scales       = ledger.NewBook[Scale]("scale_book")
)

// Tables lists the logged tables.
func Tables() []ledger.Table {
	return []ledger.Table{exhibits.Table, instruments.Table, scans.Table, requests.Table, comparisons.Table, examinations.Table, hits.Table, references.Table, scales.Table}
}

// Identifiers of the laboratory.
type (
	// ExhibitID names one exhibit, test fire or cast.
	ExhibitID string
	// InstrumentID names one measuring instrument.
	InstrumentID string
	// ScanID names one measured surface.
	ScanID string
	// RequestID names one request to the laboratory.
	RequestID string
	// ComparisonID names one run of comparisons against the file.
	ComparisonID string
	// ExaminationID names the work of examiners on one pair of exhibits.
	ExaminationID string
	// HitID names one confirmed link.
	HitID string
)

// Prefixes of identifiers.
const (
	PrefixExhibit     = "xh"
	PrefixInstrument  = "mi"
	PrefixScan        = "sc"
	PrefixRequest     = "lr"
	PrefixComparison  = "cp"
	PrefixExamination = "xm"
	PrefixHit         = "ht"
	PrefixReference   = "rf"
)

// Options are what the room stands on.
type Options struct {
	Log      *ledger.Log
	Register *register.Register
	Files    *attachment.Store
	Jobs     *jobs.Queue
	Methods  []Method // ways to compare; nil: Methods()
	Version  string   // of the program, kept with every comparison
	// Linked is told of a new hit inside the write that makes it, to join cases and
	// tell whoever traces the firearm. nil: nobody is.
	Linked func(ctx context.Context, tx *ledger.Tx, id HitID, hit Hit) error
}

// Room is the laboratory. It is safe for concurrent use.
type Room struct {
	Options
	cache *cache
}

// New returns the laboratory kept in the log's database and takes its jobs from
// the queue.
func New(o Options) *Room {
	if o.Methods == nil {
		o.Methods = Methods()
	}
	r := &Room{Options: o, cache: newCache(96)}
	if o.Jobs != nil {
		r.Serve(o.Jobs)
	}
	return r
}

// Serve lets a queue do the laboratory's jobs.
func (r *Room) Serve(q *jobs.Queue) { q.Handle(jobCompare, r.work) }

// A change is what a write does to one document: id "" makes a new one, otherwise
// base is the version the change was made from (0: the latest), with the reason.
type change struct {
	action, prefix, id, reason string
	base                       int64
}

// write runs one change as one write: fn gives the new document from the old one
// (zero for a new one), derive makes the rows for lists.
func write[T any](ctx context.Context, r *Room, by focalpoint.UserID, b ledger.Book[T], c change,
	fn func(tx *ledger.Tx, old T) (T, error), derive func(context.Context, *ledger.Tx, ledger.Version[T]) error) (v ledger.Version[T], err error) {
	_, err = r.Log.Write(ctx, ledger.Entry{Actor: by, Action: c.action, Subject: c.id}, func(tx *ledger.Tx) error {
		v, err = writeIn(ctx, tx, b, c, fn, derive)
		return err
	})
	return v, err
}

// writeIn is write inside a write of the caller.
func writeIn[T any](ctx context.Context, tx *ledger.Tx, b ledger.Book[T], c change,
	fn func(tx *ledger.Tx, old T) (T, error), derive func(context.Context, *ledger.Tx, ledger.Version[T]) error) (ledger.Version[T], error) {
	v := ledger.Version[T]{ID: c.id, Actor: tx.Entry.Actor, At: tx.At, Leaf: tx.Leaf, Reason: c.reason}
	var old ledger.Version[T]
	if c.id == "" {
		v.ID = tx.NewID(c.prefix)
		if tx.Entry.Subject == "" {
			tx.Entry.Subject = v.ID
		}
	} else {
		var err error
		if old, err = b.Get(ctx, tx, c.id); err != nil {
			return v, err
		}
		if c.base != 0 && c.base != old.Version {
			return v, focalpoint.Errorf("ballistics."+c.action, focalpoint.KindConflict, "somebody else has changed this meanwhile; look at it again and repeat your change")
		}
	}
	doc, err := fn(tx, old.Doc)
	if err != nil {
		return v, err
	}
	v.Doc = doc
	if v.Version, err = b.Put(ctx, tx, v.ID, old.Version, doc, c.reason); err != nil {
		return v, err
	}
	if derive == nil {
		return v, nil
	}
	return v, derive(ctx, tx, v)
}

// replace puts a derived row in place of the one with the same id.
func replace(ctx context.Context, tx *ledger.Tx, table, columns string, row []any) error {
	if _, err := tx.Exec(ctx, "DELETE FROM "+table+" WHERE id = $1", row[0]); err != nil {
		return err
	}
	return tx.InsertDerived(ctx, table, strings.Fields(columns), row)
}

func fold(s string) string { return strings.ToLower(strings.Join(strings.Fields(s), " ")) }
