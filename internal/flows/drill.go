package flows

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

// Page is a stretch of the records behind a cell. Next is the cursor of the
// following page, empty at the end.
type Page struct {
	Cell    string   `json:"cell"`
	Rule    string   `json:"rule"`
	Year    int      `json:"year"`
	Value   int64    `json:"value"`   // what the cell adds up to
	Total   int64    `json:"total"`   // records behind it, all pages
	Records []Record `json:"records"` //
	Next    string   `json:"next,omitempty"`
	// Override is what is proposed or reported in place of Value.
	Override *Override `json:"override,omitempty"`
}

// sortedUpTo is the number of records up to which a list is put in the order
// of the records' ids, which is the order in which they came; a longer list
// comes shape by shape, so that its first page need not read the whole of it.
const sortedUpTo = 20000

// Records lists the records behind a cell of a year, page by page. limit 0
// means 100; at most 10,000.
func (f *Figures) Records(ctx context.Context, cell string, year int, after string, limit int) (Page, error) {
	const op = "flows.Records"
	blk, c, err := f.book.Cell(cell)
	if err != nil {
		return Page{}, err
	}
	if err := checkYear(year); err != nil {
		return Page{}, err
	}
	if _, err := f.Sync(ctx); err != nil {
		return Page{}, focalpoint.E(op, err)
	}
	if limit <= 0 {
		limit = 100
	}
	limit = min(limit, 10000)
	page := Page{Cell: cell, Rule: c.predicate.String(), Year: year}
	given, err := f.OverridesFor(ctx, year, time.Time{})
	if err != nil {
		return Page{}, focalpoint.E(op, err)
	}
	if o, ok := given[cell]; ok {
		page.Override = &o
	}
	if blk.Population == Persons {
		return page, focalpoint.E(op, f.personRecords(ctx, &page, c, after, limit))
	}
	shapes, err := f.shapeTallies(ctx, year, time.Time{})
	if err != nil {
		return Page{}, focalpoint.E(op, err)
	}
	var fit []int64
	profiles := map[int64]Profile{}
	for _, s := range shapes {
		if s.Profile.Population == blk.Population && c.predicate.Holds(s.Profile) {
			fit = append(fit, s.shape)
			profiles[s.shape] = s.Profile
			page.Total += s.Records
			page.Value += blk.amount(s.Tally)
		}
	}
	if len(fit) == 0 {
		return page, nil
	}
	return page, focalpoint.E(op, f.factPage(ctx, &page, fit, profiles, after, limit))
}

func (f *Figures) factPage(ctx context.Context, page *Page, fit []int64, profiles map[int64]Profile, after string, limit int) error {
	condition, order := "f.record > $2", "f.record"
	args := []any{page.Year, after}
	if page.Total > sortedUpTo {
		shape, record, ok := strings.Cut(after, ":")
		n, err := strconv.ParseInt("0"+shape, 10, 64)
		if err != nil || !ok && after != "" {
			return focalpoint.Invalid("", "after", "%q is no cursor of this list; start from the first page", after)
		}
		// Whole shapes before the cursor are left out of the list of shapes,
		// so that only the first of the rest needs the record compared.
		fit = slices.DeleteFunc(slices.Clone(fit), func(s int64) bool { return s < n })
		condition, order = "(f.shape > $2 OR f.record > $3)", "f.shape, f.record"
		args = []any{page.Year, n, record}
	}
	if len(fit) == 0 {
		return nil
	}
	list := make([]string, len(fit))
	for i, s := range fit {
		list[i] = strconv.FormatInt(s, 10) // numbers of ours, not input
	}
	rows, err := f.db.QueryContext(ctx, `SELECT f.item, f.record, f.seizure, f.year, f.shape, f.quantity, f.control, p.region, p.unit FROM figure_fact f
		JOIN figure_place p ON p.id = f.place WHERE f.year = $1 AND f.shape IN (`+strings.Join(list, ",")+`) AND `+condition+
		` ORDER BY `+order+` LIMIT `+strconv.Itoa(limit+1), args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	var last int64
	for rows.Next() {
		var shape int64
		r, err := scanRecord(rows, &shape)
		if err != nil {
			return err
		}
		if len(page.Records) == limit {
			page.Next = page.Records[limit-1].ID
			if page.Total > sortedUpTo {
				page.Next = fmt.Sprintf("%d:%s", last, page.Next)
			}
			break
		}
		r.fill(profiles[shape])
		page.Records = append(page.Records, r)
		last = shape
	}
	return rows.Err()
}

func scanRecord(rows *sql.Rows, shape *int64) (Record, error) {
	var r Record
	err := rows.Scan(&r.Item, &r.ID, &r.Seizure, &r.Year, shape, &r.Quantity, &r.Control, &r.Region, &r.Unit)
	return r, err
}

func (r *Record) fill(p Profile) {
	r.Population, r.Answers = p.Population, p.Answers()
	if p.Population == Seizures {
		r.Item = ""
	}
}

func (f *Figures) personRecords(ctx context.Context, page *Page, c *CellRule, after string, limit int) error {
	if f.persons == nil {
		return nil
	}
	list, err := f.persons.PersonsOf(ctx, page.Year, time.Time{})
	if err != nil {
		return err
	}
	list = slices.Clone(list)
	slices.SortFunc(list, func(a, b PersonYear) int { return strings.Compare(string(a.Person), string(b.Person)) })
	for _, p := range list {
		profile := personProfile(p, f.codes)
		if !c.predicate.Holds(profile) {
			continue
		}
		page.Total++
		page.Value++
		if string(p.Person) <= after || page.Next != "" {
			continue
		}
		if len(page.Records) == limit {
			page.Next = string(page.Records[limit-1].Person)
			continue
		}
		r := Record{ID: string(p.Person), Person: p.Person, Year: page.Year, Quantity: 1}
		r.fill(profile)
		page.Records = append(page.Records, r)
	}
	return nil
}

// Fed says which cells one record feeds, and in which year's return.
type Fed struct {
	Record
	Cells []string `json:"cells"`
}

// CellsOfItem lists every record of an item and the cells each of them feeds,
// by the same predicates the figures are counted by.
func (f *Figures) CellsOfItem(ctx context.Context, item focalpoint.ItemID) ([]Fed, error) {
	return f.cellsOf(ctx, string(item))
}

// CellsOfSeizure lists the cells an occurrence as a whole feeds.
func (f *Figures) CellsOfSeizure(ctx context.Context, id focalpoint.SeizureID) ([]Fed, error) {
	return f.cellsOf(ctx, string(id))
}

func (f *Figures) cellsOf(ctx context.Context, id string) ([]Fed, error) {
	const op = "flows.CellsOf"
	if _, err := f.Sync(ctx); err != nil {
		return nil, focalpoint.E(op, err)
	}
	rows, err := f.db.QueryContext(ctx, `SELECT f.item, f.record, f.seizure, f.year, f.shape, f.quantity, f.control, p.region, p.unit, s.profile FROM figure_fact f
		JOIN figure_place p ON p.id = f.place JOIN figure_shape s ON s.id = f.shape WHERE f.item = $1 ORDER BY f.record`, id)
	if err != nil {
		return nil, focalpoint.E(op, err)
	}
	defer rows.Close()
	var out []Fed
	for rows.Next() {
		var r Record
		var shape int64
		var key string
		if err := rows.Scan(&r.Item, &r.ID, &r.Seizure, &r.Year, &shape, &r.Quantity, &r.Control, &r.Region, &r.Unit, &key); err != nil {
			return nil, focalpoint.E(op, err)
		}
		p, err := ParseProfile(key)
		if err != nil {
			return nil, err
		}
		r.fill(p)
		fed := Fed{Record: r}
		if r.Year != 0 {
			fed.Cells = f.book.CellsOf(p)
		}
		out = append(out, fed)
	}
	return out, focalpoint.E(op, rows.Err())
}

// CellsOfPerson lists the cells a person feeds in a year.
func (f *Figures) CellsOfPerson(ctx context.Context, id focalpoint.PersonID, year int) ([]string, error) {
	if f.persons == nil {
		return nil, nil
	}
	list, err := f.persons.PersonsOf(ctx, year, time.Time{})
	if err != nil {
		return nil, focalpoint.E("flows.CellsOf", err)
	}
	for _, p := range list {
		if p.Person == id {
			return f.book.CellsOf(personProfile(p, f.codes)), nil
		}
	}
	return nil, nil
}
