package flows

import (
	"cmp"
	"slices"
)

// Change is one key whose values differ between two editions.
type Change struct {
	Key    Key     `json:"key"`
	Before []Value `json:"before"`
	After  []Value `json:"after"`
}

// Revision says what became of the keys of one edition in the next.
type Revision struct {
	Before  string   `json:"before"` // date of the older edition
	After   string   `json:"after"`
	Common  int      `json:"common"`
	Changed []Change `json:"changed"`
	Dropped []Key    `json:"dropped"`
	New     []Key    `json:"new"`
}

// Compare holds two editions of a country table against each other, key by
// key. A key that stands on several rows is changed when its values, in
// ascending order, are not the same.
func Compare(before, after *Dataset) Revision {
	rev := Revision{Before: before.Published, After: after.Published}
	b, a := before.values(), after.values()
	for k, old := range b {
		now, ok := a[k]
		if !ok {
			rev.Dropped = append(rev.Dropped, k)
			continue
		}
		rev.Common++
		if !slices.Equal(old, now) {
			rev.Changed = append(rev.Changed, Change{k, old, now})
		}
	}
	for k := range a {
		if _, ok := b[k]; !ok {
			rev.New = append(rev.New, k)
		}
	}
	slices.SortFunc(rev.Changed, func(x, y Change) int { return compareKeys(x.Key, y.Key) })
	slices.SortFunc(rev.Dropped, compareKeys)
	slices.SortFunc(rev.New, compareKeys)
	return rev
}

func (d *Dataset) values() map[Key][]Value {
	out := map[Key][]Value{}
	for _, r := range d.Rows {
		out[r.Key()] = append(out[r.Key()], r.Value)
	}
	for _, v := range out {
		slices.SortFunc(v, func(x, y Value) int {
			return cmp.Or(cmp.Compare(x.Status, y.Status), cmp.Compare(x.Count, y.Count))
		})
	}
	return out
}

func compareKeys(x, y Key) int {
	return cmp.Or(cmp.Compare(x.ISO3, y.ISO3), cmp.Compare(x.Year, y.Year), cmp.Compare(x.Indicator, y.Indicator),
		cmp.Compare(x.Dimension, y.Dimension), cmp.Compare(x.Category, y.Category), cmp.Compare(x.Sex, y.Sex), cmp.Compare(x.Age, y.Age))
}
