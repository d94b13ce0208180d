package mark

// seek answers a pattern of certainties: every mark of its length fits, at a price, and the cheapest are wanted.
// The nodes of the tree are visited in the order of the least price anything below them can have, so that no
// node is visited that could not hold one of the answers.
func (c *collector) seek(back bool) {
	s := seeker{w: c.newWalk(back, split{})}
	w := s.w
	w.limit()
	if w.o.topSymbols == 0 {
		w.o.enter(0, len(w.o.keys))
	}
	s.push(branch{least: w.m.rest[0], to: uint32(len(w.o.keys))})
	for len(s.open) > 0 && c.left >= 0 {
		b := s.pop()
		if b.least > w.limit() {
			return
		}
		s.visit(b)
	}
}

// A branch is a node not yet visited.
type branch struct {
	least    Cost // of anything below
	depth    int8
	from, to uint32
	prefix   uint64
}

// before puts the cheapest first, of equal ones the deepest, so that answers come early.
func (a *branch) before(b *branch) bool {
	switch {
	case a.least != b.least:
		return a.least < b.least
	case a.depth != b.depth:
		return a.depth > b.depth
	}
	return a.prefix < b.prefix
}

// A seeker keeps its branches as a heap, the next one on top.
type seeker struct {
	w    *walk
	open []branch
}

func (s *seeker) push(b branch) {
	s.open = append(s.open, b)
	i := len(s.open) - 1
	for ; i > 0 && b.before(&s.open[(i-1)/2]); i = (i - 1) / 2 {
		s.open[i] = s.open[(i-1)/2]
	}
	s.open[i] = b
}

func (s *seeker) pop() branch {
	top, n := s.open[0], len(s.open)-1
	b := s.open[n]
	s.open = s.open[:n]
	i := 0
	for kid := 1; kid < n; kid = 2*i + 1 {
		if kid+1 < n && s.open[kid+1].before(&s.open[kid]) {
			kid++
		}
		if b.before(&s.open[kid]) {
			break
		}
		s.open[i], i = s.open[kid], kid
	}
	if n > 0 {
		s.open[i] = b
	}
	return top
}

// visit goes through the marks of a branch when they are few, else puts its children among the branches.
func (s *seeker) visit(b branch) {
	w, depth := s.w, int(b.depth)
	lo, hi := int(b.from), int(b.to)
	m := w.m
	if hi-lo <= leafKeys || depth == keySymbols || depth == len(m.places) {
		if depth == len(m.places) && depth < keySymbols {
			lo, hi = w.o.below(b.prefix, lo, hi, depth, endCode)
		}
		s.look(lo, hi)
		return
	}
	w.c.left -= nodeWork
	p, sofar, rest := &m.places[depth], b.least-m.rest[depth], m.rest[depth+1]
	w.children(b.prefix, lo, hi, depth, p.hits&w.shown, func(code uint8, from, to int) {
		if least := sofar + p.hit[code] + rest; least <= w.limit() {
			s.push(branch{least, b.depth + 1, uint32(from), uint32(to), b.prefix | uint64(code)<<shiftAt(depth)})
		}
	})
}

// look prices the keys of a range.
func (s *seeker) look(lo, hi int) {
	w, m := s.w, s.w.m
	w.c.left -= hi - lo
	w.o.enter(lo, hi)
keys:
	for i := lo; i < hi; i++ {
		key := w.o.keys[i]
		if isSpilled(key) {
			w.spilledWhole(w.o.position(i))
			continue
		}
		if int(key&15) != len(m.places) {
			continue
		}
		cost := Cost(0)
		for d := range m.places {
			cost += m.places[d].hit[codeAt(key, d)]
			if cost > m.limit {
				continue keys
			}
		}
		w.c.add(w.o.position(i), cost, 0)
	}
}
