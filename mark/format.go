package mark

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
)

// A Format is one form of a maker's serial numbers: versioned data with its source, importable.
type Format struct {
	Code  string `json:"code"`
	Maker string `json:"maker"` // the maker's code; this package only compares it
	// Template writes the form: # a digit, @ a Latin letter, % a Cyrillic letter, [38] one of these, ? any symbol,
	// {2} or {2-4} after one of these how many, every other letter and digit itself. Separators do not matter.
	Template string `json:"template"`
	// From and To are the years of manufacture in which it was struck; 0 is open.
	From int `json:"from,omitempty"`
	To   int `json:"to,omitempty"`
	// Low and High bound the number its last run of digits makes; High 0 is open.
	Low  int64 `json:"low,omitempty"`
	High int64 `json:"high,omitempty"`
	// Only says that the source excludes any other form for this maker in these years.
	Only   bool        `json:"only,omitempty"`
	Trust  FormatTrust `json:"trust"`
	Source string      `json:"source"`
	Note   string      `json:"note,omitempty"`

	places []formatPlace
}

// FormatTrust says what a format record rests on.
type FormatTrust string

// Degrees of trust.
const (
	Published FormatTrust = "published" // the maker, a proof house or an authority says so
	Collector FormatTrust = "collector" // a collector's page or book says so
	Memory    FormatTrust = "memory"    // written from memory, nobody has checked it
)

// A formatPlace is one symbol of a template: the symbols that may stand there, and whether it may be missing.
type formatPlace struct {
	class    string // symbols, when listed
	kind     rune   // # @ % ? or 0 for the listed symbols
	optional bool
	digit    bool
}

// NewFormat checks a record and makes it ready. The error says what is wrong with it.
func NewFormat(f Format) (Format, error) {
	if f.Maker == "" || f.Source == "" {
		return f, fmt.Errorf("the format %q names no maker or no source", f.Template)
	}
	switch f.Trust {
	case Published, Collector, Memory:
	default:
		return f, fmt.Errorf("the trust %q of the format %q is not known; write published, collector or memory", f.Trust, f.Template)
	}
	if f.Only && f.Trust != Published {
		return f, fmt.Errorf("the format %q excludes all others but its trust is %q; only a published source can exclude", f.Template, f.Trust)
	}
	if f.To != 0 && f.To < f.From || f.High != 0 && f.High < f.Low {
		return f, fmt.Errorf("the format %q ends before it begins", f.Template)
	}
	places, err := parseTemplate(f.Template)
	f.places = places
	return f, err
}

func parseTemplate(template string) ([]formatPlace, error) {
	t := []rune(template)
	fail := func(at int, what string) ([]formatPlace, error) {
		return nil, fmt.Errorf("the template %q cannot be read at character %d: %s", template, at+1, what)
	}
	var out []formatPlace
	for i := 0; i < len(t); i++ {
		var pl formatPlace
		switch r := t[i]; {
		case r == '#' || r == '@' || r == '%' || r == '?':
			pl = formatPlace{kind: r, digit: r == '#'}
		case r == '[':
			end := i + 1
			for end < len(t) && t[end] != ']' {
				end++
			}
			if pl.class = Fold(string(t[i+1 : min(end, len(t))])); end >= len(t) || pl.class == "" {
				return fail(i, "the list of symbols is empty or not closed; write [38]")
			}
			pl.digit = strings.Trim(pl.class, "0123456789") == ""
			i = end
		case r == '{' || r == '}' || r == ']':
			return fail(i, "a bracket stands alone; {2-4} follows what it repeats")
		default:
			f := foldRune(r)
			if len(f) == 0 {
				continue // a separator
			}
			for _, s := range f {
				out = append(out, formatPlace{class: string(s), digit: s >= '0' && s <= '9'})
			}
			continue
		}
		least, most := 1, 1
		if i+1 < len(t) && t[i+1] == '{' {
			end := i + 2
			for end < len(t) && t[end] != '}' {
				end++
			}
			var ok bool
			if least, most, ok = repeats(string(t[i+2 : min(end, len(t))])); !ok || end >= len(t) {
				return fail(i+1, "write how many, as {4} or {2-4}")
			}
			i = end
		}
		for n := range most {
			p := pl
			p.optional = n >= least
			out = append(out, p)
		}
	}
	switch {
	case len(out) == 0:
		return fail(0, "there is no symbol in it")
	case len(out) > MaxPlaces:
		return fail(MaxPlaces, "it is too long")
	}
	return out, nil
}

func repeats(s string) (least, most int, ok bool) {
	a, b, ranged := strings.Cut(s, "-")
	if !ranged {
		b = a
	}
	least, err := strconv.Atoi(a)
	most, err2 := strconv.Atoi(b)
	return least, most, err == nil && err2 == nil && least >= 0 && least <= most && most > 0 && most <= MaxPlaces
}

// admits reports whether a symbol may stand at the place.
func (p *formatPlace) admits(r rune) bool {
	switch p.kind {
	case '#':
		return r >= '0' && r <= '9'
	case '@':
		return r >= 'A' && r <= 'Z'
	case '%':
		// A Cyrillic letter with a Latin twin is folded to it.
		return unicode.Is(unicode.Cyrillic, r) || strings.ContainsRune("ABEKMHOPCTYXIJSQWF", r)
	case '?':
		return isSymbol(r)
	}
	return strings.ContainsRune(p.class, r)
}

// meets reports whether something a reader left open at a place of a pattern may stand there.
func (p *formatPlace) meets(pl Place) bool {
	listed := func() bool {
		for _, c := range pl.Choices {
			if p.admits(c.Symbol) {
				return true
			}
		}
		return false
	}
	switch pl.Kind {
	case Any, Run:
		return true
	case Not:
		for r := range strings.SplitSeq(codedSymbols, "") {
			s := []rune(r)[0]
			if p.admits(s) && !has(pl.Choices, s) {
				return true
			}
		}
		return false
	case Weighted:
		return pl.Rest() > 0 || listed()
	}
	return listed()
}

func has(choices []Choice, s rune) bool {
	for _, c := range choices {
		if c.Symbol == s {
			return true
		}
	}
	return false
}

// Fits reports whether a number in this form can be what the pattern says; errors the pattern allows do not count.
func (f *Format) Fits(p Pattern) bool {
	n := len(f.places)
	// at[i]: the places of the pattern so far can fill the first i places of the template.
	at := make([]bool, n+1)
	skip := func(at []bool) {
		for i := range n {
			if at[i] && f.places[i].optional {
				at[i+1] = true
			}
		}
	}
	at[0] = true
	skip(at)
	for _, pl := range p.Reading {
		next := make([]bool, n+1)
		for i := 0; i <= n; i++ {
			switch {
			case !at[i] && !(pl.Kind == Run && next[i]):
			case pl.Kind == Run:
				next[i] = true
				if i < n {
					next[i+1] = true
				}
			case i < n && f.places[i].meets(pl):
				next[i+1] = true
			}
		}
		skip(next)
		at = next
	}
	return at[n]
}

// number is what the last run of digits of a folded text makes, when there is one that fits in 18 digits.
func number(folded string) (int64, bool) {
	end := strings.LastIndexFunc(folded, func(r rune) bool { return r >= '0' && r <= '9' }) + 1
	start := end
	for start > 0 && folded[start-1] >= '0' && folded[start-1] <= '9' {
		start--
	}
	if start == end || end-start > 18 {
		return 0, false
	}
	n, err := strconv.ParseInt(folded[start:end], 10, 64)
	return n, err == nil
}

// inRange reports whether the number of a whole text lies within the format's bounds; a text without one does.
func (f *Format) inRange(folded string) bool {
	n, ok := number(folded)
	return !ok || n >= f.Low && (f.High == 0 || n <= f.High)
}

// inYears reports whether the format was struck in a year; an unknown year (0) is within.
func (f *Format) inYears(year int) bool {
	return year == 0 || (f.From == 0 || year >= f.From) && (f.To == 0 || year <= f.To)
}

// Make writes a number in the form, with the separators of the template left out; pick(n) chooses one of n.
func (f *Format) Make(pick func(n int) int) string {
	const cyrillic = "АБВГДЕЖИКЛМНПРСТУФХЦЧШЭЮЯ"
	var b strings.Builder
	for _, p := range f.places {
		if p.optional && pick(2) == 0 {
			continue
		}
		from := []rune(p.class)
		switch p.kind {
		case '#':
			from = []rune("0123456789")
		case '@':
			from = []rune("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
		case '%':
			from = []rune(cyrillic)
		case '?':
			from = []rune("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")
		}
		b.WriteRune(from[pick(len(from))])
	}
	return b.String()
}
