package flows

import (
	"context"
	"fmt"
	"time"

	"focalpoint"
)

// tallies reads the tallies of a year, as they stand or as they were known at
// a time, persons included. Order: as the shapes were numbered, persons last.
func (f *Figures) tallies(ctx context.Context, year int, asOf time.Time) ([]Tally, error) {
	shaped, err := f.shapeTallies(ctx, year, asOf)
	if err != nil {
		return nil, err
	}
	out := make([]Tally, 0, len(shaped))
	for _, x := range shaped {
		out = append(out, x.Tally)
	}
	persons, err := f.personTallies(ctx, year, asOf)
	return append(out, persons...), err
}

// shapeTally is a tally with the number of its shape.
type shapeTally struct {
	Tally
	shape int64
}

const tallyNow = `SELECT t.shape, s.profile, SUM(t.records), SUM(t.quantity) FROM figure_tally t JOIN figure_shape s ON s.id = t.shape
	WHERE t.year = $1 GROUP BY t.shape, s.profile HAVING SUM(t.records) <> 0 ORDER BY t.shape`

const tallyThen = `SELECT t.shape, s.profile, COUNT(*), SUM(t.quantity) FROM (
	SELECT shape, quantity FROM figure_fact WHERE year = $1 AND known <= $2
	UNION ALL SELECT shape, quantity FROM figure_past WHERE year = $3 AND known <= $4 AND until > $5) t
	JOIN figure_shape s ON s.id = t.shape GROUP BY t.shape, s.profile ORDER BY t.shape`

func (f *Figures) shapeTallies(ctx context.Context, year int, asOf time.Time) ([]shapeTally, error) {
	query, args := tallyNow, []any{year}
	if !asOf.IsZero() {
		at := asOf.UnixMicro()
		query, args = tallyThen, []any{year, at, year, at, at}
	}
	rows, err := f.db.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []shapeTally
	for rows.Next() {
		var x shapeTally
		var key string
		if err := rows.Scan(&x.shape, &key, &x.Records, &x.Quantity); err != nil {
			return nil, err
		}
		if x.Profile, err = ParseProfile(key); err != nil {
			return nil, err
		}
		out = append(out, x)
	}
	return out, rows.Err()
}

// personTallies counts the persons of a year, as known at an instant.
func (f *Figures) personTallies(ctx context.Context, year int, asOf time.Time) ([]Tally, error) {
	if f.persons == nil {
		return nil, nil
	}
	list, err := f.persons.PersonsOf(ctx, year, asOf)
	if err != nil {
		return nil, err
	}
	at := map[Profile]int{}
	var out []Tally
	for _, p := range list {
		profile := personProfile(p, f.codes)
		i, ok := at[profile]
		if !ok {
			i = len(out)
			at[profile] = i
			out = append(out, Tally{Profile: profile})
		}
		out[i].Records++
		out[i].Quantity++
	}
	return out, nil
}

// undated reports records whose date may lie in two years: no year counts them.
func (f *Figures) undated(ctx context.Context) ([]Finding, error) {
	list, err := f.shapeTallies(ctx, 0, time.Time{})
	if err != nil {
		return nil, err
	}
	where, err := ParsePredicate("role in (seized, found, surrendered)")
	if err != nil {
		return nil, err
	}
	var n int64
	for _, t := range list {
		if t.Profile.Population == Items && where.Holds(t.Profile) {
			n += t.Records
		}
	}
	if n == 0 {
		return nil, nil
	}
	return []Finding{{Level: Soft, Check: "undated", Cell: "seized.total", Left: n,
		Text: fmt.Sprintf("%d items seized, found or surrendered have no date, or one that may lie in two years, and are in no year's return. Give them a year.", n)}}, nil
}

// Record is one record behind a cell.
type Record struct {
	Population Population           `json:"population"`
	ID         string               `json:"id"` // event, seizure or person
	Item       focalpoint.ItemID    `json:"item,omitempty"`
	Seizure    focalpoint.SeizureID `json:"seizure,omitempty"`
	Person     focalpoint.PersonID  `json:"person,omitempty"`
	Year       int                  `json:"year"`
	Region     string               `json:"region,omitempty"`
	Unit       string               `json:"unit,omitempty"`
	Control    string               `json:"control,omitempty"` // the source's own number of the item
	Quantity   int64                `json:"quantity"`
	Answers    map[Axis]string      `json:"answers"` // what it counts as
}

// Answers returns the profile's answers on the axes of its population.
func (p Profile) Answers() map[Axis]string {
	out := map[Axis]string{}
	for i, d := range axisDefs() {
		for _, pop := range d.population {
			if pop == p.Population {
				out[d.axis] = p.values[i]
			}
		}
	}
	return out
}
