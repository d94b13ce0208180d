package flows

import (
	"maps"
	"slices"
)

// Averaging says how shares of several countries become one.
type Averaging string

// Averagings. They differ widely: a study that means one must name it.
const (
	// MeanOfShares gives each country the same weight (Global Study on
	// Firearms Trafficking 2020: recomputed, it used this).
	MeanOfShares Averaging = "mean-of-country-shares"
	// Pooled divides sums by sums, so the largest reporter decides.
	Pooled Averaging = "pooled"
)

// Shares are the shares of a block's parts over a group of countries, in percent.
type Shares struct {
	Group     string             `json:"group"` // region, or "World"
	Averaging Averaging          `json:"averaging"`
	Countries int                `json:"countries"`
	Arms      int64              `json:"arms"`
	Percent   map[string]float64 `json:"percent"` // by cell
}

// ShareOptions select what Share looks at.
type ShareOptions struct {
	Block   string   // for example "seized.type"
	LeftOut []string // parts that do not count as identified, for example "other", "unknown"
	Years   []int
	AtLeast int64 // leave out countries with fewer arms over the years
}

// TotalByYear sums a cell over all countries that reported it, by year.
func TotalByYear(reported []Reported, cell string, years ...int) (sums map[int]int64, countries int) {
	sums = map[int]int64{}
	seen := map[string]bool{}
	for _, r := range reported {
		if v := r.Values[cell]; v.Counted() && slices.Contains(years, r.Year) {
			sums[r.Year] += v.Count
			seen[r.ISO3] = true
		}
	}
	return sums, len(seen)
}

// SumByCell sums every part of a block over all countries and the years.
func SumByCell(reported []Reported, b *Rulebook, block string, years ...int) map[string]int64 {
	out := map[string]int64{}
	blk, ok := b.Block(block)
	if !ok {
		return out
	}
	for _, r := range reported {
		for _, c := range blk.Cells {
			if v := r.Values[c.FullID()]; v.Counted() && slices.Contains(years, r.Year) {
				out[c.ID] += v.Count
			}
		}
	}
	return out
}

// Share computes shares by region and for the world under both averagings, in
// that order: regions alphabetically, the world last.
func Share(reported []Reported, b *Rulebook, o ShareOptions) []Shares {
	blk, ok := b.Block(o.Block)
	if !ok {
		return nil
	}
	var parts []string
	for _, c := range blk.Cells {
		if c.Sum == "" && !slices.Contains(o.LeftOut, c.ID) {
			parts = append(parts, c.ID)
		}
	}
	counts := map[string]map[string]int64{} // by country, by part
	region := map[string]string{}
	for _, r := range reported {
		if !slices.Contains(o.Years, r.Year) {
			continue
		}
		for _, p := range parts {
			if v := r.Values[o.Block+"."+p]; v.Counted() {
				if counts[r.ISO3] == nil {
					counts[r.ISO3] = map[string]int64{}
				}
				counts[r.ISO3][p] += v.Count
				region[r.ISO3] = r.Region
			}
		}
	}
	groups := map[string][]map[string]int64{}
	var world []map[string]int64
	for _, iso := range slices.Sorted(maps.Keys(counts)) {
		if n := total(counts[iso]); n > 0 && n >= o.AtLeast {
			groups[region[iso]] = append(groups[region[iso]], counts[iso])
			world = append(world, counts[iso])
		}
	}
	var out []Shares
	for _, g := range slices.Sorted(maps.Keys(groups)) {
		out = append(out, shares(g, MeanOfShares, groups[g], parts), shares(g, Pooled, groups[g], parts))
	}
	return append(out, shares("World", MeanOfShares, world, parts), shares("World", Pooled, world, parts))
}

func shares(group string, a Averaging, countries []map[string]int64, parts []string) Shares {
	s := Shares{Group: group, Averaging: a, Countries: len(countries), Percent: map[string]float64{}}
	for _, c := range countries {
		s.Arms += total(c)
	}
	for _, p := range parts {
		for _, c := range countries {
			if a == Pooled {
				s.Percent[p] += 100 * float64(c[p]) / float64(s.Arms)
			} else {
				s.Percent[p] += 100 * float64(c[p]) / float64(total(c)) / float64(len(countries))
			}
		}
	}
	return s
}

func total(c map[string]int64) int64 {
	var n int64
	for _, v := range c {
		n += v
	}
	return n
}
