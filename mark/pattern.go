package mark

import (
	"math"
	"slices"
	"strconv"
	"strings"
)

// MaxPlaces is the largest number of places a pattern may have.
const MaxPlaces = 63

// MaxErrors is the largest number of reading errors a pattern may allow.
const MaxErrors = 3

// A Pattern is what is known about a mark: a sequence of places, each with what may stand there, and how many
// reading errors are allowed in all. Parse makes one from the mark notation and String writes it back.
type Pattern struct {
	Reading Reading `json:"reading"`
	// Errors is the number of reading errors allowed: a symbol wrong, missing, too many, or two neighbours
	// swapped. It counts only when Stated; without, the reader of the pattern chooses.
	Errors int  `json:"errors,omitempty"`
	Stated bool `json:"stated,omitempty"`
	// Script is the alphabet the letters of the mark belong to, when the officer knows it.
	Script Script `json:"script,omitempty"`
	// Method is how the mark was read, when the officer or laboratory says.
	Method Method `json:"method,omitempty"`
	// Struck is the mark exactly as struck, separators and case included, for a pattern written "=…".
	Struck string `json:"struck,omitempty"`
}

// A Reading is how a mark was read: one Place for each symbol, from the start of the mark. A laboratory's
// restored mark is a Reading of Weighted places.
type Reading []Place

// A Place is one position of a mark, or a Run of any number of them.
type Place struct {
	Kind PlaceKind `json:"kind"`
	// Choices are the symbols the kind speaks of, in the order of the alphabet; for Weighted, likeliest first.
	Choices []Choice `json:"choices,omitempty"`
}

// A Choice is one symbol, in folded form, with its probability at a Weighted place (0 elsewhere).
type Choice struct {
	Symbol rune    `json:"symbol"`
	P      float64 `json:"p,omitempty"`
}

// PlaceKind says how a place was read.
type PlaceKind string

// Kinds of place.
const (
	One      PlaceKind = "one"      // exactly this symbol
	Any      PlaceKind = "any"      // one symbol, unknown: ?
	Run      PlaceKind = "run"      // any number of unknown symbols, none included: *
	Set      PlaceKind = "set"      // one of these: [38]
	Not      PlaceKind = "not"      // none of these: [^38]
	Weighted PlaceKind = "weighted" // these with their probabilities: {8:.7,B:.2}
)

// Rest is the probability left at a Weighted place for all symbols it does not list together, and 0 for other
// kinds.
func (p Place) Rest() float64 {
	if p.Kind != Weighted {
		return 0
	}
	rest := 1.0
	for _, c := range p.Choices {
		rest -= c.P
	}
	// Decimal fractions do not add up exactly; less than this was not meant.
	if rest < 1e-9 {
		return 0
	}
	return rest
}

// Plain reports whether the pattern is a bare text: every place one symbol, nothing said about errors, script
// or exactness. That is what an officer types who does not know the notation.
func (p Pattern) Plain() bool {
	return p.Struck == "" && !p.Stated && p.Script == NoScript && p.Method == NoMethod && p.literal()
}

func (p Pattern) literal() bool {
	return !slices.ContainsFunc(p.Reading, func(pl Place) bool { return pl.Kind != One })
}

// Text is the folded text of a pattern whose places are all exact, and empty for others.
func (p Pattern) Text() string {
	if !p.literal() {
		return ""
	}
	var b strings.Builder
	for _, pl := range p.Reading {
		b.WriteRune(pl.Choices[0].Symbol)
	}
	return b.String()
}

// Accepts reports whether the mark as struck satisfies what the folded form cannot show: exactness ("=…") and
// the script hint. It says nothing about the places themselves; Match does.
func (p Pattern) Accepts(struck string) bool {
	if p.Struck != "" && strings.TrimSpace(struck) != p.Struck {
		return false
	}
	return p.Script.Wrote(struck)
}

// Exactly is the pattern that finds the text under its folded form, without any error.
func Exactly(text string) Pattern {
	p := Pattern{Stated: true}
	for _, r := range Fold(text) {
		p.Reading = append(p.Reading, Place{Kind: One, Choices: []Choice{{Symbol: r}}})
	}
	return p
}

// String writes the pattern in the mark notation. Parse of the result is the same pattern.
func (p Pattern) String() string {
	if p.Struck != "" {
		return "=" + p.Struck
	}
	var b strings.Builder
	for _, pl := range p.Reading {
		pl.write(&b)
	}
	if p.Stated {
		b.WriteString("~" + strconv.Itoa(p.Errors))
	}
	if p.Script != NoScript {
		b.WriteString(" " + scriptHint + string(p.Script))
	}
	if p.Method != NoMethod {
		b.WriteString(" " + methodHint + string(p.Method))
	}
	return b.String()
}

// String writes one place in the mark notation.
func (p Place) String() string {
	var b strings.Builder
	p.write(&b)
	return b.String()
}

func (p Place) write(b *strings.Builder) {
	switch p.Kind {
	case Any:
		b.WriteByte('?')
	case Run:
		b.WriteByte('*')
	case One:
		b.WriteRune(p.Choices[0].Symbol)
	case Set, Not:
		b.WriteByte('[')
		if p.Kind == Not {
			b.WriteByte('^')
		}
		writeSet(b, p.Choices)
		b.WriteByte(']')
	case Weighted:
		b.WriteByte('{')
		for i, c := range p.Choices {
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteRune(c.Symbol)
			b.WriteByte(':')
			b.WriteString(strings.TrimPrefix(strconv.FormatFloat(c.P, 'f', -1, 64), "0"))
		}
		b.WriteByte('}')
	}
}

// writeSet writes symbols one after another, four or more neighbours as a range.
func writeSet(b *strings.Builder, choices []Choice) {
	for i := 0; i < len(choices); {
		end := i
		for end+1 < len(choices) && follows(choices[end].Symbol, choices[end+1].Symbol) {
			end++
		}
		if end-i < 3 {
			end = i
		}
		b.WriteRune(choices[i].Symbol)
		if end > i {
			b.WriteByte('-')
			b.WriteRune(choices[end].Symbol)
		}
		i = end + 1
	}
}

// follows reports whether b is the next digit or the next Latin capital after a.
func follows(a, b rune) bool {
	return b == a+1 && rangeable(a) && rangeable(b) && isDigitCode(codeOf(a)) == isDigitCode(codeOf(b))
}

func rangeable(r rune) bool { return r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' }

// tidy brings a place to the one form in which it is kept: choices in order, a set of one as One.
func (p Place) tidy() Place {
	switch p.Kind {
	case Weighted:
		slices.SortStableFunc(p.Choices, func(a, b Choice) int {
			if a.P != b.P {
				return int(math.Copysign(1, b.P-a.P))
			}
			return compareSymbols(a.Symbol, b.Symbol)
		})
		if len(p.Choices) == 1 && p.Rest() == 0 {
			return Place{Kind: One, Choices: []Choice{{Symbol: p.Choices[0].Symbol}}}
		}
	case Set, Not:
		slices.SortFunc(p.Choices, func(a, b Choice) int { return compareSymbols(a.Symbol, b.Symbol) })
		p.Choices = slices.CompactFunc(p.Choices, func(a, b Choice) bool { return a.Symbol == b.Symbol })
		if p.Kind == Set && len(p.Choices) == 1 {
			p.Kind = One
		}
	}
	return p
}
