package mark

import (
	"cmp"
	"slices"
	"strings"
)

// keySymbols is how many symbols fit in a key: six bits each from the top, then four bits of length.
const (
	keySymbols = 10
	longMark   = 15 // length of a mark with more symbols than a key holds
)

// keyOf packs the first symbols of a folded mark. spill reports that the key alone does not give the mark back.
func keyOf(folded string) (key uint64, spill bool) {
	n := 0
	for _, r := range folded {
		if n == keySymbols {
			return key | longMark, true
		}
		c := codeOf(r)
		spill = spill || c == otherCode
		key |= uint64(c) << shiftAt(n)
		n++
	}
	return key | uint64(n), spill
}

func shiftAt(depth int) int { return 58 - 6*depth }

func codeAt(key uint64, depth int) uint8 { return uint8(key>>shiftAt(depth)) & 63 }

func textOf(key uint64) string {
	n := int(key & 15)
	r := make([]rune, n)
	for i := range n {
		r[i] = symbolOf(codeAt(key, i))
	}
	return string(r)
}

func reverse(s string) string {
	r := []rune(s)
	slices.Reverse(r)
	return string(r)
}

// An order is the keys of a segment, sorted: forward, or of the marks read from the end.
type order struct {
	keys []uint64
	// pos gives the forward position of each key; nil in the forward order itself, where they are the same.
	pos []uint32
	// top[t] is the first key whose three first symbols are t or higher; nil for small segments.
	top []uint32
}

// topBits is the width of the first three symbols.
const topBits = 18

func newOrder(keys []uint64, pos []uint32) order {
	o := order{keys: keys, pos: pos}
	if len(keys) < 1<<14 {
		return o
	}
	o.top = make([]uint32, 1<<topBits+1)
	next := 0
	for i, k := range keys {
		for t := int(k >> (64 - topBits)); next <= t; next++ {
			o.top[next] = uint32(i)
		}
	}
	for ; next < len(o.top); next++ {
		o.top[next] = uint32(len(keys))
	}
	return o
}

// bound is the first position in [lo,hi) whose key is at least target, or hi.
func (o *order) bound(target uint64, lo, hi int) int {
	if o.top != nil && hi-lo > 64 {
		t := target >> (64 - topBits)
		lo, hi = min(max(lo, int(o.top[t])), hi), max(min(hi, int(o.top[t+1])), lo)
	}
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		if o.keys[mid] < target {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}

// child is the range of [lo,hi), whose keys share their first depth symbols, that goes on with code c.
func (o *order) child(lo, hi, depth int, c uint8) (int, int) {
	shift := shiftAt(depth)
	base := o.keys[lo] &^ (1<<(shift+6) - 1)
	from := o.bound(base|uint64(c)<<shift, lo, hi)
	if from == hi || codeAt(o.keys[from], depth) != c {
		return from, from
	}
	return from, o.after(from, hi, depth)
}

// after is the end of the run of keys that share depth+1 symbols with the key at from.
func (o *order) after(from, hi, depth int) int {
	shift := shiftAt(depth)
	next := o.keys[from]>>shift + 1
	if next<<shift>>shift != next {
		return hi
	}
	target := next << shift
	// Runs are short more often than not, so the search widens from the start.
	width := 1
	for from+width < hi && o.keys[from+width] < target {
		width *= 2
	}
	return o.bound(target, from+width/2, min(hi, from+width))
}

func (o *order) position(i int) uint32 {
	if o.pos == nil {
		return uint32(i)
	}
	return o.pos[i]
}

// A segment is an immutable set of marks in both orders.
type segment struct {
	forward  order
	backward order
	ids      []uint64 // by forward position
	// spilled marks are those a key does not give back: more than ten symbols, or a symbol without a code.
	spilled   []uint32 // their forward positions, ascending
	spillFrom []uint32 // where each begins in spillText; one more than there are
	spillText string
	stats     Background
}

// An Entry is one mark to be found: the caller's number for it and its folded form.
type Entry struct {
	ID   uint64
	Mark string
}

// keyed is an entry on its way into a segment.
type keyed struct {
	key  uint64
	id   uint64
	text string // only when spilled
}

func compareKeyed(a, b keyed) int {
	if a.key != b.key {
		return cmp.Compare(a.key, b.key)
	}
	if c := strings.Compare(a.text, b.text); c != 0 {
		return c
	}
	return cmp.Compare(a.id, b.id)
}

// newSegment sorts entries into a segment. Empty marks and equal entries are left out.
func newSegment(entries []Entry) *segment {
	all := make([]keyed, 0, len(entries))
	for _, e := range entries {
		if e.Mark == "" {
			continue
		}
		key, spill := keyOf(e.Mark)
		k := keyed{key: key, id: e.ID}
		if spill {
			k.text = e.Mark
		}
		all = append(all, k)
	}
	slices.SortFunc(all, compareKeyed)
	return segmentOf(slices.Compact(all))
}

// segmentOf lays sorted entries out.
func segmentOf(all []keyed) *segment {
	s := &segment{ids: make([]uint64, len(all))}
	keys := make([]uint64, len(all))
	var text strings.Builder
	for i, e := range all {
		keys[i], s.ids[i] = e.key, e.id
		if e.text != "" {
			s.spilled = append(s.spilled, uint32(i))
			s.spillFrom = append(s.spillFrom, uint32(text.Len()))
			text.WriteString(e.text)
		}
	}
	s.spillFrom = append(s.spillFrom, uint32(text.Len()))
	s.spillText = text.String()
	s.forward = newOrder(keys, nil)
	s.backward = s.reversedOrder()
	s.stats = s.count()
	return s
}

// reversedOrder sorts the marks as read from the end; equal ones stay in forward order.
func (s *segment) reversedOrder() order {
	n := len(s.forward.keys)
	pairs := make([]pair, n)
	spill := 0
	for i, key := range s.forward.keys {
		if spill < len(s.spilled) && s.spilled[spill] == uint32(i) {
			back, _ := keyOf(reverse(s.spillAt(spill)))
			pairs[i] = pair{back, uint32(i)}
			spill++
			continue
		}
		pairs[i] = pair{reverseKey(key), uint32(i)}
	}
	pairs = sortPairs(pairs)
	keys, pos := make([]uint64, n), make([]uint32, n)
	for i, p := range pairs {
		keys[i], pos[i] = p.key, p.pos
	}
	return newOrder(keys, pos)
}

// reverseKey turns the symbols of a key round; it must hold the whole mark.
func reverseKey(key uint64) uint64 {
	n := int(key & 15)
	out := key & 15
	for i := range n {
		out |= uint64(codeAt(key, i)) << shiftAt(n-1-i)
	}
	return out
}

type pair struct {
	key uint64
	pos uint32
}

// sortPairs sorts by key, stably: a radix sort, eleven bits a pass.
func sortPairs(a []pair) []pair {
	if len(a) < 1<<12 {
		slices.SortStableFunc(a, func(x, y pair) int { return cmp.Compare(x.key, y.key) })
		return a
	}
	b := make([]pair, len(a))
	for shift := 0; shift < 64; shift += 11 {
		var count [1 << 11]int
		for _, p := range a {
			count[p.key>>shift&(1<<11-1)]++
		}
		if count[a[0].key>>shift&(1<<11-1)] == len(a) {
			continue
		}
		sum := 0
		for i, c := range count {
			count[i], sum = sum, sum+c
		}
		for _, p := range a {
			d := p.key >> shift & (1<<11 - 1)
			b[count[d]] = p
			count[d]++
		}
		a, b = b, a
	}
	return a
}

func (s *segment) len() int { return len(s.ids) }

func (s *segment) spillAt(n int) string { return s.spillText[s.spillFrom[n]:s.spillFrom[n+1]] }

// markAt gives the folded mark at a forward position.
func (s *segment) markAt(pos uint32) string {
	if text, ok := s.spillOf(pos); ok {
		return text
	}
	return textOf(s.forward.keys[pos])
}

// spillOf gives the text of a spilled mark.
func (s *segment) spillOf(pos uint32) (string, bool) {
	key := s.forward.keys[pos]
	if key&15 != longMark && !hasOther(key) {
		return "", false
	}
	n, ok := slices.BinarySearch(s.spilled, pos)
	if !ok {
		return "", false
	}
	return s.spillAt(n), true
}

// hasOther reports whether one of the ten symbols of a key is otherCode.
func hasOther(key uint64) bool {
	for d := range keySymbols {
		if codeAt(key, d) == otherCode {
			return true
		}
	}
	return false
}

// merge joins two segments, leaving out the dead of each.
func merge(a, b *segment, deadA, deadB map[uint64]bool) *segment {
	all := make([]keyed, 0, a.len()+b.len())
	all = a.living(all, deadA)
	mid := len(all)
	all = b.living(all, deadB)
	out := make([]keyed, 0, len(all))
	for i, j := 0, mid; i < mid || j < len(all); {
		if j == len(all) || i < mid && compareKeyed(all[i], all[j]) <= 0 {
			out = append(out, all[i])
			i++
		} else {
			out = append(out, all[j])
			j++
		}
	}
	return segmentOf(slices.Compact(out))
}

func (s *segment) living(all []keyed, dead map[uint64]bool) []keyed {
	spill := 0
	for i, key := range s.forward.keys {
		k := keyed{key: key, id: s.ids[i]}
		if spill < len(s.spilled) && s.spilled[spill] == uint32(i) {
			k.text = s.spillAt(spill)
			spill++
		}
		if !dead[k.id] {
			all = append(all, k)
		}
	}
	return all
}

// count gathers the frequencies of lengths and symbols.
func (s *segment) count() Background {
	var b Background
	spill := 0
	for i, key := range s.forward.keys {
		if spill < len(s.spilled) && s.spilled[spill] == uint32(i) {
			b.add(s.spillAt(spill))
			spill++
			continue
		}
		n := int(key & 15)
		b.Lengths[n]++
		for d := range n {
			b.Symbols[codeAt(key, d)]++
		}
	}
	return b
}
