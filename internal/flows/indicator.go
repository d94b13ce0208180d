package flows

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"

	"focalpoint"
)

// Method is one named way to compute indicator 16.4.2.
type Method struct {
	ID          string                   `json:"id"`
	Version     string                   `json:"version"`
	Title       string                   `json:"title"`
	Source      string                   `json:"source"`
	Text        string                   `json:"text"`
	Roles       []focalpoint.Role        `json:"roles"` // tables it reads
	Where       string                   `json:"where"` // which records of them
	Numerator   []focalpoint.TracingLeaf `json:"numerator"`
	Denominator []focalpoint.TracingLeaf `json:"denominator"`
	Years       int                      `json:"years"` // 2: mean of the year and the next
}

type methodFile struct {
	ID      string   `json:"id"`
	Version string   `json:"version"`
	Methods []Method `json:"methods"`
	WhyNot  []struct {
		Leaf   focalpoint.TracingLeaf `json:"leaf"`
		Reason string                 `json:"reason"`
	} `json:"whyNot"`
}

var methodData = sync.OnceValue(func() methodFile {
	var f methodFile
	if err := json.Unmarshal(mustRead("rules/indicator.json"), &f); err != nil {
		panic("flows: the shipped methods of the indicator do not load: " + err.Error())
	}
	return f
})

// Methods returns every named method, the metadata's first.
func Methods() []Method { return slices.Clone(methodData().Methods) }

// FindMethod finds a method by name.
func FindMethod(id string) (Method, error) {
	var names []string
	for _, m := range methodData().Methods {
		if m.ID == id {
			return m, nil
		}
		names = append(names, m.ID)
	}
	return Method{}, focalpoint.Invalid("flows.FindMethod", "method", "%q is no method of indicator 16.4.2; choose one of %s", id, strings.Join(names, ", "))
}

// Leaves is a tracing table: arms by role and leaf.
type Leaves map[focalpoint.Role]map[focalpoint.TracingLeaf]int64

// Add counts arms in a leaf.
func (l Leaves) Add(r focalpoint.Role, leaf focalpoint.TracingLeaf, n int64) {
	if l[r] == nil {
		l[r] = map[focalpoint.TracingLeaf]int64{}
	}
	l[r][leaf] += n
}

// YearRatio is the ratio of one year.
type YearRatio struct {
	Year        int   `json:"year"`
	Numerator   int64 `json:"numerator"`
	Denominator int64 `json:"denominator"`
	Skipped     bool  `json:"skipped,omitempty"` // the denominator is 0
}

// Percent returns 100 times the ratio.
func (y YearRatio) Percent() float64 { return 100 * float64(y.Numerator) / float64(y.Denominator) }

// Reason counts arms by why they are not in the numerator, or not counted at all.
type Reason struct {
	Reason        string                 `json:"reason"` // pending, not-enough-information, never-attempted, …
	Leaf          focalpoint.TracingLeaf `json:"leaf,omitempty"`
	Arms          int64                  `json:"arms"`
	InDenominator bool                   `json:"inDenominator"`
}

// Indicator is a value of 16.4.2 with all that is needed to judge it. The
// interval treats each year's arms as a sample of what might have been seized:
// it says how far chance alone moves so small or large a count.
type Indicator struct {
	Method      string      `json:"method"`
	Version     string      `json:"version"`
	Title       string      `json:"title"`
	Source      string      `json:"source"`
	Year        int         `json:"year"` // the label: first year
	Years       []YearRatio `json:"years"`
	Numerator   int64       `json:"numerator"`   // summed over the years used
	Denominator int64       `json:"denominator"` // summed over the years used
	N           int         `json:"n"`           // years used
	Value       *float64    `json:"value"`       // percent; null when no year can be computed
	Low         *float64    `json:"low"`         // 95 % interval, percent
	High        *float64    `json:"high"`
	Interval    string      `json:"interval"`    // name of the interval's method
	Traced      int64       `json:"traced"`      // of the numerator: by tracing (1.2, 1.3)
	Established int64       `json:"established"` // of the numerator: by a competent authority (1.4)
	WhyNot      []Reason    `json:"whyNot"`
	LeftOut     []Reason    `json:"leftOut,omitempty"` // arms the method does not look at
	Label       string      `json:"label"`             // one line for a footnote
}

// Compute applies the method to the tracing tables of its years. tables holds
// a table for each year that has one.
func (m Method) Compute(year int, tables map[int]Leaves) Indicator {
	out := Indicator{Method: m.ID, Version: m.Version, Title: m.Title, Source: m.Source, Year: year, Interval: "wilson-95"}
	if m.Years > 1 {
		out.Interval = "wilson-mover-95"
	}
	var used []YearRatio
	for y := year; y < year+m.Years; y++ {
		t, ok := tables[y]
		if !ok {
			continue
		}
		r := m.ratio(y, t)
		out.Years = append(out.Years, r)
		if r.Skipped {
			continue
		}
		used = append(used, r)
		out.Numerator += r.Numerator
		out.Denominator += r.Denominator
		for _, role := range m.Roles {
			out.Traced += t[role][focalpoint.LeafNational] + t[role][focalpoint.LeafForeign]
			out.Established += t[role][focalpoint.LeafOtherwise]
		}
		out.addReasons(m, t)
	}
	out.N = len(used)
	if len(used) > 0 {
		var mean float64
		for _, r := range used {
			mean += r.Percent() / float64(len(used))
		}
		low, high := meanInterval(used)
		low, high = 100*low, 100*high
		out.Value, out.Low, out.High = &mean, &low, &high
	}
	out.Label = out.label()
	return out
}

func (m Method) ratio(year int, t Leaves) YearRatio {
	r := YearRatio{Year: year}
	for _, role := range m.Roles {
		for _, l := range m.Numerator {
			r.Numerator += t[role][l]
		}
		for _, l := range m.Denominator {
			r.Denominator += t[role][l]
		}
	}
	r.Skipped = r.Denominator == 0
	return r
}

func (x *Indicator) addReasons(m Method, t Leaves) {
	for _, w := range methodData().WhyNot {
		var n int64
		for _, role := range m.Roles {
			n += t[role][w.Leaf]
		}
		i := slices.IndexFunc(x.WhyNot, func(r Reason) bool { return r.Leaf == w.Leaf })
		if i < 0 {
			x.WhyNot = append(x.WhyNot, Reason{Reason: w.Reason, Leaf: w.Leaf, InDenominator: slices.Contains(m.Denominator, w.Leaf)})
			i = len(x.WhyNot) - 1
		}
		x.WhyNot[i].Arms += n
	}
}

func (x Indicator) label() string {
	span := fmt.Sprint(x.Year)
	if n := len(x.Years); n > 1 {
		span = fmt.Sprintf("%d-%d average based on available data", x.Year, x.Years[n-1].Year)
	}
	if x.Value == nil {
		return fmt.Sprintf("SDG 16.4.2, method %s (%s), %s: no value, no arm to be traced is on record", x.Method, x.Version, span)
	}
	return fmt.Sprintf("SDG 16.4.2, method %s (%s), %s: %.2f %% (%d of %d, 95 %% interval %.2f to %.2f)", x.Method, x.Version, span, *x.Value, x.Numerator, x.Denominator, *x.Low, *x.High)
}

// tablesOf sums the tallies of several years into the tables the method reads.
// Records without a leaf count as leaf 3, as in the tracing table.
func (m Method) tablesOf(years map[int][]Tally) (map[int]Leaves, []Reason, error) {
	where, err := ParsePredicate(m.Where)
	if err != nil {
		return nil, nil, focalpoint.E("flows.Method "+m.ID, err)
	}
	out := map[int]Leaves{}
	var administrative, antique int64
	for year, tallies := range years {
		t := Leaves{}
		for _, x := range tallies {
			role := focalpoint.Role(x.Profile.Get(AxisRole))
			if x.Profile.Population != Items || x.Profile.Get(AxisKind) != string(focalpoint.Firearm) || !slices.Contains(m.Roles, role) {
				continue
			}
			switch {
			case where.Holds(x.Profile):
				t.Add(role, leafOf(x.Profile), x.Records)
			case x.Profile.Get(AxisAntique) == "yes":
				antique += x.Records
			default:
				administrative += x.Records
			}
		}
		if len(t) > 0 {
			out[year] = t
		}
	}
	var left []Reason
	if administrative > 0 {
		left = append(left, Reason{Reason: "administrative-seizure", Arms: administrative})
	}
	if antique > 0 {
		left = append(left, Reason{Reason: "antique", Arms: antique})
	}
	return out, left, nil
}

// leafOf reads the leaf of a profile; whatever is no leaf counts as 3.
func leafOf(p Profile) focalpoint.TracingLeaf {
	l := focalpoint.TracingLeaf(p.Get(AxisLeaf))
	if slices.Contains(focalpoint.TracingLeaves(), l) {
		return l
	}
	return focalpoint.LeafUnknown
}

// FromTallies computes the method from the tallies of the years it needs.
func (m Method) FromTallies(year int, years map[int][]Tally) (Indicator, error) {
	need := map[int][]Tally{}
	for y := year; y < year+m.Years; y++ {
		need[y] = years[y]
	}
	tables, left, err := m.tablesOf(need)
	if err != nil {
		return Indicator{}, err
	}
	x := m.Compute(year, tables)
	x.LeftOut = left
	return x, nil
}
