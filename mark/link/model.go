package link

import "math"

// Model is what was estimated from the records: the chances of each agreement among records of one firearm.
type Model struct {
	Mark    [levels]float64
	Make    [agreements]float64 // Unknown is no evidence and has no chance
	Calibre [agreements]float64
	Year    [agreements]float64
	// Matches is the expected number of pairs of records of one firearm among the candidates, by pair of offices
	// (A*64 + B, A < B).
	Matches map[int]float64
}

func newModel() Model {
	return Model{
		Mark:    [levels]float64{.9, .02, .03, .01, .01, .01, .02},
		Make:    [agreements]float64{0, .94, .02, .04},
		Calibre: [agreements]float64{0, .96, 0, .04},
		Year:    [agreements]float64{0, .85, .1, .05},
		Matches: map[int]float64{},
	}
}

// pairing is a candidate with what its evidence is held against.
type pairing struct {
	a, b  uint32
	mark  MarkLevel
	agree [3]Agreement // make, calibre, year
	// u are the chances of the agreements among records of two firearms: of the mark, the make, the calibre, the year.
	u [4]float64
	p float64
}

// evidence is the ratio of each field under a model.
func (m *Model) evidence(c *pairing) [4]float64 {
	out := [4]float64{m.Mark[c.mark] / c.u[0], 1, 1, 1}
	for i, chances := range []*[agreements]float64{&m.Make, &m.Calibre, &m.Year} {
		if a := c.agree[i]; a != Unknown {
			out[i+1] = chances[a] / c.u[i+1]
		}
	}
	return out
}

// estimate finds the model under which the records are most likely, by turns: the chance of each candidate under
// the model, the model under the chances.
func (f *finder) estimate(pairs []pairing) Model {
	m := newModel()
	offices := f.officeSizes()
	// To begin with, as many matches as marks that are equal and rare.
	for i := range pairs {
		if c := &pairs[i]; c.mark == Equal && c.agree[0] != Different {
			m.Matches[f.offices(c)]++
		}
	}
	for range rounds {
		f.weigh(pairs, &m, offices)
		next := Model{Matches: map[int]float64{}}
		const doubt = 1 // as if one more of each kind had been seen, so that nothing becomes impossible
		for i := range next.Mark {
			next.Mark[i] = doubt
		}
		for _, t := range []*[agreements]float64{&next.Make, &next.Calibre, &next.Year} {
			for i := 1; i < agreements; i++ {
				t[i] = doubt
			}
		}
		for i := range pairs {
			c := &pairs[i]
			next.Matches[f.offices(c)] += c.p
			next.Mark[c.mark] += c.p
			next.Make[c.agree[0]] += c.p
			next.Calibre[c.agree[1]] += c.p
			next.Year[c.agree[2]] += c.p
		}
		share(next.Mark[:])
		share(next.Make[1:])
		share(next.Calibre[1:])
		share(next.Year[1:])
		next.Make[0], next.Calibre[0], next.Year[0] = 0, 0, 0
		m = next
	}
	f.weigh(pairs, &m, offices)
	return m
}

// rounds of the estimate; the figures stand still after six on the sets tried.
const rounds = 10

func share(v []float64) {
	sum := 0.0
	for _, x := range v {
		sum += x
	}
	for i := range v {
		v[i] /= sum
	}
}

// rivals are the odds of the candidates of one record in one other office: the largest, and the sum of the rest. They
// are kept apart because a sum of odds of 1e13 and of 1 forgets the second, and taking the first away again would leave
// what the order of the records happened to round to.
type rivals struct{ largest, rest float64 }

func (r *rivals) add(odds float64) {
	if odds > r.largest {
		odds, r.largest = r.largest, odds
	}
	r.rest += odds
}

// but is the sum of all but one candidate, whose odds are given.
func (r rivals) but(odds float64) float64 {
	if odds == r.largest {
		return r.rest
	}
	return r.largest + math.Max(r.rest-odds, 0)
}

// weigh gives each candidate its probability. All candidates of a record in one other office compete, and so does
// that none of them is it.
func (f *finder) weigh(pairs []pairing, m *Model, offices [64]float64) {
	against := make([]rivals, len(f.records)*f.width)
	for i := range pairs {
		c := &pairs[i]
		key := f.offices(c)
		// Of two records, that they are one firearm against that both stand alone: an office that has most firearms
		// leaves few records of the other alone.
		matches := math.Max(m.Matches[key], 1)
		odds := matches / (math.Max(offices[key/64]-matches, 1) * math.Max(offices[key%64]-matches, 1))
		for _, r := range m.evidence(c) {
			odds *= r
		}
		c.p = odds
		against[f.at(c.a, c.b)].add(odds)
		against[f.at(c.b, c.a)].add(odds)
	}
	for i := range pairs {
		c := &pairs[i]
		c.p /= c.p + (1+against[f.at(c.a, c.b)].but(c.p))*(1+against[f.at(c.b, c.a)].but(c.p))
	}
}

// at is where the odds of a record against the office of another are kept.
func (f *finder) at(rec, other uint32) int {
	return int(rec)*f.width + int(f.records[other].Office)
}

func (f *finder) offices(c *pairing) int {
	a, b := int(f.records[c.a].Office), int(f.records[c.b].Office)
	return min(a, b)*64 + max(a, b)
}

func (f *finder) officeSizes() (n [64]float64) {
	for i := range f.records {
		n[f.records[i].Office]++
	}
	return n
}
