package mark

import "unicode/utf8"

// Background counts how long the marks of a collection are and which symbols stand in them. It gives the
// chance that a mark from nowhere looks like a pattern: what "none of these" is weighed with.
type Background struct {
	Lengths [MaxPlaces + 1]uint64 // marks by number of symbols; longer ones count as the longest
	Symbols [codeCount]uint64     // symbols by code
}

func (b *Background) add(folded string) {
	b.Lengths[min(utf8.RuneCountInString(folded), MaxPlaces)]++
	for _, r := range folded {
		b.Symbols[codeOf(r)]++
	}
}

func (b *Background) sum(o *Background) {
	for i, n := range o.Lengths {
		b.Lengths[i] += n
	}
	for i, n := range o.Symbols {
		b.Symbols[i] += n
	}
}

// Length is the chance that a mark has n symbols. A small share is kept for lengths never seen.
func (b *Background) Length(n int) float64 {
	total, prior := 0.0, 0.0
	for i := 1; i <= MaxPlaces; i++ {
		total += float64(b.Lengths[i])
		prior += lengthPrior(i)
	}
	if n < 1 || n > MaxPlaces {
		return 0
	}
	return (float64(b.Lengths[n]) + priorMarks*lengthPrior(n)) / (total + priorMarks*prior)
}

// priorMarks is how many marks the prior opinion on lengths and symbols counts for.
const priorMarks = 50

// lengthPrior is the opinion before any mark is seen: four to nine symbols are common.
func lengthPrior(n int) float64 {
	switch {
	case n < 3:
		return .02
	case n <= 9:
		return .12
	case n <= 14:
		return .03
	}
	return .001
}

// frequencies are the chances of each symbol code.
func (b *Background) frequencies() (f [codeCount]float64) {
	total := 0.0
	for c := 1; c < codeCount; c++ {
		f[c] = float64(b.Symbols[c]) + symbolPrior(uint8(c))
		total += f[c]
	}
	for c := range f {
		f[c] /= total
	}
	return f
}

func symbolPrior(c uint8) float64 {
	switch {
	case c <= 10:
		return priorMarks * 5 / 10
	case c <= plainSymbols:
		return priorMarks * 1.8 / 26
	}
	return priorMarks * .2 / 27
}

// Chance is the probability that a mark drawn from the background is reported as this pattern: the likelihood
// of "none of these". Missing, added and swapped symbols are left out; they hardly change it.
func (b *Background) Chance(p Pattern, ch *Channel) float64 {
	return b.chance(newMatcher(p, 1, ch)) // with the price of a wrong symbol
}

func (b *Background) chance(m *matcher) float64 {
	f := b.frequencies()
	places, runs, chance := 0, false, 1.0
	for j := range m.places {
		pl := &m.places[j]
		if pl.kind == Run {
			runs = true
			continue
		}
		places++
		sum := 0.0
		for c := 1; c < codeCount; c++ {
			if pl.hit[c] < impossible {
				sum += f[c] * pl.hit[c].Likelihood()
			} else {
				sum += f[c] * pl.sub[c].Likelihood()
			}
		}
		chance *= sum
	}
	if !runs {
		return chance * b.Length(places)
	}
	lengths := 0.0
	for n := max(places, 1); n <= MaxPlaces; n++ {
		lengths += b.Length(n)
	}
	return chance * lengths
}
