package flows

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"sync"

	"focalpoint"
	"focalpoint/internal/sheet"
)

// NationalRule is a named count beside the questionnaire.
type NationalRule struct {
	ID       string `json:"id"`
	Version  string `json:"version"`
	Title    string `json:"title"`
	Source   string `json:"source"`
	Text     string `json:"text"`
	Where    string `json:"where"`
	Distinct string `json:"distinct,omitempty"` // "control": one for each control number and year
}

// NationalRules returns the shipped rules.
func NationalRules() []NationalRule { return slices.Clone(nationalData()) }

var nationalData = sync.OnceValue(func() []NationalRule {
	var f struct {
		Rules []NationalRule `json:"rules"`
	}
	if err := json.Unmarshal(mustRead("rules/national.json"), &f); err != nil {
		panic("flows: the shipped national rules do not load: " + err.Error())
	}
	return f.Rules
})

// FindNationalRule finds a rule by name.
func FindNationalRule(id string) (NationalRule, error) {
	var names []string
	for _, r := range nationalData() {
		if r.ID == id {
			return r, nil
		}
		names = append(names, r.ID)
	}
	return NationalRule{}, focalpoint.Errorf("flows.FindNationalRule", focalpoint.KindNotFound, "there is no counting rule %q; the rules are %s", id, strings.Join(names, ", "))
}

// CountTable is a national count, divided as asked.
type CountTable struct {
	Rule    NationalRule `json:"rule"`
	By      []string     `json:"by"`
	From    int          `json:"from"`
	To      int          `json:"to"`
	Rows    []CountRow   `json:"rows"`    // in the order of their keys
	Total   int64        `json:"total"`   //
	Records int64        `json:"records"` // before those with the same control number were taken together
}

// CountRow is one line of a count: Keys in the order of By.
type CountRow struct {
	Keys  []string `json:"keys"`
	Count int64    `json:"count"`
}

// Divisions lists what a count can be divided by: these, and every axis.
func Divisions() []string { return []string{"year", "month", "region", "unit", "type-code"} }

// Count counts by a national rule over the years from to to, divided by the
// given divisions ("year" when none is given).
func (f *Figures) Count(ctx context.Context, rule NationalRule, by []string, from, to int) (CountTable, error) {
	const op = "flows.Count"
	if len(by) == 0 {
		by = []string{"year"}
	}
	out := CountTable{Rule: rule, By: by, From: from, To: to}
	where, err := ParsePredicate(rule.Where)
	if err != nil {
		return out, focalpoint.E(op, err)
	}
	for _, d := range by {
		if !slices.Contains(Divisions(), d) && axisIndex(Axis(d)) < 0 {
			return out, focalpoint.Invalid(op, "by", "a count cannot be divided by %q; choose from %s, %s", d, strings.Join(Divisions(), ", "), axisNames())
		}
	}
	if from > to {
		return out, focalpoint.Invalid(op, "years", "the years %d to %d are none; give the earlier one first", from, to)
	}
	if _, err := f.Sync(ctx); err != nil {
		return out, focalpoint.E(op, err)
	}
	c := counter{table: &out, where: where, sums: map[string]int64{}, seen: map[string]counted{}}
	read := f.countTally
	if rule.Distinct != "" || slices.Contains(by, "month") || slices.Contains(by, "type-code") {
		read = f.countRecords
	}
	if err := read(ctx, &c); err != nil {
		return out, focalpoint.E(op, err)
	}
	c.finish()
	return out, nil
}

// counter adds up the rows of a count.
type counter struct {
	table *CountTable
	where Predicate
	sums  map[string]int64
	seen  map[string]counted // by year and control number
}

// counted is the record that stands for a control number: the first that came.
type counted struct{ record, keys string }

// keys writes where in the table a record belongs.
func (c *counter) keys(p Profile, values map[string]string) string {
	keys := make([]string, len(c.table.By))
	for i, d := range c.table.By {
		if v, ok := values[d]; ok {
			keys[i] = v
		} else {
			keys[i] = p.Get(Axis(d))
		}
	}
	return strings.Join(keys, "\x00")
}

func (c *counter) add(n int64, keys string) {
	c.sums[keys] += n
	c.table.Total += n
}

// once counts a record unless an earlier one has its control number in the
// same year; records may come in any order.
func (c *counter) once(record, control, keys string) {
	if control == "" {
		c.add(1, keys)
		return
	}
	have, ok := c.seen[control]
	if ok && have.record < record {
		return
	}
	if ok {
		c.add(-1, have.keys)
	}
	c.seen[control] = counted{record, keys}
	c.add(1, keys)
}

func (c *counter) finish() {
	for k, n := range c.sums {
		if n == 0 {
			continue
		}
		c.table.Rows = append(c.table.Rows, CountRow{strings.Split(k, "\x00"), n})
	}
	slices.SortFunc(c.table.Rows, func(a, b CountRow) int { return slices.Compare(a.Keys, b.Keys) })
}

// countTally counts from the tally alone: the number of records does not matter.
func (f *Figures) countTally(ctx context.Context, c *counter) error {
	shapes, err := f.fittingShapes(ctx, c.where)
	if err != nil || len(shapes) == 0 {
		return err
	}
	columns, join := "", ""
	for _, d := range []string{"region", "unit"} {
		if slices.Contains(c.table.By, d) {
			columns, join = columns+", p."+d, " JOIN figure_place p ON p.id = t.place"
		}
	}
	rows, err := f.db.QueryContext(ctx, `SELECT t.year, t.shape, SUM(t.records)`+columns+` FROM figure_tally t`+join+`
		WHERE t.year >= $1 AND t.year <= $2 AND t.shape IN (`+shapes.list()+`) GROUP BY t.year, t.shape`+columns, c.table.From, c.table.To)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var year, shape, records int64
		place := make([]string, strings.Count(columns, ","))
		to := []any{&year, &shape, &records}
		for i := range place {
			to = append(to, &place[i])
		}
		if err := rows.Scan(to...); err != nil {
			return err
		}
		if records == 0 {
			continue
		}
		values := map[string]string{"year": strconv.FormatInt(year, 10)}
		for i, name := range strings.Split(strings.TrimPrefix(columns, ", "), ", ") {
			if i < len(place) {
				values[strings.TrimPrefix(name, "p.")] = place[i]
			}
		}
		c.table.Records += records
		c.add(records, c.keys(shapes[shape], values))
	}
	return rows.Err()
}

// countRecords counts record by record, where the tally does not know enough.
func (f *Figures) countRecords(ctx context.Context, c *counter) error {
	shapes, err := f.fittingShapes(ctx, c.where)
	if err != nil || len(shapes) == 0 {
		return err
	}
	places, err := f.placeNames(ctx)
	if err != nil {
		return err
	}
	more, join := "'', 0, 0", ""
	if slices.Contains(c.table.By, "month") || slices.Contains(c.table.By, "type-code") {
		more, join = "o.type, COALESCE(o.first_day, 0), COALESCE(o.last_day, 0)", " JOIN occurrence o ON o.event = f.record"
	}
	rows, err := f.db.QueryContext(ctx, `SELECT f.year, f.shape, f.place, f.record, f.control, `+more+` FROM figure_fact f`+join+`
		WHERE f.year >= $1 AND f.year <= $2 AND f.shape IN (`+shapes.list()+`)`, c.table.From, c.table.To)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var year, shape, place, first, last int64
		var record, control, code string
		if err := rows.Scan(&year, &shape, &place, &record, &control, &code, &first, &last); err != nil {
			return err
		}
		c.table.Records++
		keys := c.keys(shapes[shape], map[string]string{"year": strconv.FormatInt(year, 10), "month": month(first, last),
			"region": places[place].region, "unit": places[place].unit, "type-code": code})
		if c.table.Rule.Distinct == "" {
			control = ""
		} else if control != "" {
			control = strconv.FormatInt(year, 10) + "/" + control
		}
		c.once(record, control, keys)
	}
	return rows.Err()
}

// placeNames reads the regions and units by number.
func (f *Figures) placeNames(ctx context.Context) (map[int64]placeNames, error) {
	known, err := readPlaces(ctx, f.db)
	if err != nil {
		return nil, err
	}
	out := map[int64]placeNames{}
	for names, id := range known.ids {
		out[id] = names
	}
	return out, nil
}

func month(first, last int64) string {
	a, b := string(focalpoint.Day(first).Date()), string(focalpoint.Day(last).Date())
	if a[:7] != b[:7] {
		return focalpoint.CodeUnknown
	}
	return a[:7]
}

// shapeSet holds profiles by the number of their shape.
type shapeSet map[int64]Profile

func (s shapeSet) list() string {
	var b strings.Builder
	for id := range s {
		if b.Len() > 0 {
			b.WriteByte(',')
		}
		b.WriteString(strconv.FormatInt(id, 10))
	}
	return b.String()
}

func (f *Figures) fittingShapes(ctx context.Context, where Predicate) (shapeSet, error) {
	rows, err := f.db.QueryContext(ctx, `SELECT id, profile FROM figure_shape`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := shapeSet{}
	for rows.Next() {
		var id int64
		var key string
		if err := rows.Scan(&id, &key); err != nil {
			return nil, err
		}
		p, err := ParseProfile(key)
		if err != nil {
			return nil, err
		}
		if p.Population == Items && where.Holds(p) {
			out[id] = p
		}
	}
	return out, rows.Err()
}

// WriteCSV writes the count as a table: the divisions, the count, the rule.
func (t CountTable) WriteCSV(w io.Writer) error {
	out := sheet.NewCSV(w, sheet.CSVOptions{})
	if err := out.Sheet("count", append(slices.Clone(t.By), "count", "rule")...); err != nil {
		return err
	}
	for _, r := range t.Rows {
		cells := []any{}
		for _, k := range r.Keys {
			cells = append(cells, k)
		}
		if err := out.Row(append(cells, r.Count, fmt.Sprintf("%s %s", t.Rule.ID, t.Rule.Version))...); err != nil {
			return err
		}
	}
	return out.Close()
}
