package register

import (
	"context"
	"encoding/json"
	"time"

	"focalpoint"
	"focalpoint/internal/ledger"
)

// Prepared is events of new items with everything that is derived from them,
// ready to be stored. It is made outside any transaction, by several
// goroutines if need be, so that the one writer only writes.
type Prepared struct {
	rows    [][]any // of the table event, without leaf and digest
	derived derived
	Taken   []bool                         // by index of the list handed in: false when refused
	Wrong   map[int]error                  // why an event was refused, by index
	Queued  map[int][]focalpoint.Coded     // cells that wait for a person, by index
	Items   int                            // how many items it holds
	Kinds   map[focalpoint.EventKind]int64 // events by kind
}

// PrepareNew checks events that are each the first and only event of a new
// item and derives the items. Events need their ids. An event that is wrong is
// left out and named in Wrong; the others are taken. now is the instant events
// are recorded at and dates are checked against.
func (r *Register) PrepareNew(list []focalpoint.Event, now time.Time) *Prepared {
	p := &Prepared{Taken: make([]bool, len(list)), Wrong: map[int]error{}, Queued: map[int][]focalpoint.Coded{}, Kinds: map[focalpoint.EventKind]int64{}}
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
		body, err := json.Marshal(e)
		if err != nil {
			p.Wrong[i] = err
			continue
		}
		it := Project(e.Item, list[i:i+1], nil, r.codes)
		if it.Queued {
			p.Queued[i] = unsure(&it)
		}
		p.Taken[i] = true
		p.Items++
		p.Kinds[e.Kind]++
		p.rows = append(p.rows, eventRow(e, body))
		p.derived.add(it, 0) // the leaf is known when it is written
	}
	return p
}

// unsure lists the cells of an item that wait for a person.
func unsure(it *Item) []focalpoint.Coded {
	out := make([]focalpoint.Coded, len(it.Waiting))
	for i, c := range it.Waiting {
		out[i] = c.Coded
	}
	return out
}

// RecordPrepared stores what PrepareNew made, in the caller's transaction.
func (r *Register) RecordPrepared(ctx context.Context, tx *ledger.Tx, p *Prepared) error {
	rows := make([][]any, len(p.rows))
	for i, row := range p.rows {
		rows[i] = append([]any(nil), row...) // a transaction may run again
	}
	if len(rows) > 0 {
		if err := tx.Insert(ctx, events, rows...); err != nil {
			return err
		}
	}
	for _, table := range [][][]any{p.derived.items, p.derived.marks, p.derived.occurrences, p.derived.alarms, p.derived.waiting, p.derived.holdings} {
		for _, row := range table {
			row[len(row)-1] = tx.Leaf // the last column of each is the leaf that changed it
		}
	}
	return p.derived.write(ctx, tx)
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
