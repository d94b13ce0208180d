package directory

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"slices"
	"strings"

	"focalpoint"
	"focalpoint/internal/ledger"
	"focalpoint/internal/store"
)

//go:embed schema/*.sql
var schemaFiles embed.FS

// Schema is the directory's tables.
func Schema() store.Schema { return store.Schema{Name: "directory", Files: schemaFiles} }

var (
	parties = ledger.NewBook[Party]("party_book")
	tasks   = ledger.NewBook[Task]("task_book")
)

// Tables lists the logged tables.
func Tables() []ledger.Table { return []ledger.Table{parties.Table, tasks.Table} }

// Directory reads and writes parties and tasks. It is safe for concurrent use.
type Directory struct{ log *ledger.Log }

// New returns the directory in the log's database.
func New(log *ledger.Log) *Directory { return &Directory{log: log} }

// Save writes a party: base 0 makes it (an empty id is filled), otherwise base
// is the version the change was made from and reason says why. It returns the
// stored version.
func (d *Directory) Save(ctx context.Context, by focalpoint.UserID, p Party, base int64, reason string) (ledger.Version[Party], error) {
	var v ledger.Version[Party]
	_, err := d.log.Write(ctx, ledger.Entry{Actor: by, Action: "party.save", Subject: string(p.ID)}, func(tx *ledger.Tx) error {
		var err error
		v, err = d.SaveIn(ctx, tx, p, base, reason)
		return err
	})
	return v, err
}

// SaveIn is Save inside a write of the caller.
func (d *Directory) SaveIn(ctx context.Context, tx *ledger.Tx, p Party, base int64, reason string) (ledger.Version[Party], error) {
	v := ledger.Version[Party]{Actor: tx.Entry.Actor, At: tx.At, Leaf: tx.Leaf, Reason: reason}
	if err := p.Check(); err != nil {
		return v, err
	}
	if base > 0 && strings.TrimSpace(reason) == "" {
		return v, focalpoint.Invalid("directory.Save", "reason", "say why the entry is changed")
	}
	if p.ID == "" {
		p.ID = focalpoint.PartyID(tx.NewID(focalpoint.PrefixParty))
	}
	for _, ref := range []struct {
		field string
		id    focalpoint.PartyID
	}{{"parent", p.Parent}, {"successor", p.Successor}} {
		if ref.id == "" {
			continue
		}
		if ref.id == p.ID {
			return v, focalpoint.Invalid("directory.Save", ref.field, "a party cannot be its own %s", ref.field)
		}
		if _, err := parties.Get(ctx, tx, string(ref.id)); err != nil {
			return v, &focalpoint.Error{Op: "directory.Save", Kind: focalpoint.KindInvalid, Field: ref.field, Msg: fmt.Sprintf("there is no party %s", ref.id), Err: err}
		}
	}
	n, err := parties.Put(ctx, tx, string(p.ID), base, p, reason)
	if err != nil {
		return v, err
	}
	v.ID, v.Version, v.Doc = string(p.ID), n, p
	return v, deriveParty(ctx, tx, v)
}

var partyColumns = strings.Fields("id version kind name sought roles makes country parent first_day last_day changed")

func deriveParty(ctx context.Context, tx *ledger.Tx, v ledger.Version[Party]) error {
	p := v.Doc
	if _, err := tx.Exec(ctx, `DELETE FROM party WHERE id = $1`, string(p.ID)); err != nil {
		return err
	}
	var first, last any
	if f, _, ok := p.From.Bounds(); ok {
		first = int64(f)
	}
	if _, l, ok := p.To.Bounds(); ok {
		last = int64(l)
	}
	words := []string{p.Name, string(p.ID), p.Licence}
	langs := make([]string, 0, len(p.Names))
	for l := range p.Names {
		langs = append(langs, l)
	}
	slices.Sort(langs)
	for _, l := range langs {
		words = append(words, p.Names[l])
	}
	return tx.InsertDerived(ctx, "party", partyColumns, []any{string(p.ID), v.Version, string(p.Kind), p.Name, strings.ToLower(strings.Join(words, " ")), spaced(p.Roles), spaced(p.Makes),
		string(p.Country), string(p.Parent), first, last, tx.Leaf})
}

// Version is the log entry of the newest change of a party, -1 without any.
func (d *Directory) Version(ctx context.Context) (leaf int64, err error) {
	err = d.log.DB.QueryRowContext(ctx, `SELECT COALESCE(MAX(changed), -1) FROM party`).Scan(&leaf)
	return leaf, err
}

// Keepers lists every party that keeps records of items, in order of id.
func (d *Directory) Keepers(ctx context.Context) ([]Party, error) {
	var out []Party
	err := parties.All(ctx, d.log.DB, func(v ledger.Version[Party]) error {
		if p := v.Doc; p.Kind == Keeper || p.Has(RoleMaker, RoleImporter, RoleDealer, RoleBroker, RoleRegistry, RoleForce, RoleCourtStore, RoleMuseum, RoleArchive, RoleSecurity, RoleProof) {
			out = append(out, p)
		}
		return nil
	})
	return out, err
}

// spaced writes words between blanks, so that one of them can be sought with LIKE.
func spaced[T ~string](words []T) string {
	var b strings.Builder
	b.WriteByte(' ')
	for _, w := range words {
		b.WriteString(string(w) + " ")
	}
	return b.String()
}

// Get returns the latest version of a party.
func (d *Directory) Get(ctx context.Context, id focalpoint.PartyID) (ledger.Version[Party], error) {
	return parties.Get(ctx, d.log.DB, string(id))
}

// History returns every version of a party, oldest first.
func (d *Directory) History(ctx context.Context, id focalpoint.PartyID) ([]ledger.Version[Party], error) {
	return parties.History(ctx, d.log.DB, string(id))
}

// Many returns parties by id, as a map; ids that are not there are left out.
func (d *Directory) Many(ctx context.Context, ids []focalpoint.PartyID) (map[focalpoint.PartyID]Party, error) {
	return ManyIn(ctx, d.log.DB, ids)
}

// ManyIn is Many inside or outside a transaction.
func ManyIn(ctx context.Context, q store.Queryer, ids []focalpoint.PartyID) (map[focalpoint.PartyID]Party, error) {
	plain := make([]string, 0, len(ids))
	for _, id := range ids {
		if id != "" && !slices.Contains(plain, string(id)) {
			plain = append(plain, string(id))
		}
	}
	slices.Sort(plain)
	list, err := parties.Many(ctx, q, plain)
	if err != nil {
		return nil, err
	}
	out := make(map[focalpoint.PartyID]Party, len(list))
	for _, v := range list {
		out[v.Doc.ID] = v.Doc
	}
	return out, nil
}

// Filter chooses parties for a list. Empty fields do not narrow. Sort is one
// of Sortable, with a leading "-" for descending; the default is by name.
type Filter struct {
	Kind    Kind
	Role    Role
	Make    string // answers for this make code
	Country focalpoint.Country
	Parent  focalpoint.PartyID
	Text    string // part of a name, id or licence number
	OnDay   focalpoint.Date
	Closed  *bool // as of OnDay
	Sort    string
	After   string // cursor of the page before
	Limit   int    // default 50, at most 1000
}

// Row is a party in a list.
type Row struct {
	ID      focalpoint.PartyID `json:"id"`
	Version int64              `json:"version"`
	Kind    Kind               `json:"kind"`
	Name    string             `json:"name"`
	Roles   []Role             `json:"roles,omitempty"`
	Country focalpoint.Country `json:"country,omitempty"`
	Parent  focalpoint.PartyID `json:"parent,omitempty"`
	From    focalpoint.Date    `json:"from,omitempty"`
	To      focalpoint.Date    `json:"to,omitempty"`
}

// Page is a stretch of a list of parties.
type Page = store.Page[Row]

// Sortable lists the columns a list of parties can be sorted by.
func Sortable() []string { return store.Names(list.Sorts) }

var list = store.List[Row]{
	Op:     "directory.List",
	Select: "id, version, kind, name, roles, country, parent, first_day, last_day",
	From:   "party",
	ID:     "id",
	Sorts:  store.Columns("name", "kind", "country", "changed", "id"),
	Usual:  "name",
	Scan: func(scan func(...any) error) (r Row, err error) {
		var roles string
		var first, last sql.NullInt64
		err = scan(&r.ID, &r.Version, &r.Kind, &r.Name, &roles, &r.Country, &r.Parent, &first, &last)
		for _, w := range strings.Fields(roles) {
			r.Roles = append(r.Roles, Role(w))
		}
		if first.Valid {
			r.From = focalpoint.Day(first.Int64).Date()
		}
		if last.Valid {
			r.To = focalpoint.Day(last.Int64).Date()
		}
		return r, err
	},
}

// List returns a page of parties.
func (d *Directory) List(ctx context.Context, f Filter) (Page, error) {
	return ListIn(ctx, d.log.DB, f)
}

// ListIn is List inside or outside a transaction.
func ListIn(ctx context.Context, q store.Queryer, f Filter) (Page, error) {
	w, err := f.where()
	if err != nil {
		return Page{}, err
	}
	return list.Page(ctx, q, w, store.Slice{Sort: f.Sort, After: f.After, Limit: f.Limit})
}

func (f Filter) where() (w store.Where, err error) {
	w.Equal("kind", string(f.Kind))
	w.Equal("country", string(f.Country))
	w.Equal("parent", string(f.Parent))
	w.Word("roles", string(f.Role))
	w.Word("makes", f.Make)
	for _, word := range strings.Fields(strings.ToLower(f.Text)) {
		w.Holds("sought", word)
	}
	if f.Closed == nil {
		return w, nil
	}
	_, day, ok := f.OnDay.Bounds()
	switch {
	case !ok:
		return w, focalpoint.Invalid("directory.List", "onDay", "to choose by closed or open, give the day")
	case *f.Closed:
		w.And("last_day < ?", int64(day))
	default:
		w.And("(last_day IS NULL OR last_day >= ?)", int64(day))
	}
	return w, nil
}

// FocalPointOf returns the focal point of a State on a day, and KindNotFound
// when the directory has none.
func (d *Directory) FocalPointOf(ctx context.Context, state focalpoint.Country, day focalpoint.Date) (Party, error) {
	open := false
	page, err := d.List(ctx, Filter{Kind: FocalPoint, Country: state, OnDay: day, Closed: &open, Limit: 1})
	if err != nil {
		return Party{}, err
	}
	if len(page.Rows) == 0 {
		return Party{}, focalpoint.Errorf("directory.FocalPointOf", focalpoint.KindNotFound, "the directory has no focal point of %s; enter it, or write to the State's mission", state)
	}
	v, err := d.Get(ctx, page.Rows[0].ID)
	return v.Doc, err
}

// Rebuild makes the derived tables again from the logged ones.
func (d *Directory) Rebuild(ctx context.Context) error {
	_, err := d.log.Write(ctx, ledger.Entry{Action: "directory.rebuild"}, func(tx *ledger.Tx) error {
		for _, table := range []string{"party", "task"} {
			if _, err := tx.Exec(ctx, "DELETE FROM "+table); err != nil {
				return err
			}
		}
		if err := parties.All(ctx, tx, func(v ledger.Version[Party]) error { return deriveParty(ctx, tx, v) }); err != nil {
			return err
		}
		return tasks.All(ctx, tx, func(v ledger.Version[Task]) error { return deriveTask(ctx, tx, v) })
	})
	return err
}
