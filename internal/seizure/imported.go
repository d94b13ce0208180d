package seizure

import (
	"context"
	"encoding/json"
	"fmt"

	"focalpoint"
	"focalpoint/internal/ledger"
)

// SaveImported stores seizures of a bulk import: nothing is checked against
// what is on record and nothing is read back, so it is as fast as the database
// takes rows. Ids that are missing are given and written into list. Every item
// is a new one. Duplicates, screening and codes in doubt are looked at after
// the import, in their lists. An event that the register refuses (a date that
// is none) is an error naming the seizure's index in its field path.
func (r *Room) SaveImported(ctx context.Context, tx *ledger.Tx, list []Seizure) ([]focalpoint.SeizureID, error) {
	ids := make([]focalpoint.SeizureID, len(list))
	var events []focalpoint.Event
	var versions, rows, people [][]any
	for i := range list {
		s := &list[i]
		ids[i] = focalpoint.SeizureID(tx.NewID(focalpoint.PrefixSeizure))
		for j := range s.Items {
			it := &s.Items[j]
			it.ID = focalpoint.ItemID(tx.NewID(focalpoint.PrefixItem))
			it.Event = focalpoint.EventID(tx.NewID(focalpoint.PrefixEvent))
			e := eventOf(ids[i], s, it)
			e.ID = it.Event
			events = append(events, e)
		}
		body, err := json.Marshal(s)
		if err != nil {
			return nil, fmt.Errorf("cannot write row %d of the import as JSON: %w", s.Row, err)
		}
		versions = append(versions, []any{string(ids[i]), int64(1), tx.At, string(tx.Entry.Actor), "", string(body)})
		row, who := r.rowsOf(ids[i], 1, s, tx.At.UnixMicro(), tx.Leaf)
		rows, people = append(rows, row), append(people, who...)
	}
	if err := tx.Insert(ctx, book.Table, versions...); err != nil {
		return nil, err
	}
	if err := r.reg.RecordNew(ctx, tx, events); err != nil {
		return nil, err
	}
	if err := tx.InsertDerived(ctx, "seizure", rowColumns, rows...); err != nil {
		return nil, err
	}
	return ids, tx.InsertDerived(ctx, "seizure_person", personColumns, people...)
}

// rebuildStep is how many seizures one write of Rebuild makes again.
const rebuildStep = 500

// Rebuild makes the rows of all seizures again from their latest versions, for
// when codes have changed. It is safe to run beside other writers. progress may
// be nil.
func (r *Room) Rebuild(ctx context.Context, progress func(done int64)) error {
	after, done := "", int64(0)
	for {
		var ids []string
		rows, err := r.log.DB.QueryContext(ctx, `SELECT id FROM seizure_book WHERE version = 1 AND id > $1 ORDER BY id LIMIT $2`, after, rebuildStep)
		if err != nil {
			return err
		}
		for rows.Next() {
			var id string
			if err := rows.Scan(&id); err != nil {
				rows.Close()
				return err
			}
			ids = append(ids, id)
		}
		rows.Close()
		if err := rows.Err(); err != nil || len(ids) == 0 {
			return err
		}
		if _, err := r.log.Write(ctx, ledger.Entry{Action: "seizure.rebuild", Subject: ids[0]}, func(tx *ledger.Tx) error {
			tx.Enter()
			list, err := book.Many(ctx, tx, ids)
			if err != nil {
				return err
			}
			for i := range list {
				if err := r.derive(ctx, tx, focalpoint.SeizureID(list[i].ID), list[i].Version, &list[i].Doc, list[i].At); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			return err
		}
		after = ids[len(ids)-1]
		done += int64(len(ids))
		if progress != nil {
			progress(done)
		}
	}
}
