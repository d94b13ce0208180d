package mark

import (
	"math"
	"math/bits"
)

// How a query is answered. A walk of one order, or of both, visits only what can fit; how much that is, is hard
// to foresee for a pattern that says little. So a walk is given as much work as a look at every key would cost,
// and when that is used up every key is looked at. No query therefore takes much longer than twice the look at
// every key: under a mask, where the pattern has a fixed length and no errors, at the speed of memory, otherwise
// by the automaton, which reads of each key only what differs from the one before.

// maskedWork is how many keys are compared under a mask in the time the automaton takes for one.
const maskedWork = 12

// smallWork is the work that needs no second thought.
const smallWork = 4096

// run chooses how to search.
func (c *collector) run() {
	marks := c.seg.len()
	if marks == 0 {
		return
	}
	m, n := c.m, len(c.m.places)
	k, masked := m.masked()
	c.left = marks + smallWork
	if masked && !k.head {
		c.left = marks/maskedWork + smallWork
	}
	c.work, c.check = c.left, c.left-c.left/8-smallWork
	back := estimate(backwards(m.places), marks) < estimate(m.places, marks)
	switch {
	case masked && k.head && k.tail && len(k.places) >= leastFragment && c.seg.fragments.refs.n > 0:
		c.findFragment(&k)
	case n > 1 && m.places[0].kind == Run && m.places[n-1].kind == Run:
		c.left = -1 // no order helps
	case m.errors == 0 && m.runs == 0 && m.weighted:
		c.seek()
		return
	case m.errors == 0 || m.runs > 0 || n < 3:
		c.walkOne(back)
	default:
		c.walkTwo()
	}
	if c.left >= 0 || c.over {
		return
	}
	c.reset()
	c.left = math.MaxInt
	if masked {
		c.scanMasked(&k)
		return
	}
	c.newWalk(c.m, false, split{}).scan(0, 0, marks, 0)
}

func (c *collector) walkOne(back bool) {
	places := c.m.places
	if back {
		places = backwards(places)
	}
	if estimate(places, c.seg.len()) > float64(c.left) {
		c.left = -1
		return
	}
	c.newWalk(c.m, back, split{}).root()
}

// walkTwo finds a pattern with errors and without runs. Whatever the errors are, either the first half of the
// places holds at most half of them, or the second half holds fewer than half: so two walks that begin with a
// nearly clean half find every answer. The second passes over what the first has found.
func (c *collector) walkTwo() {
	m, n := c.m, len(c.m.places)
	half := m.middle()
	near := split{half, m.errors / 2}
	first := c.newWalk(m, false, near)
	first.share = .5
	if first.root(); c.left < 0 {
		return
	}
	w := c.newWalk(m, true, split{n - half, (m.errors+1)/2 - 1})
	w.from, w.share = .5, .5
	w.skip = m.automaton(near)
	w.root()
}

// root begins a walk.
func (w *walk) root() {
	if w.o.topSymbols == 0 {
		w.o.enter(0, len(w.o.keys))
	}
	w.node(0, 0, len(w.o.keys), 0)
}

// middle divides the places so that both halves tell about as much.
func (m *matcher) middle() int {
	total := 0.0
	for j := range m.places {
		total += m.places[j].tells()
	}
	sum := 0.0
	for j := range m.places {
		sum += m.places[j].tells()
		if 2*sum >= total {
			return min(max(j+1, 1), len(m.places)-1)
		}
	}
	return len(m.places) / 2
}

// tells is roughly how much a place narrows the marks down, in nats.
func (p *matchPlace) tells() float64 { return math.Log(codeCount / p.width()) }

// width is how many symbols a place leaves open: for certainties, as many equally likely ones would be as vague.
func (p *matchPlace) width() float64 {
	if p.kind != Weighted {
		return float64(max(1, bits.OnesCount64(p.hits)))
	}
	entropy, rest := 0.0, p.read.Rest()
	for _, c := range p.read.Choices {
		if c.P > 0 {
			entropy -= c.P * math.Log(c.P)
		}
	}
	if rest > 0 {
		entropy -= rest * math.Log(rest/plainSymbols)
	}
	return math.Exp(entropy)
}

func backwards(places []matchPlace) []matchPlace {
	out := make([]matchPlace, len(places))
	for j := range places {
		out[len(places)-1-j] = places[j]
	}
	return out
}

// commonSymbols is how many symbols, equally frequent, would make marks as varied as they are: mostly digits.
const commonSymbols = 14

// estimate guesses the work of a walk without errors that meets the places in this order.
func estimate(places []matchPlace, marks int) float64 {
	nodes, width, entries := 0.0, 1.0, float64(marks)
	for j := range places {
		if places[j].kind == Run {
			if j+1 == len(places) {
				return nodes * nodeWork // what follows fits
			}
			return nodes*nodeWork + entries
		}
		choices := min(places[j].width(), commonSymbols)
		width = min(width*choices, entries)
		entries = max(entries*choices/commonSymbols, 1)
		nodes += width
	}
	return nodes * nodeWork
}

// named reports whether the pattern tells symbols without a code apart, so that a key does not suffice.
func (a *automaton) named() bool {
	for j := range a.places {
		p := &a.places[j]
		if p.hits>>otherCode&1 == 1 && (p.kind == One || p.kind == Set) || p.kind == Not {
			return true
		}
	}
	return false
}

// A masked pattern has no errors, and runs at its ends alone. It is compared with a key in one instruction for
// each offset at which it may lie.
type masked struct {
	places      []matchPlace // without the runs
	head, tail  bool         // a run begins, ends the pattern
	mask, value [keySymbols]uint64
}

// masked gives the masked form of a pattern that has one.
func (m *matcher) masked() (masked, bool) {
	k := masked{places: m.places}
	if n := len(k.places); n > 0 && k.places[0].kind == Run {
		k.head, k.places = true, k.places[1:]
	}
	if n := len(k.places); n > 0 && k.places[n-1].kind == Run {
		k.tail, k.places = true, k.places[:n-1]
	}
	for off := 0; off+len(k.places) <= keySymbols; off++ {
		for j := range k.places {
			if hits := k.places[j].hits; hits&(hits-1) == 0 {
				k.mask[off] |= 63 << shiftAt(off+j)
				k.value[off] |= uint64(bits.TrailingZeros64(hits)) << shiftAt(off+j)
			}
		}
	}
	inner := m.runs
	for _, run := range []bool{k.head, k.tail} {
		if run {
			inner--
		}
	}
	return k, m.errors == 0 && !m.weighted && inner == 0
}

// first is the least offset at which the pattern fits a key that tells all, -1 when it does not.
func (k *masked) first(key uint64) int {
	n, length := len(k.places), int(key&15)
	from, to := 0, length-n
	switch {
	case to < 0 || to > 0 && !k.head && !k.tail:
		return -1
	case !k.head:
		to = 0
	case !k.tail:
		from = to
	}
at:
	for off := from; off <= to; off++ {
		if key&k.mask[off] != k.value[off] {
			continue
		}
		for j := range k.places {
			if k.places[j].hits>>codeAt(key, off+j)&1 == 0 {
				continue at
			}
		}
		return off
	}
	return -1
}

// scanMasked compares every key with a masked pattern.
func (c *collector) scanMasked(k *masked) {
	w := c.newWalk(c.m, false, split{})
	fixed, mask, value := !k.head && !k.tail, k.mask[0]|15, k.value[0]|uint64(len(k.places))
	if len(k.places) > keySymbols {
		mask, value = 15, longMark
	}
	const chunk = 1 << (blockShift - 3)
	for lo := 0; lo < c.seg.len() && !c.over; lo += chunk {
		hi := min(lo+chunk, c.seg.len())
		c.seg.forward.enter(lo, hi)
		for i, key := range c.seg.forward.keys[lo:hi] {
			if fixed && key&mask != value {
				continue
			}
			switch pos := uint32(lo + i); {
			case isSpilled(key) && (k.head || key&k.mask[0] == k.value[0]):
				w.spilledWhole(pos)
			case !isSpilled(key) && k.first(key) >= 0:
				c.add(pos, c.m.rest[0], 0)
			}
			if c.over {
				return
			}
		}
	}
}
