package flows

import (
	"cmp"
	"context"
	"database/sql"
	"slices"

	"focalpoint/internal/store"
)

// A large import brings items that nobody counted before, hundreds of
// thousands at a time. They need no comparing with what stands: their
// occurrences are read in one pass, by the leaves that brought them.

// fresh says whether no item that changed in the stretch has a fact yet, and no
// trace was settled in it. Identifiers made later sort later, so one look
// between the first and the last of them tells.
func (s *syncer) fresh(ctx context.Context) (bool, error) {
	var first, last sql.NullString
	err := s.tx.QueryRowContext(ctx, `SELECT MIN(id), MAX(id) FROM item WHERE changed >= $1 AND changed < $2`, s.step.From, s.step.Upto).Scan(&first, &last)
	if err != nil || !first.Valid {
		return false, err
	}
	for _, q := range []struct {
		text string
		args []any
	}{
		{`SELECT item FROM figure_fact WHERE item >= $1 AND item <= $2 LIMIT 1`, []any{first.String, last.String}},
		{`SELECT item FROM outcome WHERE changed >= $1 AND changed < $2 LIMIT 1`, []any{s.step.From, s.step.Upto}},
	} {
		var some string
		switch err := s.tx.QueryRowContext(ctx, q.text, q.args...).Scan(&some); {
		case err == nil:
			return false, nil
		case !store.Missing(err):
			return false, err
		}
	}
	return true, nil
}

// add stores the facts of a stretch that has only fresh items, and notes the
// seizures they belong to.
func (s *syncer) add(ctx context.Context, seizures map[string]bool) error {
	var list []fact
	err := s.derive(ctx, `o.changed >= $1 AND o.changed < $2`, []any{s.step.From, s.step.Upto}, func(x fact) { list = append(list, x) })
	if err != nil {
		return err
	}
	slices.SortFunc(list, func(a, b fact) int { return cmp.Or(cmp.Compare(a.item, b.item), cmp.Compare(a.record, b.record)) })
	rows := make([][]any, len(list))
	for i := range list {
		x := &list[i]
		rows[i] = []any{x.item, x.record, x.seizure, x.year, x.shape, x.place, x.quantity, x.control, x.known}
		if x.seizure != "" {
			seizures[x.seizure] = true
		}
		s.count(*x, 1)
	}
	s.step.Added += int64(len(list))
	return s.tx.InsertBulk(ctx, store.NewBulk(s.tx.Engine(), "figure_fact", factColumns, rows))
}
