package trial

import (
	"math/rand/v2"
	"slices"

	"focalpoint/mark"
)

// A Class is a way a mark is reported.
type Class struct {
	Name string `json:"name"`
	// Given says that the errors are given, not drawn: so many exactly, where the search and the oracle both expect
	// what is usual. Stated probabilities cannot be right in such a class taken alone.
	Given  bool `json:"given,omitempty"`
	number int
	ask    func(q *asking)
}

// Classes lists the ways a mark is reported.
func Classes() []Class {
	unknown := func(n int) func(*asking) {
		return func(a *asking) {
			a.readAll()
			for _, at := range a.r.Perm(len(a.places))[:min(n, len(a.places)-2)] {
				a.places[at] = place{kind: mark.Any}
			}
		}
	}
	list := []Class{
		{Name: "as struck", Given: true, ask: func(a *asking) { a.copyAll() }},
		{Name: "read by eye", Given: false, ask: func(a *asking) { a.readAll(); a.slip() }},
		{Name: "1 unknown", Given: false, ask: unknown(1)},
		{Name: "2 unknown", Given: false, ask: unknown(2)},
		{Name: "3 unknown", Given: false, ask: unknown(3)},
		{Name: "prefix lost", Given: false, ask: func(a *asking) { a.readAll(); a.cut(min(1+a.r.IntN(3), len(a.places)-3), 0) }},
		{Name: "suffix lost", Given: false, ask: func(a *asking) { a.readAll(); a.cut(0, 2) }},
		{Name: "both ends lost", Given: false, ask: func(a *asking) { a.readAll(); a.cut(1, 1) }},
		{Name: "1 look-alike", Given: true, ask: func(a *asking) { a.copyAll(); a.mistake(1) }},
		{Name: "2 look-alikes", Given: true, ask: func(a *asking) { a.copyAll(); a.mistake(2) }},
		{Name: "1 lost or extra", Given: true, ask: func(a *asking) { a.copyAll(); a.lose() }},
		{Name: "2 swapped", Given: true, ask: func(a *asking) { a.copyAll(); a.swap() }},
		{Name: "2 sets, 1 unknown", Given: false, ask: func(a *asking) { a.readAll(); a.sets() }},
		{Name: "certainties", Given: false, ask: func(a *asking) { a.certainties(1, 0) }},
		{Name: "etched", Given: false, ask: func(a *asking) { a.certainties(.25, .15) }},
	}
	for i := range list {
		list[i].number = i
	}
	return list
}

// classes are those asked for.
func (o *Options) classes() []Class {
	list := Classes()
	if len(o.Only) == 0 {
		return list
	}
	return slices.DeleteFunc(list, func(c Class) bool { return !slices.Contains(o.Only, c.Name) })
}

// A place is what was reported of one symbol, as the generator knows it.
type place struct {
	kind    mark.PlaceKind
	symbols []rune
	weights []float64 // certainties, for Weighted
}

// A question is one report, with the firearm it is about.
type question struct {
	record  int // -1 when it is not on record
	places  []place
	maker   int // as told
	calibre int
	free    bool // symbols may be missing or too many
}

// asking makes a question.
type asking struct {
	question
	w      *World
	r      *rand.Rand
	struck []rune
}

// ask draws a question of a class.
func (w *World) ask(c Class, r *rand.Rand) question {
	a := asking{w: w, r: r}
	var m, cal int
	if r.Float64() < w.o.Absent {
		a.record = -1
		var text string
		m, cal, text = w.firearm(r)
		a.struck = []rune(text)
	} else {
		a.record = r.IntN(len(w.Recorded))
		m, cal = int(w.maker[a.record]), int(w.calibre[a.record])
		a.struck = []rune(w.truth(a.record))
	}
	if len(a.struck) < 4 {
		return w.ask(c, r)
	}
	a.maker, a.calibre = m, cal
	for r.Float64() >= w.o.Hint {
		if other := choose(w.share, r); other != m {
			a.maker = other
			break
		}
	}
	if r.Float64() >= calibreRate {
		a.calibre = int(w.calibre[r.IntN(len(w.calibre))])
	}
	c.ask(&a)
	return a.question
}

func sure(s rune) place { return place{kind: mark.One, symbols: []rune{s}} }

// copyAll reports every symbol as struck.
func (a *asking) copyAll() {
	for _, s := range a.struck {
		a.places = append(a.places, sure(s))
	}
}

// readAll reports every symbol as a reader sees it.
func (a *asking) readAll() {
	for _, s := range a.struck {
		if a.r.Float64() < a.w.o.Wrong {
			s = a.w.reader.takenFor(s, a.r)
		}
		a.places = append(a.places, sure(s))
	}
}

// slips are the chances, for each symbol, of one overlooked, added, or changed with its neighbour.
const slips = .003

func (a *asking) slip() {
	a.free = true
	for i := 0; i < len(a.places); i++ {
		switch u := a.r.Float64(); {
		case u < slips && len(a.places) > 3:
			a.places = slices.Delete(a.places, i, i+1)
		case u < 2*slips:
			a.places = slices.Insert(a.places, i, sure(rune(plain[a.r.IntN(10)])))
			i++
		case u < 3*slips && i+1 < len(a.places):
			a.places[i], a.places[i+1] = a.places[i+1], a.places[i]
			i++
		}
	}
}

func (a *asking) cut(head, tail int) {
	if head > 0 {
		a.places = append([]place{{kind: mark.Run}}, a.places[head:]...)
	}
	if tail > 0 {
		a.places = append(a.places[:len(a.places)-tail], place{kind: mark.Run})
	}
}

func (a *asking) mistake(n int) {
	a.free = true
	for _, at := range a.r.Perm(len(a.places))[:n] {
		a.places[at].symbols[0] = a.w.reader.takenFor(a.places[at].symbols[0], a.r)
	}
}

func (a *asking) lose() {
	a.free = true
	at := a.r.IntN(len(a.places))
	if a.r.IntN(2) == 0 {
		a.places = slices.Delete(a.places, at, at+1)
		return
	}
	a.places = slices.Insert(a.places, at, sure(rune(plain[a.r.IntN(10)])))
}

func (a *asking) swap() {
	a.free = true
	at := a.r.IntN(len(a.places) - 1)
	a.places[at], a.places[at+1] = a.places[at+1], a.places[at]
}

// sets leaves two places open between the symbol and one it is taken for, and one unknown.
func (a *asking) sets() {
	perm := a.r.Perm(len(a.places))
	for _, at := range perm[:2] {
		y := a.struck[at]
		pair := []rune{y, a.w.reader.takenFor(y, a.r)}
		slices.Sort(pair)
		a.places[at] = place{kind: mark.Set, symbols: pair}
	}
	a.places[perm[2]] = place{kind: mark.Any}
}

// certainties reports a share of the symbols with certainties, another as gone, the rest as read. The laboratory
// knows itself: of all symbols it gives the certainty p, the share p is right.
func (a *asking) certainties(doubtful, gone float64) {
	for _, y := range a.struck {
		switch u := a.r.Float64(); {
		case u < gone:
			a.places = append(a.places, place{kind: mark.Any})
		case u < gone+doubtful:
			a.places = append(a.places, a.doubt(y))
		default:
			if a.r.Float64() < a.w.o.Wrong {
				y = a.w.reader.takenFor(y, a.r)
			}
			a.places = append(a.places, sure(y))
		}
	}
}

// doubt names three symbols with certainties; the true one stands at each place as often as its certainty says, and
// beside them as often as the rest.
func (a *asking) doubt(y rune) place {
	first := .45 + .5*a.r.Float64()
	second := (1 - first) * (.5 + .3*a.r.Float64())
	weights := []float64{round(first), round(second), round((1 - first - second) * .7)}
	at := 3
	u := a.r.Float64()
	for i, p := range weights {
		if u < p {
			at = i
			break
		}
		u -= p
	}
	pl := place{kind: mark.Weighted, weights: weights}
	for i := range weights {
		if i == at {
			pl.symbols = append(pl.symbols, y)
			continue
		}
		for {
			if x := a.w.reader.takenFor(y, a.r); !slices.Contains(pl.symbols, x) {
				pl.symbols = append(pl.symbols, x)
				break
			}
		}
	}
	return pl
}

// round keeps three decimals, as a laboratory would write them.
func round(p float64) float64 { return float64(int(p*1000)) / 1000 }

// pattern is the question in the notation.
func (q *question) pattern() mark.Pattern {
	var p mark.Pattern
	for _, pl := range q.places {
		out := mark.Place{Kind: pl.kind}
		for i, s := range pl.symbols {
			c := mark.Choice{Symbol: s}
			if pl.weights != nil {
				c.P = pl.weights[i]
			}
			out.Choices = append(out.Choices, c)
		}
		p.Reading = append(p.Reading, out)
	}
	return p
}
