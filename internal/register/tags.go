package register

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"focalpoint"
	"focalpoint/internal/ledger"
	"focalpoint/internal/store"
	"focalpoint/mark"
	"focalpoint/tag"
)

// FoldMark is the form in which a mark is looked up: the folded text, of a tag what it names, so that one object
// has one form whichever carrier said it.
func FoldMark(m focalpoint.Mark) string {
	if m.Kind == focalpoint.MarkTag {
		if t, err := tag.Decode(m.Text); err == nil && t.Key != "" {
			return mark.Fold(t.Key)
		}
	}
	return mark.Fold(m.Text)
}

// Tagged is what a tag says and the items on record that bear it.
type Tagged struct {
	Tag   tag.Tag `json:"tag"`
	Items []Row   `json:"items"`
}

// mostTagged bounds the items that are listed for one tag: more than one is a contradiction already.
const mostTagged = 100

// ByTag reads what a scanner or reader gave and finds the items that bear that tag, by what it names. A tag that names
// nothing, such as a kind of goods or a number drawn anew, finds none.
func (r *Register) ByTag(ctx context.Context, text string) (Tagged, error) {
	t, err := tag.Decode(text)
	if err != nil {
		return Tagged{}, &focalpoint.Error{Op: "register.ByTag", Kind: focalpoint.KindInvalid, Field: "text", Msg: "this is no tag that can be read", Err: err}
	}
	out := Tagged{Tag: t, Items: []Row{}}
	if t.Key == "" {
		return out, nil
	}
	ids, err := store.Values[focalpoint.ItemID](r.db.QueryContext(ctx, `SELECT DISTINCT item FROM mark WHERE kind = 'tag' AND fold = $1 ORDER BY item LIMIT $2`, mark.Fold(t.Key), mostTagged))
	if err != nil || len(ids) == 0 {
		return out, err
	}
	out.Items, err = r.RowsOf(ctx, ids)
	return out, err
}

// tagged raises the alarms of one item's tags: one that names another number than is struck, and one that is on record
// and was not there when the item turned up. A tag is a claim; the struck mark is the identity.
func (it *Item) tagged(life, own []focalpoint.Event) {
	var claims []claim
	var struck []ItemMark
	for i := range life {
		for _, m := range life[i].Marks {
			switch {
			case m.Kind == focalpoint.MarkTag:
				if t, err := tag.Decode(m.Text); err == nil {
					claims = append(claims, claim{t, &life[i]})
				}
			case m.Kind == focalpoint.MarkSerial && m.Reading == "" && mark.Fold(m.Text) != "":
				struck = append(struck, ItemMark{Mark: m, Fold: mark.Fold(m.Text), Event: life[i].ID})
			}
		}
	}
	for _, c := range claims {
		said := mark.Fold(c.tag.Serial)
		if len(struck) > 0 && len(said) >= leastSerial && c.event.Item == it.ID && !slices.ContainsFunc(struck, func(m ItemMark) bool { return agrees(said, m.Fold) }) {
			it.alarm(AlarmTagMark, c.event, struck[0].Event)
		}
	}
	for i := range own {
		e := &own[i]
		if !turnedUp(e) || len(e.Marks) == 0 || slices.ContainsFunc(e.Marks, func(m focalpoint.Mark) bool { return m.Kind == focalpoint.MarkTag }) {
			continue
		}
		before := slices.IndexFunc(life, func(x focalpoint.Event) bool { return x.ID == e.ID })
		for _, c := range claims {
			if c.tag.Key != "" && slices.IndexFunc(life, func(x focalpoint.Event) bool { return x.ID == c.event.ID }) < before {
				it.alarm(AlarmTagAbsent, e, c.event.ID)
				break
			}
		}
	}
}

// claim is a tag with the event that reported it.
type claim struct {
	tag   tag.Tag
	event *focalpoint.Event
}

// leastSerial is how many symbols a number in a tag must have to be held against the struck one.
const leastSerial = 4

// agrees says whether the number in a tag may be the struck one: as it stands, with letters of a series before or
// behind it, or its digits alone, which is all that some tags can hold.
func agrees(said, struck string) bool {
	digits := strings.TrimLeft(strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, struck), "0")
	return strings.Contains(struck, said) || strings.Contains(said, struck) && len(struck) >= leastSerial || digits != "" && digits == strings.TrimLeft(said, "0")
}

// alarm adds a contradiction unless it stands there already.
func (it *Item) alarm(kind AlarmKind, e *focalpoint.Event, against focalpoint.EventID) {
	if slices.ContainsFunc(it.Alarms, func(a Alarm) bool { return a.Kind == kind && a.Event == e.ID }) {
		return
	}
	a := Alarm{Kind: kind, Event: e.ID, Against: against}
	if f, _, ok := e.Happened.Bounds(); ok {
		a.Day = &f
	}
	it.Alarms = append(it.Alarms, a)
}

// clones are the alarms of tags that stand on another item as well, one that is not held to be the same thing.
func clones(ctx context.Context, q store.Queryer, id focalpoint.ItemID) ([]Alarm, error) {
	rows, err := q.QueryContext(ctx, `SELECT m.event, o.item, o.event FROM mark m JOIN mark o ON o.kind = 'tag' AND o.fold = m.fold AND o.item <> m.item
		WHERE m.item = $1 AND m.kind = 'tag' AND m.fold <> '' ORDER BY m.event, o.item, o.event`, string(id))
	if err != nil {
		return nil, err
	}
	type pair struct {
		own, event focalpoint.EventID
		item       focalpoint.ItemID
	}
	defer rows.Close()
	var found []pair
	for rows.Next() {
		var p pair
		if err := rows.Scan(&p.own, &p.item, &p.event); err != nil {
			return nil, err
		}
		found = append(found, p)
	}
	if err := rows.Err(); err != nil || len(found) == 0 {
		return nil, err
	}
	rows.Close()
	same, err := sameItems(ctx, q, id)
	if err != nil {
		return nil, err
	}
	var out []Alarm
	for _, p := range found {
		if !slices.Contains(same, p.item) && (len(out) == 0 || out[len(out)-1].Event != p.own) {
			out = append(out, Alarm{Kind: AlarmTagClone, Event: p.own, Against: p.event})
		}
	}
	return out, nil
}

// tagFolds are the forms of the tags of some items.
func tagFolds(ctx context.Context, q store.Queryer, items []focalpoint.ItemID) ([]string, error) {
	var out []string
	for part := range slices.Chunk(items, 400) {
		var w store.Where
		w.And("kind = 'tag'")
		w.In("item", store.Texts(part)...)
		folds, err := store.Values[string](q.QueryContext(ctx, "SELECT DISTINCT fold FROM mark"+w.String(), w.Args()...))
		if err != nil {
			return nil, err
		}
		out = append(out, folds...)
	}
	return out, nil
}

// retag writes the alarms of tags anew: of the items, and of all that bear one of the tags.
func retag(ctx context.Context, tx *ledger.Tx, items []focalpoint.ItemID, folds []string) error {
	if len(folds) == 0 {
		return nil
	}
	for part := range slices.Chunk(folds, 400) {
		var w store.Where
		w.And("kind = 'tag'")
		w.In("fold", part...)
		others, err := store.Values[focalpoint.ItemID](tx.QueryContext(ctx, "SELECT DISTINCT item FROM mark"+w.String(), w.Args()...))
		if err != nil {
			return err
		}
		items = append(items, others...)
	}
	slices.SortFunc(items, cmp.Compare)
	for _, id := range slices.Compact(items) {
		if _, err := tx.Exec(ctx, `DELETE FROM alarm WHERE item = $1 AND kind = $2`, string(id), string(AlarmTagClone)); err != nil {
			return err
		}
		list, err := clones(ctx, tx, id)
		if err != nil {
			return err
		}
		var d derived
		d.add(Item{ID: id, Alarms: list}, tx.Leaf)
		if err := tx.InsertDerived(ctx, "alarm", alarmColumns, d.alarms...); err != nil {
			return err
		}
	}
	return nil
}

// retagWritten does that for the items whose tags this write brought, where they were not derived one by one.
func retagWritten(ctx context.Context, tx *ledger.Tx) error {
	ids, err := store.Values[focalpoint.ItemID](tx.QueryContext(ctx, `SELECT DISTINCT item FROM mark WHERE kind = 'tag' AND changed = $1`, tx.Leaf))
	if err != nil || len(ids) == 0 {
		return err
	}
	folds, err := tagFolds(ctx, tx, ids)
	if err != nil {
		return err
	}
	return retag(ctx, tx, ids, folds)
}
