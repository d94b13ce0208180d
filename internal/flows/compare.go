package flows

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"focalpoint"
	"focalpoint/internal/sheet"
)

// PublishedTable says how a table published by others is read: which columns
// hold year, unit and count, and how its units are found in ours.
type PublishedTable struct {
	ID          string `json:"id"`
	Title       string `json:"title"`
	Source      string `json:"source"`
	Year        string `json:"year"`                  // column
	Unit        string `json:"unit,omitempty"`        // column; "" compares years only
	Value       string `json:"value"`                 // column; rows of one year and unit are added up
	UnitPattern string `json:"unitPattern,omitempty"` // regular expression: its first group in our unit is their unit
}

// PublishedTables returns the tables whose layout is known to the program.
func PublishedTables() []PublishedTable { return slices.Clone(publishedData()) }

var publishedData = sync.OnceValue(func() []PublishedTable {
	var f struct {
		Tables []PublishedTable `json:"tables"`
	}
	if err := json.Unmarshal(mustRead("rules/published.json"), &f); err != nil {
		panic("flows: the shipped layouts of published tables do not load: " + err.Error())
	}
	return f.Tables
})

// FindPublishedTable finds a layout by name.
func FindPublishedTable(id string) (PublishedTable, error) {
	var names []string
	for _, t := range publishedData() {
		if t.ID == id {
			return t, nil
		}
		names = append(names, t.ID)
	}
	return PublishedTable{}, focalpoint.Errorf("flows.FindPublishedTable", focalpoint.KindNotFound, "the layout %q is not known; known are %s, or name the columns yourself", id, strings.Join(names, ", "))
}

// UnitYear names a unit in a year; Unit is "" for the whole.
type UnitYear struct {
	Unit string `json:"unit"`
	Year int    `json:"year"`
}

// OpenPublished reads a published table in any text or workbook format and
// adds up its rows by unit and year.
func OpenPublished(path string, t PublishedTable) (map[UnitYear]int64, error) {
	const op = "flows.OpenPublished"
	columns := []string{t.Year, t.Value}
	if t.Unit != "" {
		columns = append(columns, t.Unit)
	}
	r, err := sheet.Open(path, sheet.Options{Columns: columns})
	if err != nil {
		return nil, focalpoint.E(op, err)
	}
	defer r.Close()
	at := make([]int, len(columns))
	for i, c := range columns {
		at[i] = slices.IndexFunc(r.Header(), func(h string) bool { return strings.EqualFold(strings.TrimSpace(h), c) })
		if at[i] < 0 {
			return nil, focalpoint.Invalid(op, "columns", "the table has no column %q; its columns are %s", c, strings.Join(r.Header(), ", "))
		}
	}
	out := map[UnitYear]int64{}
	for {
		row, err := r.Next()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, focalpoint.E(op, err)
		}
		cell := func(i int) string { return sheet.Whole(strings.TrimSpace(row.Cells[at[i]])) }
		year, err := strconv.Atoi(cell(0))
		if err != nil {
			return nil, focalpoint.Invalid(op, fmt.Sprintf("row %d", row.Number), "%q is not a year", cell(0))
		}
		k := UnitYear{Year: year}
		if t.Unit != "" {
			k.Unit = cell(2)
		}
		if cell(1) == "" {
			continue // not published for this row
		}
		n, err := strconv.ParseInt(cell(1), 10, 64)
		if err != nil {
			return nil, focalpoint.Invalid(op, fmt.Sprintf("row %d", row.Number), "%q is not a count", cell(1))
		}
		out[k] += n
	}
}

// Pair is one count of ours beside the published one.
type Pair struct {
	UnitYear
	Ours      int64 `json:"ours"`
	Published int64 `json:"published"`
}

// Comparison holds a count of ours against a published table.
type Comparison struct {
	Rule        NationalRule   `json:"rule"`
	Table       PublishedTable `json:"table"`
	Years       []Pair         `json:"years"`
	Pairs       int            `json:"pairs"`       // units and years in the published table
	Correlation float64        `json:"correlation"` // Pearson's, over the pairs; 0 when it cannot be computed
	MeanOff     float64        `json:"meanOff"`     // mean of the absolute differences
	Farthest    []Pair         `json:"farthest"`    // the ten pairs that differ most
	Unmatched   []CountRow     `json:"unmatched"`   // units of ours that the published table does not have
}

// CompareCounts holds a count divided by year and unit against a published
// table, over the years of the count.
func CompareCounts(ours CountTable, t PublishedTable, published map[UnitYear]int64) (Comparison, error) {
	out := Comparison{Rule: ours.Rule, Table: t}
	mine, years := map[UnitYear]int64{}, map[int]*Pair{}
	units := map[string]bool{}
	for k := range published {
		units[k.Unit] = true
	}
	pattern, err := regexp.Compile(t.UnitPattern)
	if err != nil {
		return out, focalpoint.Invalid("flows.CompareCounts", "unitPattern", "%q is no regular expression: %v", t.UnitPattern, err)
	}
	for y := ours.From; y <= ours.To; y++ {
		years[y] = &Pair{UnitYear: UnitYear{Year: y}}
	}
	yearAt, unitAt := slices.Index(ours.By, "year"), slices.Index(ours.By, "unit")
	for _, r := range ours.Rows {
		year, _ := strconv.Atoi(r.Keys[yearAt])
		k := UnitYear{Year: year}
		if unitAt >= 0 {
			k.Unit = theirUnit(pattern, r.Keys[unitAt])
		}
		years[year].Ours += r.Count
		mine[k] += r.Count
		if !units[k.Unit] {
			out.Unmatched = append(out.Unmatched, r)
		}
	}
	var pairs []Pair
	for _, k := range slices.SortedFunc(maps.Keys(published), func(a, b UnitYear) int { return cmp.Or(cmp.Compare(a.Year, b.Year), cmp.Compare(a.Unit, b.Unit)) }) {
		if y, ok := years[k.Year]; ok {
			y.Published += published[k]
			pairs = append(pairs, Pair{k, mine[k], published[k]})
		}
	}
	for y := ours.From; y <= ours.To; y++ {
		out.Years = append(out.Years, *years[y])
	}
	out.measure(pairs)
	return out, nil
}

// theirUnit finds the published table's unit in the text of ours.
func theirUnit(pattern *regexp.Regexp, unit string) string {
	m := pattern.FindStringSubmatch(strings.TrimSpace(unit))
	if len(m) > 1 {
		return m[1]
	}
	return unit
}

func (c *Comparison) measure(pairs []Pair) {
	c.Pairs = len(pairs)
	if len(pairs) == 0 {
		return
	}
	var sx, sy, sxx, syy, sxy float64
	for _, p := range pairs {
		x, y := float64(p.Ours), float64(p.Published)
		sx, sy, sxx, syy, sxy = sx+x, sy+y, sxx+x*x, syy+y*y, sxy+x*y
		c.MeanOff += math.Abs(x-y) / float64(len(pairs))
	}
	n := float64(len(pairs))
	if d := (n*sxx - sx*sx) * (n*syy - sy*sy); d > 0 {
		c.Correlation = (n*sxy - sx*sy) / math.Sqrt(d)
	}
	slices.SortStableFunc(pairs, func(a, b Pair) int { return cmp.Compare(off(b), off(a)) })
	c.Farthest = pairs[:min(10, len(pairs))]
}

func off(p Pair) int64 { return max(p.Ours-p.Published, p.Published-p.Ours) }
