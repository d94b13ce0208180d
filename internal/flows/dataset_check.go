package flows

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"focalpoint"
)

// Duplicate is a key that stands on more than one row.
type Duplicate struct {
	Key    Key     `json:"key"`
	Lines  []int   `json:"lines"`
	Values []Value `json:"values"`
}

// Duplicates lists keys that name more than one row, in the order of the file.
func (d *Dataset) Duplicates() []Duplicate {
	at := map[Key]int{}
	var all []Duplicate
	for _, r := range d.Rows {
		i, ok := at[r.Key()]
		if !ok {
			i = len(all)
			at[r.Key()] = i
			all = append(all, Duplicate{Key: r.Key()})
		}
		all[i].Lines = append(all[i].Lines, r.Line)
		all[i].Values = append(all[i].Values, r.Value)
	}
	return slices.DeleteFunc(all, func(x Duplicate) bool { return len(x.Lines) < 2 })
}

// Defect is a label of a published table that does not say what it should.
type Defect struct {
	Label string `json:"label"` // as published
	Meant string `json:"meant"` // as we write it
	Rows  int    `json:"rows"`
	Lines []int  `json:"lines"` // the first few
}

// Defects lists misspelt and misplaced labels that were understood all the
// same, and labels that are no cell of the rulebook (Meant is then empty).
func (d *Dataset) Defects(b *Rulebook) []Defect {
	read := b.labels()
	var out []Defect
	for _, r := range d.Rows {
		cells := read[labelOf(r)]
		meant := ""
		if len(cells) > 0 {
			if cells[0].good {
				continue
			}
			meant = cells[0].cell.Category
		}
		label := fmt.Sprintf("%s / %s / %s", r.Indicator, r.Dimension, r.Category)
		i := slices.IndexFunc(out, func(x Defect) bool { return x.Label == label })
		if i < 0 {
			out = append(out, Defect{Label: label, Meant: meant})
			i = len(out) - 1
		}
		out[i].Rows++
		if len(out[i].Lines) < 5 {
			out[i].Lines = append(out[i].Lines, r.Line)
		}
	}
	slices.SortFunc(out, func(x, y Defect) int { return cmp.Compare(x.Label, y.Label) })
	return out
}

// label is what a row calls its cell, letter case apart.
type label struct{ indicator, dimension, category, sex string }

type labelled struct {
	cell *CellRule
	good bool // the label is one we would write
}

func labelOf(r Row) label {
	return label{strings.ToLower(r.Indicator), strings.ToLower(r.Dimension), strings.ToLower(r.Category), strings.ToLower(r.Sex)}
}

// labels maps every label of every edition, good or known to be misspelt, to
// the cells it may mean. Only "by location / Total" means two.
func (b *Rulebook) labels() map[label][]labelled {
	out := map[label][]labelled{}
	for i := range b.Blocks {
		blk := &b.Blocks[i]
		for j := range blk.Cells {
			c := &blk.Cells[j]
			add := func(category string, good bool) {
				l := label{strings.ToLower(blk.Indicator), strings.ToLower(blk.Dimension), strings.ToLower(category), strings.ToLower(orNA(c.Sex))}
				if !slices.ContainsFunc(out[l], func(x labelled) bool { return x.cell == c }) {
					out[l] = append(out[l], labelled{c, good})
				}
			}
			add(c.Category, true)
			for _, e := range b.Editions {
				add(c.Label(e.ID), true)
			}
			for _, s := range c.Read {
				add(s, false)
			}
		}
	}
	return out
}

// AreaYear names one country in one year.
type AreaYear struct {
	ISO3 string
	Year int
}

// Reported is what one country reported for a year, by cell of the rulebook.
// Several holds the cells for which the table gives several values; Values
// then has the first of them.
type Reported struct {
	AreaYear
	Country, Region string
	Values          map[string]Value
	Several         map[string][]Value
	Unread          []int // rows that no cell takes
}

// ByCell sorts a published table into the cells of the rulebook, country by
// country and year by year, in alphabetical order. Where the two tables
// published as "by location" both give a "Total", the parts decide which is
// which: the total that its parts add up to; failing that, the first row is the
// total by place and the second that of the tracing table.
func (d *Dataset) ByCell(b *Rulebook) []Reported {
	read := b.labels()
	at := map[AreaYear]*Reported{}
	totals := map[AreaYear][]Value{}
	var out []*Reported
	for _, r := range d.Rows {
		k := AreaYear{r.ISO3, r.Year}
		rep := at[k]
		if rep == nil {
			rep = &Reported{AreaYear: k, Country: r.Country, Region: r.Region, Values: map[string]Value{}, Several: map[string][]Value{}}
			at[k] = rep
			out = append(out, rep)
		}
		switch cells := read[labelOf(r)]; len(cells) {
		case 0:
			rep.Unread = append(rep.Unread, r.Line)
		case 1:
			rep.put(cells[0].cell.FullID(), r.Value)
		default:
			totals[k] = append(totals[k], r.Value)
		}
	}
	for k, v := range totals {
		at[k].placeTotals(b, v)
	}
	slices.SortFunc(out, func(x, y *Reported) int {
		return cmp.Or(cmp.Compare(x.ISO3, y.ISO3), cmp.Compare(x.Year, y.Year))
	})
	list := make([]Reported, len(out))
	for i, r := range out {
		list[i] = *r
	}
	return list
}

func (r *Reported) put(cell string, v Value) {
	first, ok := r.Values[cell]
	if !ok {
		r.Values[cell] = v
		return
	}
	if r.Several[cell] == nil {
		r.Several[cell] = []Value{first}
	}
	r.Several[cell] = append(r.Several[cell], v)
}

// placeTotals gives the totals of "Arms seized / by location" to the block by
// place and the tracing table.
func (r *Reported) placeTotals(b *Rulebook, totals []Value) {
	const place, tracing = "seized.location", "seized.tracing"
	sum := func(block string) (int64, bool) {
		blk, _ := b.Block(block)
		return blk.add(r.Values, blk.parts(r.Values))
	}
	byPlace, hasPlace := sum(place)
	byLeaf, hasLeaf := sum(tracing)
	fits := func(v Value, n int64, has bool) bool { return has && v.Counted() && v.Count == n }
	first, second := place, tracing
	_, named := r.Values[tracing+".total"] // under a label of its own, as we write it
	switch {
	case named:
	case len(totals) > 1 && (fits(totals[0], byLeaf, hasLeaf) || fits(totals[1], byPlace, hasPlace)) && !fits(totals[0], byPlace, hasPlace):
		first, second = tracing, place
	case len(totals) == 1 && !hasPlace && hasLeaf, len(totals) == 1 && fits(totals[0], byLeaf, hasLeaf) && !fits(totals[0], byPlace, hasPlace):
		first = tracing
	}
	r.put(first+".total", totals[0])
	for _, v := range totals[1:] {
		r.put(second+".total", v)
	}
}

// TracingTable reads the eleven leaves of seized, found and surrendered arms.
// ok is false when the country reported none of them that year.
func (r Reported) TracingTable() (Leaves, bool) {
	out := Leaves{}
	for _, role := range []focalpoint.Role{focalpoint.RoleSeized, focalpoint.RoleFound, focalpoint.RoleSurrendered} {
		for _, leaf := range focalpoint.TracingLeaves() {
			if v := r.Values[string(role)+".tracing."+string(leaf)]; v.Counted() {
				out.Add(role, leaf, v.Count)
			}
		}
	}
	return out, len(out) > 0
}
