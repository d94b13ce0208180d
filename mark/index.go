package mark

import (
	"maps"
	"slices"
)

// An Index answers patterns over a collection of marks. It is immutable: With gives a new one that shares what
// did not change, so any number of readers may keep searching the old one while the next is made.
type Index struct {
	parts []part // oldest and largest first
}

// A part is a segment and the entries of it that were dropped since.
type part struct {
	seg  *segment
	dead map[uint64]bool
}

// NewIndex builds an index of the entries, in any order. Entries with an empty mark are not kept; an ID may
// have several marks.
func NewIndex(entries []Entry) *Index {
	x := &Index{}
	if len(entries) > 0 {
		x.parts = []part{{seg: newSegment(entries)}}
	}
	return x
}

// mergeRatio is how much smaller than its elder a part must stay; otherwise the two are merged. An entry is so
// merged a few times in its life, and a search visits few parts.
const mergeRatio = 8

// With returns the index after every mark of the dropped IDs is gone and the added ones are in. The cost is
// that of the additions, with a merge from time to time.
func (x *Index) With(add []Entry, drop []uint64) *Index {
	parts := slices.Clone(x.parts)
	if len(drop) > 0 {
		for i := range parts {
			dead := maps.Clone(parts[i].dead)
			if dead == nil {
				dead = make(map[uint64]bool, len(drop))
			}
			for _, id := range drop {
				dead[id] = true
			}
			parts[i].dead = dead
		}
	}
	if len(add) > 0 {
		parts = append(parts, part{seg: newSegment(add)})
	}
	for n := len(parts); n > 1 && parts[n-1].seg.len()*mergeRatio >= parts[n-2].seg.len(); n = len(parts) {
		a, b := parts[n-2], parts[n-1]
		parts = append(parts[:n-2:n-2], part{seg: merge(a.seg, b.seg, a.dead, b.dead)})
	}
	return &Index{parts: parts}
}

// Compact returns the same index in one part, without the dropped entries.
func (x *Index) Compact() *Index {
	if len(x.parts) == 0 || len(x.parts) == 1 && len(x.parts[0].dead) == 0 {
		return x
	}
	one := x.parts[0]
	for i := 1; i < len(x.parts); i++ {
		one = part{seg: merge(one.seg, x.parts[i].seg, one.dead, x.parts[i].dead)}
	}
	if len(one.dead) > 0 {
		one = part{seg: merge(one.seg, &segment{spillFrom: []uint32{0}}, one.dead, nil)}
	}
	return &Index{parts: []part{one}}
}

// Len is the number of marks kept, dropped ones not yet cleared away included.
func (x *Index) Len() int {
	n := 0
	for _, p := range x.parts {
		n += p.seg.len()
	}
	return n
}

// Background counts the lengths and symbols of the marks kept.
func (x *Index) Background() *Background {
	var b Background
	for _, p := range x.parts {
		b.sum(&p.seg.stats)
	}
	return &b
}

// Entries calls yield for every mark, part by part in order, until it returns false.
func (x *Index) Entries(yield func(Entry) bool) {
	for _, p := range x.parts {
		for i, id := range p.seg.ids {
			if !p.dead[id] && !yield(Entry{ID: id, Mark: p.seg.markAt(uint32(i))}) {
				return
			}
		}
	}
}
