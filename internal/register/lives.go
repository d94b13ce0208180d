package register

import (
	"time"

	"focalpoint"
	"focalpoint/internal/ledger"
)

// PrepareLives is PrepareNew for new items that come with several events: one
// list for each item, in the order in which they were reported, all about that
// item. A life with a wrong event is left out as a whole and named in Wrong by
// the index of the life. It is for taking over the books of a registry.
func (r *Register) PrepareLives(lives [][]focalpoint.Event, now time.Time, salt ledger.Salt) (*Prepared, error) {
	p := newPrepared(len(lives))
	for i, life := range lives {
		rows, err := lifeRows(life, now)
		if err != nil {
			p.Wrong[i] = err
			continue
		}
		if len(rows) == 0 {
			continue
		}
		it := Project(life[0].Item, life, nil, r.codes)
		for _, e := range life {
			p.Kinds[e.Kind]++
		}
		p.take(i, &it, rows...)
	}
	return p, p.seal(r.db.Engine(), salt)
}

// lifeRows checks the events of one new item and writes them as rows.
func lifeRows(life []focalpoint.Event, now time.Time) ([][]any, error) {
	var wrong focalpoint.Fields
	rows := make([][]any, 0, len(life))
	for i := range life {
		e := &life[i]
		if e.Recorded.IsZero() {
			e.Recorded = now.UTC().Truncate(time.Microsecond)
		}
		check("", *e, now, &wrong)
		if e.ID == "" {
			wrong.Add("id", "an event of a bulk import needs its id")
		}
		if e.Item != life[0].Item {
			wrong.Add("item", "the events of one life are about one item; %s stands among those of %s", e.Item, life[0].Item)
		}
		body, err := eventJSON(e)
		if err != nil {
			return nil, err
		}
		rows = append(rows, eventRow(e, body))
	}
	return rows, wrong.Err("register.PrepareLives")
}
