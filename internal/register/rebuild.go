package register

import (
	"context"

	"focalpoint"
	"focalpoint/internal/ledger"
	"focalpoint/internal/store"
)

// rebuildStep bounds how many items are made again in one transaction.
const rebuildStep = 2000

// Rebuild makes every derived row again from the events and the present
// catalogue, some thousand items a transaction. It is safe to run beside other
// writes and to run again after it was cut off. progress, which may be nil, is
// told how many items are done.
func (r *Register) Rebuild(ctx context.Context, log *ledger.Log, progress func(items int64)) error {
	after, done := "", int64(0)
	for {
		ids, err := itemsAfter(ctx, r.db, after, rebuildStep)
		if err != nil || len(ids) == 0 {
			return err
		}
		_, err = log.Write(ctx, ledger.Entry{Action: "register.rebuild"}, func(tx *ledger.Tx) error {
			tx.Enter()
			return r.derive(ctx, tx, ids)
		})
		if err != nil {
			return err
		}
		after = string(ids[len(ids)-1])
		done += int64(len(ids))
		if progress != nil {
			progress(done)
		}
	}
}

// Recode makes the derived rows of the given items again: a decision of the
// review queue has changed what their raw cells mean.
func (r *Register) Recode(ctx context.Context, tx *ledger.Tx, ids []focalpoint.ItemID) error {
	tx.Enter()
	return r.derive(ctx, tx, ids)
}

func itemsAfter(ctx context.Context, q store.Queryer, after string, limit int) ([]focalpoint.ItemID, error) {
	return store.Values[focalpoint.ItemID](q.QueryContext(ctx, `SELECT DISTINCT item FROM event WHERE item > $1 ORDER BY item LIMIT $2`, after, limit))
}
