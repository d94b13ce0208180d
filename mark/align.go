package mark

import (
	"math"
	"slices"
)

// A matcher is a pattern made ready for one channel: at each place, what a recorded symbol costs.
//
// It runs as a table of least costs. A row belongs to a number of recorded symbols consumed; its cell [j][e]
// holds the least cost of having read the first j places with e errors. The walk over the index and Match use
// the same rows, so they price alike.
type matcher struct {
	ch     *Channel
	places []matchPlace
	errors int
	// rest[j] is the least cost the places from j on can still add.
	rest     []Cost
	weighted bool
	runs     int
	// limit is the highest cost that counts as an answer.
	limit Cost
	// dearer is the least an error adds to the cost.
	dearer Cost
}

type matchPlace struct {
	kind PlaceKind
	// hit[y] is the cost of symbol y standing here without error, impossible when it may not. At otherCode it
	// is the least over all symbols without a code.
	hit  [codeCount]Cost
	hits uint64 // bit y: hit[y] is possible
	// sub[y] is the cost of a reading error that turned y into what was seen.
	sub    [codeCount]Cost
	extra  Cost // the place was seen, nothing is recorded
	missed Cost // a symbol is recorded before this place and was not seen
	letter Cost // the same for a letter
	read   Place
}

const cells = MaxErrors + 1

type row struct {
	lo, hi int // places with a possible cell: lo..hi
	cell   [MaxPlaces + 1][cells]Cost
}

func newMatcher(p Pattern, errors int, ch *Channel) *matcher {
	if ch == nil {
		ch = DefaultChannel()
	}
	m := &matcher{ch: ch, errors: min(max(errors, 0), MaxErrors), limit: impossible - 1}
	reading := p.Reading
	if len(reading) > MaxPlaces {
		reading = reading[:MaxPlaces]
	}
	m.places = make([]matchPlace, len(reading))
	for j, pl := range reading {
		m.places[j].set(pl, ch, m.errors > 0)
	}
	m.embedded()
	m.tally()
	if m.errors > 0 {
		m.dearer = m.leastError()
	}
	return m
}

// reversed is the matcher of the pattern read from its end.
func (m *matcher) reversed() *matcher {
	r := &matcher{ch: m.ch, errors: m.errors, limit: m.limit, dearer: m.dearer}
	n := len(m.places)
	r.places = make([]matchPlace, n)
	for j := range n {
		r.places[j] = m.places[n-1-j]
		// The gap before a place, read backwards, is the gap after it.
		r.places[j].missed, r.places[j].letter = m.ch.missed, m.ch.missed
		if j > 0 {
			r.places[j].missed, r.places[j].letter = m.places[n-j].missed, m.places[n-j].letter
		}
	}
	return r.tally()
}

// part is the matcher of some of the places.
func (m *matcher) part(from, to int) *matcher {
	p := &matcher{ch: m.ch, errors: m.errors, places: slices.Clone(m.places[from:to]), limit: m.limit, dearer: m.dearer}
	return p.tally()
}

// and is the matcher with more places behind, of kinds that name no symbol.
func (m *matcher) and(kinds ...PlaceKind) *matcher {
	for _, kind := range kinds {
		var p matchPlace
		p.set(Place{Kind: kind}, m.ch, m.errors > 0)
		m.places = append(m.places, p)
	}
	return m.tally()
}

// tally sums up what the places cost together.
func (m *matcher) tally() *matcher {
	m.rest, m.runs, m.weighted = make([]Cost, len(m.places)+1), 0, false
	for j := len(m.places) - 1; j >= 0; j-- {
		p := &m.places[j]
		m.rest[j] = m.rest[j+1] + p.least()
		m.weighted = m.weighted || p.kind == Weighted
		if p.kind == Run {
			m.runs++
		}
	}
	return m
}

// set prices a place; what an error costs is left out where none is allowed.
func (p *matchPlace) set(pl Place, ch *Channel, errors bool) {
	p.kind, p.read = pl.Kind, pl
	for y := range p.hit {
		p.hit[y] = impossible
	}
	if errors {
		for y := range p.sub {
			p.sub[y] = ch.far
		}
	}
	p.missed, p.letter, p.extra = ch.missed, ch.missed, ch.extra
	switch pl.Kind {
	case Any, Run:
		for y := 1; y < codeCount; y++ {
			p.hit[y] = 0
		}
	case One, Set, Weighted:
		p.listed(pl, ch, errors)
	case Not:
		for y := 1; y < codeCount; y++ {
			p.hit[y], p.sub[y] = ch.same, ch.wrong
		}
		for _, c := range pl.Choices {
			if y := codeOf(c.Symbol); y != otherCode {
				p.hit[y] = impossible
			}
		}
	}
	p.hits = 0
	for y, c := range p.hit {
		if c < impossible {
			p.hits |= 1 << y
		}
	}
}

// listed prices a place that names its symbols.
func (p *matchPlace) listed(pl Place, ch *Channel, errors bool) {
	rest := impossible
	if r := pl.Rest(); r > 0 {
		rest = CostOf(r / float64(max(1, plainSymbols-len(pl.Choices))))
		for y := 1; y < codeCount; y++ {
			p.hit[y] = rest
		}
	}
	if errors {
		for y := 1; y < codeCount; y++ {
			p.sub[y] = impossible
		}
	}
	for _, c := range pl.Choices {
		x, hit, penalty := codeOf(c.Symbol), ch.same, Cost(0)
		if pl.Kind == Weighted {
			hit = CostOf(c.P)
			penalty = hit
		}
		if x == otherCode {
			p.hit[x] = min(p.hit[x], hit)
		} else {
			p.hit[x] = hit
		}
		if !errors {
			continue
		}
		for y := 1; y < codeCount; y++ {
			p.sub[y] = min(p.sub[y], ch.sub[x][y]+penalty)
		}
	}
	// A place that stands for nothing could have named any symbol; one with certainties names one symbol's worth.
	named := 1.0
	if pl.Kind != Weighted {
		named = float64(len(pl.Choices))
	}
	p.extra = ch.extra + Cost(math.Round(1000*math.Log(plainSymbols/named)))
}

// embedded makes a letter between two digits cheap to miss, to add and to change.
func (m *matcher) embedded() {
	digit := func(j int) bool { return j >= 0 && j < len(m.places) && m.places[j].only(isDigitCode) }
	for j := range m.places {
		p := &m.places[j]
		if digit(j-1) && digit(j) {
			p.letter = min(p.letter, m.ch.embedded)
		}
		if p.read.Kind == One && p.only(isLetterCode) && digit(j-1) && digit(j+1) {
			p.extra = min(p.extra, m.ch.embedded)
			for y := 11; y < codeCount; y++ {
				p.sub[y] = min(p.sub[y], m.ch.embedded)
			}
		}
	}
}

// only reports whether the place names symbols, all of the class.
func (p *matchPlace) only(class func(uint8) bool) bool {
	if p.kind != One && p.kind != Set {
		return false
	}
	for _, c := range p.read.Choices {
		if !class(codeOf(c.Symbol)) {
			return false
		}
	}
	return true
}

func (p *matchPlace) least() Cost {
	if p.kind == Run {
		return 0
	}
	least := impossible
	for _, c := range p.hit {
		least = min(least, c)
	}
	return min(least, p.extra)
}

// hitOf is the cost of the recorded symbol standing here. For a symbol without a code r is the symbol itself,
// or 0 when it is not known, and then the cost is the least possible.
func (p *matchPlace) hitOf(y uint8, r rune) Cost {
	if y != otherCode || r == 0 || p.kind == Any || p.kind == Run {
		return p.hit[y]
	}
	for _, c := range p.read.Choices {
		if c.Symbol != r {
			continue
		}
		if p.kind == Not {
			return impossible
		}
		return p.hit[y]
	}
	if p.kind == One || p.kind == Set {
		return impossible
	}
	if p.kind == Weighted {
		return p.unlisted()
	}
	return p.hit[y]
}

// unlisted is the cost of a symbol without a code that a weighted place does not list.
func (p *matchPlace) unlisted() Cost {
	if r := p.read.Rest(); r > 0 {
		return CostOf(r / float64(max(1, plainSymbols-len(p.read.Choices))))
	}
	return impossible
}

// A recorded symbol: its code, and the symbol itself where the code is otherCode and it is known. In a mark that was
// recorded in doubt it is one of a set of codes, and costs what the cheapest of them costs.
type recorded struct {
	code uint8
	r    rune
	set  uint64
}

func recordedOf(r rune) recorded {
	c := codeOf(r)
	if c != otherCode {
		r = 0
	}
	return recorded{code: c, r: r}
}

// A split limits the errors among the first places of a pattern; the search in two orders uses it. The zero
// split limits nothing.
type split struct{ places, errors int }

// start fills the row of no recorded symbol.
func (m *matcher) start(r *row, s split) {
	r.lo, r.hi = 0, 0
	r.clear(0, len(m.places), m.errors)
	r.cell[0][0] = 0
	m.close(r, s)
}

func (r *row) clear(lo, hi, errors int) {
	for j := lo; j <= hi; j++ {
		for e := 0; e <= errors; e++ {
			r.cell[j][e] = impossible
		}
	}
}

// step fills next, the row after one more recorded symbol. prev is the row before cur and last its symbol;
// prev is nil at the first symbol. It reports whether anything is still possible.
func (m *matcher) step(next, cur, prev *row, sym, last recorded, s split) bool {
	n, k := len(m.places), m.errors
	lo, hi := cur.lo, cur.hi+1
	if prev != nil {
		lo, hi = min(lo, prev.lo+2), max(hi, prev.hi+2)
	}
	lo, hi = min(lo, n), min(hi, n)
	// Closing the row goes no further than the errors left, unless a run opens the way.
	reach := n
	if m.runs == 0 {
		reach = min(n, hi+k)
	}
	next.clear(lo, reach, k)
	for j := cur.lo; j <= cur.hi; j++ {
		for e := 0; e <= k; e++ {
			c := cur.cell[j][e]
			if c >= impossible {
				continue
			}
			if j < n && m.places[j].kind == Run {
				next.put(j, e, c)
			} else if j < n {
				p := &m.places[j]
				next.put(j+1, e, c+p.hitTo(sym))
				if e < k && (j >= s.places || e < s.errors) {
					next.put(j+1, e+1, c+p.subTo(sym))
				}
			}
			if e < k && (j >= s.places || e < s.errors) {
				next.put(j, e+1, c+m.missedTo(j, sym))
			}
		}
	}
	if prev != nil && k > 0 {
		m.swaps(next, prev, sym, last, s)
	}
	next.lo, next.hi = lo, hi
	m.close(next, s)
	return next.shrink(m) || m.pending(cur, sym)
}

// pending reports whether a swap that began at this symbol may still complete, though nothing else can.
func (m *matcher) pending(cur *row, sym recorded) bool {
	for j := cur.lo; j <= cur.hi && j+2 <= len(m.places); j++ {
		hit := m.places[j+1].hitTo(sym)
		for e := 0; e < m.errors; e++ {
			if cur.cell[j][e]+hit+m.ch.swapped <= m.limit {
				return true
			}
		}
	}
	return false
}

// swaps reads two neighbouring places in the wrong order.
func (m *matcher) swaps(next, prev *row, sym, last recorded, s split) {
	for j := prev.lo; j <= prev.hi && j+2 <= len(m.places); j++ {
		p, q := &m.places[j], &m.places[j+1]
		if p.kind == Run || q.kind == Run {
			continue
		}
		price := m.ch.swapped + p.hitTo(sym) + q.hitTo(last)
		if price >= impossible {
			continue
		}
		for e := 0; e < m.errors; e++ {
			if j+1 < s.places && e >= s.errors {
				break
			}
			if c := prev.cell[j][e]; c < impossible {
				next.put(j+2, e+1, c+price)
			}
		}
	}
}

func (m *matcher) missedAt(j int, y uint8) Cost {
	if j >= len(m.places) {
		return m.ch.missed
	}
	if isLetterCode(y) {
		return m.places[j].letter
	}
	return m.places[j].missed
}

func (r *row) put(j, e int, c Cost) {
	if c < r.cell[j][e] {
		r.cell[j][e] = c
	}
}

// close adds what needs no recorded symbol: a run that ends, a place seen where nothing is recorded.
func (m *matcher) close(r *row, s split) {
	n, k := len(m.places), m.errors
	for j := r.lo; j < n && j <= r.hi; j++ {
		p := &m.places[j]
		for e := 0; e <= k; e++ {
			c := r.cell[j][e]
			if c >= impossible {
				continue
			}
			switch {
			case p.kind == Run:
				r.put(j+1, e, c)
				r.hi = max(r.hi, j+1)
			case e < k && (j >= s.places || e < s.errors):
				r.put(j+1, e+1, c+p.extra)
				r.hi = max(r.hi, j+1)
			}
		}
	}
}

// shrink drops what can no longer become an answer and narrows the row to what is left.
func (r *row) shrink(m *matcher) bool {
	lo, hi := -1, -1
	for j := r.lo; j <= r.hi; j++ {
		alive := false
		for e := 0; e <= m.errors; e++ {
			if c := r.cell[j][e]; c < impossible {
				if c+m.rest[j] > m.limit {
					r.cell[j][e] = impossible
				} else {
					alive = true
				}
			}
		}
		if alive {
			if lo < 0 {
				lo = j
			}
			hi = j
		}
	}
	if lo < 0 {
		r.lo, r.hi = 0, -1
		return false
	}
	r.lo, r.hi = lo, hi
	return true
}

// end is the least cost of a mark that ends at this row, with the fewest errors that give it.
func (m *matcher) end(r *row) (Cost, int, bool) {
	n := len(m.places)
	best, errors := impossible, 0
	if r.hi == n {
		for e := 0; e <= m.errors; e++ {
			if c := r.cell[n][e]; c < best {
				best, errors = c, e
			}
		}
	}
	return best, errors, best <= m.limit
}

// text prices a whole folded mark.
func (m *matcher) text(folded string) (Cost, int, bool) {
	var rows [3]row
	cur, prev, next := &rows[0], (*row)(nil), &rows[1]
	m.start(cur, split{})
	var last recorded
	for _, r := range folded {
		sym := recordedOf(r)
		if !m.step(next, cur, prev, sym, last, split{}) {
			return impossible, 0, false
		}
		free := prev
		if free == nil {
			free = &rows[2]
		}
		prev, cur, next, last = cur, next, free, sym
	}
	return m.end(cur)
}

// atLeast is a cost that no reading with so many errors undercuts.
func (m *matcher) atLeast(errors int) Cost { return m.rest[0] + Cost(errors)*m.dearer }

// leastError is the least an error can add to the cost.
func (m *matcher) leastError() Cost {
	add := min(m.ch.missed, m.ch.embedded, m.ch.swapped)
	for j := range m.places {
		p := &m.places[j]
		if p.kind == Run {
			continue
		}
		least := p.least()
		add = min(add, p.extra-least)
		for y := 1; y < codeCount; y++ {
			add = min(add, p.sub[y]-least)
		}
	}
	return max(add, 0)
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
