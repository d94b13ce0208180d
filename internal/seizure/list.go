package seizure

import (
	"context"
	"database/sql"
	"focalpoint/internal/store"
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

// Page is a stretch of a list of seizures.
type Page = store.Page[Row]

// Sortable lists the columns a list can be sorted by.
func Sortable() []string { return store.Names(list.Sorts) }

var list = store.List[Row]{
	Op: "seizure.List",
	Select: `s.id, version, number, happened, place, country, region, unit, location, lat, lon, authority, authority_name, context,
		offences, roles, kinds, goods, departure, transit, destination, items, firearms, parts, rounds, persons, photos, withdrawn, entered, changed`,
	From:  "seizure s",
	ID:    "s.id",
	Sorts: append(store.Columns("entered", "number", "place", "authority_name", "items", "firearms", "rounds", "changed"), store.Column{Name: "first_day", Open: true}, store.Column{Name: "id", By: "s.id"}),
	Usual: "-entered",
	Scan:  scanRow,
}

// List returns a page of seizures.
func (r *Room) List(ctx context.Context, f Filter) (Page, error) {
	w, err := f.where()
	if err != nil {
		return Page{}, err
	}
	return list.Page(ctx, r.log.DB, w, store.Slice{Sort: f.Sort, After: f.After, Limit: f.Limit})
}

// Each calls fn with every row of a list, for an export: no page, no cursor.
func (r *Room) Each(ctx context.Context, f Filter, fn func(Row) error) error {
	w, err := f.where()
	if err != nil {
		return err
	}
	return list.Each(ctx, r.log.DB, w, f.Sort, fn)
}

// Rows returns the rows of the given seizures in the order asked; unknown ids
// are left out.
func (r *Room) Rows(ctx context.Context, ids []focalpoint.SeizureID) ([]Row, error) {
	return list.ByID(ctx, r.log.DB, store.Texts(ids))
}

// OfPerson lists the seizures a person was involved in, by id only.
func (r *Room) OfPerson(ctx context.Context, id focalpoint.PersonID) ([]focalpoint.SeizureID, error) {
	return store.Values[focalpoint.SeizureID](r.log.DB.QueryContext(ctx, `SELECT DISTINCT seizure FROM seizure_person WHERE person = $1 ORDER BY seizure`, string(id)))
}

func scanRow(scan func(...any) error) (Row, error) {
	var r Row
	var lat, lon sql.NullFloat64
	var offences, roles, kinds, goods, departure, transit, destination string
	var gone, entered int64
	p, a := &r.Place, &r.Authority
	err := scan(&r.ID, &r.Version, &r.Number, &r.Happened, &p.Text, &p.Country, &p.Region, &p.Unit, &p.Location, &lat, &lon, &a.Party, &a.Name, &r.Context,
		&offences, &roles, &kinds, &goods, &departure, &transit, &destination, &r.Items, &r.Firearms, &r.Parts, &r.Rounds, &r.Persons, &r.Photos, &gone, &entered, &r.Changed)
	p.Lat, p.Lon, p.HasPoint = lat.Float64, lon.Float64, lat.Valid && lon.Valid
	r.Offences, r.Roles, r.Kinds, r.Goods = strings.Fields(offences), strings.Fields(roles), strings.Fields(kinds), strings.Fields(goods)
	r.Route = strings.Join(strings.Fields(departure+" "+transit+" "+destination), " ")
	r.Withdrawn, r.Entered = gone == 1, time.UnixMicro(entered).UTC()
	return r, err
}

func (f Filter) where() (w store.Where, err error) {
	for _, c := range []struct{ column, value string }{{"country", string(f.Country)}, {"region", f.Region}, {"unit", f.Unit}, {"location", string(f.Location)},
		{"authority", string(f.Authority)}, {"context", string(f.Context)}, {"conveyance", f.Conveyance}, {"departure", f.Departure}, {"destination", f.Destination}, {"import", string(f.Import)}} {
		w.Equal("s."+c.column, c.value)
	}
	for _, c := range []struct{ column, value string }{{"offences", f.Offence}, {"roles", f.Role}, {"kinds", f.Kind}, {"goods", f.Goods}} {
		w.Word("s."+c.column, c.value)
	}
	for _, word := range strings.Fields(foldText(f.Text)) {
		w.Holds("s.text", word)
	}
	if f.Person != "" {
		w.And("EXISTS (SELECT 1 FROM seizure_person p WHERE p.seizure = s.id AND p.person = ?)", string(f.Person))
	}
	if f.Year != 0 {
		w.And("s.year = ?", f.Year)
	}
	if f.Mapped {
		w.And("s.lat IS NOT NULL")
	}
	if !f.Withdrawn {
		w.And("s.withdrawn = 0")
	}
	return w, focalpoint.E(list.Op, w.Between("s.first_day", "s.last_day", f.From, f.To))
}
