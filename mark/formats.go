package mark

import (
	_ "embed" // the formats
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"sync"
)

//go:embed data/serial_format.csv
var formatFile string

// Formats are the known forms of makers' serial numbers. They are immutable.
type Formats struct{ byMaker map[string][]Format }

// NewFormats makes the collection of checked records.
func NewFormats(list []Format) *Formats {
	f := &Formats{byMaker: map[string][]Format{}}
	for _, one := range list {
		f.byMaker[one.Maker] = append(f.byMaker[one.Maker], one)
	}
	return f
}

// BuiltinFormats are the records shipped with the package, most of them from memory: a start, to be replaced by
// what makers, proof houses and authorities publish.
func BuiltinFormats() []Format { return slices.Clone(builtinFormats()) }

var builtinFormats = sync.OnceValue(func() []Format {
	list, err := ReadFormats(strings.NewReader(formatFile))
	if err != nil {
		panic(fmt.Sprintf("mark: embedded data: %v", err))
	}
	return list
})

// FormatColumns are the columns of a file of formats; those after template may be empty or left out.
func FormatColumns() []string {
	return []string{"code", "maker", "template", "made_from", "made_to", "low", "high", "trust", "only", "source", "note"}
}

// ReadFormats reads format records from a CSV with a header line. The error names the line.
func ReadFormats(r io.Reader) ([]Format, error) {
	rows, err := csv.NewReader(r).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("the file of formats is no CSV: %w", err)
	}
	var out []Format
	for i, row := range rows[min(1, len(rows)):] {
		cells := map[string]string{}
		for c, name := range rows[0] {
			cells[strings.TrimSpace(name)] = row[c]
		}
		f, err := FormatOf(func(column string) string { return cells[column] })
		if err != nil {
			return nil, fmt.Errorf("line %d of the file of formats: %w", i+2, err)
		}
		out = append(out, f)
	}
	return out, nil
}

// FormatOf makes a record from named cells (see FormatColumns).
func FormatOf(cell func(column string) string) (Format, error) {
	f := Format{Code: cell("code"), Maker: cell("maker"), Template: cell("template"), Source: cell("source"), Note: cell("note"), Trust: FormatTrust(cell("trust"))}
	var bad error
	number := func(column string) int64 {
		text := strings.TrimSpace(cell(column))
		if text == "" {
			return 0
		}
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil || n < 0 {
			bad = fmt.Errorf("the column %s holds %q, which is no whole number", column, text)
		}
		return n
	}
	f.From, f.To, f.Low, f.High = int(number("made_from")), int(number("made_to")), number("low"), number("high")
	switch v := strings.ToLower(strings.TrimSpace(cell("only"))); v {
	case "", "no":
	case "yes":
		f.Only = true
	default:
		return f, fmt.Errorf("the column only holds %q; write yes, or nothing", v)
	}
	if bad != nil {
		return f, bad
	}
	if f.Trust == "" {
		f.Trust = Memory
	}
	return NewFormat(f)
}

// Of lists the formats of a maker, in the order of their records.
func (f *Formats) Of(maker string) []Format { return slices.Clone(f.byMaker[maker]) }

// Makers lists the makers with a format, sorted.
func (f *Formats) Makers() []string {
	out := make([]string, 0, len(f.byMaker))
	for m := range f.byMaker {
		out = append(out, m)
	}
	slices.Sort(out)
	return out
}

// FormatResult says how a number agrees with its maker's formats.
type FormatResult string

// Results of Judge. Unusual is no proof: most records are incomplete.
const (
	FormatUnknown FormatResult = "unknown" // no record on this maker
	FormatFits    FormatResult = "fits"
	FormatUnusual FormatResult = "unusual"   // no record has this form, or not in this year or range
	FormatCannot  FormatResult = "cannot-be" // a published source excludes it
)

// FormatReason says why a number is unusual or cannot be.
type FormatReason string

// Reasons.
const (
	ReasonForm  FormatReason = "form"  // no record of the maker has this form
	ReasonYear  FormatReason = "year"  // the form is known, from other years
	ReasonRange FormatReason = "range" // the form is known, with lower or higher numbers
)

// A Verdict is what the formats say of a number.
type Verdict struct {
	Result FormatResult `json:"result"`
	Reason FormatReason `json:"reason,omitempty"`
	// Records are those the verdict rests on: those that fit; else those of the same form; else the one that
	// excludes; else those of the maker.
	Records []Format `json:"records,omitempty"`
}

// Judge says whether what a reader saw can be a serial number of the maker, made in the year (0 when not known).
// "Cannot be" is said only on a record that excludes every other form and rests on a published source.
func (f *Formats) Judge(maker string, p Pattern, year int) Verdict {
	all := f.byMaker[maker]
	if len(all) == 0 || len(p.Reading) == 0 {
		return Verdict{Result: FormatUnknown}
	}
	text := p.Text()
	var form, fits, only []Format
	for _, one := range all {
		if one.Only && (year == 0 && one.From == 0 && one.To == 0 || year != 0 && one.inYears(year)) {
			only = append(only, one)
		}
	}
	ranged := false
	for _, one := range all {
		// What a published source excludes, a record of less trust does not bring back.
		if !one.Fits(p) || len(only) > 0 && one.Trust != Published {
			continue
		}
		form = append(form, one)
		within := text == "" || one.inRange(text)
		ranged = ranged || !within && one.inYears(year)
		if within && one.inYears(year) {
			fits = append(fits, one)
		}
	}
	v := Verdict{Result: FormatUnusual, Reason: ReasonForm, Records: all}
	switch {
	case len(fits) > 0:
		return Verdict{Result: FormatFits, Records: fits}
	case ranged:
		v.Reason, v.Records = ReasonRange, form
	case len(form) > 0:
		v.Reason, v.Records = ReasonYear, form
	}
	if len(only) > 0 {
		v.Result, v.Records = FormatCannot, only
	}
	return v
}

// Mend lists the texts that differ from a number by one look-alike symbol and would fit the maker, likeliest
// first: what to look at again on the metal. It is empty when the number fits, or the maker is not known.
func (f *Formats) Mend(maker, folded string, year int, ch *Channel) []string {
	if r := f.Judge(maker, Exactly(folded), year).Result; r == FormatFits || r == FormatUnknown {
		return nil
	}
	symbols := []rune(folded)
	type mended struct {
		text string
		p    float64
	}
	var list []mended
	for i, s := range symbols {
		for _, c := range ch.Alike(s) {
			other := slices.Clone(symbols)
			other[i] = c.Symbol
			if f.Judge(maker, Exactly(string(other)), year).Result == FormatFits {
				list = append(list, mended{string(other), ch.Seen(s, c.Symbol)})
			}
		}
	}
	slices.SortStableFunc(list, func(a, b mended) int {
		switch {
		case a.p > b.p:
			return -1
		case a.p < b.p:
			return 1
		}
		return strings.Compare(a.text, b.text)
	})
	const most = 5
	out := make([]string, 0, most)
	for _, m := range list[:min(most, len(list))] {
		out = append(out, m.text)
	}
	return out
}
