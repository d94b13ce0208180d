package register

import (
	"context"
	"time"

	"focalpoint"
	"focalpoint/internal/ledger"
	"focalpoint/internal/store"
)

// Prepared is events of new items with everything that is derived from them,
// ready to be stored. It is made outside any transaction, by several
// goroutines if need be, so that the one writer only writes. Storing does not
// change it, for a transaction may run again.
type Prepared struct {
	rows    [][]any // of the table event, without leaf and digest
	derived derived
	events  *ledger.Prepared
	tables  []*store.Bulk
	Taken   []bool                         // by index of the list handed in: false when refused
	Wrong   map[int]error                  // why an event was refused, by index
	Queued  map[int][]focalpoint.Coded     // cells that wait for a person, by index
	Items   int                            // how many items it holds
	Kinds   map[focalpoint.EventKind]int64 // events by kind
}

func newPrepared(n int) *Prepared {
	return &Prepared{Taken: make([]bool, n), Wrong: map[int]error{}, Queued: map[int][]focalpoint.Coded{}, Kinds: map[focalpoint.EventKind]int64{}}
}

// take adds what events of one new item become: the i-th of the list handed in.
func (p *Prepared) take(i int, it *Item, rows ...[]any) {
	if it.Queued {
		p.Queued[i] = unsure(it)
	}
	p.Taken[i] = true
	p.Items++
	p.rows = append(p.rows, rows...)
	p.derived.add(*it, 0)
}

// PrepareNew checks events that are each the first and only event of a new
// item and derives the items. Events need their ids. An event that is wrong is
// left out and named in Wrong; the others are taken. now is the instant events
// are recorded at and dates are checked against; salt is that of the write
// they are prepared for.
func (r *Register) PrepareNew(list []focalpoint.Event, now time.Time, salt ledger.Salt) (*Prepared, error) {
	p := newPrepared(len(list))
	for i := range list {
		e := &list[i]
		if e.Recorded.IsZero() {
			e.Recorded = now.UTC().Truncate(time.Microsecond)
		}
		var wrong focalpoint.Fields
		check("", *e, now, &wrong)
		if e.ID == "" {
			wrong.Add("id", "an event of a bulk import needs its id")
		}
		if err := wrong.Err("register.PrepareNew"); err != nil {
			p.Wrong[i] = err
			continue
		}
		body, err := eventJSON(e)
		if err != nil {
			p.Wrong[i] = err
			continue
		}
		it := Project(e.Item, list[i:i+1], nil, r.codes)
		p.Kinds[e.Kind]++
		p.take(i, &it, eventRow(e, body))
	}
	return p, p.seal(r.db.Engine(), salt)
}

// seal makes the rows ready for the database. The column that says which leaf
// changed a derived row, the last of each, is known when it is written.
func (p *Prepared) seal(engine store.Engine, salt ledger.Salt) (err error) {
	if p.events, err = events.Prepare(engine, salt, p.rows); err != nil {
		return err
	}
	for _, t := range p.derived.tables() {
		n := len(t.columns) - 1
		for i, row := range t.rows {
			t.rows[i] = row[:n]
		}
		p.tables = append(p.tables, store.NewBulk(engine, t.name, t.columns[:n], t.rows))
	}
	p.rows, p.derived = nil, derived{}
	return nil
}

// unsure lists the cells of an item that wait for a person.
func unsure(it *Item) []focalpoint.Coded {
	out := make([]focalpoint.Coded, len(it.Waiting))
	for i, c := range it.Waiting {
		out[i] = c.Coded
	}
	return out
}

// RecordPrepared stores what PrepareNew or PrepareLives made, in the caller's
// transaction; its Entry has the salt that was handed to them.
func (r *Register) RecordPrepared(ctx context.Context, tx *ledger.Tx, p *Prepared) error {
	if err := tx.InsertPrepared(ctx, p.events); err != nil {
		return err
	}
	for _, t := range p.tables {
		if err := tx.InsertBulk(ctx, t, store.Extra{Column: "changed", Value: tx.Leaf}); err != nil {
			return err
		}
	}
	return retagWritten(ctx, tx)
}

// ImportQueued lists the rows of an import whose items wait for a person, in
// order, after a row, at most limit of them.
func (r *Register) ImportQueued(ctx context.Context, id focalpoint.ImportID, after int64, limit int) ([]int64, error) {
	rows, err := r.db.QueryContext(ctx, `SELECT DISTINCT import_row FROM item WHERE queued = 1 AND import = $1 AND import_row > $2 ORDER BY import_row LIMIT $3`, string(id), after, limit)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []int64
	for rows.Next() {
		var n int64
		if err := rows.Scan(&n); err != nil {
			return nil, err
		}
		out = append(out, n)
	}
	return out, rows.Err()
}
