package mark

import "math/bits"

// A fixed walk follows a pattern without errors and certainties through one order. Every answer costs the same.
type fixed struct {
	c    *collector
	o    *order
	m    *matcher // in the direction of the order
	n    int      // places before a closing run
	open bool     // a run closes the pattern
	cost Cost
	left int // nodes it may still visit
}

// runFixed answers a pattern that allows no error.
func (c *collector) runFixed() {
	m, n := c.m, len(c.m.places)
	first, last := n > 0 && m.places[0].kind == Run, n > 0 && m.places[n-1].kind == Run
	inner := m.runs
	if first {
		inner--
	}
	if last && n > 1 {
		inner--
	}
	marks := c.seg.len()
	switch {
	case inner > 0:
		back := m.reversed()
		if estimate(back, marks) < estimate(m, marks) {
			c.walk(back, true, split{})
		} else {
			c.walk(m, false, split{})
		}
	case n == 1 && first:
		c.rangeOf(&c.seg.forward, 0, marks, 0)
	case first && last:
		c.scanFragment(m.places[1 : n-1])
	case first:
		c.walkFixed(m.reversed(), true)
	case last:
		c.walkFixed(m, false)
	default:
		back := m.reversed()
		forward, backward := estimate(m, marks), estimate(back, marks)
		if min(forward, backward) > float64(marks)/4 && marks > 4096 || !c.walkFixedEither(m, back, backward < forward) {
			c.hits, c.total, c.mass, c.full, c.more = c.hits[:0], 0, 0, false, false
			c.scanFixed()
		}
	}
}

func (c *collector) walkFixedEither(m, back *matcher, backward bool) bool {
	if backward {
		return c.walkFixed(back, true)
	}
	return c.walkFixed(m, false)
}

// walkFixed reports whether the walk ended within its share of nodes; an open pattern has no such bound.
func (c *collector) walkFixed(m *matcher, backward bool) bool {
	w := fixed{c: c, o: &c.seg.forward, m: m, n: len(m.places), left: c.seg.len()/4 + 4096}
	if backward {
		w.o = &c.seg.backward
	}
	if w.n > 0 && m.places[w.n-1].kind == Run {
		w.n--
		w.open = true
		w.left = 1 << 62
	}
	w.cost = c.m.rest[0]
	w.walk(0, c.seg.len(), 0)
	return w.left > 0
}

func (w *fixed) walk(lo, hi, depth int) {
	w.left--
	switch {
	case lo >= hi || w.left <= 0:
		return
	case depth == w.n && w.open:
		w.c.rangeOf(w.o, lo, hi, w.cost)
		return
	case depth == w.n:
		w.c.ends(w.o, lo, hi, depth, w.cost, 0)
		return
	case depth == keySymbols:
		w.c.longs(w.o, lo, hi)
		return
	}
	mask := w.m.places[depth].hits
	if mask&(mask-1) == 0 {
		from, to := w.o.child(lo, hi, depth, uint8(bits.TrailingZeros64(mask)))
		w.walk(from, to, depth+1)
		return
	}
	for at := lo; at < hi; {
		code := codeAt(w.o.keys[at], depth)
		ahead := mask >> code
		if ahead == 0 {
			return
		}
		if ahead&1 == 0 {
			next := code + uint8(bits.TrailingZeros64(ahead))
			shift := shiftAt(depth)
			at = w.o.bound(w.o.keys[at]&^(1<<(shift+6)-1)|uint64(next)<<shift, at, hi)
			continue
		}
		end := w.o.after(at, hi, depth)
		w.walk(at, end, depth+1)
		at = end
	}
}

// rangeOf adds a whole range of an order.
func (c *collector) rangeOf(o *order, lo, hi int, cost Cost) {
	// In the forward order the first of a range are the ones to keep; the others are only counted. Places that
	// name symbols without a code need a look at each text.
	named := false
	for j := range c.m.places {
		p := &c.m.places[j]
		named = named || p.hits>>otherCode&1 == 1 && (p.kind == One || p.kind == Set) || p.kind == Not
	}
	for i := lo; i < hi; i++ {
		if o.pos == nil && !named && c.full && len(c.dead) == 0 {
			c.total += hi - i
			c.mass += float64(hi-i) * cost.Likelihood()
			return
		}
		if named {
			c.offer(o.position(i), o.keys[i], cost, 0)
		} else {
			c.add(o.position(i), cost, 0)
		}
	}
}

// scanFixed compares every key with a pattern of fixed length under a mask.
func (c *collector) scanFixed() {
	m, n := c.m, len(c.m.places)
	if n > keySymbols {
		c.scanSpilled(func(key uint64) bool { return key&15 == longMark })
		return
	}
	mask, value := uint64(15), uint64(n)
	for j := range m.places {
		if hits := m.places[j].hits; hits&(hits-1) == 0 {
			mask |= 63 << shiftAt(j)
			value |= uint64(bits.TrailingZeros64(hits)) << shiftAt(j)
		}
	}
	cost := m.rest[0]
scan:
	for i, key := range c.seg.forward.keys {
		if key&mask != value {
			continue
		}
		for j := range m.places {
			if m.places[j].hits>>codeAt(key, j)&1 == 0 {
				continue scan
			}
		}
		c.offer(uint32(i), key, cost, 0)
	}
}

// scanSpilled checks the texts of the spilled marks the filter lets through.
func (c *collector) scanSpilled(filter func(key uint64) bool) {
	for n, pos := range c.seg.spilled {
		if filter(c.seg.forward.keys[pos]) {
			c.text(pos, c.seg.spillAt(n))
		}
	}
}

// scanFragment looks for a run of places anywhere in a mark: both ends of the number are lost.
func (c *collector) scanFragment(places []matchPlace) {
	c.scanSpilledFragment(places)
	n := len(places)
	if n > keySymbols {
		return
	}
	var masks, values [keySymbols]uint64
	for off := 0; off+n <= keySymbols; off++ {
		for j := range places {
			if hits := places[j].hits; hits&(hits-1) == 0 {
				masks[off] |= 63 << shiftAt(off+j)
				values[off] |= uint64(bits.TrailingZeros64(hits)) << shiftAt(off+j)
			}
		}
	}
	cost := c.m.rest[0]
	for i, key := range c.seg.forward.keys {
		length := int(key & 15)
		if length == longMark {
			continue
		}
		for off := 0; off+n <= length; off++ {
			if key&masks[off] == values[off] && fitsAt(places, key, off) {
				if !hasOther(key) {
					c.add(uint32(i), cost, 0)
				}
				break
			}
		}
	}
}

// scanSpilledFragment passes over the long and odd marks, pricing only those that hold the fragment.
func (c *collector) scanSpilledFragment(places []matchPlace) {
	var codes []uint8
	for i, pos := range c.seg.spilled {
		text := c.seg.spillAt(i)
		codes = codes[:0]
		for _, r := range text {
			codes = append(codes, codeOf(r))
		}
	at:
		for off := 0; off+len(places) <= len(codes); off++ {
			for j := range places {
				if places[j].hits>>codes[off+j]&1 == 0 {
					continue at
				}
			}
			c.text(pos, text)
			break
		}
	}
}

func fitsAt(places []matchPlace, key uint64, off int) bool {
	for j := range places {
		if places[j].hits>>codeAt(key, off+j)&1 == 0 {
			return false
		}
	}
	return true
}
