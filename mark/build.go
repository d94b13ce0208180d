package mark

import (
	"cmp"
	"slices"
)

// A Builder gathers the entries of a large index. It takes sixteen bytes a mark, and as much again while it sorts;
// a list of entries would take four times that.
type Builder struct {
	all    []pair
	spills []spilled
	text   []byte
}

// A pair is a key and what belongs to it: an ID or a position; for a spilled mark on its way into a segment, its
// number among the spilled.
type pair struct{ key, ref uint64 }

type spilled struct {
	id       uint64
	from, to int // in text
}

// NewBuilder makes a builder with room for so many marks; there may be more or fewer.
func NewBuilder(marks int) *Builder { return &Builder{all: make([]pair, 0, marks)} }

// Add adds an entry. An empty mark is left out, equal entries are kept once.
func (b *Builder) Add(e Entry) {
	key, spill := keyOf(e.Mark)
	switch {
	case e.Mark == "":
	case spill:
		b.spill(key, e.ID, e.Mark)
	default:
		b.all = append(b.all, pair{key, e.ID})
	}
}

func (b *Builder) spill(key, id uint64, text string) {
	b.all = append(b.all, pair{key, uint64(len(b.spills))})
	b.spills = append(b.spills, spilled{id, len(b.text), len(b.text) + len(text)})
	b.text = append(b.text, text...)
}

// Index makes the index. The builder is empty after.
func (b *Builder) Index() *Index {
	x := &Index{}
	if len(b.all) > 0 {
		x.parts = []part{{seg: b.segment()}}
	}
	return x
}

func isSpilled(key uint64) bool { return key&15 == longMark || hasOther(key) }

// textOf is the text of a spilled mark by its number.
func (b *Builder) textOf(n uint64) []byte { return b.text[b.spills[n].from:b.spills[n].to] }

// segment sorts what was added and lays it out.
func (b *Builder) segment() *segment {
	all, spare := sortPairs(b.all)
	all = b.tidy(all)
	s := &segment{}
	keys := make([]uint64, len(all))
	most := uint64(0)
	positions, from := []uint64{}, []uint64{}
	var text []byte
	for i, p := range all {
		keys[i] = p.key
		if isSpilled(p.key) {
			positions, from = append(positions, uint64(i)), append(from, uint64(len(text)))
			text = append(text, b.textOf(p.ref)...)
			all[i].ref = b.spills[p.ref].id
		}
		most = max(most, all[i].ref)
	}
	s.ids = newPacked(len(all), most)
	for i, p := range all {
		s.ids.set(i, p.ref)
	}
	s.spilled, s.spillFrom, s.spillText = packAll(positions), packAll(append(from, uint64(len(text)))), section{data: text}
	s.forward = newOrder(keys, packed{})
	*b = Builder{}
	s.backward, all, spare = s.reversedOrder(all, spare)
	s.fragments = s.newFragments(all, spare)
	s.stats = s.count()
	return s
}

// tidy puts marks with equal keys in order, by text and ID, and takes out doubles.
func (b *Builder) tidy(all []pair) []pair {
	same := func(x, y pair) int {
		if !isSpilled(x.key) {
			return cmp.Compare(x.ref, y.ref)
		}
		return cmp.Or(slices.Compare(b.textOf(x.ref), b.textOf(y.ref)), cmp.Compare(b.spills[x.ref].id, b.spills[y.ref].id))
	}
	out := all[:0]
	for i := 0; i < len(all); {
		end := i + 1
		for end < len(all) && all[end].key == all[i].key {
			end++
		}
		if end > i+1 {
			slices.SortFunc(all[i:end], same)
		}
		for j := i; j < end; j++ {
			if j == i || same(all[j-1], all[j]) != 0 {
				out = append(out, all[j])
			}
		}
		i = end
	}
	return out
}

// reversedOrder sorts the marks as read from the end; equal ones stay in forward order. The two lists, each with
// room for all marks, are used and given back.
func (s *segment) reversedOrder(pairs, spare []pair) (order, []pair, []pair) {
	pairs = pairs[:0]
	s.each(func(pos uint32, key, _ uint64, text string) bool {
		if text != "" {
			key, _ = keyOf(reverse(text))
		} else {
			key = reverseKey(key)
		}
		pairs = append(pairs, pair{key, uint64(pos)})
		return true
	})
	pairs, spare = sortPairsWith(pairs, spare)
	keys, pos := make([]uint64, len(pairs)), newPacked(len(pairs), uint64(len(pairs)))
	for i, p := range pairs {
		keys[i] = p.key
		pos.set(i, p.ref)
	}
	return newOrder(keys, pos), pairs, spare
}

// sortPairs sorts by key, stably, and gives the sorted list and a spare one of its size.
func sortPairs(a []pair) (sorted, spare []pair) { return sortPairsWith(a, nil) }

// radixBits is the width of a digit of the sort: its counters stay in the nearest cache.
const radixBits = 11

func sortPairsWith(a, b []pair) (sorted, spare []pair) {
	if len(a) < 1<<12 {
		slices.SortStableFunc(a, func(x, y pair) int { return cmp.Compare(x.key, y.key) })
		return a, b
	}
	if cap(b) < len(a) {
		b = make([]pair, len(a))
	}
	b = b[:len(a)]
	const digits = (64 + radixBits - 1) / radixBits
	var count [digits][1 << radixBits]int
	for _, p := range a {
		for d := range digits {
			count[d][p.key>>(radixBits*d)&(1<<radixBits-1)]++
		}
	}
	for d := range digits {
		shift, c := radixBits*d, &count[d]
		if c[a[0].key>>shift&(1<<radixBits-1)] == len(a) {
			continue
		}
		sum := 0
		for i, n := range c {
			c[i], sum = sum, sum+n
		}
		for _, p := range a {
			k := p.key >> shift & (1<<radixBits - 1)
			b[c[k]] = p
			c[k]++
		}
		a, b = b, a
	}
	return a, b
}

// newSegment sorts entries into a segment.
func newSegment(entries []Entry) *segment {
	b := NewBuilder(len(entries))
	for _, e := range entries {
		b.Add(e)
	}
	return b.segment()
}

// mergeParts joins parts into one segment, leaving out the dead of each.
func mergeParts(parts []part) *segment {
	n := 0
	for _, p := range parts {
		n += p.seg.len()
	}
	b := NewBuilder(n)
	for _, p := range parts {
		p.seg.living(b, p.dead)
	}
	return b.segment()
}
