package trial

import (
	"math/rand/v2"
	"unicode"

	"focalpoint/mark"
)

// plain are the symbols anything can be taken for.
const plain = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

// tableShare is the share of the world's misreadings that follow its table; the rest fall on any symbol.
const tableShare = .9

// reader errs as the world's table says.
type reader struct {
	wrong float64
	rows  map[rune]row
}

// row is what a symbol is taken for, as shares that add up.
type row struct {
	symbols []rune
	shares  []float64
	p       map[rune]float64
}

func newReader(t *mark.Confusions, wrong float64) *reader {
	rd := &reader{wrong: wrong, rows: map[rune]row{}}
	for _, y := range everySymbol() {
		var ro row
		ro.p = map[rune]float64{}
		var weights []float64
		for _, x := range everySymbol() {
			if rate := t.Rate(y, x); rate > 0 {
				ro.symbols = append(ro.symbols, x)
				weights = append(weights, rate)
			}
		}
		if len(weights) > 0 {
			ro.shares = adding(weights)
			for i, x := range ro.symbols {
				ro.p[x] = shareOf(ro.shares, i)
			}
		}
		rd.rows[y] = ro
	}
	return rd
}

// everySymbol lists the symbols that occur: digits, Latin, Cyrillic capitals without a twin.
func everySymbol() []rune { return []rune(plain + "БГДЖЗИЛПФЦЧШЩЪЫЬЭЮЯ") }

// takenFor draws what a symbol is taken for, once it is misread.
func (rd *reader) takenFor(y rune, r *rand.Rand) rune {
	if ro := rd.rows[y]; len(ro.symbols) > 0 && r.Float64() < tableShare {
		return ro.symbols[choose(ro.shares, r)]
	}
	for {
		if x := rune(plain[r.IntN(len(plain))]); x != y {
			return x
		}
	}
}

// chance is the probability of takenFor giving x for y.
func (rd *reader) chance(x, y rune) float64 {
	if x == y {
		return 0
	}
	p, any := 0.0, 1.0
	if ro := rd.rows[y]; len(ro.symbols) > 0 {
		p, any = tableShare*ro.p[x], 1-tableShare
	}
	if x >= '0' && x <= '9' || x >= 'A' && x <= 'Z' {
		others := float64(len(plain))
		if y >= '0' && y <= '9' || y >= 'A' && y <= 'Z' {
			others--
		}
		p += any / others
	}
	return p
}

// Shares of clerks' errors by kind: Verhoeff's counts of errors in copying digits, the rest shared between a symbol
// left out and one too many.
const (
	clerkWrong   = .79
	clerkSwapped = .10
	clerkMissed  = .055
	clerkExtra   = .055
)

// copyWrongly makes one copying error.
func (rd *reader) copyWrongly(text string, r *rand.Rand) string {
	s := []rune(text)
	at := r.IntN(len(s))
	switch u := r.Float64(); {
	case u < clerkWrong || len(s) < 3:
		s[at] = rd.takenFor(s[at], r)
	case u < clerkWrong+clerkSwapped:
		at = r.IntN(len(s) - 1)
		s[at], s[at+1] = s[at+1], s[at]
	case u < clerkWrong+clerkSwapped+clerkMissed:
		s = append(s[:at:at], s[at+1:]...)
	default:
		s = append(s[:at:at], append([]rune{rune(plain[r.IntN(10)])}, s[at:]...)...)
	}
	return string(s)
}

func isDigit(r rune) bool  { return r >= '0' && r <= '9' }
func isLetter(r rune) bool { return unicode.IsLetter(r) }
