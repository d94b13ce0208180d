package mark

import (
	"cmp"
	"iter"
	"math"
	"math/bits"
	"slices"
	"unicode/utf8"
)

// A Query asks an Index for the marks a pattern fits.
type Query struct {
	Pattern Pattern
	// Errors is the number of reading errors allowed. It counts only when it is more than the pattern itself
	// allows and the pattern states none.
	Errors int
	// Cut leaves out answers that are costlier than a perfect reading by more than this. 0 leaves out none.
	// With Errors 2 and a Cut between two likely errors and one unlikely one, the likely pairs alone are found.
	Cut Cost
	// Limit is how many answers to give, best first; 0 means DefaultLimit.
	Limit int
	// Channel prices the errors; nil means DefaultChannel.
	Channel *Channel
	// Nodes bounds the work: after so many steps the search stops and the answer says so. 0 bounds nothing. A
	// step takes about a microsecond.
	Nodes int
}

// DefaultLimit is how many answers a Query gives that names no limit.
const DefaultLimit = 1000

// A Hit is one mark that fits.
type Hit struct {
	ID     uint64
	Mark   string // folded form
	Cost   Cost
	Errors int
}

// An Answer is what an Index found.
type Answer struct {
	// Hits are the answers, cheapest first, equal ones by mark and ID.
	Hits []Hit
	// More says that there are answers beyond the limit.
	More bool
	// Total counts the answers. With More it is a good guess only: a tolerant search may count an answer twice,
	// a weighted one stops where nothing likelier can follow.
	Total int
	// Mass is the sum of the likelihoods of the answers counted in Total.
	Mass float64
	// Stopped says that the pattern says too little for the work allowed: answers may be missing.
	Stopped bool
}

// Search finds every mark the pattern fits within its errors and the cut, and gives the best of them. Script
// hints and exactness ("=…") are not looked at, since the index holds folded forms: see Pattern.Accepts.
func (x *Index) Search(q Query) Answer {
	errors := q.Pattern.Errors
	if !q.Pattern.Stated {
		errors = max(errors, q.Errors)
	}
	limit := q.Limit
	if limit <= 0 {
		limit = DefaultLimit
	}
	if len(q.Pattern.Reading) == 0 || len(x.parts) == 0 {
		return Answer{}
	}
	if text := q.Pattern.Text(); text != "" && errors == 0 {
		return x.exact(text, q.Channel, limit)
	}
	m := newMatcher(q.Pattern, errors, q.Channel)
	if q.Cut > 0 {
		m.limit = m.rest[0] + q.Cut
	}
	var a Answer
	left := q.Nodes
	if left <= 0 {
		left = math.MaxInt
	}
	for _, p := range x.parts {
		c := collector{part: p, limit: limit, m: m, left: left}
		if p.seg.len() > 0 {
			c.run()
		}
		left = c.left
		c.finish(&a)
	}
	a.Stopped = left < 0
	return a.sorted(limit)
}

func (a Answer) sorted(limit int) Answer {
	slices.SortFunc(a.Hits, func(a, b Hit) int {
		if c := cmp.Compare(a.Cost, b.Cost); c != 0 {
			return c
		}
		return CompareEntries(Entry{a.ID, a.Mark}, Entry{b.ID, b.Mark})
	})
	if len(a.Hits) > limit {
		a.Hits, a.More = a.Hits[:limit:limit], true
	}
	return a
}

// exact looks one text up: it needs no walk and no prices but one.
func (x *Index) exact(text string, ch *Channel, limit int) Answer {
	if ch == nil {
		ch = DefaultChannel()
	}
	cost := Cost(utf8.RuneCountInString(text)) * ch.same
	key, _ := keyOf(text)
	var a Answer
	for _, p := range x.parts {
		for i := range p.seg.equal(key, text) {
			id := p.seg.ids[i]
			if p.dead[id] {
				continue
			}
			a.Total++
			if len(a.Hits) <= limit {
				a.Hits = append(a.Hits, Hit{ID: id, Mark: text, Cost: cost})
			}
		}
	}
	a.Mass = float64(a.Total) * cost.Likelihood()
	return a.sorted(limit)
}

// equal yields the forward positions of a text, whose key is given.
func (s *segment) equal(key uint64, text string) iter.Seq[int] {
	return func(yield func(int) bool) {
		keys := s.forward.keys
		for i := s.forward.bound(key, 0, len(keys)); i < len(keys) && keys[i] == key; i++ {
			if whole, ok := s.spillOf(uint32(i)); ok && whole != text {
				continue
			}
			if !yield(i) {
				return
			}
		}
	}
}

// CompareEntries is the order in which equally likely answers stand: by symbols, then by ID.
func CompareEntries(a, b Entry) int {
	ka, sa := keyOf(a.Mark)
	kb, sb := keyOf(b.Mark)
	x, y := keyed{key: ka, id: a.ID}, keyed{key: kb, id: b.ID}
	if sa {
		x.text = a.Mark
	}
	if sb {
		y.text = b.Mark
	}
	return compareKeyed(x, y)
}

// found is an answer inside a segment.
type found struct {
	cost   Cost
	errors uint8
	pos    uint32
}

// A collector gathers the answers of one part.
type collector struct {
	part
	m     *matcher
	limit int
	left  int // nodes the walks may still visit; below zero when one wanted more
	hits  []found
	more  bool
	total int
	mass  float64 // of hits dropped beyond the limit
	full  bool    // hits hold the limit, sorted; worse ones need not be kept
}

func (c *collector) add(pos uint32, cost Cost, errors int) {
	if c.dead[c.seg.ids[pos]] {
		return
	}
	if c.full {
		worst := c.hits[c.limit-1]
		if cost > worst.cost || cost == worst.cost && pos > worst.pos {
			c.total++
			c.mass += cost.Likelihood()
			return
		}
	}
	c.hits = append(c.hits, found{cost, uint8(errors), pos})
	if len(c.hits) >= c.limit+c.limit/2+16 {
		c.shrink()
	}
}

// shrink keeps the best answers, each once.
func (c *collector) shrink() {
	slices.SortFunc(c.hits, func(a, b found) int {
		return cmp.Or(cmp.Compare(a.pos, b.pos), cmp.Compare(a.cost, b.cost), cmp.Compare(a.errors, b.errors))
	})
	c.hits = slices.CompactFunc(c.hits, func(a, b found) bool { return a.pos == b.pos })
	slices.SortFunc(c.hits, func(a, b found) int { return cmp.Or(cmp.Compare(a.cost, b.cost), cmp.Compare(a.pos, b.pos)) })
	if len(c.hits) <= c.limit {
		return
	}
	for _, h := range c.hits[c.limit:] {
		c.total++
		c.mass += h.cost.Likelihood()
	}
	c.hits, c.full, c.more = c.hits[:c.limit], true, true
	// Nothing costlier than the worst kept can still count.
	c.m.limit = min(c.m.limit, c.hits[c.limit-1].cost)
}

func (c *collector) finish(a *Answer) {
	c.shrink()
	for _, h := range c.hits {
		a.Hits = append(a.Hits, Hit{ID: c.seg.ids[h.pos], Mark: c.seg.markAt(h.pos), Cost: h.cost, Errors: int(h.errors)})
		a.Mass += h.cost.Likelihood()
	}
	a.Total += c.total + len(c.hits)
	a.Mass += c.mass
	a.More = a.More || c.more || c.total > 0
}

// run chooses how to search: which order of the marks, one walk or two, or a scan.
func (c *collector) run() {
	m, n := c.m, len(c.m.places)
	if m.errors == 0 && !m.weighted {
		c.runFixed()
		return
	}
	if m.errors == 0 && m.runs == 0 {
		c.walkSure()
		return
	}
	if m.runs > 0 || n < 3 {
		back := m.reversed()
		if estimate(back, c.seg.len()) < estimate(m, c.seg.len()) {
			c.walk(back, true, split{})
		} else {
			c.walk(m, false, split{})
		}
		return
	}
	// Whatever the errors are, either the first half of the places holds at most half of them, or the second
	// half holds fewer than half: so two walks that begin with a nearly clean half find every answer.
	half := m.middle()
	c.walk(m, false, split{half, m.errors / 2})
	if m.errors > 0 {
		c.walk(m.reversed(), true, split{n - half, (m.errors+1)/2 - 1})
	}
}

// middle divides the places so that both halves tell about as much.
func (m *matcher) middle() int {
	total := 0
	for j := range m.places {
		total += m.places[j].bits()
	}
	sum := 0
	for j := range m.places {
		sum += m.places[j].bits()
		if 2*sum >= total {
			return min(max(j+1, 1), len(m.places)-1)
		}
	}
	return len(m.places) / 2
}

// bits is roughly how much a place tells, in quarter bits.
func (p *matchPlace) bits() int {
	if p.kind == Run {
		return 0
	}
	return 1 + 4*(6-bits.Len64(uint64(bits.OnesCount64(p.hits))))
}

// estimate guesses how many nodes a walk visits in this order.
func estimate(m *matcher, marks int) float64 {
	nodes, width, entries := 0.0, 1.0, float64(marks)
	for j := range m.places {
		p := &m.places[j]
		if p.kind == Run {
			return nodes + entries
		}
		choices := min(float64(bits.OnesCount64(p.hits)), 14)
		width = min(width*choices, entries)
		entries = max(entries*choices/14, 1)
		nodes += width
	}
	return nodes
}

// text checks a spilled mark symbol by symbol.
func (c *collector) text(pos uint32, text string) {
	if cost, errors, ok := c.m.text(text); ok {
		c.add(pos, cost, errors)
	}
}

// ends offers the marks of a range of an order that end after depth symbols.
func (c *collector) ends(o *order, lo, hi, depth int, cost Cost, errors int) {
	if depth < keySymbols {
		lo, hi = o.child(lo, hi, depth, endCode)
	}
	for i := lo; i < hi; i++ {
		if o.keys[i]&15 == longMark {
			return // long marks sort behind
		}
		c.offer(o.position(i), o.keys[i], cost, errors)
	}
}

// offer adds a mark whose key fits, after a look at its text where the key does not tell all.
func (c *collector) offer(pos uint32, key uint64, cost Cost, errors int) {
	if key&15 == longMark || hasOther(key) {
		text, _ := c.seg.spillOf(pos)
		c.text(pos, text)
		return
	}
	c.add(pos, cost, errors)
}

// longs checks the marks of a range that go on beyond what a key holds.
func (c *collector) longs(o *order, lo, hi int) {
	for i := lo; i < hi; i++ {
		if o.keys[i]&15 == longMark {
			pos := o.position(i)
			text, _ := c.seg.spillOf(pos)
			c.text(pos, text)
		}
	}
}

// IDs yields the IDs kept under exactly this folded form, part by part, each as often as it was added.
func (x *Index) IDs(folded string) iter.Seq[uint64] {
	return func(yield func(uint64) bool) {
		key, _ := keyOf(folded)
		for _, p := range x.parts {
			for i := range p.seg.equal(key, folded) {
				if id := p.seg.ids[i]; !p.dead[id] && !yield(id) {
					return
				}
			}
		}
	}
}
