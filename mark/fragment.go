package mark

import "math/bits"

// Both ends of a number may be lost, and neither order helps to find what is left: *2345*. The fragments are a
// third order: the ends of all marks, from their second symbol on, sorted by what they begin with. An end is kept
// as a reference, its mark's forward position and how many symbols stand before it, and read there.
//
// Ends of fewer than leastEnd symbols are left out: a fragment of three symbols or more that they would lead to
// closes its mark, and is found in the order of the marks read from their end.
type fragments struct {
	refs       packed // position << before | symbols before
	before     uint   // bits
	top        []uint32
	topSymbols int
}

const (
	leastEnd      = 4
	leastFragment = leastEnd - 1
	// A segment so small is sooner looked through.
	leastFragmented = 1 << 12
)

// ends calls visit for the ends of every mark that are kept, with their key.
func (s *segment) ends(visit func(key uint64, pos uint32, before int)) {
	s.each(func(pos uint32, key, _ uint64, text string) bool {
		if text == "" {
			n := int(key & 15)
			for b := 1; b+leastEnd <= n; b++ {
				visit(key&^15<<(6*b)|uint64(n-b), pos, b)
			}
			return true
		}
		codes := []rune(text)
		for b := 1; b+leastEnd <= len(codes); b++ {
			visit(keyOfRunes(codes[b:]), pos, b)
		}
		return true
	})
}

// newFragments sorts the ends of the marks. The two lists are used up; a few ends at a time are sorted in them, so
// that this takes no more room than sorting the marks.
func (s *segment) newFragments(pairs, spare []pair) fragments {
	f := fragments{refs: packAll(nil)}
	if s.len() < leastFragmented {
		return f
	}
	n, most := 0, 0
	s.ends(func(_ uint64, _ uint32, before int) { n, most = n+1, max(most, before) })
	if n == 0 {
		return f
	}
	f.refs = newPacked(n, 1<<(bits.Len(uint(s.len()))+bits.Len(uint(most)))-1)
	f.shape(s.len())
	f.top = make([]uint32, topSize(f.topSymbols))
	tail := 64 - 6*f.topSymbols
	s.ends(func(key uint64, _ uint32, _ int) { f.top[key>>tail+1]++ })
	for t := 1; t < len(f.top); t++ {
		f.top[t] += f.top[t-1]
	}
	room := max(cap(pairs), 1<<16)
	for from := 0; from+1 < len(f.top); {
		to := from + 1
		for to+1 < len(f.top) && int(f.top[to+1]-f.top[from]) <= room {
			to++
		}
		pairs = pairs[:0]
		s.ends(func(key uint64, pos uint32, before int) {
			if t := int(key >> tail); t >= from && t < to {
				pairs = append(pairs, pair{key, uint64(pos)<<f.before | uint64(before)})
			}
		})
		pairs, spare = sortPairsWith(pairs, spare)
		for i, p := range pairs {
			f.refs.set(int(f.top[from])+i, p.ref)
		}
		from = to
	}
	return f
}

// shape works out what the size of the lists says.
func (f *fragments) shape(marks int) {
	if f.refs.n > 0 {
		f.before, f.topSymbols = f.refs.width-uint(bits.Len(uint(marks))), max(1, topSymbolsFor(f.refs.n))
	}
}

// ref takes a reference apart.
func (f *fragments) ref(i int) (pos uint32, before int) {
	r := f.refs.at(i)
	return uint32(r >> f.before), int(r & (1<<f.before - 1))
}

// A fragmentWalk looks for a fragment in the third order.
type fragmentWalk struct {
	c *collector
	f *fragments
	k *masked
	w *walk
}

// findFragment finds the marks that hold a fragment, each at the first place where it stands.
func (c *collector) findFragment(k *masked) {
	m, n := c.m, len(k.places)
	at := m.part(1, n+2) // the fragment and the run behind it
	if n < leastEnd {
		at = m.part(1, n+1).and(Any, Run) // where it closes the mark it is found below
	}
	c.newWalk(at, false, split{}).root()
	fw := fragmentWalk{c: c, f: &c.seg.fragments, k: k, w: c.newWalk(m, false, split{})}
	fw.node(0, 0, fw.f.refs.n, 0)
	if n < leastEnd && c.left >= 0 {
		w := c.newWalk(m.part(0, n+1), true, split{})
		w.skip = m.part(0, n+1).and(Any, Run).automaton(split{})
		w.root()
	}
}

func (w *fragmentWalk) key(i int) uint64 {
	pos, before := w.f.ref(i)
	key := w.c.seg.keyAt(pos)
	if isSpilled(key) {
		return keyOfRunes([]rune(w.w.spillText(pos))[before:])
	}
	return key&^15<<(6*before) | key&15 - uint64(before)
}

// node visits the ends of a range that share the symbols of prefix, depth of them.
func (w *fragmentWalk) node(prefix uint64, lo, hi, depth int) {
	if depth == min(len(w.k.places), keySymbols) || hi-lo <= leafKeys {
		w.take(lo, hi)
		return
	}
	tail := 64 - 6*w.f.topSymbols
	for mask := w.k.places[depth].hits & w.w.shown; mask != 0; mask &= mask - 1 {
		if w.c.left -= 4 * nodeWork; w.c.left < 0 {
			return
		}
		shift := shiftAt(depth)
		first := prefix | uint64(bits.TrailingZeros64(mask))<<shift
		from, to := lo, hi
		if depth < w.f.topSymbols {
			from, to = int(w.f.top[first>>tail]), int(w.f.top[first>>tail+1<<(shift-tail)])
		} else {
			from = w.bound(first, lo, hi)
			if next := first>>shift + 1; next<<shift>>shift == next {
				to = w.bound(next<<shift, from, hi)
			}
		}
		if from < to {
			w.node(first, from, to, depth+1)
		}
	}
}

// bound is the first end in [lo,hi) whose key is at least target, or hi.
func (w *fragmentWalk) bound(target uint64, lo, hi int) int {
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		if w.key(mid) < target {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}

// take adds the marks of a range at whose end the fragment stands first.
func (w *fragmentWalk) take(lo, hi int) {
	for i := lo; i < hi && !w.c.over; i++ {
		if w.c.left -= 2; w.c.left < 0 {
			return
		}
		pos, before := w.f.ref(i)
		key, first := w.c.seg.keyAt(pos), 0
		if isSpilled(key) {
			first = w.k.firstIn(w.w.spillText(pos), w.w.a)
		} else {
			first = w.k.first(key)
		}
		if first == before {
			w.c.add(pos, w.c.m.rest[0], 0)
		}
	}
}

// firstIn is where the pattern first stands in a text, -1 when nowhere; a is the automaton of the pattern.
func (k *masked) firstIn(text string, a *automaton) int {
	var hits []uint64
	for _, r := range text {
		hits = append(hits, a.hitsOf(r)>>1) // place 0 of the automaton is the run
	}
at:
	for off := 0; off+len(k.places) <= len(hits); off++ {
		for j := range k.places {
			if hits[off+j]>>j&1 == 0 {
				continue at
			}
		}
		return off
	}
	return -1
}
