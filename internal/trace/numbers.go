package trace

import (
	"cmp"
	"slices"
	"strings"

	"focalpoint"
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

// Formats judges by the formats of makers' numbers that the code lists hold;
// the catalogue is one. A text is in the mark notation; year is 0 when it is not
// known.
type Formats struct {
	Codes interface {
		JudgeSerial(makeCode, text string, year int) mark.Verdict
	}
}

// Judge implements Numbers. A year of manufacture written in front of the number
// passes. A number is held to be impossible only when a published source says
// so, and reading any of its symbols as one of like shape does not help.
func (f Formats) Judge(it register.Item) NumberFit {
	number := plainNumber(it)
	if number == "" {
		return NumberFit{}
	}
	if why, slip := mark.Nonsense(number); slip && why.Code != mark.DoubtWord && why.Code != mark.DoubtEmpty {
		return NumberFit{FitUnusual, reason("trace.fit.nonsense", "number", number)}
	}
	if focalpoint.Absent(it.Describes.Make.Code) {
		return NumberFit{}
	}
	year, _ := focalpoint.ParseYear(it.Describes.Year)
	folded := mark.Fold(number)
	verdict := f.Codes.JudgeSerial(it.Describes.Make.Code, folded, year)
	if r := []rune(folded); verdict.Result != mark.FormatFits && len(r) > 6 {
		if front, ok := focalpoint.ParseYear(string(r[:4])); ok && front > 1800 && (year == 0 || front == year) {
			if rest := f.Codes.JudgeSerial(it.Describes.Make.Code, string(r[4:]), front); rest.Result == mark.FormatFits {
				verdict = rest
			}
		}
	}
	var series []string
	source := ""
	for _, record := range verdict.Records {
		if len(series) < formatsTold && !slices.Contains(series, record.Template) {
			series = append(series, record.Template)
		}
		source = cmp.Or(source, record.Source)
	}
	params := []string{"number", number, "series", strings.Join(series, ", "), "source", source}
	switch {
	case verdict.Result == mark.FormatFits:
		return NumberFit{Fit: FitFits}
	case verdict.Result == mark.FormatCannot && f.Codes.JudgeSerial(it.Describes.Make.Code, loosely(folded), year).Result == mark.FormatCannot:
		return NumberFit{FitCannot, reason("trace.fit.cannot", params...)}
	case verdict.Result == mark.FormatCannot, verdict.Result == mark.FormatUnusual:
		return NumberFit{FitUnusual, reason("trace.fit.unusual", params...)}
	}
	return NumberFit{}
}

// formatsTold is how many of a maker's formats a sentence names.
const formatsTold = 4

// loosely writes a number in the mark notation with every symbol in doubt
// between those of like shape.
func loosely(folded string) string {
	var b strings.Builder
	for _, r := range folded {
		alike := mark.DefaultChannel().Alike(r)
		if len(alike) == 0 {
			b.WriteRune(r)
			continue
		}
		b.WriteString("[" + string(r))
		for _, c := range alike {
			b.WriteRune(c.Symbol)
		}
		b.WriteString("]")
	}
	return b.String()
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
