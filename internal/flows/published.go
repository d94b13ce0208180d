package flows

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"focalpoint"
	"focalpoint/internal/sheet"
)

// Observation is one published value of indicator 16.4.2 (series
// VC_ARM_SZTRACE of the UN Statistics Division).
type Observation struct {
	ISO3     string  `json:"iso3"`
	Year     int     `json:"year"`
	Percent  float64 `json:"percent"`
	Source   string  `json:"source"`
	Footnote string  `json:"footnote,omitempty"`
}

// TwoYears says whether the footnote calls the value a mean of two years.
func (o Observation) TwoYears() bool { return strings.Contains(o.Footnote, "average") }

// OpenObservations reads published values from a file with the columns SERIES,
// REF_AREA_ISO3, TIME_PERIOD, OBS_VALUE, SOURCE and FOOTNOTE, in any order.
func OpenObservations(path string) ([]Observation, error) {
	const op = "flows.OpenObservations"
	columns := []string{"SERIES", "REF_AREA_ISO3", "TIME_PERIOD", "OBS_VALUE", "SOURCE", "FOOTNOTE"}
	r, err := sheet.Open(path, sheet.Options{Columns: columns})
	if err != nil {
		return nil, focalpoint.E(op, err)
	}
	defer r.Close()
	at := make([]int, len(columns))
	for i, c := range columns {
		if at[i] = slices.Index(r.Header(), c); at[i] < 0 {
			return nil, focalpoint.Invalid(op, "header", "the file lacks the column %s; it needs %s", c, strings.Join(columns, ", "))
		}
	}
	var out []Observation
	for {
		row, err := r.Next()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, focalpoint.E(op, err)
		}
		if row.Cells[at[0]] != "VC_ARM_SZTRACE" {
			continue
		}
		year, err1 := strconv.Atoi(sheet.Whole(row.Cells[at[2]]))
		value, err2 := strconv.ParseFloat(row.Cells[at[3]], 64)
		if err := errors.Join(err1, err2); err != nil {
			return nil, focalpoint.Invalid(op, fmt.Sprintf("row %d", row.Number), "year or value is no number: %v", err)
		}
		out = append(out, Observation{ISO3: row.Cells[at[1]], Year: year, Percent: value, Source: row.Cells[at[4]], Footnote: row.Cells[at[5]]})
	}
}

// Recomputed is a published value beside what a method makes of the country
// table: the value is nil when the table has nothing to compute from.
type Recomputed struct {
	Observation
	Indicator Indicator `json:"indicator"`
	Distance  float64   `json:"distance"` // percentage points; NaN-free: 0 without a value
	Agrees    bool      `json:"agrees"`   // within the tolerance
}

// Recompute applies a method to a country table for every published value, in
// the order of country and year. A value whose footnote does not call it a
// mean is computed from its single year. tolerance is in percentage points.
func Recompute(m Method, reported []Reported, published []Observation, tolerance float64) []Recomputed {
	tables := map[string]map[int]Leaves{}
	for _, r := range reported {
		if t, ok := r.TracingTable(); ok {
			if tables[r.ISO3] == nil {
				tables[r.ISO3] = map[int]Leaves{}
			}
			tables[r.ISO3][r.Year] = t
		}
	}
	out := make([]Recomputed, 0, len(published))
	for _, o := range published {
		one := m
		if !o.TwoYears() {
			one.Years = 1
		}
		x := Recomputed{Observation: o, Indicator: one.Compute(o.Year, tables[o.ISO3])}
		if v := x.Indicator.Value; v != nil {
			x.Distance = math.Abs(*v - o.Percent)
			x.Agrees = x.Distance <= tolerance
		}
		out = append(out, x)
	}
	slices.SortStableFunc(out, func(a, b Recomputed) int {
		return cmp.Or(cmp.Compare(a.ISO3, b.ISO3), cmp.Compare(a.Year, b.Year))
	})
	return out
}
