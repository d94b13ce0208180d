package mark

import (
	"math/bits"
	"strings"
)

// A mark may have been recorded in doubt: AB?12[38]4. It stands for every text it leaves open, too many to index
// one by one. So it is compared as it is: each of its places is the cheapest of the symbols it leaves open, and
// a part of unknown length as many unknown symbols as the other side has room for.

// Doubtful prices a mark that was recorded as a reading: the least unlikelihood over the texts it leaves open, and
// the reading errors that takes. open is how many texts of the matching length the reading leaves open, as a cost:
// the mark is only one of them.
func (m *Matcher) Doubtful(r Reading) (cost Cost, errors int, open Cost, ok bool) {
	cost, errors, open, _, ok = m.m.doubtful(r)
	return cost, errors, open, ok
}

// Settled is the text, of those a reading leaves open, that Doubtful priced; empty when none fits.
func (m *Matcher) Settled(r Reading) string {
	cost, _, _, symbols, ok := m.m.doubtful(r)
	if !ok {
		return ""
	}
	for i, sym := range symbols {
		for set := sym.set; set != 0; set &= set - 1 {
			code := uint8(bits.TrailingZeros64(set))
			if symbols[i] = (recorded{code: code}); code == otherCode {
				symbols[i].set = 1 << otherCode
			}
			if c, _, fits := m.m.recordedText(symbols); fits && c == cost {
				break
			}
		}
	}
	var text strings.Builder
	for _, sym := range symbols {
		switch {
		case sym.r != 0:
			text.WriteRune(sym.r)
		case sym.code != otherCode:
			text.WriteRune(symbolOf(sym.code))
		}
	}
	return text.String()
}

func (m *matcher) doubtful(r Reading) (cost Cost, errors int, open Cost, symbols []recorded, ok bool) {
	runs := 0
	for _, pl := range r {
		if pl.Kind == Run {
			runs++
		}
	}
	best := impossible
	// A longer run than the other side has places would only add symbols that were missed. A reading with more
	// runs says next to nothing: they are left out.
	m.spread(r, nil, 0, runs > 3, func(list []recorded, o Cost) {
		if c, e, fits := m.recordedText(list); fits && c+o < best {
			best, cost, errors, open, ok = c+o, c, e, o, true
			symbols = append(symbols[:0], list...)
		}
	})
	return cost, errors, open, symbols, ok
}

// spread calls visit with the places of a reading as recorded symbols, its runs written out in every length that
// matters, or in none when there are too many.
func (m *matcher) spread(r Reading, sofar []recorded, open Cost, none bool, visit func([]recorded, Cost)) {
	most := len(m.places) + m.errors
	for i, pl := range r {
		if pl.Kind == Run {
			unknown := recorded{set: plainSet}
			for range most + 1 {
				m.spread(r[i+1:], append([]recorded(nil), sofar...), open, none, visit)
				if len(sofar) >= most || none {
					return
				}
				sofar, open = append(sofar, unknown), open+CostOf(1.0/plainSymbols)
			}
			return
		}
		sym := recorded{set: pl.codes()}
		n := bits.OnesCount64(sym.set)
		if pl.Kind == One {
			sym = recordedOf(pl.Choices[0].Symbol)
		}
		sofar, open = append(sofar, sym), open+CostOf(1/float64(max(1, n)))
	}
	if m.runs > 0 || len(sofar) <= most {
		visit(sofar, open)
	}
}

// plainSet are the digits and Latin capitals.
const plainSet = 1<<(plainSymbols+1) - 2

// codes are the symbols a place leaves open.
func (p Place) codes() uint64 {
	set := uint64(0)
	for _, c := range p.Choices {
		set |= 1 << codeOf(c.Symbol)
	}
	switch p.Kind {
	case Any:
		return plainSet
	case Not:
		return plainSet &^ set
	}
	return set
}

// recordedText prices a whole mark given as recorded symbols.
func (m *matcher) recordedText(symbols []recorded) (Cost, int, bool) {
	var rows [3]row
	cur, prev, next := &rows[0], (*row)(nil), &rows[1]
	m.start(cur, split{})
	var last recorded
	for _, sym := range symbols {
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

// hitTo is the cost of a recorded symbol standing here without error.
func (p *matchPlace) hitTo(s recorded) Cost {
	if s.set == 0 {
		return p.hitOf(s.code, s.r)
	}
	return leastOf(&p.hit, s.set)
}

// subTo is the cost of an error that turned a recorded symbol into what was seen.
func (p *matchPlace) subTo(s recorded) Cost {
	if s.set == 0 {
		return p.sub[s.code]
	}
	return leastOf(&p.sub, s.set)
}

// missedTo is the cost of a recorded symbol that was not seen before a place.
func (m *matcher) missedTo(j int, s recorded) Cost {
	if s.set == 0 {
		return m.missedAt(j, s.code)
	}
	const letters = ^uint64(1<<11 - 1)
	digit := impossible
	if s.set&^letters != 0 {
		digit = m.missedAt(j, 1)
	}
	if s.set&letters != 0 {
		return min(digit, m.missedAt(j, lastCode))
	}
	return digit
}

func leastOf(costs *[codeCount]Cost, set uint64) Cost {
	least := impossible
	for ; set != 0; set &= set - 1 {
		least = min(least, costs[bits.TrailingZeros64(set)])
	}
	return least
}
