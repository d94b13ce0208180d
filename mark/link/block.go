package link

import (
	"cmp"
	"slices"
)

const (
	maxAffix   = 4   // symbols glued to a mark
	minAffixed = 4   // symbols a mark must have for another to hold it
	maxGroup   = 48  // records that share a key, all of which are paired
	maxSame    = 400 // records that share a key, make and calibre, all of which are paired
	parts      = 4   // passes over the keys, to bound the memory they take
)

// keyed is a record under a key of its mark.
type keyed struct {
	key uint64
	rec uint32
}

// hasher makes keys of marks. Its seed is fixed, so that equal input gives equal keys in every run.
type hasher struct{ h uint64 }

func (h *hasher) reset(seed uint64) { h.h = 14695981039346656037 ^ seed*0x9E3779B97F4A7C15 }

func (h *hasher) rune(r rune) {
	h.h = (h.h ^ uint64(r)) * 1099511628211
}

func (h *hasher) sum() uint64 {
	x := h.h
	x ^= x >> 33
	x *= 0xff51afd7ed558ccd
	x ^= x >> 33
	return x
}

// Kinds of key, as seeds: keys of two kinds never meet.
const (
	keyEdit uint64 = iota + 1
	keyShape
	keyAffix
)

// keysOf calls put with every key of a record of the given kind. Two marks are one edit apart only when they share
// a key of keyEdit: the mark itself, or the mark without one of its symbols (Mor and Fraenkel 1982).
func (f *finder) keysOf(i int, kind uint64, put func(key uint64)) {
	m := f.marks[i]
	if len(m) == 0 {
		return
	}
	var h hasher
	without := func(seed uint64, from, to, skip int) {
		h.reset(seed)
		for j := from; j < to; j++ {
			if j != skip {
				h.rune(m[j])
			}
		}
		put(h.sum())
	}
	switch kind {
	case keyEdit:
		without(kind, 0, len(m), -1)
		for skip := range m {
			if skip == 0 || m[skip] != m[skip-1] {
				without(kind, 0, len(m), skip)
			}
		}
	case keyShape:
		if len(m) < 5 {
			return
		}
		h.reset(kind ^ uint64(f.records[i].Make)<<8)
		for _, r := range m {
			h.rune(f.shapes.of(r))
		}
		put(h.sum())
	case keyAffix:
		seed := kind ^ uint64(f.records[i].Make)<<8
		if len(m) >= minAffixed {
			without(seed, 0, len(m), -1)
		}
		for cut := 2; cut <= maxAffix && len(m)-cut >= minAffixed; cut++ {
			without(seed, cut, len(m), -1)
			without(seed, 0, len(m)-cut, -1)
		}
	}
}

// candidates returns the pairs worth comparing, each as A<<32 | B with A before B, in order.
func (f *finder) candidates() []uint64 {
	var pairs []uint64
	var keys, spare []keyed
	for _, kind := range []uint64{keyEdit, keyShape, keyAffix} {
		for part := range uint64(parts) {
			keys = keys[:0]
			for i := range f.records {
				f.keysOf(i, kind, func(key uint64) {
					if key%parts == part {
						keys = append(keys, keyed{key, uint32(i)})
					}
				})
			}
			keys, spare = sortKeys(keys, spare)
			for from := 0; from < len(keys); {
				to := from + 1
				for to < len(keys) && keys[to].key == keys[from].key {
					to++
				}
				if to-from > 1 {
					pairs = f.pair(pairs, keys[from:to])
				}
				from = to
			}
		}
		slices.Sort(pairs)
		pairs = slices.Compact(pairs)
	}
	return pairs
}

// pair adds the pairs of a group that may match. A large group is split by what else is known.
func (f *finder) pair(pairs []uint64, group []keyed) []uint64 {
	if len(group) > maxGroup {
		rec := func(k keyed) *Record { return &f.records[k.rec] }
		slices.SortFunc(group, func(a, b keyed) int {
			x, y := rec(a), rec(b)
			return cmp.Or(cmp.Compare(x.Make, y.Make), cmp.Compare(x.Calibre, y.Calibre), cmp.Compare(a.rec, b.rec))
		})
		for from := 0; from < len(group); {
			to := from + 1
			for to < len(group) && rec(group[to]).Make == rec(group[from]).Make && rec(group[to]).Calibre == rec(group[from]).Calibre {
				to++
			}
			if to-from <= maxSame {
				pairs = f.every(pairs, group[from:to])
			}
			from = to
		}
		return pairs
	}
	return f.every(pairs, group)
}

func (f *finder) every(pairs []uint64, group []keyed) []uint64 {
	for i := range group {
		for j := i + 1; j < len(group); j++ {
			a, b := group[i].rec, group[j].rec
			x, y := &f.records[a], &f.records[b]
			if x.Office == y.Office || x.Make != y.Make && x.Make != 0 && y.Make != 0 && x.Calibre != y.Calibre && x.Calibre != 0 && y.Calibre != 0 {
				continue
			}
			if compareMarks(f.marks[a], f.marks[b], f.shapes) == Other {
				continue
			}
			pairs = append(pairs, uint64(min(a, b))<<32|uint64(max(a, b)))
		}
	}
	return pairs
}

// sortKeys sorts by key, then record: least significant digits first, 16 bits at a time. Records come in order, and
// the sort is stable.
func sortKeys(keys, spare []keyed) (sorted, other []keyed) {
	if cap(spare) < len(keys) {
		spare = make([]keyed, len(keys))
	}
	spare = spare[:len(keys)]
	var counts [1 << 16]int
	for shift := 0; shift < 64; shift += 16 {
		clear(counts[:])
		for _, k := range keys {
			counts[k.key>>shift&0xFFFF]++
		}
		at := 0
		for d, n := range counts {
			counts[d] = at
			at += n
		}
		for _, k := range keys {
			d := k.key >> shift & 0xFFFF
			spare[counts[d]] = k
			counts[d]++
		}
		keys, spare = spare, keys
	}
	return keys, spare
}
