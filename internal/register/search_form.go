package register

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"focalpoint/mark"
)

// form is a text under which a recorded mark can be found beside its own
// folded text: without a glued year or model, or one way to read a mark that
// was recorded in doubt. Penalty is the cost of its being asked for so.
type form struct {
	fold    string
	why     string
	penalty mark.Cost
}

// Costs of what is left out of a mark, as chances that a reader leaves it out.
const (
	variantChance = 0.1  // a year, label, model or licence number beside the serial
	seriesChance  = 0.05 // the letters before the number
)

// gluedChance is how often four digits that can be a year and stand right
// before the number, with nothing between, are one.
const gluedChance = 0.02

// withoutYear takes a year of manufacture off the front of a folded number,
// where enough of a number remains. It may be wrong: the cost says so.
func withoutYear(folded string) (rest string, ok bool) {
	if len(folded) < 9 {
		return "", false
	}
	y, err := strconv.Atoi(folded[:4])
	return folded[4:], err == nil && y >= 1880 && y <= 2059 && utf8.ValidString(folded[4:])
}

// mostReadings bounds how many ways to read a doubtful mark are indexed one by
// one. A mark that leaves more open is kept as it was recorded and compared
// with what is asked.
const mostReadings = 12

// leftOpen gives the reading of a mark that leaves too much open to be written out.
func leftOpen(reading string) (mark.Reading, bool) {
	if reading == "" || !strings.ContainsAny(reading, "?*[{") {
		return nil, false
	}
	p, err := mark.Parse(reading)
	if err != nil {
		return nil, false // the reading is kept as written; what cannot be read cannot be searched
	}
	return p.Reading, len(readings(p.Reading)) == 0
}

// plainText says whether the folded text of a mark stands for itself. A text
// written in the mark notation does not: "AB[38]4" is not the number AB384.
func plainText(text, reading string) bool {
	return reading == "" || reading != text || !strings.ContainsAny(text, "?*[]{}~")
}

// formsOf gives the other forms of a recorded mark.
func formsOf(text, reading, model string) []form {
	var out []form
	if plainText(text, reading) {
		for _, v := range mark.Variants(text, model) {
			out = append(out, form{v.Mark, string(v.Why), mark.CostOf(variantChance)})
		}
	}
	if rest, ok := withoutYear(mark.Fold(text)); ok && plainText(text, reading) && !slices.ContainsFunc(out, func(f form) bool { return f.fold == rest }) {
		out = append(out, form{rest, string(mark.WithoutYear), mark.CostOf(gluedChance)})
	}
	if reading == "" {
		return out
	}
	p, err := mark.Parse(reading)
	if err != nil {
		return out // the reading is kept as written; what cannot be read cannot be searched
	}
	ways := readings(p.Reading)
	price := mark.Cost(math.Round(1000 * math.Log(float64(max(1, len(ways))))))
	for _, w := range ways {
		out = append(out, form{w, readingForm, price})
	}
	return out
}

// readings writes out every text a reading leaves open, none when there are
// too many or a part of unknown length is lost.
func readings(r mark.Reading) []string {
	out := []string{""}
	for _, pl := range r {
		var symbols []rune
		switch pl.Kind {
		case mark.Run:
			return nil
		case mark.Any, mark.Not:
			for _, s := range "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ" {
				if !slices.ContainsFunc(pl.Choices, func(c mark.Choice) bool { return c.Symbol == s }) {
					symbols = append(symbols, s)
				}
			}
		default:
			for _, c := range pl.Choices {
				symbols = append(symbols, c.Symbol)
			}
		}
		if len(out)*len(symbols) > mostReadings {
			return nil
		}
		next := make([]string, 0, len(out)*len(symbols))
		for _, head := range out {
			for _, s := range symbols {
				next = append(next, head+string(s))
			}
		}
		out = next
	}
	return out
}

// ask is one question to the index; a search asks several.
type ask struct {
	pattern mark.Pattern
	errors  int
	cut     mark.Cost
	penalty mark.Cost
	why     string // what the question leaves out or adds; empty for the pattern itself
}

// tolerantCut lets two likely errors through (0 for O and 8 for B) and every
// single one, and leaves out two unlikely ones.
const tolerantCut = 11500

// questions are what to ask for a pattern. A plain text is taken to be read by
// a person: near misses, a year or label typed with it, and letters before the
// number that only the record or only the reader has are asked for too.
func questions(text string, p mark.Pattern) []ask {
	main := ask{pattern: p, errors: p.Errors}
	folded := p.Text()
	if folded == "" || p.Stated || p.Struck != "" || strings.ContainsAny(text, "[{") {
		return []ask{main}
	}
	n := utf8.RuneCountInString(folded)
	switch {
	case n >= 4:
		main.errors, main.cut = 2, tolerantCut
	case n == 3:
		main.errors = 1
	}
	asks := []ask{main}
	add := func(p mark.Pattern, chance float64, why string) {
		p.Script = main.pattern.Script
		asks = append(asks, ask{pattern: p, penalty: mark.CostOf(chance), why: why})
	}
	for _, v := range mark.Variants(text, "") {
		add(mark.Exactly(v.Mark), variantChance, string(v.Why))
	}
	if rest, ok := withoutYear(folded); ok && !slices.ContainsFunc(asks, func(a ask) bool { return a.why == string(mark.WithoutYear) }) {
		add(mark.Exactly(rest), gluedChance, string(mark.WithoutYear))
	}
	number := strings.TrimLeftFunc(folded, func(r rune) bool { return r < '0' || r > '9' })
	if number == folded && n >= 2 {
		letter := mark.Place{Kind: mark.Not, Choices: digits()}
		reading := mark.Exactly(folded).Reading
		for range 4 {
			reading = append(mark.Reading{letter}, reading...)
			add(mark.Pattern{Reading: slices.Clone(reading), Stated: true}, seriesChance, "series-recorded")
		}
	}
	if letters := len(folded) - len(number); letters > 0 && len(number) >= 2 && strings.Trim(number, "0123456789") == "" {
		add(mark.Exactly(number), seriesChance, string(mark.WithoutSeries))
	}
	return asks
}

func digits() []mark.Choice {
	var out []mark.Choice
	for _, r := range "0123456789" {
		out = append(out, mark.Choice{Symbol: r})
	}
	return out
}
