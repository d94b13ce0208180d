package register

import (
	"context"
	"slices"

	"focalpoint"
	"focalpoint/internal/store"
)

// IdentifiedAll lists every decision that holds by which two items are the same thing.
func IdentifiedAll(ctx context.Context, q store.Queryer) ([]Identified, error) {
	rows, err := q.QueryContext(ctx, `SELECT item, other, event FROM identified ORDER BY event`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Identified
	for rows.Next() {
		var t Identified
		if err := rows.Scan(&t.Item, &t.Other, &t.Event); err != nil {
			return nil, err
		}
		out = append(out, t)
	}
	return out, rows.Err()
}

// EventsOf reads the events reported about each of some items, in the order in
// which they were recorded.
func (r *Register) EventsOf(ctx context.Context, ids []focalpoint.ItemID) (map[focalpoint.ItemID][]focalpoint.Event, error) {
	out := make(map[focalpoint.ItemID][]focalpoint.Event, len(ids))
	if len(ids) == 0 {
		return out, nil
	}
	args := make([]any, len(ids))
	for i, id := range ids {
		args[i] = string(id)
	}
	list, err := queryEvents(ctx, r.db, `SELECT body FROM event WHERE item IN `+placeholders(1, len(args))+` ORDER BY id`, args...)
	for _, e := range list {
		out[e.Item] = append(out[e.Item], e)
	}
	return out, err
}

// Together says which contradictions there would be if two items were held to
// be the same thing, beside those that their lives hold already. It changes nothing.
func (r *Register) Together(ctx context.Context, a, b focalpoint.ItemID) ([]Alarm, error) {
	own := map[focalpoint.ItemID][]focalpoint.Event{}
	for _, id := range []focalpoint.ItemID{a, b} {
		list, err := sameItems(ctx, r.db, id)
		if err != nil {
			return nil, err
		}
		for _, id := range append(list, id) {
			if own[id], err = eventsOf(ctx, r.db, id); err != nil {
				return nil, err
			}
			if len(own[id]) == 0 {
				return nil, focalpoint.Errorf("register.Together", focalpoint.KindNotFound, "there is no item %s", id)
			}
		}
	}
	ids := make([]focalpoint.ItemID, 0, len(own))
	for id := range own {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	var out []Alarm
	for _, id := range ids {
		var foreign []focalpoint.Event
		for _, other := range ids {
			if other != id {
				foreign = append(foreign, own[other]...)
			}
		}
		had, err := foreignEvents(ctx, r.db, id)
		if err != nil {
			return nil, err
		}
		before := Project(id, own[id], had, r.codes).Alarms
		for _, alarm := range Project(id, own[id], foreign, r.codes).Alarms {
			if !slices.ContainsFunc(before, func(b Alarm) bool { return b.Kind == alarm.Kind && b.Event == alarm.Event }) {
				out = append(out, alarm)
			}
		}
	}
	return out, nil
}
