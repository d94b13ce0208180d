package mark

import "math/bits"

// An automaton reads a mark symbol by symbol and knows, without prices, how many errors a pattern needs: the
// least work that can tell whether a mark fits. It is one word for each number of errors, a bit for each number
// of places read, so that a symbol takes a few instructions whatever the pattern is. The matcher prices what it
// lets through.
type automaton struct {
	n, errors int
	places    []matchPlace
	hits      [codeCount]uint64 // bit j: the symbol may stand at place j
	solid     uint64            // places that are no runs
	runs      uint64            // places that are
	open      uint64            // the bit of a run that ends the pattern
	double    bool              // one run stands behind another
	// The places from which an error, or a swap, may lead from e errors to e+1: all of them, or under a split
	// the later ones.
	free, swap [cells]uint64
}

// states are the numbers of places that may have been read with 0, 1 … errors.
type states [cells]uint64

// automaton makes the automaton of a matcher. The states of MaxPlaces places just fit in a word.
func (m *matcher) automaton(s split) *automaton {
	a := &automaton{n: len(m.places), errors: m.errors, places: m.places}
	for j := range m.places {
		p := &m.places[j]
		if p.kind == Run {
			a.runs |= 1 << j
			a.double = a.double || j > 0 && m.places[j-1].kind == Run
			continue
		}
		a.solid |= 1 << j
		for hits := p.hits; hits != 0; hits &= hits - 1 {
			a.hits[bits.TrailingZeros64(hits)] |= 1 << j
		}
	}
	if a.n > 0 {
		a.open = a.runs & (1 << (a.n - 1))
	}
	for e := range cells {
		a.free[e], a.swap[e] = ^uint64(0), ^uint64(0)
		if e >= s.errors && s.places > 0 {
			a.free[e] <<= s.places
			a.swap[e] <<= s.places - 1
		}
	}
	return a
}

// start are the states before any symbol.
func (a *automaton) start(s *states) {
	*s = states{1}
	a.close(s)
}

// close adds what needs no symbol: a run that ends, a place seen where nothing is recorded.
func (a *automaton) close(s *states) {
	for e := 0; ; e++ {
		s[e] = a.through(s[e])
		if e == a.errors {
			return
		}
		s[e+1] |= s[e] & a.free[e] & a.solid << 1
	}
}

// step fills next, the states after the symbol that hits the places given; prev are the states before cur and
// last the places the symbol between them hits, none at the first symbol. It reports whether anything is still
// possible.
func (a *automaton) step(next, cur, prev *states, hits, last uint64) bool {
	x := cur[0]&hits<<1 | cur[0]&a.runs
	if x&a.runs != 0 {
		x = a.through(x)
	}
	next[0] = x
	alive := x
	swapped := hits & (last >> 1)
	for e := 1; e < cells && e <= a.errors; e++ {
		f := cur[e-1] & a.free[e-1]
		x = cur[e]&hits<<1 | cur[e]&a.runs | f | (f|next[e-1]&a.free[e-1])&a.solid<<1 | prev[e-1]&a.swap[e-1]&swapped<<2
		if x&a.runs != 0 {
			x = a.through(x)
		}
		next[e] = x
		alive |= x | cur[e-1]&a.swap[e-1]&(hits>>1) // a swap may have begun
	}
	return alive != 0
}

// through adds the places behind the runs reached.
func (a *automaton) through(x uint64) uint64 {
	x |= x & a.runs << 1
	if a.double {
		for y := x & a.runs; y != 0; y &= a.runs {
			y <<= 1
			x |= y
		}
	}
	return x
}

// accepts is the least number of errors with which a mark may end here, or -1.
func (a *automaton) accepts(s *states) int {
	for e := 0; e <= a.errors; e++ {
		if s[e]>>a.n&1 == 1 {
			return e
		}
	}
	return -1
}

// viable is the set of symbols that can follow; end is not among them.
func (a *automaton) viable(cur, prev *states, last uint64) uint64 {
	const all = ^uint64(1)
	active := uint64(0)
	for e := 0; e <= a.errors; e++ {
		if cur[e]&a.runs != 0 || e < a.errors && cur[e]&a.free[e] != 0 {
			return all
		}
		active |= cur[e]
		if e < a.errors {
			active |= cur[e]&a.swap[e]&a.solid<<1 | prev[e]&a.swap[e]&(last>>1)
		}
	}
	mask := uint64(0)
	for active &= a.solid; active != 0; active &= active - 1 {
		mask |= a.places[bits.TrailingZeros64(active)].hits
	}
	return mask & all
}

// hitsOf are the places at which a symbol may stand, exactly so for one without a code too.
func (a *automaton) hitsOf(r rune) uint64 {
	code := codeOf(r)
	if code != otherCode {
		return a.hits[code]
	}
	hits := uint64(0)
	for j := range a.places {
		if p := &a.places[j]; p.kind != Run && p.hitOf(code, r) < impossible {
			hits |= 1 << j
		}
	}
	return hits
}

// text is the least number of errors a whole mark needs, or -1.
func (a *automaton) text(folded string) int {
	var start states
	a.start(&start)
	return a.on(folded, 0, states{}, start)
}

// tail is text for a mark whose first symbols, as many as a key holds, have been read: prev and cur are the states
// before and after the last of them.
func (a *automaton) tail(folded string, prev, cur states) int {
	read, last := 0, uint64(0)
	for i, r := range folded {
		if read == keySymbols {
			return a.on(folded[i:], last, prev, cur)
		}
		if read++; read == keySymbols {
			last = a.hitsOf(r)
		}
	}
	return -1
}

// on reads a text from given states to its end.
func (a *automaton) on(text string, last uint64, prev, cur states) int {
	var next states
	for _, r := range text {
		hits := a.hitsOf(r)
		if !a.step(&next, &cur, &prev, hits, last) {
			return -1
		}
		prev, cur, last = cur, next, hits
	}
	return a.accepts(&cur)
}

// key is text for a mark that its key gives back.
func (a *automaton) key(key uint64) int {
	var prev, cur, next states
	a.start(&cur)
	last := uint64(0)
	for d := range int(key & 15) {
		hits := a.hits[codeAt(key, d)]
		if !a.step(&next, &cur, &prev, hits, last) {
			return -1
		}
		prev, cur, last = cur, next, hits
	}
	return a.accepts(&cur)
}
