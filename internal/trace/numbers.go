package trace

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"focalpoint"
	"focalpoint/internal/catalogue"
	"focalpoint/internal/register"
	"focalpoint/mark"
)

// Fit says how a number stands to the numbers its maker struck.
type Fit string

// What can be said of a number.
const (
	FitUnsaid  Fit = ""        // no rule speaks of it
	FitFits    Fit = "fits"    //
	FitUnusual Fit = "unusual" // outside what is known of the maker, or like a slip of writing: an indicator
	FitCannot  Fit = "cannot"  // the maker struck no such number: result F2 when nothing is on record
)

// NumberFit is a judgement with its sentence.
type NumberFit struct {
	Fit Fit    `json:"fit,omitempty"`
	Why Reason `json:"why,omitzero"` // names the rule's source; empty when it fits or nothing is said
}

// Numbers judges the number of an item against its maker's. It takes values
// and returns values; the same item and rules give the same judgement.
type Numbers interface {
	Judge(register.Item) NumberFit
}

// Series judges by the code lists: a model's attribute "series" names the
// formats of its numbers, parted by ";". In a format # stands for a digit of any
// script, @ and % for a letter, anything else for itself. The attribute
// "series-whole" is "yes" where the source says that there are no others: only
// then can a number be held to be impossible.
type Series struct {
	Codes interface {
		List(name string) (*catalogue.List, error)
	}
}

// Judge implements Numbers. Symbols of like shape (O and 0, I and 1) pass for
// each other, and so does a year of manufacture written in front.
func (s Series) Judge(it register.Item) NumberFit {
	number := plainNumber(it)
	if number == "" {
		return NumberFit{}
	}
	if why, slip := mark.Nonsense(number); slip && why.Code != mark.DoubtWord && why.Code != mark.DoubtEmpty {
		return NumberFit{FitUnusual, reason("trace.fit.nonsense", "number", number)}
	}
	models, err := s.Codes.List("model")
	if err != nil || focalpoint.Absent(it.Describes.Make.Code) {
		return NumberFit{}
	}
	whole, formats, source := true, []string(nil), ""
	for _, m := range models.Children(it.Describes.Make.Code) {
		if code := it.Describes.Model.Code; !focalpoint.Absent(code) && m.Code != code {
			continue
		}
		whole = whole && m.Attr["series-whole"] == "yes"
		if m.Attr["series"] == "" {
			continue // of this model nothing is known; numbers of the others still say what is usual
		}
		source = cmp.Or(source, m.Source, models.Source)
		for format := range strings.SplitSeq(m.Attr["series"], ";") {
			if format = strings.TrimSpace(format); format != "" && !slices.Contains(formats, format) {
				formats = append(formats, format)
			}
		}
	}
	switch {
	case len(formats) == 0:
		return NumberFit{}
	case slices.ContainsFunc(formats, func(f string) bool { return struckAs(number, f) }):
		return NumberFit{Fit: FitFits}
	}
	fit, key := FitUnusual, "trace.fit.unusual"
	if whole {
		fit, key = FitCannot, "trace.fit.cannot"
	}
	return NumberFit{fit, reason(key, "number", number, "series", strings.Join(formats, ", "), "source", source)}
}

// plainNumber is the number of an item that was read without doubt: the one on
// the frame before others; "" when there is none.
func plainNumber(it register.Item) string {
	for _, m := range it.Marks {
		switch m.Condition {
		case focalpoint.ConditionErased, focalpoint.ConditionNever, focalpoint.ConditionPartial, focalpoint.ConditionAltered:
			continue
		}
		if m.Kind == focalpoint.MarkSerial && m.Reading == "" && mark.Fold(m.Text) != "" {
			return m.Text
		}
	}
	return ""
}

// struckAs says whether a number may have been struck in a format.
func struckAs(number, format string) bool {
	symbols := []rune(mark.Fold(number))
	var places []rune
	for _, r := range format {
		switch r {
		case '#', '¤':
			places = append(places, '#')
		case '@', '%':
			places = append(places, '@')
		default:
			places = append(places, []rune(mark.Fold(string(r)))...)
		}
	}
	if n := len(symbols) - len(places); n == 4 {
		if year, err := strconv.Atoi(string(symbols[:4])); err == nil && year > 1850 && year < 2100 {
			symbols = symbols[4:]
		}
	}
	return len(symbols) == len(places) && !slices.ContainsFunc(places, func(p rune) bool {
		r := symbols[0]
		symbols = symbols[1:]
		return !stands(r, p)
	})
}

// stands says whether a symbol seen may be what a place of a format asks for.
func stands(seen, place rune) bool {
	switch place {
	case '#':
		return unicode.IsDigit(seen) || alikeAny(seen, "0123456789")
	case '@':
		return unicode.IsLetter(seen) || alikeAny(seen, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
	}
	return seen == place || mark.DefaultChannel().Seen(seen, place) >= alikeFrom
}

func alikeAny(seen rune, struck string) bool {
	return strings.ContainsFunc(struck, func(r rune) bool { return mark.DefaultChannel().Seen(seen, r) >= alikeFrom })
}
