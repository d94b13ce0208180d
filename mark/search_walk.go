package mark

import (
	"cmp"
	"slices"
)

// A walk follows a matcher's rows through one order as through a tree: a node is a range of keys that share
// their first symbols, and one row serves all of them.
type walk struct {
	c    *collector
	o    *order
	m    *matcher
	s    split
	rows [keySymbols + 1]row
	syms [keySymbols + 1]recorded
	kids [keySymbols][]kid
}

// A kid is a child of a node, with the least cost anything below it can have.
type kid struct {
	code     uint8
	from, to int
	least    Cost
}

func (c *collector) walk(m *matcher, backward bool, s split) {
	w := &walk{c: c, o: &c.seg.forward, m: m, s: s}
	if backward {
		w.o = &c.seg.backward
	}
	m.start(&w.rows[0], s)
	w.node(0, c.seg.len(), 0)
}

func (w *walk) node(lo, hi, depth int) {
	if w.c.left--; w.c.left < 0 {
		return
	}
	// What the collector has learned since bounds this walk too; both matchers price alike.
	w.m.limit = min(w.m.limit, w.c.m.limit)
	cur, prev := &w.rows[depth], w.before(depth)
	if cost, errors, ok := w.m.end(cur); ok {
		w.c.ends(w.o, lo, hi, depth, cost, errors)
	}
	if depth == keySymbols {
		w.c.longs(w.o, lo, hi)
		return
	}
	mask := w.m.viable(cur, prev, w.syms[depth], w.s)
	next := &w.rows[depth+1]
	if w.m.weighted {
		w.best(lo, hi, depth, mask)
		return
	}
	w.children(lo, hi, depth, mask, func(code uint8, from, to int) {
		sym := recorded{code: code}
		if w.m.step(next, cur, prev, sym, w.syms[depth], w.s) {
			w.syms[depth+1] = sym
			w.node(from, to, depth+1)
		}
	})
}

// before is the row above a depth, nil at the first.
func (w *walk) before(depth int) *row {
	if depth == 0 {
		return nil
	}
	return &w.rows[depth-1]
}

// best visits the likeliest children first, so that the bound falls early.
func (w *walk) best(lo, hi, depth int, mask uint64) {
	cur, prev, next := &w.rows[depth], w.before(depth), &w.rows[depth+1]
	kids := w.kids[depth][:0]
	w.children(lo, hi, depth, mask, func(code uint8, from, to int) {
		if w.m.step(next, cur, prev, recorded{code: code}, w.syms[depth], w.s) {
			kids = append(kids, kid{code, from, to, w.m.least(next)})
		}
	})
	w.kids[depth] = kids
	slices.SortFunc(kids, func(a, b kid) int { return cmp.Or(cmp.Compare(a.least, b.least), cmp.Compare(a.code, b.code)) })
	for _, k := range kids {
		w.m.limit = min(w.m.limit, w.c.m.limit)
		sym := recorded{code: k.code}
		if w.m.step(next, cur, prev, sym, w.syms[depth], w.s) {
			w.syms[depth+1] = sym
			w.node(k.from, k.to, depth+1)
		}
	}
}

// children calls visit for each child whose code is in the mask.
func (w *walk) children(lo, hi, depth int, mask uint64, visit func(code uint8, from, to int)) {
	if few(mask) {
		for code := uint8(1); code < codeCount && lo < hi; code++ {
			if mask>>code&1 == 1 {
				if from, to := w.o.child(lo, hi, depth, code); from < to {
					visit(code, from, to)
					lo = to
				}
			}
		}
		return
	}
	for at := lo; at < hi; {
		code := codeAt(w.o.keys[at], depth)
		end := w.o.after(at, hi, depth)
		if code != endCode && mask>>code&1 == 1 {
			visit(code, at, end)
		}
		at = end
	}
}

// few reports whether looking up each child beats passing over all.
func few(mask uint64) bool {
	mask &= mask - 1
	mask &= mask - 1
	mask &= mask - 1
	return mask == 0
}

// viable is the set of next symbols that can keep the row alive; bit 0 is never set.
func (m *matcher) viable(cur, prev *row, last recorded, s split) uint64 {
	const all = ^uint64(1)
	n, k := len(m.places), m.errors
	var mask uint64
	for j := cur.lo; j <= cur.hi; j++ {
		for e := 0; e <= k; e++ {
			if cur.cell[j][e] >= impossible {
				continue
			}
			if e < k && (j >= s.places || e < s.errors) {
				return all
			}
			if j < n {
				mask |= m.places[j].hits
			}
			if e < k && j+1 < n {
				mask |= m.places[j+1].hits // a swap across the split may begin here
			}
		}
	}
	if prev == nil || k == 0 {
		return mask &^ 1
	}
	for j := prev.lo; j <= prev.hi && j+2 <= n; j++ {
		if m.places[j+1].hitOf(last.code, last.r) >= impossible {
			continue
		}
		for e := 0; e < k; e++ {
			if prev.cell[j][e] < impossible && (j+1 >= s.places || e < s.errors) {
				mask |= m.places[j].hits
			}
		}
	}
	return mask &^ 1
}

// least is the lowest cost a row can end with.
func (m *matcher) least(r *row) Cost {
	least := impossible
	for j := r.lo; j <= r.hi; j++ {
		for e := 0; e <= m.errors; e++ {
			if c := r.cell[j][e]; c < impossible {
				least = min(least, c+m.rest[j])
			}
		}
	}
	return least
}

// A sure walk prices certainties alone: no errors, no runs, so a node has one cost and needs no row.
type sure struct {
	c    *collector
	o    *order
	m    *matcher
	kids [keySymbols][]kid
}

func (c *collector) walkSure() {
	w := sure{c: c, o: &c.seg.forward, m: c.m}
	if back := c.m.reversed(); estimate(back, c.seg.len()) < estimate(c.m, c.seg.len()) {
		w.o, w.m = &c.seg.backward, back
	}
	w.node(0, c.seg.len(), 0, 0)
}

func (w *sure) node(lo, hi, depth int, cost Cost) {
	w.c.left--
	switch {
	case w.c.left < 0:
		return
	case depth == len(w.m.places):
		w.c.ends(w.o, lo, hi, depth, cost, 0)
		return
	case depth == keySymbols:
		w.c.longs(w.o, lo, hi)
		return
	}
	p, rest := &w.m.places[depth], w.m.rest[depth+1]
	kids := w.kids[depth][:0]
	for at := lo; at < hi; {
		code := codeAt(w.o.keys[at], depth)
		end := w.o.after(at, hi, depth)
		if hit := p.hit[code]; cost+hit+rest <= w.c.m.limit {
			kids = append(kids, kid{code, at, end, cost + hit})
		}
		at = end
	}
	w.kids[depth] = kids
	slices.SortFunc(kids, func(a, b kid) int { return cmp.Or(cmp.Compare(a.least, b.least), cmp.Compare(a.code, b.code)) })
	for _, k := range kids {
		if k.least+rest <= w.c.m.limit {
			w.node(k.from, k.to, depth+1, k.least)
		}
	}
}
