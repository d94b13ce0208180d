package mark

import (
	"cmp"
	"math/bits"
	"slices"
)

// A walk follows the automaton of a pattern through one order as through a tree: a node is a range of keys that
// share their first symbols, and its states serve all of them. Where a node is small, or the whole order is to
// be looked at, its keys are read one by one, each from where it differs from the one before.
type walk struct {
	c     *collector
	o     *order
	a     *automaton
	m     *matcher   // of the direction of the order
	whole *automaton // forward, for marks whose key does not tell all
	skip  *automaton // forward; what it accepts another walk has found
	cheap [2]*thrift // of the direction; nil until needed
	back  bool
	eager bool // every step is priced, to leave branches that are too dear
	// The share of the work of its search this walk may use, and what those before it may.
	from, share float64
	shown       uint64 // the symbols that stand in the segment
	next        int    // number of the spilled mark that a scan comes to next
	states      [keySymbols + 1]states
	rows        []row  // made when something is first priced
	path        uint64 // the symbols the rows are of,
	priced      int    // so many of them;
	dead        bool   // nothing can come in below the last of them
	kids        [keySymbols][]kid
}

// A kid is a child of a node, with the least cost anything below it can have.
type kid struct {
	code     uint8
	from, to int
	least    Cost
}

// The work of a search is counted in looks at a key; coming to a node costs as much as some of them.
const (
	nodeWork = 8
	leafKeys = 12
)

// newWalk prepares a walk of one order for a pattern, given forward, under a split.
func (c *collector) newWalk(m *matcher, back bool, s split) *walk {
	w := &walk{c: c, o: &c.seg.forward, m: m, back: back, eager: m.weighted || !c.exhaustive, shown: c.seg.stats.shown(), share: 1}
	if back {
		w.o, w.m = &c.seg.backward, m.reversed()
	}
	w.a = w.m.automaton(s)
	w.whole = m.automaton(split{})
	w.a.start(&w.states[0])
	return w
}

// shown are the codes that stand in a collection.
func (b *Background) shown() uint64 {
	mask := uint64(0)
	for code, n := range b.Symbols {
		if n > 0 {
			mask |= 1 << code
		}
	}
	return mask
}

// node visits the keys of a range that share the symbols of prefix, depth of them.
func (w *walk) node(prefix uint64, lo, hi, depth int) {
	if hi-lo <= leafKeys || depth == keySymbols {
		w.scan(prefix, lo, hi, depth)
		return
	}
	if w.c.left -= nodeWork; w.c.left < w.c.check && !w.worthwhile(lo) {
		return
	}
	cur := &w.states[depth]
	if cur[0]&w.a.open != 0 && !w.eager {
		w.all(lo, hi)
		return
	}
	mask := w.a.viable(cur, &w.states[max(0, depth-1)], w.last(prefix, depth)) & w.shown
	if w.a.accepts(cur) >= 0 {
		if from, to := w.o.below(prefix, lo, hi, depth, endCode); from < to {
			w.scan(prefix, from, to, depth)
		}
	}
	if w.m.weighted {
		w.best(prefix, lo, hi, depth, mask)
		return
	}
	w.children(prefix, lo, hi, depth, mask, func(code uint8, from, to int) {
		if longer := prefix | uint64(code)<<shiftAt(depth); w.step(longer, depth) {
			w.node(longer, from, to, depth+1)
		}
	})
}

// worthwhile looks ahead, when some of the work is used up, whether the rest will do: what has been passed of the
// order should be as much of it as what has been used of the work. A walk that cannot keep up ends.
func (w *walk) worthwhile(passed int) bool {
	c := w.c
	used, work := float64(c.work-c.left), float64(c.work)
	if c.left < 0 || !w.m.weighted && used/work > w.from+w.share*float64(passed)/float64(len(w.o.keys)) {
		c.left = -1
		return false
	}
	c.check -= c.work / 8
	return true
}

// best visits the likeliest children first, so that the limit falls early.
func (w *walk) best(prefix uint64, lo, hi, depth int, mask uint64) {
	kids := w.kids[depth][:0]
	w.children(prefix, lo, hi, depth, mask, func(code uint8, from, to int) {
		if w.step(prefix|uint64(code)<<shiftAt(depth), depth) {
			kids = append(kids, kid{code, from, to, w.m.least(&w.rows[depth+1])})
		}
	})
	w.kids[depth] = kids
	slices.SortFunc(kids, func(a, b kid) int { return cmp.Or(cmp.Compare(a.least, b.least), cmp.Compare(a.code, b.code)) })
	for _, k := range kids {
		if longer := prefix | uint64(k.code)<<shiftAt(depth); k.least <= w.limit() && w.step(longer, depth) {
			w.node(longer, k.from, k.to, depth+1)
		}
	}
}

// limit is the highest cost that can still come in; what the collector has learned bounds every walk.
func (w *walk) limit() Cost {
	w.m.limit = min(w.m.limit, w.c.m.limit)
	return w.m.limit
}

// children calls visit for each child whose code is in the mask.
func (w *walk) children(prefix uint64, lo, hi, depth int, mask uint64, visit func(code uint8, from, to int)) {
	if depth < w.o.topSymbols || bits.OnesCount64(mask) <= 3 {
		for ; mask != 0 && w.c.left >= 0; mask &= mask - 1 {
			code := uint8(bits.TrailingZeros64(mask))
			if from, to := w.o.below(prefix, lo, hi, depth, code); from < to {
				visit(code, from, to)
			}
		}
		return
	}
	for at := lo; at < hi && w.c.left >= 0; {
		code := codeAt(w.o.keys[at], depth)
		end := w.o.after(at, hi, depth)
		if mask>>code&1 == 1 {
			visit(code, at, end)
		}
		at = end
	}
}

// last are the places that the symbol before a depth hits.
func (w *walk) last(key uint64, depth int) uint64 {
	if depth == 0 {
		return 0
	}
	return w.a.hits[codeAt(key, depth-1)]
}

// step reads the symbol of the key after a depth.
func (w *walk) step(key uint64, depth int) bool {
	alive := w.a.step(&w.states[depth+1], &w.states[depth], &w.states[max(0, depth-1)], w.a.hits[codeAt(key, depth)], w.last(key, depth))
	return alive && (!w.eager || w.price(key, depth+1))
}

// price brings the rows to so many symbols of the key. It reports whether anything can still come in.
func (w *walk) price(key uint64, depth int) bool {
	w.limit()
	if w.rows == nil {
		w.rows = make([]row, keySymbols+1)
		w.m.start(&w.rows[0], split{})
	}
	if same := bits.LeadingZeros64(key^w.path) / 6; same < w.priced {
		w.priced, w.dead = same, false
	}
	w.path = key
	if w.priced > depth {
		w.priced, w.dead = depth, false
	}
	for d := w.priced; d < depth && !w.dead; d++ {
		var prev *row
		var last recorded
		if d > 0 {
			prev, last.code = &w.rows[d-1], codeAt(key, d-1)
		}
		w.dead = !w.m.step(&w.rows[d+1], &w.rows[d], prev, recorded{code: codeAt(key, d)}, last, split{})
		w.priced = d + 1
	}
	return !w.dead
}

// scan looks at every key of a range that shares its first symbols, depth of them, whose states are known.
func (w *walk) scan(prefix uint64, lo, hi, depth int) {
	if w.c.left -= hi - lo; w.c.left < 0 {
		return
	}
	w.o.enter(lo, hi)
	// have symbols of prev have states, and where dead is not more than a key holds, so many are too many.
	prev, have, dead := prefix, depth, keySymbols+1
	clean := w.a.errors == 0 && !w.eager
	for i, key := range w.o.keys[lo:hi] {
		same := bits.LeadingZeros64(key^prev) / 6
		if same >= dead {
			continue
		}
		d := max(depth, min(same, have))
		prev, dead = key, keySymbols+1
		n := min(int(key&15), keySymbols)
		switch {
		case clean:
			d = w.clean(key, d, n)
		case w.eager:
			for d < n && w.step(key, d) {
				d++
			}
		default:
			d = w.erring(key, d, n)
		}
		if have = d; d < n {
			dead = d + 1
		} else if w.end(lo+i, key, n); w.c.over {
			return
		}
	}
}

// erring reads the symbols of a key from d to n and tells how far it came.
func (w *walk) erring(key uint64, d, n int) int {
	a, s := w.a, &w.states
	last := w.last(key, d)
	for key <<= uint(6 * d); d < n; key <<= 6 {
		hits := a.hits[key>>58]
		if !a.step(&s[d+1], &s[d], &s[max(0, d-1)], hits, last) {
			return d
		}
		last = hits
		d++
	}
	return d
}

// clean reads the symbols of a key from d to n without an error and tells how far it came.
func (w *walk) clean(key uint64, d, n int) int {
	a, x := w.a, w.states[d][0]
	for key <<= uint(6 * d); d < n; key <<= 6 {
		if x = x&a.hits[key>>58]<<1 | x&a.runs; x&a.runs != 0 {
			x = a.through(x)
		}
		if x == 0 {
			return d
		}
		d++
		w.states[d][0] = x
	}
	return d
}

// end looks at a mark all of whose symbols in the key are read.
func (w *walk) end(i int, key uint64, n int) {
	if isSpilled(key) {
		w.spilled(w.o.position(i), key)
		return
	}
	errors := w.a.accepts(&w.states[n])
	if errors < 0 || w.skip != nil && w.skip.key(w.forward(key)) >= 0 {
		return
	}
	if w.a.errors == 0 && !w.m.weighted {
		w.c.add(w.o.position(i), w.m.rest[0], 0)
		return
	}
	if !w.eager && w.c.full && (w.c.hopeless(w.m.atLeast(errors), w.o.position(i)) || !w.affordable(w.o.position(i)).key(key)) {
		w.tally(i, errors)
		return
	}
	if w.price(key, n) {
		if cost, priced, ok := w.m.end(&w.rows[n]); ok {
			w.c.add(w.o.position(i), cost, priced)
			return
		}
	}
	if !w.eager {
		w.tally(i, errors)
	}
}

// affordable is the automaton of what can still come in for a mark at this position: one behind the worst answer
// kept must be cheaper.
func (w *walk) affordable(pos uint32) *thrift {
	worst := &w.c.hits[w.c.limit-1]
	limit, t := min(w.limit(), worst.cost), &w.cheap[0]
	if pos > worst.pos {
		limit, t = min(limit, worst.cost-1), &w.cheap[1]
	}
	if *t == nil || (*t).limit > limit {
		*t = w.m.thrift(limit)
	}
	return *t
}

// tally counts an answer that cannot come in.
func (w *walk) tally(i, errors int) {
	if len(w.c.dead) == 0 || !w.c.dropped(w.o.position(i)) {
		w.c.counted[errors]++
	}
}

// forward is the forward key of a mark that its key gives back.
func (w *walk) forward(key uint64) uint64 {
	if w.back {
		return reverseKey(key)
	}
	return key
}

// spilled looks at a mark whose key does not tell all, after the symbols of its key.
func (w *walk) spilled(pos uint32, key uint64) {
	if w.back || hasOther(key) {
		w.spilledWhole(pos)
		return
	}
	text := w.spillText(pos)
	w.fits(pos, text, w.a.tail(text, w.states[keySymbols-1], w.states[keySymbols]))
}

// spilledWhole looks at a mark by its text alone.
func (w *walk) spilledWhole(pos uint32) {
	text, a := w.spillText(pos), w.a
	if w.back {
		a = w.whole
	}
	w.fits(pos, text, a.text(text))
}

// fits offers a mark given by its text that needs so many errors; -1 when it does not fit.
func (w *walk) fits(pos uint32, text string, errors int) {
	if errors < 0 || w.skip != nil && w.skip.text(text) >= 0 {
		return
	}
	if w.eager || !w.c.hopeless(w.m.atLeast(errors), pos) && (!w.c.full || w.back || w.affordable(pos).text(text)) {
		if cost, priced, ok := w.c.m.text(text); ok || w.eager {
			if ok {
				w.c.add(pos, cost, priced)
			}
			return
		}
	}
	if !w.c.dropped(pos) {
		w.c.counted[errors]++
	}
}

// spillText is the text of a spilled mark. In a scan the next one asked for is mostly the one behind the last.
func (w *walk) spillText(pos uint32) string {
	s := w.c.seg
	if w.next >= s.spilled.n || uint32(s.spilled.at(w.next)) != pos {
		w.next = s.spillNumber(pos)
	}
	w.next++
	return s.spillAt(w.next - 1)
}

// all takes a range every mark of which fits without an error.
func (w *walk) all(lo, hi int) {
	w.c.left -= (hi - lo) / 4
	cost := w.m.rest[0]
	w.o.enter(lo, hi)
	named := w.whole.named()
	for i := lo; i < hi && !w.c.over; i++ {
		switch {
		case (named || w.skip != nil) && isSpilled(w.o.keys[i]):
			w.spilledWhole(w.o.position(i))
		case w.skip != nil && w.skip.key(w.forward(w.o.keys[i])) >= 0:
		case !w.back && !named && len(w.c.dead) == 0 && w.c.hopeless(cost, uint32(i)):
			w.c.counted[0] += hi - i // in the forward order the first are the ones to keep
			return
		default:
			w.c.add(w.o.position(i), cost, 0)
		}
	}
}
