package link

import "math"

// shapeKey is a form of marks of a make: which places hold digits, which letters.
type shapeKey struct {
	make uint32
	form uint64
}

// form is the marks of one shape: how many, and how two of them drawn at random agree, place by place.
type form struct {
	n     float64
	at    [][]float64 // by place, how often each symbol stood there, until measured
	same  float64     // chance that two are the same number
	alike float64     // sum over the places of the chance of a look-alike against the chance of the same symbol
	pairs float64     // the same sum over pairs of places, for two look-alikes
	wrong float64     // sum over the places of the chance of any other symbol against the chance of the same
}

// frequency is how common values are: among records of two firearms they agree by chance.
type frequency struct {
	forms    map[shapeKey]*form
	makes    map[uint32]float64
	calibres map[[2]uint32]float64 // by make and calibre; make 0 is all
	years    map[int16]float64
	known    [3]float64 // records whose make, calibre, year is known
	all      float64
}

func symbolClass(r rune) uint64 {
	switch {
	case r >= '0' && r <= '9':
		return 1
	case r >= 'A' && r <= 'Z':
		return 2
	}
	return 3
}

func formOf(m []rune) uint64 {
	var h hasher
	h.reset(0)
	for _, r := range m {
		h.rune(rune(symbolClass(r)))
	}
	return h.sum()
}

func newFrequency(records []Record, marks [][]rune, s shapes) *frequency {
	q := &frequency{forms: map[shapeKey]*form{}, makes: map[uint32]float64{}, calibres: map[[2]uint32]float64{}, years: map[int16]float64{}, all: float64(len(records))}
	symbols := map[rune]int{}
	for i := range records {
		r := &records[i]
		q.makes[r.Make]++
		if r.Make != 0 {
			q.known[0]++
		}
		if r.Calibre != 0 {
			q.known[1]++
			q.calibres[[2]uint32{0, r.Calibre}]++
			if r.Make != 0 {
				q.calibres[[2]uint32{r.Make, r.Calibre}]++
				q.calibres[[2]uint32{r.Make, 0}]++
			}
		}
		if r.Year != 0 {
			q.known[2]++
			q.years[r.Year]++
		}
		shape := formOf(marks[i])
		q.count(shapeKey{0, shape}, marks[i], symbols)
		if r.Make != 0 {
			q.count(shapeKey{r.Make, shape}, marks[i], symbols)
		}
	}
	names := make([]rune, len(symbols))
	for r, i := range symbols {
		names[i] = r
	}
	for _, f := range q.forms {
		f.measure(names, s)
	}
	return q
}

func (q *frequency) count(key shapeKey, m []rune, symbols map[rune]int) {
	f := q.forms[key]
	if f == nil {
		f = &form{at: make([][]float64, len(m))}
		q.forms[key] = f
	}
	f.n++
	for i, r := range m {
		s, ok := symbols[r]
		if !ok {
			s = len(symbols)
			symbols[r] = s
		}
		for len(f.at[i]) <= s {
			f.at[i] = append(f.at[i], 0)
		}
		f.at[i][s]++
	}
}

// measure finds how two numbers of a form agree by chance. Places are taken one by one: what stands at one says
// nothing of the next.
func (f *form) measure(symbols []rune, s shapes) {
	f.same = 1
	squares := 0.0
	for _, place := range f.at {
		same, alike := 0.0, 0.0
		for i, n := range place {
			for j, other := range place {
				switch chance := n * other / (f.n * f.n); {
				case i == j:
					// Two draws, not one looked at twice: few records look less varied than they are.
					same += n * math.Max(n-1, 0) / math.Max(f.n*(f.n-1), 1)
				case s.of(symbols[i]) == s.of(symbols[j]):
					alike += chance
				}
			}
		}
		same = math.Max(same, 1.0/36)
		f.same *= same
		f.alike += alike / same
		squares += alike / same * alike / same
		f.wrong += math.Max(1-same-alike, 0) / same
	}
	f.pairs = (f.alike*f.alike - squares) / 2
	f.at = nil
}

// form returns the form of a mark among those of a make, among all where the make is not known or has too few, and
// the share of the make's records that have it.
func (q *frequency) form(m []rune, maker uint32) (f *form, share float64) {
	shape := formOf(m)
	f, of := q.forms[shapeKey{maker, shape}], q.makes[maker]
	if maker == 0 || f == nil || f.n < 8 {
		f, of = q.forms[shapeKey{0, shape}], q.all
	}
	// Half a record more: a form hardly seen is rare, not impossible.
	return f, (f.n + .5) / (of + 1)
}

// markChance is the chance that the mark of a record of the make of b, of a firearm drawn at random, agrees with a
// at the level at which b does. It is the chance of b's form, times the chance of the very number, times how many
// numbers are at that level.
func (q *frequency) markChance(level MarkLevel, a, b []rune, make uint32) float64 {
	f, share := q.form(b, make)
	one, longer := share*f.same, float64(len(b)-len(a))
	switch level {
	case Alike:
		one *= f.alike
	case Wrong:
		one *= f.wrong
	case Swapped:
		one *= float64(len(b) - 1)
	case TwoAlike:
		one *= f.pairs
	case Missing, Affix:
		// b is a less some symbols: as many marks as places to lose them. b is a and some symbols more: ten times
		// as many for each.
		places := 2.0
		if level == Missing {
			places = float64(max(len(a), len(b)))
		}
		one *= places * math.Pow(10, math.Max(longer, 0))
	}
	return math.Min(math.Max(one, 1e-15), .5)
}

// chances fills how often the agreements of a candidate come by chance: the mean of taking either record as given
// and drawing the other, so that it does not matter which came first.
func (f *finder) chances(c *pairing) {
	one, other := f.drawn(c, c.a, c.b), f.drawn(c, c.b, c.a)
	for i := range c.u {
		c.u[i] = (one[i] + other[i]) / 2
	}
}

// drawn is the chance that the record b, of a firearm drawn at random, agrees with the record a as it does: in the
// mark, the make, the calibre, the year.
func (f *finder) drawn(c *pairing, ia, ib uint32) (u [4]float64) {
	a, b := &f.records[ia], &f.records[ib]
	q := f.freq
	u[0] = q.markChance(c.mark, f.marks[ia], f.marks[ib], b.Make)
	same := q.makes[b.Make] / math.Max(q.known[0], 1)
	u[1] = [...]float64{1, same, nearMakes, math.Max(1-same-nearMakes, .01)}[c.agree[0]]
	cal := math.Min(math.Max(q.calibre(a, c.agree[0] == Same), 1e-4), .99)
	u[2] = [...]float64{1, cal, 1, math.Max(1-cal, .01)}[c.agree[1]]
	year := func(y int16) float64 { return q.years[y] / math.Max(q.known[2], 1) }
	near := year(a.Year-2) + year(a.Year-1) + year(a.Year+1) + year(a.Year+2)
	u[3] = math.Max([...]float64{1, year(a.Year), near, 1 - near - year(a.Year)}[c.agree[2]], 1e-4)
	return u
}

// calibre is how common the calibre of a record is: among the records of its make where another's make agrees, since
// a make has few calibres and that they agree too says less then.
func (q *frequency) calibre(r *Record, sameMake bool) float64 {
	if n := q.calibres[[2]uint32{r.Make, 0}]; sameMake && n >= 20 {
		return q.calibres[[2]uint32{r.Make, r.Calibre}] / n
	}
	return q.calibres[[2]uint32{0, r.Calibre}] / math.Max(q.known[1], 1)
}

// nearMakes is the chance that the makes of two firearms are compatible and not the same.
const nearMakes = .02
