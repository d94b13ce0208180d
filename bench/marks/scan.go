package main

import (
	"math/bits"
	"time"

	"focalpoint/mark"
)

// scanner looks at every record in the cheapest ways known here, for what a search must not exceed by much: the
// records packed in words of ten symbols and sorted, a mask for patterns of fixed length, and a bit-parallel
// automaton for the others, which starts each record anew or where it differs from the one before, whichever is
// cheaper. Records of more than ten symbols are left out, in its favour.
type scanner struct {
	keys []uint64
	code [128]uint8
}

func newScanner(rs *records) *scanner {
	s := &scanner{}
	for i, c := range symbols {
		s.code[c] = uint8(i + 1)
	}
	for i := range rs.len() {
		key, n := uint64(0), 0
		for _, c := range rs.at(i) {
			if n == 10 {
				n = 11
				break
			}
			key |= uint64(s.of(c)) << (58 - 6*n)
			n++
		}
		if n <= 10 {
			s.keys = append(s.keys, key|uint64(n))
		}
	}
	radix(s.keys)
	return s
}

func (s *scanner) of(c rune) uint8 {
	if c < 128 {
		return s.code[c]
	}
	return uint8(37 + c%26) // as good as any: how long it takes is what matters
}

// radix sorts.
func radix(a []uint64) {
	b := make([]uint64, len(a))
	for shift := 0; shift < 64; shift += 8 {
		var count [257]int
		for _, k := range a {
			count[k>>shift&255+1]++
		}
		for i := range 256 {
			count[i+1] += count[i]
		}
		for _, k := range a {
			b[count[k>>shift&255]] = k
			count[k>>shift&255]++
		}
		a, b = b, a
	}
}

// pattern is a question in bits.
type pattern struct {
	n, errors  int
	hits       [64]uint64
	solid, run uint64
	masked     bool
	mask, want uint64
}

func (s *scanner) pattern(q *question) pattern {
	p := pattern{n: len(q.pattern.Reading), errors: q.errors, masked: q.errors == 0}
	p.mask, p.want = 15, uint64(p.n)
	for j, pl := range q.pattern.Reading {
		if pl.Kind == mark.Run {
			p.run |= 1 << j
			p.masked = false
			continue
		}
		p.solid |= 1 << j
		set := uint64(0)
		for _, c := range pl.Choices {
			set |= 1 << s.of(c.Symbol)
		}
		switch pl.Kind {
		case mark.Any:
			set = ^uint64(0)
		case mark.Not:
			set = ^set
		}
		for c := range 64 {
			if set>>c&1 == 1 {
				p.hits[c] |= 1 << j
			}
		}
		if pl.Kind == mark.One && j < 10 {
			p.mask |= 63 << (58 - 6*j)
			p.want |= uint64(s.of(pl.Choices[0].Symbol)) << (58 - 6*j)
		}
		p.masked = p.masked && (pl.Kind == mark.One || pl.Kind == mark.Any)
	}
	return p
}

type state [4]uint64

func (p *pattern) close(s *state) {
	for e := 0; e <= p.errors; e++ {
		if e > 0 {
			s[e] |= s[e-1] & p.solid << 1
		}
		s[e] |= s[e] & p.run << 1
	}
}

func (p *pattern) step(next, cur, prev *state, hits, last uint64) uint64 {
	alive := uint64(0)
	for e := 0; e <= p.errors; e++ {
		x := cur[e]&hits<<1 | cur[e]&p.run
		if e > 0 {
			x |= cur[e-1] | cur[e-1]&p.solid<<1 | next[e-1]&p.solid<<1 | prev[e-1]&hits&(last>>1)<<2
		}
		x |= x & p.run << 1
		next[e] = x
		alive |= x
	}
	return alive
}

// best is the time of the cheapest scan that answers a question, and how many records of ten symbols or fewer fit.
func (s *scanner) best(q *question) (time.Duration, int) {
	p := s.pattern(q)
	n := 0
	if p.masked {
		return timed(func() { n = s.masked(&p) }), n
	}
	anew := timed(func() { n = s.anew(&p) })
	return min(anew, timed(func() { n = s.shared(&p) })), n
}

func (s *scanner) masked(p *pattern) (n int) {
	for _, k := range s.keys {
		if k&p.mask == p.want {
			n++
		}
	}
	return n
}

func (s *scanner) anew(p *pattern) (n int) {
	var start state
	start[0] = 1
	p.close(&start)
	for _, k := range s.keys {
		prev, cur, next, last := state{}, start, state{}, uint64(0)
		alive := uint64(1)
		for i := k & 15; i > 0 && alive != 0; i-- {
			hits := p.hits[k>>58]
			alive = p.step(&next, &cur, &prev, hits, last)
			prev, cur, last = cur, next, hits
			k <<= 6
		}
		if alive != 0 && cur[p.errors]>>p.n&1 == 1 {
			n++
		}
	}
	return n
}

func (s *scanner) shared(p *pattern) (n int) {
	var states [11]state
	states[0][0] = 1
	p.close(&states[0])
	before, have, dead := uint64(0), 0, 11
	for _, k := range s.keys {
		same := bits.LeadingZeros64(k^before) / 6
		if same >= dead {
			continue
		}
		d, length := min(same, have), int(k&15)
		before, dead = k, 11
		for d < length {
			last := uint64(0)
			if d > 0 {
				last = p.hits[k>>(64-6*d)&63]
			}
			if p.step(&states[d+1], &states[d], &states[max(0, d-1)], p.hits[k>>(58-6*d)&63], last) == 0 {
				dead = d + 1
				break
			}
			d++
		}
		if have = d; dead == 11 && states[length][p.errors]>>p.n&1 == 1 {
			n++
		}
	}
	return n
}
