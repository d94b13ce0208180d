package mark

import (
	"cmp"
	"slices"
)

// found is an answer inside a segment.
type found struct {
	cost   Cost
	errors uint8
	pos    uint32
}

// A collector gathers the answers of one part. Each mark is offered to it once.
type collector struct {
	part
	m          *matcher
	limit      int
	exhaustive bool           // every answer counts, not only the best
	stream     func(Hit) bool // takes every answer instead, until it says no
	over       bool           // it said no
	work       int            // what the walks may do,
	left       int            // what is left of it; below zero when they wanted more,
	check      int            // and when to look whether it will do
	hits       []found
	full       bool           // hits hold the limit, sorted; worse ones need not be kept
	more       bool           // there are answers beyond the limit
	counted    [cells]int     // answers beyond the limit, by errors
	priced     [cells]int     // of all answers, those whose price is known, by errors,
	mass       [cells]float64 // and the sum of their likelihoods
}

// add takes an answer.
func (c *collector) add(pos uint32, cost Cost, errors int) {
	if c.dropped(pos) {
		return
	}
	if c.stream != nil {
		c.over = c.over || !c.stream(c.hit(found{cost, uint8(errors), pos}))
		if c.over {
			c.left = -1
		}
		return
	}
	c.priced[errors]++
	c.mass[errors] += cost.Likelihood()
	if c.full {
		worst := c.hits[c.limit-1]
		if cost > worst.cost || cost == worst.cost && pos > worst.pos {
			c.counted[errors]++
			return
		}
	}
	c.hits = append(c.hits, found{cost, uint8(errors), pos})
	if len(c.hits) >= c.limit+c.limit/2+16 {
		c.shrink()
	}
}

// hopeless reports whether an answer of at least this cost cannot be among those to give.
func (c *collector) hopeless(cost Cost, pos uint32) bool {
	if !c.full {
		return false
	}
	worst := &c.hits[c.limit-1]
	return cost > worst.cost || cost == worst.cost && pos > worst.pos
}

func (c *collector) dropped(pos uint32) bool {
	return len(c.dead) > 0 && c.dead[c.seg.ids.at(int(pos))]
}

// shrink keeps the best answers.
func (c *collector) shrink() {
	slices.SortFunc(c.hits, func(a, b found) int { return cmp.Or(cmp.Compare(a.cost, b.cost), cmp.Compare(a.pos, b.pos)) })
	if len(c.hits) <= c.limit {
		return
	}
	for _, h := range c.hits[c.limit:] {
		c.counted[h.errors]++
	}
	c.hits, c.full = c.hits[:c.limit], true
	// Nothing costlier than the worst kept can still come in.
	c.m.limit = min(c.m.limit, c.hits[c.limit-1].cost)
}

// reset forgets all answers: another way of searching begins.
func (c *collector) reset() {
	*c = collector{part: c.part, m: c.m, limit: c.limit, exhaustive: c.exhaustive, stream: c.stream, more: c.more || c.full}
}

func (c *collector) hit(f found) Hit {
	return Hit{ID: c.seg.ids.at(int(f.pos)), Mark: c.seg.markAt(f.pos), Cost: f.cost, Errors: int(f.errors)}
}

func (c *collector) finish(a *Answer) {
	c.shrink()
	a.More = a.More || c.more || c.full
	for _, h := range c.hits {
		a.Hits = append(a.Hits, c.hit(h))
	}
	a.Total += len(c.hits)
	for _, n := range c.counted {
		a.Total += n
	}
	for e := range cells {
		all := c.counted[e]
		for _, h := range c.hits {
			if int(h.errors) == e {
				all++
			}
		}
		switch {
		case c.priced[e] > 0:
			a.Mass += c.mass[e] / float64(c.priced[e]) * float64(all)
		case all > 0:
			a.Mass += float64(all) * c.m.atLeast(e).Likelihood()
		}
	}
}
