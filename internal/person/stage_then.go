package person

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"focalpoint"
	"focalpoint/internal/store"
)

// EachStageThen is EachStage as the file stood at an instant: entries made and
// withdrawn later are left out, and the sex is the one known then. It reads no
// name. fn must not write.
func EachStageThen(ctx context.Context, q store.Queryer, year int, then time.Time, fn func(StageRow) error) error {
	held, err := stagesThen(ctx, q, then)
	if err != nil {
		return err
	}
	var rows []StageRow
	var ids []focalpoint.PersonID
	for at := 0; at < len(held); {
		end := at
		for end < len(held) && held[end].Person == held[at].Person {
			end++
		}
		for _, r := range countStages(held[at:end]) {
			if year < 0 || r.Year == year {
				rows = append(rows, r)
				ids = append(ids, r.Person)
			}
		}
		at = end
	}
	sex, err := sexThen(ctx, q, slices.Compact(ids), then)
	if err != nil {
		return err
	}
	for _, r := range rows {
		r.Sex = sex[r.Person]
		if err := fn(r); err != nil {
			return err
		}
	}
	return nil
}

// stagesThen reads the entries that held at an instant, in order of person.
func stagesThen(ctx context.Context, q store.Queryer, then time.Time) ([]StageEntry, error) {
	return readStages(q.QueryContext(ctx, `SELECT body FROM person_stage_entry e WHERE at <= $1 AND withdraws = ''
		AND NOT EXISTS (SELECT 1 FROM person_stage_entry w WHERE w.person = e.person AND w.withdraws = e.id AND w.at <= $2) ORDER BY person, id`, then.UnixMicro(), then.UnixMicro()))
}

// sexThen reads which sex was on file for persons at an instant.
func sexThen(ctx context.Context, q store.Queryer, ids []focalpoint.PersonID, then time.Time) (map[focalpoint.PersonID]Sex, error) {
	out := map[focalpoint.PersonID]Sex{}
	for chunk := range slices.Chunk(ids, 200) {
		marks, args := make([]string, len(chunk)), []any{then.UnixMicro()}
		for i, id := range chunk {
			marks[i], args = fmt.Sprintf("$%d", i+2), append(args, string(id))
		}
		rows, err := q.QueryContext(ctx, `SELECT id, body FROM person_book WHERE at <= $1 AND id IN (`+strings.Join(marks, ",")+`) ORDER BY id, version`, args...)
		if err != nil {
			return nil, err
		}
		for rows.Next() {
			var id focalpoint.PersonID
			var body string
			if err := rows.Scan(&id, &body); err != nil {
				rows.Close()
				return nil, err
			}
			var known struct {
				Sex Sex `json:"sex"`
			}
			if err := json.Unmarshal([]byte(body), &known); err != nil {
				rows.Close()
				return nil, fmt.Errorf("the stored text of person %s cannot be read: %w", id, err)
			}
			out[id] = known.Sex // the latest version stands last
		}
		rows.Close()
		if err := rows.Err(); err != nil {
			return nil, err
		}
	}
	return out, nil
}
