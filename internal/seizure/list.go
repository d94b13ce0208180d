package seizure

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"focalpoint"
)

// Filter chooses seizures for a list. Empty fields do not narrow. Sort is a
// column of Sortable, with a leading "-" for descending; the default is the
// latest entered first.
type Filter struct {
	From, To              focalpoint.Date // the occurrence may lie between
	Year                  int
	Country               focalpoint.Country
	Region                string
	Unit                  string
	Location              focalpoint.LocationKind
	Authority             focalpoint.PartyID
	Context               focalpoint.LegalContext
	Offence, Role, Kind   string // one of those in it
	Conveyance, Departure string
	Destination           string
	Goods                 string
	Person                focalpoint.PersonID
	Import                focalpoint.ImportID
	Text                  string // words, each somewhere in number, place, authority, summary or items
	Mapped                bool   // with a point
	Withdrawn             bool   // also those taken back
	Sort                  string
	After                 string // cursor of the page before
	Limit                 int    // default 50, at most 1000
}

// Row is a seizure in a list.
type Row struct {
	ID        focalpoint.SeizureID    `json:"id"`
	Version   int64                   `json:"version"`
	Number    string                  `json:"number,omitempty"`
	Happened  focalpoint.Date         `json:"happened,omitempty"`
	Place     focalpoint.Place        `json:"place,omitzero"`
	Authority focalpoint.Ref          `json:"authority,omitzero"`
	Context   focalpoint.LegalContext `json:"context,omitempty"`
	Offences  []string                `json:"offences,omitempty"`
	Roles     []string                `json:"roles,omitempty"`
	Kinds     []string                `json:"kinds,omitempty"`
	Goods     []string                `json:"goods,omitempty"`
	Route     string                  `json:"route,omitempty"` // departure, transit and destination as country codes
	Items     int64                   `json:"items"`
	Firearms  int64                   `json:"firearms"`
	Parts     int64                   `json:"parts"`
	Rounds    int64                   `json:"rounds"`
	Persons   int64                   `json:"persons"`
	Photos    int64                   `json:"photos"`
	Withdrawn bool                    `json:"withdrawn,omitempty"`
	Entered   time.Time               `json:"entered"`
	Changed   int64                   `json:"changed"`
}

// Page is a stretch of a list. Next is the cursor of the following page, empty
// at the end.
type Page struct {
	Rows  []Row  `json:"rows"`
	Next  string `json:"next,omitempty"`
	Total int64  `json:"total"`
}

// Sortable lists the columns a list can be sorted by.
func Sortable() []string {
	return []string{"entered", "first_day", "number", "place", "authority_name", "items", "firearms", "rounds", "changed", "id"}
}

const listColumns = `id, version, number, happened, place, country, region, unit, location, lat, lon, authority, authority_name, context,
	offences, roles, kinds, goods, departure, transit, destination, items, firearms, parts, rounds, persons, photos, withdrawn, entered, changed`

// List returns a page of seizures.
func (r *Room) List(ctx context.Context, f Filter) (Page, error) {
	where, args, err := f.where()
	if err != nil {
		return Page{}, err
	}
	order, err := f.order()
	if err != nil {
		return Page{}, err
	}
	var page Page
	if err := r.log.DB.QueryRowContext(ctx, "SELECT COUNT(*) FROM seizure s"+where, args...).Scan(&page.Total); err != nil {
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
			return Page{}, failure("seizure.List", focalpoint.KindInvalid, "after", "cursor", "value", f.After)
		}
	}
	rows, err := r.log.DB.QueryContext(ctx, fmt.Sprintf("SELECT %s FROM seizure s%s ORDER BY %s LIMIT %d OFFSET %d", listColumns, where, order, limit+1, offset), args...)
	if err != nil {
		return Page{}, err
	}
	err = scanRows(rows, func(row Row) error { page.Rows = append(page.Rows, row); return nil })
	if len(page.Rows) > limit {
		page.Rows, page.Next = page.Rows[:limit], strconv.Itoa(offset+limit)
	}
	return page, err
}

// Each calls fn with every row of a list, for an export: no page, no cursor.
func (r *Room) Each(ctx context.Context, f Filter, fn func(Row) error) error {
	where, args, err := f.where()
	if err != nil {
		return err
	}
	order, err := f.order()
	if err != nil {
		return err
	}
	rows, err := r.log.DB.QueryContext(ctx, "SELECT "+listColumns+" FROM seizure s"+where+" ORDER BY "+order, args...)
	if err != nil {
		return err
	}
	return scanRows(rows, fn)
}

// Rows returns the rows of the given seizures in the order asked; unknown ids
// are left out.
func (r *Room) Rows(ctx context.Context, ids []focalpoint.SeizureID) ([]Row, error) {
	found := map[focalpoint.SeizureID]Row{}
	for chunk := range slices.Chunk(ids, 500) {
		marks, args := make([]string, len(chunk)), make([]any, len(chunk))
		for i, id := range chunk {
			marks[i], args[i] = fmt.Sprintf("$%d", i+1), string(id)
		}
		rows, err := r.log.DB.QueryContext(ctx, "SELECT "+listColumns+" FROM seizure s WHERE id IN ("+strings.Join(marks, ",")+")", args...)
		if err != nil {
			return nil, err
		}
		if err := scanRows(rows, func(row Row) error { found[row.ID] = row; return nil }); err != nil {
			return nil, err
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

// OfPerson lists the seizures a person was involved in, by id only.
func (r *Room) OfPerson(ctx context.Context, id focalpoint.PersonID) ([]focalpoint.SeizureID, error) {
	rows, err := r.log.DB.QueryContext(ctx, `SELECT DISTINCT seizure FROM seizure_person WHERE person = $1 ORDER BY seizure`, string(id))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []focalpoint.SeizureID
	for rows.Next() {
		var s focalpoint.SeizureID
		if err := rows.Scan(&s); err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, rows.Err()
}

func scanRows(rows *sql.Rows, fn func(Row) error) error {
	defer rows.Close()
	for rows.Next() {
		var r Row
		var lat, lon sql.NullFloat64
		var offences, roles, kinds, goods, departure, transit, destination string
		var gone, entered int64
		p, a := &r.Place, &r.Authority
		if err := rows.Scan(&r.ID, &r.Version, &r.Number, &r.Happened, &p.Text, &p.Country, &p.Region, &p.Unit, &p.Location, &lat, &lon, &a.Party, &a.Name, &r.Context,
			&offences, &roles, &kinds, &goods, &departure, &transit, &destination, &r.Items, &r.Firearms, &r.Parts, &r.Rounds, &r.Persons, &r.Photos, &gone, &entered, &r.Changed); err != nil {
			return err
		}
		p.Lat, p.Lon, p.HasPoint = lat.Float64, lon.Float64, lat.Valid && lon.Valid
		r.Offences, r.Roles, r.Kinds, r.Goods = strings.Fields(offences), strings.Fields(roles), strings.Fields(kinds), strings.Fields(goods)
		r.Route = strings.Join(strings.Fields(departure+" "+transit+" "+destination), " ")
		r.Withdrawn, r.Entered = gone == 1, time.UnixMicro(entered).UTC()
		if err := fn(r); err != nil {
			return err
		}
	}
	return rows.Err()
}

func (f Filter) where() (string, []any, error) {
	var parts []string
	var args []any
	add := func(cond string, v any) {
		args = append(args, v)
		parts = append(parts, strings.ReplaceAll(cond, "?", "$"+strconv.Itoa(len(args))))
	}
	for _, c := range []struct{ column, value string }{{"country", string(f.Country)}, {"region", f.Region}, {"unit", f.Unit}, {"location", string(f.Location)},
		{"authority", string(f.Authority)}, {"context", string(f.Context)}, {"conveyance", f.Conveyance}, {"departure", f.Departure}, {"destination", f.Destination}, {"import", string(f.Import)}} {
		if c.value != "" {
			add("s."+c.column+" = ?", c.value)
		}
	}
	for _, c := range []struct{ column, value string }{{"offences", f.Offence}, {"roles", f.Role}, {"kinds", f.Kind}, {"goods", f.Goods}} {
		if c.value != "" {
			add("' ' || s."+c.column+" || ' ' LIKE ? ESCAPE '!'", "% "+likeText(c.value)+" %")
		}
	}
	for _, w := range strings.Fields(foldText(f.Text)) {
		add("s.text LIKE ? ESCAPE '!'", "%"+likeText(w)+"%")
	}
	if f.Person != "" {
		add("EXISTS (SELECT 1 FROM seizure_person p WHERE p.seizure = s.id AND p.person = ?)", string(f.Person))
	}
	if f.Year != 0 {
		add("s.year = ?", f.Year)
	}
	if f.Mapped {
		parts = append(parts, "s.lat IS NOT NULL")
	}
	if !f.Withdrawn {
		parts = append(parts, "s.withdrawn = 0")
	}
	for _, d := range []struct {
		name string
		date focalpoint.Date
		cond string
	}{{"from", f.From, "s.last_day >= ?"}, {"to", f.To, "s.first_day <= ?"}} {
		if d.date == "" {
			continue
		}
		first, last, ok := d.date.Bounds()
		if !ok {
			return "", nil, failure("seizure.List", focalpoint.KindInvalid, d.name, "date", "value", string(d.date))
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

// likeText writes a text so that LIKE takes its signs as they are.
func likeText(s string) string {
	return strings.NewReplacer("!", "!!", "%", "!%", "_", "!_").Replace(s)
}

func (f Filter) order() (string, error) {
	if f.Sort == "" {
		return "s.entered DESC, s.id DESC", nil
	}
	name, down := strings.CutPrefix(f.Sort, "-")
	if !slices.Contains(Sortable(), name) {
		return "", failure("seizure.List", focalpoint.KindInvalid, "sort", "sort", "value", name, "list", strings.Join(Sortable(), ", "))
	}
	direction := "ASC"
	if down {
		direction = "DESC"
	}
	// What has no day stands at the end on both engines.
	return fmt.Sprintf("CASE WHEN s.%s IS NULL THEN 1 ELSE 0 END, s.%s %s, s.id %s", name, name, direction, direction), nil
}
