package mark

import "slices"

// A Comparison is how one pattern fits one recorded mark.
type Comparison struct {
	OK     bool // the mark fits within the errors allowed; the rest means nothing otherwise
	Cost   Cost // unlikelihood of the pattern, were this the mark
	Errors int  // reading errors needed
	// Steps explain the comparison, from the start of the mark.
	Steps []Step
}

// A Step explains one symbol: what was seen, what is recorded, what that costs.
type Step struct {
	Op       Op
	Place    int  // place of the pattern, from 0; -1 when none
	At       int  // symbol of the folded mark, from 0; -1 when none
	Seen     rune // the symbol seen, when the place names exactly one
	Recorded rune // the recorded symbol, when there is one
	Cost     Cost
}

// Op says what happened to a symbol between the metal, the record and the reader.
type Op string

// Operations of a comparison.
const (
	Same    Op = "same"    // seen as recorded
	Allowed Op = "allowed" // one of several the reader left open
	Unknown Op = "unknown" // an unknown place or part of a run
	Misread Op = "misread" // seen as another symbol: an error
	Missed  Op = "missed"  // recorded, not seen: an error
	Extra   Op = "extra"   // seen, not recorded: an error
	Swapped Op = "swapped" // two neighbours in the wrong order: one error for both steps
)

// Match compares a pattern with a mark in folded form. The pattern allows its own errors, none when it states
// none; a nil channel means DefaultChannel. It does not look at script or exactness: see Pattern.Accepts.
func Match(p Pattern, folded string, ch *Channel) Comparison {
	return MatchWithin(p, folded, p.Errors, ch)
}

// MatchWithin is Match with a number of errors of the caller's own.
func MatchWithin(p Pattern, folded string, errors int, ch *Channel) Comparison {
	m := newMatcher(p, errors, ch)
	if _, _, ok := m.text(folded); !ok {
		return Comparison{}
	}
	symbols := []rune(folded)
	rows := make([]row, len(symbols)+1)
	m.start(&rows[0], split{})
	for i, r := range symbols {
		var prev *row
		var last recorded
		if i > 0 {
			prev, last = &rows[i-1], recordedOf(symbols[i-1])
		}
		if !m.step(&rows[i+1], &rows[i], prev, recordedOf(r), last, split{}) {
			return Comparison{}
		}
	}
	cost, errs, ok := m.end(&rows[len(symbols)])
	if !ok {
		return Comparison{}
	}
	return Comparison{OK: true, Cost: cost, Errors: errs, Steps: m.explain(rows, symbols, errs)}
}

// explain walks back from the end along the cells that gave the least cost.
func (m *matcher) explain(rows []row, symbols []rune, e int) []Step {
	var steps []Step
	i, j := len(symbols), len(m.places)
	for i > 0 || j > 0 {
		before, ni, nj, ne := m.back(rows, symbols, i, j, e)
		if len(before) == 0 && ni == i && nj == j {
			break // unreachable: every cell came from another
		}
		steps = append(steps, before...)
		i, j, e = ni, nj, ne
	}
	slices.Reverse(steps)
	return steps
}

// back finds the cell a cell came from and the steps between, last first.
func (m *matcher) back(rows []row, symbols []rune, i, j, e int) (steps []Step, ni, nj, ne int) {
	c := rows[i].cell[j][e]
	at := func(i, j, e int) Cost {
		if i < 0 || j < 0 || e < 0 || j < rows[i].lo || j > rows[i].hi {
			return impossible
		}
		return rows[i].cell[j][e]
	}
	if i > 0 && j > 0 && m.places[j-1].kind != Run {
		p, r := &m.places[j-1], symbols[i-1]
		sym := recordedOf(r)
		if hit := p.hitOf(sym.code, sym.r); hit < impossible && at(i-1, j-1, e)+hit == c {
			return []Step{{p.fits(), j - 1, i - 1, p.seen(), r, hit}}, i - 1, j - 1, e
		}
		if at(i-1, j-1, e-1)+p.sub[sym.code] == c {
			return []Step{{Misread, j - 1, i - 1, p.seen(), r, p.sub[sym.code]}}, i - 1, j - 1, e - 1
		}
	}
	if i > 0 && j < len(m.places) && m.places[j].kind == Run && at(i-1, j, e) == c {
		return []Step{{Unknown, j, i - 1, 0, symbols[i-1], 0}}, i - 1, j, e
	}
	if j > 0 && m.places[j-1].kind == Run && at(i, j-1, e) == c {
		return nil, i, j - 1, e
	}
	if i > 1 && j > 1 && m.places[j-1].kind != Run && m.places[j-2].kind != Run {
		p, q := &m.places[j-2], &m.places[j-1]
		first, second := recordedOf(symbols[i-2]), recordedOf(symbols[i-1])
		a, b := p.hitOf(second.code, second.r), q.hitOf(first.code, first.r)
		if a < impossible && b < impossible && at(i-2, j-2, e-1)+a+b+m.ch.swapped == c {
			return []Step{
				{Swapped, j - 2, i - 1, p.seen(), symbols[i-1], a + m.ch.swapped},
				{Swapped, j - 1, i - 2, q.seen(), symbols[i-2], b},
			}, i - 2, j - 2, e - 1
		}
	}
	if i > 0 {
		if missed := m.missedAt(j, codeOf(symbols[i-1])); at(i-1, j, e-1)+missed == c {
			return []Step{{Missed, -1, i - 1, 0, symbols[i-1], missed}}, i - 1, j, e - 1
		}
	}
	if j > 0 && at(i, j-1, e-1)+m.places[j-1].extra == c {
		p := &m.places[j-1]
		return []Step{{Extra, j - 1, -1, p.seen(), 0, p.extra}}, i, j - 1, e - 1
	}
	return nil, i, j, e
}

// fits is the operation of a symbol that stands at this place without error.
func (p *matchPlace) fits() Op {
	switch p.kind {
	case One:
		return Same
	case Any, Run:
		return Unknown
	}
	return Allowed
}

func (p *matchPlace) seen() rune {
	if p.kind == One {
		return p.read.Choices[0].Symbol
	}
	return 0
}

// A Matcher is a pattern made ready to be compared with many marks. It is safe for concurrent use.
type Matcher struct{ m *matcher }

// Compile makes a Matcher that allows the errors; a nil channel means DefaultChannel.
func Compile(p Pattern, errors int, ch *Channel) *Matcher { return &Matcher{newMatcher(p, errors, ch)} }

// Within returns the matcher that also leaves out what is costlier than a perfect reading by more than the cut.
func (m *Matcher) Within(cut Cost) *Matcher {
	c := *m.m
	c.limit = c.rest[0] + cut
	return &Matcher{&c}
}

// Cost prices a mark in folded form: its unlikelihood, the reading errors needed, and whether it fits at all.
func (m *Matcher) Cost(folded string) (Cost, int, bool) { return m.m.text(folded) }

// Ideal is the cost of a perfect reading: no mark costs less.
func (m *Matcher) Ideal() Cost { return m.m.rest[0] }
