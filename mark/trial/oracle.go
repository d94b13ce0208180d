package trial

import (
	"math/bits"
	"slices"

	"focalpoint/mark"
)

// records are the marks on record, packed and sorted for looking at every one: six bits a symbol, ten symbols and
// the length in a word; longer marks stand apart.
type records struct {
	symbols []rune
	code    map[rune]uint8
	keys    []uint64
	at      []int32 // number of the record of each key
	long    []int32
}

const packed = 10

func pack(texts []string) *records {
	rs := &records{symbols: append([]rune{0}, everySymbol()...), code: map[rune]uint8{}}
	for i, s := range rs.symbols[1:] {
		rs.code[s] = uint8(i + 1)
	}
	type keyed struct {
		key uint64
		at  int32
	}
	list := make([]keyed, 0, len(texts))
	for i, text := range texts {
		key, n, ok := uint64(0), 0, true
		for _, s := range text {
			c, known := rs.code[s]
			if ok = known && n < packed; !ok {
				break
			}
			key |= uint64(c) << (58 - 6*n)
			n++
		}
		if !ok {
			rs.long = append(rs.long, int32(i))
			continue
		}
		list = append(list, keyed{key | uint64(n), int32(i)})
	}
	slices.SortFunc(list, func(a, b keyed) int {
		switch {
		case a.key < b.key:
			return -1
		case a.key > b.key:
			return 1
		}
		return int(a.at - b.at)
	})
	rs.keys, rs.at = make([]uint64, len(list)), make([]int32, len(list))
	for i, k := range list {
		rs.keys[i], rs.at[i] = k.key, k.at
	}
	return rs
}

// near is a record within some edits of a question: the fewest that do.
type near struct {
	at    int32
	edits int
}

// automaton compares by edits: a symbol wrong, missing or too many; what was left open fits without one.
type automaton struct {
	admit [64]uint64 // by symbol code: the places it may stand at
	loop  uint64     // places that are runs
	all   uint64
	end   uint64
	edits int
}

func newAutomaton(rs *records, q *question, edits int) *automaton {
	n := len(q.places)
	a := &automaton{edits: edits, end: 1 << n, all: 1<<(n+1) - 1}
	for j, pl := range q.places {
		switch pl.kind {
		case mark.Run:
			a.loop |= 1 << j
		case mark.Any:
			for c := range a.admit {
				a.admit[c] |= 1 << j
			}
		default:
			for _, s := range pl.symbols {
				a.admit[rs.code[s]] |= 1 << j
			}
		}
	}
	return a
}

const mostEdits = 2

type state [mostEdits + 1]uint64

func (a *automaton) close(s *state) bool {
	alive := uint64(0)
	for e := 0; e <= a.edits; e++ {
		if e > 0 {
			s[e] |= s[e-1] << 1
		}
		s[e] |= (s[e] & a.loop) << 1
		s[e] &= a.all
		alive |= s[e]
	}
	return alive != 0
}

func (a *automaton) start() (s state) {
	s[0] = 1
	a.close(&s)
	return s
}

func (a *automaton) step(from *state, to *state, c uint8) bool {
	m := a.admit[c]
	for e := a.edits; e >= 0; e-- {
		x := from[e]&m<<1 | from[e]&a.loop
		if e > 0 {
			x |= from[e-1]<<1 | from[e-1]
		}
		to[e] = x
	}
	return a.close(to)
}

func (a *automaton) accepts(s *state) (int, bool) {
	for e := 0; e <= a.edits; e++ {
		if s[e]&a.end != 0 {
			return e, true
		}
	}
	return 0, false
}

// within looks at every record and gives those within the edits.
func (rs *records) within(q *question, edits int, texts []string) []near {
	a := newAutomaton(rs, q, edits)
	var out []near
	var rows [packed + 1]state
	rows[0] = a.start()
	last, dead := ^uint64(0), 0 // dead: depth from which the last key was hopeless, 0 for none
	for i, key := range rs.keys {
		shared := min(bits.LeadingZeros64(key^last)/6, packed)
		if i == 0 {
			shared = 0
		}
		last = key
		if dead > 0 && shared >= dead {
			continue
		}
		n := int(key & 15)
		dead = 0
		for d := min(shared, n); d < n; d++ {
			if !a.step(&rows[d], &rows[d+1], uint8(key>>(58-6*d))&63) {
				dead = d + 1
				break
			}
		}
		if dead > 0 {
			continue
		}
		if e, ok := a.accepts(&rows[n]); ok {
			out = append(out, near{rs.at[i], e})
		}
	}
	for _, at := range rs.long {
		s, alive := a.start(), true
		for _, r := range texts[at] {
			var next state
			if alive = a.step(&s, &next, rs.code[r]); !alive {
				break
			}
			s = next
		}
		if e, ok := a.accepts(&s); alive && ok {
			out = append(out, near{at, e})
		}
	}
	return out
}

// oracle prices records for one question by how the world truly errs.
type oracle struct {
	q      *question
	w      *World
	rs     *records
	clerk  float64 // a clerk's error, for each symbol of a typical mark
	see    [][64]float64
	lone   []float64 // a place seen where nothing is recorded
	missed float64
	swap   float64
	row    [3][]float64
}

func newOracle(w *World, rs *records, q *question) *oracle {
	n := len(q.places)
	o := &oracle{q: q, w: w, rs: rs, clerk: w.o.Clerk / float64(max(n, 5)), see: make([][64]float64, n), lone: make([]float64, n)}
	o.missed, o.swap = o.clerk*clerkExtra, o.clerk*clerkSwapped
	free := 0.0
	if q.free {
		free = slips
	}
	o.missed += free
	o.swap += free
	symbols := everySymbol()
	given := make([]float64, len(symbols))
	for j := range q.places {
		pl := &q.places[j]
		usual := 0.0
		for k, y := range symbols {
			given[k] = o.reported(pl, y)
			if k < len(plain) {
				usual += given[k] * frequency(y)
			}
		}
		for k, r := range symbols {
			sum := (1 - o.clerk*clerkWrong) * given[k]
			for i, y := range symbols {
				if i != k && given[i] > 0 {
					sum += o.clerk * clerkWrong * w.reader.chance(r, y) * given[i]
				}
			}
			o.see[j][rs.code[r]] = sum
		}
		o.lone[j] = o.clerk * clerkMissed * usual
		if free > 0 && pl.kind == mark.One && isDigit(pl.symbols[0]) {
			o.lone[j] += free / 10
		}
	}
	for i := range o.row {
		o.row[i] = make([]float64, n+1)
	}
	return o
}

// frequency is how often a symbol stands in marks, near enough.
func frequency(y rune) float64 {
	if isDigit(y) {
		return .08
	}
	return .2 / 26
}

// reported is the probability of a place being reported where y is struck.
func (o *oracle) reported(pl *place, y rune) float64 {
	rd := o.w.reader
	switch pl.kind {
	case mark.One:
		if pl.symbols[0] == y {
			return 1 - rd.wrong
		}
		return rd.wrong * rd.chance(pl.symbols[0], y)
	case mark.Set:
		switch y {
		case pl.symbols[0]:
			return rd.chance(pl.symbols[1], y)
		case pl.symbols[1]:
			return rd.chance(pl.symbols[0], y)
		}
		return 0
	case mark.Weighted:
		p, taken := 1.0, 0.0
		for _, w := range pl.weights {
			p -= w
		}
		others := 1.0
		for k, x := range pl.symbols {
			if x == y {
				p = pl.weights[k]
				continue
			}
			c := rd.chance(x, y)
			others *= c / max(1e-9, 1-taken)
			taken += c
		}
		return p * others
	}
	return 1
}

// likelihood is the probability of the report, were this the record of the firearm: over all ways they correspond.
func (o *oracle) likelihood(text string) float64 {
	n := len(o.q.places)
	prev, cur, next := o.row[0], o.row[1], o.row[2]
	clear(prev)
	clear(cur)
	cur[0] = 1
	o.open(cur)
	var last uint8
	first := true
	for _, r := range text {
		c := o.rs.code[r]
		clear(next)
		for j := 0; j <= n; j++ {
			next[j] += cur[j] * o.missed
			if j == n {
				break
			}
			if o.q.places[j].kind == mark.Run {
				next[j] += cur[j]
				continue
			}
			next[j+1] += cur[j] * o.see[j][c]
			if !first && j+1 < n && o.q.places[j+1].kind != mark.Run {
				next[j+2] += prev[j] * o.swap * o.see[j][c] * o.see[j+1][last]
			}
		}
		o.open(next)
		prev, cur, next = cur, next, prev
		last, first = c, false
	}
	return cur[n]
}

// open lets runs end and places stand for nothing.
func (o *oracle) open(row []float64) {
	for j := range o.q.places {
		if o.q.places[j].kind == mark.Run {
			row[j+1] += row[j]
		} else {
			row[j+1] += row[j] * o.lone[j]
		}
	}
}
