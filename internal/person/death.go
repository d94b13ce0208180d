package person

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"focalpoint"
	"focalpoint/internal/store"
)

// Dead names those of the persons who are known to have died by a day, without
// reading personal data: a trace asks whether the last holder can still be heard.
func (s *Store) Dead(ctx context.Context, q store.Queryer, ids []focalpoint.PersonID, day focalpoint.Day) (map[focalpoint.PersonID]bool, error) {
	out := map[focalpoint.PersonID]bool{}
	for chunk := range slices.Chunk(ids, 200) {
		marks, args := make([]string, len(chunk)), make([]any, len(chunk))
		for i, id := range chunk {
			marks[i], args[i] = fmt.Sprintf("$%d", i+1), string(id)
		}
		rows, err := q.QueryContext(ctx, `SELECT id, died FROM person WHERE died <> '' AND id IN (`+strings.Join(marks, ",")+`)`, args...)
		if err != nil {
			return nil, err
		}
		for rows.Next() {
			var id focalpoint.PersonID
			var died focalpoint.Date
			if err := rows.Scan(&id, &died); err != nil {
				rows.Close()
				return nil, err
			}
			if _, last, ok := died.Bounds(); ok && last <= day {
				out[id] = true
			}
		}
		rows.Close()
		if err := rows.Err(); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// DiedSince names the persons whose record was changed after a leaf of the log
// and who are dead, in order of their numbers.
func (s *Store) DiedSince(ctx context.Context, q store.Queryer, leaf int64) ([]focalpoint.PersonID, error) {
	rows, err := q.QueryContext(ctx, `SELECT id FROM person WHERE died <> '' AND changed > $1 ORDER BY id`, leaf)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []focalpoint.PersonID
	for rows.Next() {
		var id focalpoint.PersonID
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		out = append(out, id)
	}
	return out, rows.Err()
}
