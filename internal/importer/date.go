package importer

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"focalpoint"
	"focalpoint/internal/sheet"
)

// Orders of day, month and year in written dates.
const (
	orderUnknown = ""
	orderDMY     = "dmy"
	orderMDY     = "mdy"
)

// readDate turns a cell into a Date. serial says that the workbook shows the
// number as a date. order is that of the column; an ISO date needs none.
// Midnight is taken as "no time was given".
func readDate(cell string, serial, date1904 bool, order string) (focalpoint.Date, bool) {
	cell = strings.TrimSpace(cell)
	if cell == "" {
		return "", true
	}
	if len(cell) == 10 && cell[4] == '-' && cell[7] == '-' {
		return valid(focalpoint.Date(cell))
	}
	if serial || serialLike(cell) {
		t, ok := sheet.Serial(cell, date1904)
		return moment(t), ok
	}
	day, clock, _ := strings.Cut(strings.Replace(cell, "T", " ", 1), " ")
	date, ok := readDay(day, order)
	if !ok || date.Precision() != focalpoint.PrecisionDay || clock == "" {
		if clock != "" && ok {
			ok = false
		}
		return date, ok
	}
	clock = strings.TrimSuffix(strings.TrimSpace(clock), "Z")
	for _, layout := range []string{"15:04:05", "15:04", "15:04:05.999999", "15:04:05Z07:00", "3:04:05 PM", "3:04 PM"} {
		if t, err := time.Parse(layout, clock); err == nil {
			if t.Hour() == 0 && t.Minute() == 0 {
				return date, true
			}
			return focalpoint.Date(fmt.Sprintf("%sT%02d:%02d", date, t.Hour(), t.Minute())), true
		}
	}
	return "", false
}

func valid(d focalpoint.Date) (focalpoint.Date, bool) {
	_, _, ok := d.Bounds()
	if !ok {
		return "", false
	}
	return d, true
}

// moment writes a time as a Date to the minute, or to the day at midnight.
func moment(t time.Time) focalpoint.Date {
	if t.Hour() == 0 && t.Minute() == 0 {
		return focalpoint.DateOf(t)
	}
	return focalpoint.Date(t.Format("2006-01-02T15:04"))
}

// serialLike reports whether a bare number can only be a serial date: five
// digits before the point (27 to 2173 of our era), or a fraction.
func serialLike(cell string) bool {
	whole, part, point := strings.Cut(cell, ".")
	if len(whole) != 5 || !digits(whole) {
		return false
	}
	return !point || digits(part)
}

func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// readDay reads a day, month or year without a clock.
func readDay(s, order string) (focalpoint.Date, bool) {
	if digits(s) && len(s) == 8 {
		return valid(focalpoint.Date(s[:4] + "-" + s[4:6] + "-" + s[6:]))
	}
	a, b, c, ok := threeNumbers(s)
	if !ok {
		return valid(focalpoint.Date(s)) // a year, a month, an interval
	}
	switch {
	case len(a) == 4 && len(b) <= 2:
		return joined(a, b, c)
	case len(a) == 4:
		return valid(focalpoint.Date(s)) // an interval, 2014/2016-05
	case len(c) != 4:
		return "", false // a year of two digits could be any century
	case order == orderMDY || order == orderUnknown && number(b) > 12:
		return joined(c, a, b)
	case order == orderDMY || number(a) > 12 || strings.Contains(s, "."):
		// Dates with points are written day first wherever they are used.
		return joined(c, b, a)
	case number(a) == number(b):
		return joined(c, b, a)
	}
	return "", false
}

func joined(year, month, day string) (focalpoint.Date, bool) {
	return valid(focalpoint.Date(fmt.Sprintf("%s-%02d-%02d", year, number(month), number(day))))
}

func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return -1
	}
	return n
}

// threeNumbers splits "05/03/2016", "2016-3-5", "5.3.2016".
func threeNumbers(s string) (a, b, c string, ok bool) {
	i := strings.IndexAny(s, "/.-")
	if i < 0 {
		return
	}
	a, s = s[:i], s[i+1:]
	if i = strings.IndexAny(s, "/.-"); i < 0 {
		return
	}
	b, c = s[:i], s[i+1:]
	return a, b, c, digits(a) && digits(b) && digits(c)
}

// dateOrder learns from the cells of a column in which order its dates are
// written: one cell whose first number is above 12 settles it.
type dateOrder struct{ dayFirst, monthFirst bool }

func (d *dateOrder) see(cell string) {
	day, _, _ := strings.Cut(strings.TrimSpace(cell), " ")
	a, b, c, ok := threeNumbers(day)
	if !ok || len(c) != 4 {
		return
	}
	d.dayFirst = d.dayFirst || number(a) > 12
	d.monthFirst = d.monthFirst || number(b) > 12
}

func (d *dateOrder) order() string {
	switch {
	case d.dayFirst && !d.monthFirst:
		return orderDMY
	case d.monthFirst && !d.dayFirst:
		return orderMDY
	}
	return orderUnknown
}
