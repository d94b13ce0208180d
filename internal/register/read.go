package register

import (
	"context"
	"database/sql"
	"strconv"

	"focalpoint"
	"focalpoint/internal/store"
)

// Item reads an item as it stands, coded by the present catalogue.
func (r *Register) Item(ctx context.Context, id focalpoint.ItemID) (Item, error) {
	return r.ItemIn(ctx, r.db, id)
}

// ItemIn is Item inside a transaction of the caller.
func (r *Register) ItemIn(ctx context.Context, q store.Queryer, id focalpoint.ItemID) (Item, error) {
	own, err := eventsOf(ctx, q, id)
	if err != nil {
		return Item{}, err
	}
	if len(own) == 0 {
		return Item{}, focalpoint.Errorf("register.Item", focalpoint.KindNotFound, "there is no item %s", id)
	}
	foreign, err := foreignEvents(ctx, q, id)
	if err != nil {
		return Item{}, err
	}
	it := Project(id, own, foreign, r.codes)
	copied, err := clones(ctx, r.db, id)
	if err != nil {
		return Item{}, err
	}
	it.Alarms = append(it.Alarms, copied...)
	err = q.QueryRowContext(ctx, `SELECT changed FROM item WHERE id = $1`, string(id)).Scan(&it.Changed)
	return it, err
}

// Filter chooses items for a list. Empty fields do not narrow. Sort is a column
// of Sortable, with a leading "-" for descending; the default is newest first.
type Filter struct {
	Kind, Make, Model, Calibre, TypeClass, Type, Origin, Country, Marking, Status, Role string
	Keeper                                                                              focalpoint.PartyID
	Holder                                                                              focalpoint.PersonID
	Seizure                                                                             focalpoint.SeizureID
	PartOf                                                                              focalpoint.ItemID
	SameAs                                                                              focalpoint.ItemID
	Import                                                                              focalpoint.ImportID
	Own                                                                                 bool // not identified as another item, which stands for both
	Queued                                                                              bool
	Alarmed                                                                             bool
	Text                                                                                string // begins the folded text of a mark
	From, To                                                                            focalpoint.Date
	Sort                                                                                string
	After                                                                               string // cursor of the page before
	Limit                                                                               int    // default 50, at most 1000
}

// Row is an item in a list.
type Row struct {
	ID        focalpoint.ItemID    `json:"id"`
	Kind      focalpoint.ItemKind  `json:"kind"`
	Make      focalpoint.Coded     `json:"make,omitzero"`
	Model     focalpoint.Coded     `json:"model,omitzero"`
	Calibre   focalpoint.Coded     `json:"calibre,omitzero"`
	Type      focalpoint.Coded     `json:"type,omitzero"`
	TypeClass string               `json:"typeClass"`
	Serial    string               `json:"serial,omitempty"`
	Marking   string               `json:"marking"`
	Origin    string               `json:"origin,omitempty"`
	Role      focalpoint.Role      `json:"role,omitempty"`
	Status    focalpoint.Status    `json:"status"`
	Holder    focalpoint.Ref       `json:"holder,omitzero"`
	Keeper    focalpoint.Ref       `json:"keeper,omitzero"`
	Quantity  int64                `json:"quantity"`
	Seizure   focalpoint.SeizureID `json:"seizure,omitempty"`
	LastDay   focalpoint.Date      `json:"lastDay,omitempty"`
	Queued    bool                 `json:"queued,omitempty"`
	Changed   int64                `json:"changed"`
}

// Page is a stretch of a list of items.
type Page = store.Page[Row]

// Sortable lists the columns a list can be sorted by.
func Sortable() []string { return store.Names(itemList.Sorts) }

var itemList = store.List[Row]{
	Op: "register.List",
	Select: `i.id, i.kind, i.make_raw, i.make, i.model_raw, i.model, i.calibre_raw, i.calibre, i.type_raw, i.type, i.type_class, i.serial,
		i.marking, i.origin, i.role, i.status, i.holder_party, i.holder_person, i.holder_name, i.keeper_party, i.keeper_name, i.quantity, i.seizure, i.last_day, i.queued, i.changed`,
	From: "item i",
	ID:   "i.id",
	Sorts: []store.Column{{Name: "changed", By: "i.changed"}, {Name: "id", By: "i.id"}, {Name: "make", By: "i.make"}, {Name: "model", By: "i.model"}, {Name: "calibre", By: "i.calibre"},
		{Name: "type_class", By: "i.type_class"}, {Name: "serial", By: "i.serial"}, {Name: "status", By: "i.status"}, {Name: "role", By: "i.role"},
		{Name: "last_day", By: "i.last_day", Open: true}, {Name: "marking", By: "i.marking"}},
	Usual: "-changed",
	Scan:  scanRow,
}

// List returns a page of items.
func (r *Register) List(ctx context.Context, f Filter) (Page, error) {
	w, err := f.where()
	if err != nil {
		return Page{}, err
	}
	return itemList.Page(ctx, r.db, w, store.Slice{Sort: f.Sort, After: f.After, Limit: f.Limit})
}

// RowsOf returns list rows of the given items in the order asked; unknown ids are left out.
func (r *Register) RowsOf(ctx context.Context, ids []focalpoint.ItemID) ([]Row, error) {
	return itemList.ByID(ctx, r.db, store.Texts(ids))
}

func scanRow(scan func(...any) error) (Row, error) {
	var r Row
	var last sql.NullInt64
	var queued int64
	err := scan(&r.ID, &r.Kind, &r.Make.Raw, &r.Make.Code, &r.Model.Raw, &r.Model.Code, &r.Calibre.Raw, &r.Calibre.Code,
		&r.Type.Raw, &r.Type.Code, &r.TypeClass, &r.Serial, &r.Marking, &r.Origin, &r.Role, &r.Status,
		&r.Holder.Party, &r.Holder.Person, &r.Holder.Name, &r.Keeper.Party, &r.Keeper.Name, &r.Quantity, &r.Seizure, &last, &queued, &r.Changed)
	if last.Valid {
		r.LastDay = focalpoint.Day(last.Int64).Date()
	}
	r.Queued = queued == 1
	return r, err
}

func (f Filter) where() (w store.Where, err error) {
	for _, c := range []struct{ column, value string }{{"kind", f.Kind}, {"make", f.Make}, {"model", f.Model}, {"calibre", f.Calibre},
		{"type_class", f.TypeClass}, {"type", f.Type}, {"origin", f.Origin}, {"country", f.Country}, {"marking", f.Marking}, {"status", f.Status}, {"role", f.Role},
		{"keeper_party", string(f.Keeper)}, {"holder_person", string(f.Holder)}, {"seizure", string(f.Seizure)}, {"part_of", string(f.PartOf)},
		{"same_as", string(f.SameAs)}, {"import", string(f.Import)}} {
		w.Equal("i."+c.column, c.value)
	}
	if f.Own {
		w.And("i.same_as = ''")
	}
	if f.Queued {
		w.And("i.queued = 1")
	}
	if f.Alarmed {
		w.And("EXISTS (SELECT 1 FROM alarm a WHERE a.item = i.id)")
	}
	if f.Text != "" {
		w.And("EXISTS (SELECT 1 FROM mark m WHERE m.item = i.id AND m.fold >= ? AND m.fold < ?)", f.Text, f.Text+"\U0010ffff")
	}
	return w, focalpoint.E(itemList.Op, w.Between("i.first_day", "i.last_day", f.From, f.To))
}

func marksOf(ctx context.Context, q store.Queryer, id focalpoint.ItemID) ([]ItemMark, error) {
	rows, err := q.QueryContext(ctx, `SELECT kind, text, reading, fold, condition, event FROM mark WHERE item = $1 ORDER BY n`, string(id))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []ItemMark
	for rows.Next() {
		var m ItemMark
		if err := rows.Scan(&m.Kind, &m.Text, &m.Reading, &m.Fold, &m.Condition, &m.Event); err != nil {
			return nil, err
		}
		out = append(out, m)
	}
	return out, rows.Err()
}

// MarksOf returns the marks of an item as they are kept for searching.
func (r *Register) MarksOf(ctx context.Context, id focalpoint.ItemID) ([]ItemMark, error) {
	return marksOf(ctx, r.db, id)
}

// AlarmRow is an alarm in a list.
type AlarmRow struct {
	Item focalpoint.ItemID `json:"item"`
	Alarm
	Happened focalpoint.Date `json:"happened,omitempty"`
}

// Alarms lists contradictions, newest first; kind "" means every kind.
func (r *Register) Alarms(ctx context.Context, kind AlarmKind, limit int) ([]AlarmRow, error) {
	rows, err := r.db.QueryContext(ctx, `SELECT item, kind, event, against, day FROM alarm WHERE $1 = '' OR kind = $1 ORDER BY changed DESC, item, event LIMIT `+strconv.Itoa(max(1, limit)), string(kind))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []AlarmRow
	for rows.Next() {
		var a AlarmRow
		var d sql.NullInt64
		if err := rows.Scan(&a.Item, &a.Kind, &a.Event, &a.Against, &d); err != nil {
			return nil, err
		}
		if d.Valid {
			v := focalpoint.Day(d.Int64)
			a.Day, a.Happened = &v, v.Date()
		}
		out = append(out, a)
	}
	return out, rows.Err()
}
