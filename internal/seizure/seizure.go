package seizure

import (
	"context"
	"embed"

	"focalpoint"
	"focalpoint/internal/catalogue"
	"focalpoint/internal/ledger"
	"focalpoint/internal/person"
	"focalpoint/internal/register"
	"focalpoint/internal/store"
)

//go:embed schema/*.sql
var schemaFiles embed.FS

// Schema is the seizures' tables.
func Schema() store.Schema { return store.Schema{Name: "seizure", Files: schemaFiles} }

var book = ledger.NewBook[Seizure]("seizure_book")

// Tables lists the logged tables.
func Tables() []ledger.Table { return []ledger.Table{book.Table} }

// Seizure is one occurrence in which items were seized, found or surrendered.
type Seizure struct {
	Number      string                  `json:"number,omitempty"` // of the authority's own file, as written
	Happened    focalpoint.Date         `json:"happened,omitempty"`
	Place       focalpoint.Place        `json:"place,omitzero"` // Unit: the police station or office
	Authority   focalpoint.Ref          `json:"authority,omitzero"`
	Context     focalpoint.LegalContext `json:"context,omitempty"`
	Offences    []focalpoint.Coded      `json:"offences,omitempty"`
	Route       Route                   `json:"route,omitzero"`
	Conveyance  focalpoint.Coded        `json:"conveyance,omitzero"`
	Concealment []focalpoint.Coded      `json:"concealment,omitempty"`
	Persons     []Involved              `json:"persons,omitempty"`
	Goods       []Good                  `json:"goods,omitempty"`
	Items       []Item                  `json:"items,omitempty"`
	Photos      []Photo                 `json:"photos,omitempty"` // of the scene
	Summary     string                  `json:"summary,omitempty"`

	// NotDuplicateOf names seizures that were shown as perhaps the same and
	// that the officer says are not.
	NotDuplicateOf []focalpoint.SeizureID `json:"notDuplicateOf,omitempty"`
	Withdrawn      bool                   `json:"withdrawn,omitempty"` // entered by mistake; kept, and counted nowhere
	Import         focalpoint.ImportID    `json:"import,omitempty"`
	Row            int64                  `json:"row,omitempty"`
}

// Item is one item of a seizure. A firearm or part is one item each;
// ammunition is a lot with its quantity.
type Item struct {
	ID        focalpoint.ItemID      `json:"id,omitempty"`    // given when it is saved
	Event     focalpoint.EventID     `json:"event,omitempty"` // that holds now; given when it is saved
	Known     focalpoint.ItemID      `json:"known,omitempty"` // the item of the register it is held to be
	Identify  focalpoint.EventID     `json:"identify,omitempty"`
	Role      focalpoint.Role        `json:"role,omitempty"`
	Exhibit   string                 `json:"exhibit,omitempty"` // number of the evidence bag or label
	Describes focalpoint.Description `json:"describes"`
	Ownership focalpoint.Coded       `json:"ownership,omitzero"` // ownership mark (list "ownership")
	Previous  focalpoint.Coded       `json:"previous,omitzero"`  // previous status (list "previous-status")
	Marks     []focalpoint.Mark      `json:"marks,omitempty"`
	Offences  []focalpoint.Coded     `json:"offences,omitempty"` // when they are not those of the whole seizure
	From      focalpoint.PersonID    `json:"from,omitempty"`     // in whose hands it was
	Photos    []Photo                `json:"photos,omitempty"`
	Note      string                 `json:"note,omitempty"`
}

// Photo is a stored picture by its digest.
type Photo struct {
	SHA     string `json:"sha"`
	Caption string `json:"caption,omitempty"`
}

// Route keeps the places on an item's way apart by what they were in it.
type Route struct {
	Manufacture Point   `json:"manufacture,omitzero"`
	Departure   Point   `json:"departure,omitzero"`
	Transit     []Point `json:"transit,omitempty"` // in order of travel
	Destination Point   `json:"destination,omitzero"`
}

// Point is one place on a route.
type Point struct {
	Text    string             `json:"text,omitempty"`
	Country focalpoint.Country `json:"country,omitempty"`
}

// IsZero says whether nothing was reported.
func (p Point) IsZero() bool { return p == Point{} }

// IsZero says whether no place of a route was reported.
func (r Route) IsZero() bool {
	return r.Manufacture.IsZero() && r.Departure.IsZero() && r.Destination.IsZero() && len(r.Transit) == 0
}

// Involved is a person's part in a seizure. The person is kept elsewhere.
type Involved struct {
	Person   focalpoint.PersonID `json:"person"`
	Role     InvolvedRole        `json:"role,omitempty"`
	Stage    person.Stage        `json:"stage,omitempty"`
	Offences []focalpoint.Coded  `json:"offences,omitempty"` // when they are not those of the whole seizure
	Happened focalpoint.Date     `json:"happened,omitempty"` // of the stage; empty: the day of the seizure
	Note     string              `json:"note,omitempty"`
	Entry    string              `json:"entry,omitempty"` // id of the stage entry; given when it is saved
}

// InvolvedRole says what a person did in a seizure.
type InvolvedRole string

// Roles of persons.
const (
	InvolvedHolder    InvolvedRole = "holder"
	InvolvedDriver    InvolvedRole = "driver"
	InvolvedPassenger InvolvedRole = "passenger"
	InvolvedConsignor InvolvedRole = "consignor"
	InvolvedConsignee InvolvedRole = "consignee"
	InvolvedFinder    InvolvedRole = "finder"
	InvolvedOther     InvolvedRole = "other"
)

// InvolvedRoles lists the roles in the order in which pages show them.
func InvolvedRoles() []InvolvedRole {
	return []InvolvedRole{InvolvedHolder, InvolvedDriver, InvolvedPassenger, InvolvedConsignor, InvolvedConsignee, InvolvedFinder, InvolvedOther}
}

// Good is something else that was taken: explosives, drugs, cash, documents.
type Good struct {
	Kind     focalpoint.Coded `json:"kind"` // list "goods"
	Text     string           `json:"text,omitempty"`
	Quantity float64          `json:"quantity,omitempty"`
	Unit     string           `json:"unit,omitempty"` // kg, pieces, EUR …
}

// Roles lists the roles an item may have in a seizure, in the order in which
// pages show them.
func Roles() []focalpoint.Role {
	return []focalpoint.Role{focalpoint.RoleSeized, focalpoint.RoleFound, focalpoint.RoleSurrendered, focalpoint.RoleRecoveredStolen,
		focalpoint.RoleStateOwned, focalpoint.RoleLawfulOwner, focalpoint.RoleEvidenceOnly}
}

// Codes are the code lists a seizure is checked against; the catalogue is one.
type Codes interface {
	register.Coder
	Entry(list, code string) (catalogue.Entry, bool)
}

// ScreenFunc compares items with the lost and stolen file.
type ScreenFunc func(ctx context.Context, items []focalpoint.ItemID) (map[focalpoint.ItemID][]register.Screened, error)

// Room keeps seizures. It is safe for concurrent use.
type Room struct {
	log     *ledger.Log
	reg     *register.Register
	persons *person.Store
	codes   Codes
	// Screen is asked after each save; New sets the register's. nil: nobody is.
	Screen ScreenFunc
}

// New returns the room kept in the log's database.
func New(log *ledger.Log, reg *register.Register, persons *person.Store, codes Codes) *Room {
	return &Room{log: log, reg: reg, persons: persons, codes: codes, Screen: reg.Screen}
}

// Get returns the latest version of a seizure.
func (r *Room) Get(ctx context.Context, id focalpoint.SeizureID) (ledger.Version[Seizure], error) {
	return book.Get(ctx, r.log.DB, string(id))
}

// Many returns the latest versions of several seizures in the order asked;
// unknown ids are left out.
func (r *Room) Many(ctx context.Context, ids []focalpoint.SeizureID) ([]ledger.Version[Seizure], error) {
	return book.Many(ctx, r.log.DB, store.Texts(ids))
}

// History returns every version of a seizure, oldest first.
func (r *Room) History(ctx context.Context, id focalpoint.SeizureID) ([]ledger.Version[Seizure], error) {
	return book.History(ctx, r.log.DB, string(id))
}
