package flows

import (
	"context"
	"embed"
	"encoding/hex"
	"slices"
	"strconv"
	"time"

	"focalpoint"
	"focalpoint/internal/ledger"
	"focalpoint/internal/store"
)

//go:embed schema/*.sql
var schemaFiles embed.FS

// Schema is the tables of the figures; they stand after the register's.
func Schema() store.Schema { return store.Schema{Name: "flows", Files: schemaFiles} }

var declarations = ledger.NewBook[Declared]("declared_book")

// Tables lists the logged tables.
func Tables() []ledger.Table { return []ledger.Table{declarations.Table, overrides.Table} }

// Codes says what codes count as; the catalogue is asked through Catalogue.
type Codes interface {
	// OffenceClass returns the legal justification and the "other suspected
	// offence" of the questionnaire that an offence counts as; either may be "".
	OffenceClass(code string) (justification, other string)
}

// PersonYear is one person in one year: of which offences (codes) suspected,
// prosecuted and convicted in that year. A nil list says that the person did
// not come to the stage; an empty one that it did, for offences not known.
type PersonYear struct {
	Person     focalpoint.PersonID
	Sex        string // male, female, unknown or ""
	Suspected  []string
	Prosecuted []string
	Convicted  []string
}

// PersonSource tells the persons of a year as known at an instant (zero: now);
// the persons' file is one. Each person stands once.
type PersonSource interface {
	PersonsOf(ctx context.Context, year int, asOf time.Time) ([]PersonYear, error)
}

// Figures counts what the database holds.
type Figures struct {
	log     *ledger.Log
	db      *store.DB
	codes   Codes
	persons PersonSource
	book    *Rulebook
}

// New returns the figures over a database. persons may be nil: then the blocks
// about persons are not collected.
func New(log *ledger.Log, codes Codes, persons PersonSource) *Figures {
	return &Figures{log: log, db: log.DB, codes: codes, persons: persons, book: IAFQ()}
}

// Rulebook returns the rules the figures are counted by.
func (f *Figures) Rulebook() *Rulebook { return f.book }

// Query asks for a return.
type Query struct {
	Year    int
	Edition string             // "" is the newest
	State   focalpoint.Country // for the exports
	AsOf    time.Time          // as known then; zero is now
}

// Return fills the questionnaire for a year from the records. It first lets
// the tally catch up with the register.
func (f *Figures) Return(ctx context.Context, q Query) (Return, error) {
	const op = "flows.Return"
	edition, err := f.book.Edition(q.Edition)
	if err != nil {
		return Return{}, err
	}
	if err := checkYear(q.Year); err != nil {
		return Return{}, err
	}
	if _, err := f.Sync(ctx); err != nil {
		return Return{}, focalpoint.E(op, err)
	}
	years := map[int][]Tally{}
	for _, y := range []int{q.Year, q.Year + 1} {
		if years[y], err = f.tallies(ctx, y, q.AsOf); err != nil {
			return Return{}, focalpoint.E(op, err)
		}
	}
	declared, err := f.DeclaredFor(ctx, q.Year, q.AsOf)
	if err != nil {
		return Return{}, focalpoint.E(op, err)
	}
	given, err := f.OverridesFor(ctx, q.Year, q.AsOf)
	if err != nil {
		return Return{}, focalpoint.E(op, err)
	}
	asOf := q.AsOf
	if asOf.IsZero() {
		asOf = f.log.Now()
	}
	r := f.book.Fill(q.Year, years[q.Year], Options{Edition: edition, State: q.State, AsOf: asOf, Declared: declared, Overrides: given})
	for _, m := range Methods() {
		x, err := m.FromTallies(q.Year, years)
		if err != nil {
			return Return{}, focalpoint.E(op, err)
		}
		r.Indicator = append(r.Indicator, x)
	}
	undated, err := f.undated(ctx)
	if err != nil {
		return Return{}, focalpoint.E(op, err)
	}
	r.Findings = append(r.Findings, undated...)
	head, err := f.log.Head(ctx)
	if err != nil {
		return Return{}, focalpoint.E(op, err)
	}
	r.LogSize, r.LogRoot = head.Size, hex.EncodeToString(head.Root[:])
	return r, nil
}

func checkYear(year int) error {
	if year < 1900 || year > 2200 {
		return focalpoint.Invalid("flows", "year", "%d is not a year to count; give one such as 2024", year)
	}
	return nil
}

// Indicator computes one method for a year.
func (f *Figures) Indicator(ctx context.Context, method string, year int, asOf time.Time) (Indicator, error) {
	m, err := FindMethod(method)
	if err != nil {
		return Indicator{}, err
	}
	if err := checkYear(year); err != nil {
		return Indicator{}, err
	}
	if _, err := f.Sync(ctx); err != nil {
		return Indicator{}, focalpoint.E("flows.Indicator", err)
	}
	years := map[int][]Tally{}
	for y := year; y < year+m.Years; y++ {
		if years[y], err = f.tallies(ctx, y, asOf); err != nil {
			return Indicator{}, focalpoint.E("flows.Indicator", err)
		}
	}
	return m.FromTallies(year, years)
}

// Years lists the years that have records, oldest first, with how many.
func (f *Figures) Years(ctx context.Context) (years []int, records map[int]int64, err error) {
	if _, err := f.Sync(ctx); err != nil {
		return nil, nil, focalpoint.E("flows.Years", err)
	}
	rows, err := f.db.QueryContext(ctx, `SELECT year, SUM(records) FROM figure_tally WHERE year > 0 GROUP BY year HAVING SUM(records) > 0 ORDER BY year`)
	if err != nil {
		return nil, nil, focalpoint.E("flows.Years", err)
	}
	defer rows.Close()
	records = map[int]int64{}
	for rows.Next() {
		var y int
		var n int64
		if err := rows.Scan(&y, &n); err != nil {
			return nil, nil, err
		}
		years = append(years, y)
		records[y] = n
	}
	return years, records, rows.Err()
}

// Declare says of a block or cell of a year why it has no count: none,
// not-collected, not-applicable or unknown. An empty status withdraws what was
// declared. It is logged; records that speak against it are counted and reported.
func (f *Figures) Declare(ctx context.Context, by focalpoint.UserID, year int, cell string, d Declared) error {
	const op = "flows.Declare"
	if err := checkYear(year); err != nil {
		return err
	}
	if _, ok := f.book.Block(cell); !ok {
		if _, _, err := f.book.Cell(cell); err != nil {
			return err
		}
	}
	known := []Status{"", StatusNone, StatusNotCollected, StatusNotApplicable, StatusUnknown}
	if !slices.Contains(known, d.Status) {
		return focalpoint.Invalid(op, "status", "%q cannot be declared; choose none, not-collected, not-applicable or unknown", d.Status)
	}
	id := declaredID(year, cell)
	_, err := f.log.Write(ctx, ledger.Entry{Actor: by, Action: "return.declare", Subject: id}, func(tx *ledger.Tx) error {
		base := int64(0)
		v, err := declarations.Get(ctx, tx, id)
		if err == nil {
			base = v.Version
		} else if focalpoint.KindOf(err) != focalpoint.KindNotFound {
			return err
		}
		_, err = declarations.Put(ctx, tx, id, base, d, d.Reason)
		return err
	})
	return focalpoint.E(op, err)
}

// DeclaredFor reads what stands declared for a year, by block or cell.
func (f *Figures) DeclaredFor(ctx context.Context, year int, asOf time.Time) (map[string]Declared, error) {
	out := map[string]Declared{}
	prefix := declaredID(year, "")
	err := declarations.All(ctx, f.db, func(v ledger.Version[Declared]) error {
		if len(v.ID) <= len(prefix) || v.ID[:len(prefix)] != prefix {
			return nil
		}
		if !asOf.IsZero() && v.At.After(asOf) {
			older, err := before(ctx, declarations, f.db, v.ID, asOf)
			if err != nil || older == nil {
				return err
			}
			v = *older
		}
		if v.Doc.Status != "" {
			out[v.ID[len(prefix):]] = v.Doc
		}
		return nil
	})
	return out, err
}

func declaredID(year int, cell string) string { return strconv.Itoa(year) + "/" + cell }

// before is the version of a document that stood at an instant, nil when there
// was none yet.
func before[T any](ctx context.Context, book ledger.Book[T], q store.Queryer, id string, asOf time.Time) (*ledger.Version[T], error) {
	list, err := book.History(ctx, q, id)
	if err != nil {
		return nil, err
	}
	var last *ledger.Version[T]
	for i := range list {
		if !list[i].At.After(asOf) {
			last = &list[i]
		}
	}
	return last, nil
}
