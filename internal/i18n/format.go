package i18n

import (
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
	"golang.org/x/text/message"
	"golang.org/x/text/number"
)

// Number writes a whole or decimal number with the language's digits and
// grouping; decimals are rounded to at most three places.
func (p *Printer) Number(v any) string {
	return message.NewPrinter(p.lang.tag()).Sprint(number.Decimal(v))
}

// Decimal writes a number with exactly so many decimal places.
func (p *Printer) Decimal(v float64, places int) string {
	return message.NewPrinter(p.lang.tag()).Sprint(number.Decimal(v, number.Scale(places)))
}

// Percent writes a share with so many decimal places: 0.125 is "12.5%".
func (p *Printer) Percent(share float64, places int) string {
	return message.NewPrinter(p.lang.tag()).Sprint(number.Percent(share, number.Scale(places)))
}

// Year writes a year: the language's digits, no grouping.
func (p *Printer) Year(year int) string { return p.digits(strconv.Itoa(year)) }

// digits turns ASCII digits into the language's own. Only for text of ours:
// marks and identifiers stay as struck.
func (p *Printer) digits(s string) string {
	if p.lang != Arabic {
		return s
	}
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r - '0' + '٠'
		}
		return r
	}, s)
}

// Date writes a date given as in ISO 8601 with the precision it has:
// "2016-03-05T14:30", "2016-03-05", "2016-03", "2016", the interval
// "2014/2016-05", or "" for a date nobody reported. What is no date is
// returned as it is.
func (p *Printer) Date(iso string) string {
	if iso == "" {
		return p.T("date.unknown")
	}
	if from, to, ok := strings.Cut(iso, "/"); ok {
		return p.T("date.interval", "from", p.Date(from), "to", p.Date(to))
	}
	layouts := map[int]string{4: "2006", 7: "2006-01", 10: "2006-01-02", 16: "2006-01-02T15:04"}
	t, err := time.Parse(layouts[len(iso)], iso)
	if err != nil || len(layouts[len(iso)]) == 0 {
		return iso
	}
	switch len(iso) {
	case 4:
		return p.Year(t.Year())
	case 7:
		return p.unit("date.of-month", t)
	case 10:
		return p.unit("date.of-day", t)
	}
	return p.unit("date.of-minute", t)
}

// DateTime writes an instant to the minute in its own location, for example
// "5 March 2016, 14:30".
func (p *Printer) DateTime(t time.Time) string { return p.unit("date.of-minute", t) }

// unit fills one of the date patterns. Months have two forms, alone and after a
// day, which differ in Russian.
func (p *Printer) unit(key string, t time.Time) string {
	month := "date.month-" + strconv.Itoa(int(t.Month()))
	return p.pattern(key, map[string]string{
		"year":     p.Year(t.Year()),
		"month":    p.T(month),
		"of_month": p.T(month + "-of"),
		"number":   p.digits(strconv.Itoa(int(t.Month()))),
		"day":      p.pattern("date.day-"+dayForm(t.Day()), map[string]string{"day": p.digits(strconv.Itoa(t.Day()))}),
		"time":     p.digits(t.Format("15:04")),
	})
}

// dayForm: French writes the first of a month as an ordinal.
func dayForm(day int) string {
	if day == 1 {
		return "first"
	}
	return "other"
}

// Days writes a length of time in whole days.
func (p *Printer) Days(n int) string { return p.N("date.days", n) }

// Country returns the name of a country by its ISO 3166-1 code of two or three
// letters, or of a former country that still stands on old firearms (SU, YU, DD, CSHH …,
// ISO 3166-3). Names that the tables of x/text have no longer right are messages
// of the area "country"; so are those of an exercise. An unknown code is
// returned as it is.
func (p *Printer) Country(code string) string {
	if key := "country." + strings.ToLower(code); p.Has(key) {
		return p.T(key)
	}
	region, err := language.ParseRegion(code)
	if err != nil || !region.IsCountry() {
		return code
	}
	if key := "country." + strings.ToLower(region.String()); p.Has(key) {
		return p.T(key)
	}
	if name := display.Regions(p.lang.tag()).Name(region); name != "" {
		return name
	}
	return code
}

// List joins texts as the language lists them: "a, b and c".
func (p *Printer) List(items []string) string { return p.join(items, "list.and") }

// Either joins alternatives as the language lists them: "a, b or c".
func (p *Printer) Either(items []string) string { return p.join(items, "list.or") }

func (p *Printer) join(items []string, last string) string {
	switch len(items) {
	case 0:
		return ""
	case 1:
		return p.Isolate(items[0])
	}
	s := p.Isolate(items[0])
	for i, item := range items[1:] {
		key := "list.comma"
		if i == len(items)-2 {
			key = last
		}
		s = p.pattern(key, map[string]string{"a": s, "b": p.Isolate(item)})
	}
	return s
}

// pattern fills a message with values that are ready as they are.
func (p *Printer) pattern(key string, values map[string]string) string {
	m, ok := p.messages[key]
	if !ok {
		return p.absent(key)
	}
	var b strings.Builder
	for i, s := range m.full() {
		if i%2 == 1 {
			s = values[s]
		}
		b.WriteString(s)
	}
	return b.String()
}

// Compare returns a function that orders texts as a dictionary of the language
// does, for slices.SortFunc. The function is not safe for concurrent use.
func (p *Printer) Compare() func(a, b string) int {
	return collate.New(p.lang.tag(), collate.Numeric).CompareString
}
