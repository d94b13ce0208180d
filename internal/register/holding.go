package register

import (
	"context"
	"database/sql"
	"slices"
	"strings"

	"focalpoint"
	"focalpoint/internal/person"
	"focalpoint/internal/store"
)

// Holding is a person's lawful possession of an item: what the rules of
// retention count from.
type Holding struct {
	Person    focalpoint.PersonID
	Last      focalpoint.Day  // of the latest record that names the person
	Held      bool            // the last legal record still names the person
	Destroyed *focalpoint.Day // of the item
}

var holdingColumns = strings.Fields(`person item last_day held destroyed changed`)

// hold keeps which persons an item's own events name as lawful holders.
func (it *Item) hold(own []focalpoint.Event) {
	var destroyed *focalpoint.Day
	for i := range own {
		e := &own[i]
		kind := e.EffectiveKind()
		day := focalpoint.DayOf(e.Recorded)
		if _, last, ok := e.Happened.Bounds(); ok {
			day = last
		}
		switch {
		case kind == focalpoint.EventDestroy:
			destroyed = &day
		case kind.Lawful() || kind == focalpoint.EventLoss || kind == focalpoint.EventTheft:
			it.holder(e.From.Person, day)
			it.holder(e.To.Person, day)
		}
	}
	for i := range it.Holders {
		h := &it.Holders[i]
		h.Destroyed = destroyed
		switch it.Status {
		case focalpoint.StatusLawful, focalpoint.StatusLost, focalpoint.StatusStolen:
			h.Held = it.Holder.Person == h.Person
		}
	}
}

func (it *Item) holder(id focalpoint.PersonID, day focalpoint.Day) {
	if id == "" {
		return
	}
	i := slices.IndexFunc(it.Holders, func(h Holding) bool { return h.Person == id })
	if i < 0 {
		it.Holders = append(it.Holders, Holding{Person: id, Last: day})
		return
	}
	it.Holders[i].Last = max(it.Holders[i].Last, day)
}

// PersonTies tells the retention of personal data which items a person holds
// or held. It is a person.TieFunc.
func (r *Register) PersonTies(ctx context.Context, q store.Queryer, id focalpoint.PersonID) ([]person.Tie, error) {
	rows, err := q.QueryContext(ctx, `SELECT item, last_day, held, destroyed FROM holding WHERE person = $1 ORDER BY item`, string(id))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []person.Tie
	for rows.Next() {
		t := person.Tie{Class: person.ClassHolder}
		var last, held int64
		var destroyed sql.NullInt64
		if err := rows.Scan(&t.What, &last, &held, &destroyed); err != nil {
			return nil, err
		}
		t.From, t.Open = focalpoint.Day(last), held == 1
		if destroyed.Valid {
			d := focalpoint.Day(destroyed.Int64)
			t.Destroyed, t.Open = &d, false
		}
		out = append(out, t)
	}
	return out, rows.Err()
}
