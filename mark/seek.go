package mark

import (
	"math"
	"math/bits"
)

// A pattern of certainties fits every mark of its length, at a price, and the cheapest are wanted. What a mark
// costs beyond the perfect reading is bounded, at first narrowly; when too few marks are found the bound is
// widened. Under a bound either the first half of a mark costs at most half of it, or the second half less than
// that: so, as for errors, two walks that begin with a nearly certain half find every mark within the bound.

// The bounds: in thousandths of a nat. One symbol that was thought unlikely costs three to five nats.
const (
	firstBound Cost = 4000
	nextBounds Cost = 3000
)

// seek answers a pattern of certainties without runs and errors.
func (c *collector) seek() {
	m, limit := c.m, c.m.limit
	highest := Cost(0)
	for j := range m.places {
		highest += m.places[j].dearest()
	}
	most := min(limit, highest) - m.rest[0]
	s := seeker{c: c, half: m.middle(), shown: c.seg.stats.shown(), whole: c.newWalk(m, false, split{})}
	back := m.reversed()
	for s.bound = firstBound; ; s.bound += max(nextBounds, s.bound/2) {
		if c.stream != nil || s.bound >= most {
			s.bound = most
		}
		m.limit = m.rest[0] + s.bound
		s.walk(&c.seg.forward, m, false)
		s.walk(&c.seg.backward, back, true)
		if c.left < 0 || c.full || s.bound == most {
			break
		}
		left := c.left
		c.reset()
		c.left = left
	}
	if c.left < 0 && !c.over {
		if !c.full {
			m.limit = limit
		}
		c.reset()
		c.left = math.MaxInt
		s.o, s.m, s.back, s.near = &c.seg.forward, m, false, len(m.places)
		s.look(0, c.seg.len())
	}
}

// dearest is the highest cost a symbol can have at a place.
func (p *matchPlace) dearest() Cost {
	most := Cost(0)
	for _, hit := range p.hit {
		if hit < impossible {
			most = max(most, hit)
		}
	}
	if rest := p.unlisted(); p.kind == Weighted && rest < impossible {
		most = max(most, rest)
	}
	return most
}

// A seeker walks one order, then the other.
type seeker struct {
	c     *collector
	o     *order
	m     *matcher // of the direction of the order
	back  bool
	half  int  // places of the first half, forward
	bound Cost // beyond a perfect reading
	near  int  // places of the half the walk begins with
	shown uint64
	whole *walk // for marks whose key does not tell all
}

func (s *seeker) walk(o *order, m *matcher, back bool) {
	s.o, s.m, s.back, s.near = o, m, back, s.half
	if back {
		s.near = len(m.places) - s.half
	}
	if s.near == 0 {
		return
	}
	if o.topSymbols == 0 {
		o.enter(0, len(o.keys))
	}
	s.node(0, 0, len(o.keys), 0, m.rest[0])
}

// node visits the keys of a range that share the symbols of prefix; least is what they cost at least.
func (s *seeker) node(prefix uint64, lo, hi, depth int, least Cost) {
	m, places := s.m, len(s.m.places)
	if hi-lo <= leafKeys || depth == keySymbols || depth == places {
		if depth == places && depth < keySymbols {
			lo, hi = s.o.below(prefix, lo, hi, depth, endCode)
		}
		s.look(lo, hi)
		return
	}
	if s.c.left -= nodeWork; s.c.left < 0 {
		return
	}
	p := &m.places[depth]
	sofar, bound := least-(m.rest[depth]-m.rest[depth+1]), s.allowed(depth+1)
	visit := func(code uint8, from, to int) {
		if least := sofar + p.hit[code]; least <= bound && least <= s.c.m.limit {
			s.node(prefix|uint64(code)<<shiftAt(depth), from, to, depth+1, least)
		}
	}
	mask := p.hits & s.shown
	if depth < s.o.topSymbols {
		for code := uint8(1); code < codeCount && s.c.left >= 0; code++ {
			if mask>>code&1 == 1 && sofar+p.hit[code] <= bound {
				if from, to := s.o.below(prefix, lo, hi, depth, code); from < to {
					visit(code, from, to)
				}
			}
		}
		return
	}
	for at := lo; at < hi && s.c.left >= 0; {
		code := codeAt(s.o.keys[at], depth)
		end := s.o.after(at, hi, depth)
		if mask>>code&1 == 1 {
			visit(code, at, end)
		}
		at = end
	}
}

// allowed is the most a mark may cost at least after so many symbols.
func (s *seeker) allowed(depth int) Cost {
	switch {
	case depth > s.near || s.near == len(s.m.places):
		return s.m.rest[0] + s.bound
	case s.back:
		return s.m.rest[0] + (s.bound+1)/2 - 1
	}
	return s.m.rest[0] + s.bound/2
}

// look prices the keys of a range, each from where it differs from the one before.
func (s *seeker) look(lo, hi int) {
	if s.c.left -= hi - lo; s.c.left < 0 {
		return
	}
	s.o.enter(lo, hi)
	m, n := s.m, len(s.m.places)
	var least [keySymbols + 1]Cost
	least[0] = m.rest[0]
	// have symbols of prev are priced, and where dead is not more than a key holds, so many are too dear.
	prev, have, dead := uint64(0), 0, keySymbols+1
	for i, key := range s.o.keys[lo:hi] {
		same := bits.LeadingZeros64(key^prev) / 6
		if same >= dead {
			continue
		}
		d := min(same, have)
		prev, dead = key, keySymbols+1
		limit, known := s.c.m.limit, min(int(key&15), keySymbols, n)
		for ; d < known; d++ {
			if least[d+1] = least[d] + m.places[d].hit[codeAt(key, d)] - (m.rest[d] - m.rest[d+1]); least[d+1] > limit {
				dead = d + 1
				break
			}
		}
		have = d
		switch {
		case dead <= keySymbols:
		case isSpilled(key):
			s.spilled(s.o.position(lo + i))
		case known == n && int(key&15) == n && s.mine(key):
			s.c.add(s.o.position(lo+i), least[n], 0)
		}
		if s.c.over {
			return
		}
	}
}

// over is what a symbol costs beyond the cheapest.
func (s *seeker) over(d int, code uint8) Cost {
	return s.m.places[d].hit[code] - (s.m.rest[d] - s.m.rest[d+1])
}

// mine reports whether a key falls to this walk: to the forward one when its first half costs at most half.
func (s *seeker) mine(key uint64) bool {
	n := len(s.m.places)
	if s.near == n {
		return true
	}
	from, to, extra := 0, s.near, Cost(0)
	if s.back {
		from, to = s.near, n
	}
	for d := from; d < to; d++ {
		extra += s.over(d, codeAt(key, d))
	}
	return (extra <= s.bound/2) != s.back
}

// spilled looks at a mark whose key does not tell all.
func (s *seeker) spilled(pos uint32) {
	m, cost, half, d := s.c.m, Cost(0), Cost(0), 0
	for _, r := range s.whole.spillText(pos) {
		if d == s.half {
			half = cost - (m.rest[0] - m.rest[d])
		}
		if d == len(m.places) {
			return
		}
		if cost += m.places[d].hitOf(codeOf(r), r); cost+m.rest[d+1] > m.limit {
			return
		}
		d++
	}
	if d == len(m.places) && (s.near == d || (half <= s.bound/2) != s.back) {
		s.c.add(pos, cost, 0)
	}
}
