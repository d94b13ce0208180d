package mark

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

// keyOfRunes is keyOf for symbols.
func keyOfRunes(symbols []rune) (key uint64) {
	for n, r := range symbols {
		if n == keySymbols {
			return key | longMark
		}
		key |= uint64(codeOf(r)) << shiftAt(n)
	}
	return key | uint64(len(symbols))
}

func shiftAt(depth int) int { return 58 - 6*depth }

func codeAt(key uint64, depth int) uint8 { return uint8(key>>(uint(shiftAt(depth))&63)) & 63 }

func textOf(key uint64) string {
	n := int(key & 15)
	var buf [2 * keySymbols]byte
	b := buf[:0]
	for i := range n {
		c := codeAt(key, i)
		if c <= plainSymbols {
			b = append(b, codedSymbols[c-1])
		} else {
			b = append(b, string(symbolOf(c))...)
		}
	}
	return string(b)
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

// hasOther reports whether one of the ten symbols of a key is otherCode: all six bits set.
func hasOther(key uint64) bool {
	const low = 0x0410410410410410 // the lowest bit of each symbol
	k := key & (key >> 1) & (key >> 2)
	return k&(k>>3)&low != 0
}

// An order is the keys of a segment, sorted: forward, or of the marks read from the end. A node of the tree of
// marks is a range of it whose keys share their first symbols.
type order struct {
	section          // of keys
	keys    []uint64 // touch before reading
	// pos gives the forward position of each key; empty in the forward order itself, where they are the same.
	pos packed
	// top[t] is the first key whose first symbols, topSymbols of them, are t or higher.
	top        []uint32
	topSymbols int
}

// topSymbolsFor is how many symbols the top table of so many keys tells apart: it takes at most four bytes a key.
func topSymbolsFor(keys int) int {
	switch {
	case keys >= 1<<18:
		return 3
	case keys >= 1<<12:
		return 2
	}
	return 0
}

func topSize(symbols int) int {
	if symbols == 0 {
		return 0
	}
	return 1<<(6*symbols) + 1
}

func newOrder(keys []uint64, pos packed) order {
	o := order{keys: keys, pos: pos, topSymbols: topSymbolsFor(len(keys))}
	if o.topSymbols > 0 {
		o.top = topOf(o.topSymbols, len(keys), func(i int) uint64 { return keys[i] })
	}
	return o
}

// topOf makes the top table of n sorted keys.
func topOf(symbols, n int, key func(int) uint64) []uint32 {
	top := make([]uint32, topSize(symbols))
	next := 0
	for i := range n {
		for t := int(key(i) >> (64 - 6*symbols)); next <= t; next++ {
			top[next] = uint32(i)
		}
	}
	for ; next < len(top); next++ {
		top[next] = uint32(n)
	}
	return top
}

// enter must come before keys of the range are read.
func (o *order) enter(lo, hi int) { o.touch(8*lo, 8*hi) }

// lookup is where the keys of at least target begin.
func (o *order) lookup(target uint64) int {
	lo, hi := 0, len(o.keys)
	if o.topSymbols > 0 {
		t := target >> (64 - 6*o.topSymbols)
		lo, hi = int(o.top[t]), int(o.top[t+1])
	}
	o.enter(lo, hi)
	return o.bound(target, lo, hi)
}

// bound is the first position in [lo,hi), which is entered, whose key is at least target, or hi.
func (o *order) bound(target uint64, lo, hi int) int {
	keys := o.keys
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		if keys[mid] < target {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}

// below is the part of the node [lo,hi) that goes on with code c after depth symbols; prefix holds those symbols
// as a key does. What it returns is entered if [lo,hi) is, or if it is as deep as the top table.
func (o *order) below(prefix uint64, lo, hi, depth int, c uint8) (from, to int) {
	shift := shiftAt(depth)
	first := prefix | uint64(c)<<shift
	if depth < o.topSymbols {
		tail := 64 - 6*o.topSymbols
		from, to = int(o.top[first>>tail]), int(o.top[first>>tail+1<<(shift-tail)])
		if depth+1 == o.topSymbols && from < to {
			o.enter(from, to)
		}
		return from, to
	}
	from = o.bound(first, lo, hi)
	if from == hi || codeAt(o.keys[from], depth) != c {
		return from, from
	}
	return from, o.after(from, hi, depth)
}

// after is the end of the run of keys in [from,hi), entered, that share depth+1 symbols with the key at from.
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
	if o.pos.n == 0 {
		return uint32(i)
	}
	return uint32(o.pos.at(i))
}
