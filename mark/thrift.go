package mark

// A thrift is the automaton of the errors that are cheap enough for an answer to come in: once the answers to give
// are found, what is worse is only counted, and most marks need not be priced to know that they are worse.
type thrift struct {
	limit  Cost // of the whole
	n      int
	errors int
	hits   [codeCount]uint64
	wrong  [codeCount]uint64 // places at which the symbol may be misread
	missed [2]uint64         // places before which a digit, a letter may be missed
	extra  uint64            // places that may be too many
	swap   bool
	runs   uint64
	start  states
}

// thrift makes the automaton of what costs no more than a limit.
func (m *matcher) thrift(limit Cost) *thrift {
	t := &thrift{limit: limit, n: len(m.places), errors: m.errors}
	spare := limit - m.rest[0]
	t.swap = m.ch.swapped <= spare
	for j := 0; j <= t.n; j++ {
		if m.missedAt(j, 1) <= spare {
			t.missed[0] |= 1 << j
		}
		if m.missedAt(j, codeCount-1) <= spare {
			t.missed[1] |= 1 << j
		}
		if j == t.n {
			break
		}
		p := &m.places[j]
		if p.kind == Run {
			t.runs |= 1 << j
			continue
		}
		least := m.rest[j] - m.rest[j+1]
		if p.extra-least <= spare {
			t.extra |= 1 << j
		}
		for y := 1; y < codeCount; y++ {
			if p.hits>>y&1 == 1 {
				t.hits[y] |= 1 << j
			}
			if p.sub[y]-least <= spare {
				t.wrong[y] |= 1 << j
			}
		}
	}
	t.start[0] = 1
	t.close(&t.start, 0)
	for e := 1; e <= t.errors; e++ {
		t.start[e] = t.start[e-1] & t.extra << 1
		t.close(&t.start, e)
	}
	return t
}

func (t *thrift) close(s *states, e int) {
	for y := s[e] & t.runs; y != 0; y &= t.runs {
		y <<= 1
		s[e] |= y
	}
}

// step is that of an automaton.
func (t *thrift) step(next, cur, prev *states, code, last uint8) bool {
	next[0] = cur[0]&t.hits[code]<<1 | cur[0]&t.runs
	t.close(next, 0)
	alive := next[0]
	letter := 0
	if isLetterCode(code) {
		letter = 1
	}
	swapped := uint64(0)
	if t.swap {
		swapped = t.hits[code] & (t.hits[last] >> 1)
	}
	for e := 1; e < cells && e <= t.errors; e++ {
		next[e] = cur[e]&t.hits[code]<<1 | cur[e]&t.runs | cur[e-1]&t.missed[letter] | cur[e-1]&t.wrong[code]<<1 | next[e-1]&t.extra<<1 | prev[e-1]&swapped<<2
		t.close(next, e)
		alive |= next[e] | cur[e-1]&(t.hits[code]>>1)
	}
	return alive != 0
}

// key reports whether a mark that its key gives back can be cheap enough.
func (t *thrift) key(key uint64) bool {
	cur, prev, last := t.start, states{}, uint8(0)
	var next states
	for i := key & 15; i > 0; i-- {
		code := uint8(key >> 58)
		if !t.step(&next, &cur, &prev, code, last) {
			return false
		}
		prev, cur, last = cur, next, code
		key <<= 6
	}
	return t.accepts(&cur)
}

// text is key for any mark.
func (t *thrift) text(folded string) bool {
	cur, prev, last := t.start, states{}, uint8(0)
	var next states
	for _, r := range folded {
		code := codeOf(r)
		if !t.step(&next, &cur, &prev, code, last) {
			return false
		}
		prev, cur, last = cur, next, code
	}
	return t.accepts(&cur)
}

func (t *thrift) accepts(s *states) bool {
	for e := 0; e <= t.errors; e++ {
		if s[e]>>t.n&1 == 1 {
			return true
		}
	}
	return false
}
