package i18n

import (
	"fmt"
	"strings"
	"unicode"

	"golang.org/x/text/feature/plural"
)

// A Printer writes messages, dates, numbers and names in one language. It is
// safe for concurrent use.
type Printer struct {
	lang     Lang
	messages map[string]entry
	own      *Catalogue
	missing  func(key string)
}

// Strict returns a printer that also reports each missing key to a function; tests
// of pages hand in t.Errorf here, so that "[the.key]" never reaches a user.
func (p *Printer) Strict(missing func(key string)) *Printer {
	q := *p
	q.missing = missing
	return &q
}

// Lang is the printer's language, for the lang attribute.
func (p *Printer) Lang() Lang { return p.lang }

// Dir is "rtl" or "ltr", for the dir attribute.
func (p *Printer) Dir() string { return p.lang.Dir() }

// Has says whether a key is in the catalogue, for codes that may have no text yet.
func (p *Printer) Has(key string) bool {
	_, ok := p.messages[key]
	return ok
}

// T returns the text of a key with its placeholders filled. args are names and
// values in turn: p.T("trace.sent", "to", "State B", "hops", 2). Whole and
// decimal numbers are written in the language's digits; everything else as text
// as it is. A placeholder without a value stays as it is written; a missing key
// shows as "[key]".
func (p *Printer) T(key string, args ...any) string {
	m, ok := p.messages[key]
	if !ok {
		return p.absent(key)
	}
	return p.fill(m.full(), args)
}

// N returns the text of a key in the plural form for n of something. The
// placeholder {n} is filled with n.
func (p *Printer) N(key string, n int, args ...any) string {
	m, ok := p.messages[key]
	if !ok {
		return p.absent(key)
	}
	t, ok := m[exact]
	if !ok || n != 0 {
		if t, ok = m[pluralForm(p.lang, n)]; !ok {
			t = m.full()
		}
	}
	return p.fill(t, append([]any{"n", n}, args...))
}

func (p *Printer) absent(key string) string {
	if p.missing != nil {
		p.missing(key)
	}
	return "[" + key + "]"
}

// pluralForm names the CLDR class of a whole number in a language.
func pluralForm(lang Lang, n int) string {
	i := n
	if i < 0 {
		i = -i
	}
	switch plural.Cardinal.MatchPlural(lang.tag(), i, 0, 0, 0, 0) {
	case plural.Zero:
		return "zero"
	case plural.One:
		return "one"
	case plural.Two:
		return "two"
	case plural.Few:
		return "few"
	case plural.Many:
		return "many"
	}
	return "other"
}

func (p *Printer) fill(t text, args []any) string {
	if len(t) == 1 {
		return t[0]
	}
	var b strings.Builder
	for i, s := range t {
		if i%2 == 0 {
			b.WriteString(s)
		} else {
			b.WriteString(p.value(s, args))
		}
	}
	return b.String()
}

func (p *Printer) value(name string, args []any) string {
	for i := 0; i+1 < len(args); i += 2 {
		if args[i] == name {
			return p.format(args[i+1])
		}
	}
	return "{" + name + "}"
}

func (p *Printer) format(v any) string {
	switch v := v.(type) {
	case int, int8, int16, int32, int64, uint, uint8, uint16, uint32, uint64, float32, float64:
		return p.Number(v)
	case string:
		return p.Isolate(v)
	case nil:
		return ""
	}
	return p.Isolate(fmt.Sprint(v))
}

// Unicode's first-strong isolate and the end of an isolate (UAX 9, section 2.4).
const (
	fsi = "\u2068"
	pdi = "\u2069"
)

// Isolate wraps a value in Unicode isolates where its direction, or that of the
// language, could otherwise mix up the order of what is around it. Where no
// right-to-left character can meet another it returns the value as it is.
func (p *Printer) Isolate(s string) string {
	if s == "" || p.Dir() == "ltr" && !strings.ContainsFunc(s, rightToLeft) {
		return s
	}
	return fsi + s + pdi
}

func rightToLeft(r rune) bool {
	return r >= 0x590 && (unicode.In(r, unicode.Arabic, unicode.Hebrew, unicode.Syriac, unicode.Thaana, unicode.Nko, unicode.Adlam) ||
		r == '\u200f' || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069)
}
