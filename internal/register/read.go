package register

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"strings"

	"focalpoint"
	"focalpoint/internal/store"
)

// Item reads an item as it stands, coded by the present catalogue.
func (r *Register) Item(ctx context.Context, id focalpoint.ItemID) (Item, error) {
	own, err := eventsOf(ctx, r.db, id)
	if err != nil {
		return Item{}, err
	}
	if len(own) == 0 {
		return Item{}, focalpoint.Errorf("register.Item", focalpoint.KindNotFound, "there is no item %s", id)
	}
	foreign, err := foreignEvents(ctx, r.db, id)
	if err != nil {
		return Item{}, err
	}
	it := Project(id, own, foreign, r.codes)
	err = r.db.QueryRowContext(ctx, `SELECT changed FROM item WHERE id = $1`, string(id)).Scan(&it.Changed)
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

// Page is a stretch of a list. Next is the cursor of the following page, empty at the end.
type Page struct {
	Rows  []Row  `json:"rows"`
	Next  string `json:"next,omitempty"`
	Total int64  `json:"total"`
}

// Sortable lists the columns a list can be sorted by.
func Sortable() []string {
	return []string{"changed", "id", "make", "model", "calibre", "type_class", "serial", "status", "role", "last_day", "marking"}
}

const rowColumns = `i.id, i.kind, i.make_raw, i.make, i.model_raw, i.model, i.calibre_raw, i.calibre, i.type_raw, i.type, i.type_class, i.serial,
	i.marking, i.origin, i.role, i.status, i.holder_party, i.holder_person, i.holder_name, i.keeper_party, i.keeper_name, i.quantity, i.seizure, i.last_day, i.queued, i.changed`

// List returns a page of items.
func (r *Register) List(ctx context.Context, f Filter) (Page, error) {
	where, args, err := f.where()
	if err != nil {
		return Page{}, err
	}
	var page Page
	if err := r.db.QueryRowContext(ctx, "SELECT COUNT(*) FROM item i"+where, args...).Scan(&page.Total); err != nil {
		return Page{}, err
	}
	column, direction, err := f.order()
	if err != nil {
		return Page{}, err
	}
	limit := f.Limit
	if limit <= 0 {
		limit = 50
	}
	limit = min(limit, 1000)
	offset := 0
	if f.After != "" {
		if offset, err = strconv.Atoi(f.After); err != nil || offset < 0 {
			return Page{}, focalpoint.Invalid("register.List", "after", "%q is no cursor of this list; start from the first page", f.After)
		}
	}
	rows, err := r.db.QueryContext(ctx, fmt.Sprintf("SELECT %s FROM item i%s ORDER BY i.%s %s, i.id %s LIMIT %d OFFSET %d", rowColumns, where, column, direction, direction, limit+1, offset), args...)
	if err != nil {
		return Page{}, err
	}
	if page.Rows, err = scanRows(rows); err != nil {
		return Page{}, err
	}
	if len(page.Rows) > limit {
		page.Rows = page.Rows[:limit]
		page.Next = strconv.Itoa(offset + limit)
	}
	return page, nil
}

// RowsOf returns list rows of the given items in the order asked; unknown ids are left out.
func (r *Register) RowsOf(ctx context.Context, ids []focalpoint.ItemID) ([]Row, error) {
	found := make(map[focalpoint.ItemID]Row, len(ids))
	for at := 0; at < len(ids); at += 500 {
		chunk := ids[at:min(at+500, len(ids))]
		marks := make([]string, len(chunk))
		args := make([]any, len(chunk))
		for i, id := range chunk {
			marks[i], args[i] = "$"+strconv.Itoa(i+1), string(id)
		}
		rows, err := r.db.QueryContext(ctx, "SELECT "+rowColumns+" FROM item i WHERE i.id IN ("+strings.Join(marks, ",")+")", args...)
		if err != nil {
			return nil, err
		}
		list, err := scanRows(rows)
		if err != nil {
			return nil, err
		}
		for _, row := range list {
			found[row.ID] = row
		}
	}
	out := make([]Row, 0, len(found))
	for _, id := range ids {
		if row, ok := found[id]; ok {
			out = append(out, row)
		}
	}
	return out, nil
}

func scanRows(rows *sql.Rows) ([]Row, error) {
	defer rows.Close()
	var out []Row
	for rows.Next() {
		var r Row
		var last sql.NullInt64
		var queued int64
		if err := rows.Scan(&r.ID, &r.Kind, &r.Make.Raw, &r.Make.Code, &r.Model.Raw, &r.Model.Code, &r.Calibre.Raw, &r.Calibre.Code,
			&r.Type.Raw, &r.Type.Code, &r.TypeClass, &r.Serial, &r.Marking, &r.Origin, &r.Role, &r.Status,
			&r.Holder.Party, &r.Holder.Person, &r.Holder.Name, &r.Keeper.Party, &r.Keeper.Name, &r.Quantity, &r.Seizure, &last, &queued, &r.Changed); err != nil {
			return nil, err
		}
		if last.Valid {
			r.LastDay = focalpoint.Day(last.Int64).Date()
		}
		r.Queued = queued == 1
		out = append(out, r)
	}
	return out, rows.Err()
}

func (f Filter) where() (string, []any, error) {
	var parts []string
	var args []any
	add := func(cond string, v any) {
		args = append(args, v)
		parts = append(parts, strings.ReplaceAll(cond, "?", "$"+strconv.Itoa(len(args))))
	}
	for _, c := range []struct{ column, value string }{{"kind", f.Kind}, {"make", f.Make}, {"model", f.Model}, {"calibre", f.Calibre},
		{"type_class", f.TypeClass}, {"type", f.Type}, {"origin", f.Origin}, {"country", f.Country}, {"marking", f.Marking}, {"status", f.Status}, {"role", f.Role},
		{"keeper_party", string(f.Keeper)}, {"holder_person", string(f.Holder)}, {"seizure", string(f.Seizure)}, {"part_of", string(f.PartOf)},
		{"same_as", string(f.SameAs)}, {"import", string(f.Import)}} {
		if c.value != "" {
			add("i."+c.column+" = ?", c.value)
		}
	}
	if f.Queued {
		parts = append(parts, "i.queued = 1")
	}
	if f.Alarmed {
		parts = append(parts, "EXISTS (SELECT 1 FROM alarm a WHERE a.item = i.id)")
	}
	if f.Text != "" {
		add("EXISTS (SELECT 1 FROM mark m WHERE m.item = i.id AND m.fold >= ?)", f.Text)
		args = append(args, f.Text+"\U0010ffff")
		parts[len(parts)-1] = strings.TrimSuffix(parts[len(parts)-1], ")") + " AND m.fold < $" + strconv.Itoa(len(args)) + ")"
	}
	for _, d := range []struct {
		name string
		date focalpoint.Date
		cond string
	}{{"from", f.From, "i.last_day >= ?"}, {"to", f.To, "i.first_day <= ?"}} {
		if d.date == "" {
			continue
		}
		first, last, ok := d.date.Bounds()
		if !ok {
			return "", nil, focalpoint.Invalid("register.List", d.name, "%q is not a date; write 2016-03-05, 2016-03 or 2016", d.date)
		}
		v := int64(first)
		if d.name == "to" {
			v = int64(last)
		}
		add(d.cond, v)
	}
	if len(parts) == 0 {
		return "", nil, nil
	}
	return " WHERE " + strings.Join(parts, " AND "), args, nil
}

func (f Filter) order() (column, direction string, err error) {
	column, direction = "changed", "DESC"
	if f.Sort == "" {
		return column, direction, nil
	}
	name, down := strings.CutPrefix(f.Sort, "-")
	direction = "ASC"
	if down {
		direction = "DESC"
	}
	for _, c := range Sortable() {
		if c == name {
			return c, direction, nil
		}
	}
	return "", "", focalpoint.Invalid("register.List", "sort", "the list cannot be sorted by %q; choose one of %s", name, strings.Join(Sortable(), ", "))
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
