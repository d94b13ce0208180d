package focalpoint

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Date is a point or stretch of time with its precision, written as in
// ISO 8601: "2016-03-05T14:30" (to the minute, local time of the place),
// "2016-03-05", "2016-03", "2016", an interval "2014/2016-05" (somewhere
// between), or "" when no date was reported. Nothing is ever rounded to look
// more precise than it was.
type Date string

// Day counts days since 1 January 1970.
type Day int32

// Precision says how exactly a Date is known.
type Precision string

// Precisions from finest to coarsest.
const (
	PrecisionMinute   Precision = "minute"
	PrecisionDay      Precision = "day"
	PrecisionMonth    Precision = "month"
	PrecisionYear     Precision = "year"
	PrecisionInterval Precision = "interval"
	PrecisionNone     Precision = "none"
)

// ParseDate reads a date in the forms of Date. Surrounding blanks are dropped.
// The error says what is wrong and which forms are taken.
func ParseDate(s string) (Date, error) {
	s = strings.TrimSpace(s)
	d := Date(s)
	if s == "" {
		return d, nil
	}
	if _, _, ok := d.Bounds(); !ok {
		return "", Invalid("date", "", "%q is not a date; write year-month-day such as 2016-03-05, or 2016-03, 2016, 2016-03-05T14:30, 2014/2016", s)
	}
	return d, nil
}

// DateOf returns the Date of a day.
func DateOf(t time.Time) Date { return Date(t.Format("2006-01-02")) }

// Precision returns how exactly d is known; PrecisionNone for no or a broken date.
func (d Date) Precision() Precision {
	s := string(d)
	if strings.Contains(s, "/") {
		return PrecisionInterval
	}
	switch len(s) {
	case 16:
		return PrecisionMinute
	case 10:
		return PrecisionDay
	case 7:
		return PrecisionMonth
	case 4:
		return PrecisionYear
	}
	return PrecisionNone
}

// Bounds returns the first and last day d may mean; ok is false when d is
// empty or no date.
func (d Date) Bounds() (first, last Day, ok bool) {
	s := string(d)
	if a, b, found := strings.Cut(s, "/"); found {
		f, _, ok1 := Date(a).single()
		_, l, ok2 := Date(b).single()
		return f, l, ok1 && ok2 && f <= l
	}
	return d.single()
}

func (d Date) single() (first, last Day, ok bool) {
	s := string(d)
	if len(s) == 10 {
		return wholeDay(s)
	}
	var layout string
	switch len(s) {
	case 4:
		layout = "2006"
	case 7:
		layout = "2006-01"
	case 16:
		layout = "2006-01-02T15:04"
	default:
		return 0, 0, false
	}
	t, err := time.Parse(layout, s)
	if err != nil {
		return 0, 0, false
	}
	end := t
	switch len(s) {
	case 4:
		end = t.AddDate(1, 0, -1)
	case 7:
		end = t.AddDate(0, 1, -1)
	}
	return DayOf(t), DayOf(end), true
}

// wholeDay reads "2016-03-05", the form nearly all dates have, without the
// general reader of times.
func wholeDay(s string) (first, last Day, ok bool) {
	var n [3]int
	part := 0
	for i := range len(s) {
		switch c := s[i]; {
		case i == 4 || i == 7:
			if c != '-' {
				return 0, 0, false
			}
			part++
		case c < '0' || c > '9':
			return 0, 0, false
		default:
			n[part] = 10*n[part] + int(c-'0')
		}
	}
	t := time.Date(n[0], time.Month(n[1]), n[2], 0, 0, 0, 0, time.UTC)
	if y, m, d := t.Date(); y != n[0] || int(m) != n[1] || d != n[2] {
		return 0, 0, false // no such day: the calendar carried it over
	}
	day := Day(t.Unix() / 86400)
	return day, day, true
}

// Year returns the year in which d certainly lies; ok is false when d is empty
// or its stretch touches two years.
func (d Date) Year() (year int, ok bool) {
	f, l, ok := d.Bounds()
	if !ok || f.Year() != l.Year() {
		return 0, false
	}
	return f.Year(), true
}

// Before says whether d ends before o begins; false when either is unknown or
// they overlap.
func (d Date) Before(o Date) bool {
	_, dl, ok1 := d.Bounds()
	of, _, ok2 := o.Bounds()
	return ok1 && ok2 && dl < of
}

// DayOf returns the day of t in t's own location.
func DayOf(t time.Time) Day {
	y, m, d := t.Date()
	return Day(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

// Time returns midnight UTC at the start of the day.
func (d Day) Time() time.Time { return time.Unix(int64(d)*86400, 0).UTC() }

// Year returns the calendar year of the day.
func (d Day) Year() int { return d.Time().Year() }

// Date returns the day as a Date.
func (d Day) Date() Date { return DateOf(d.Time()) }

// YearDate returns the Date of a whole year.
func YearDate(year int) Date { return Date(fmt.Sprintf("%04d", year)) }

// ParseYear reads a year of manufacture such as "1986"; ok is false for
// anything that cannot be one (before 1400 or with other signs).
func ParseYear(s string) (year int, ok bool) {
	y, err := strconv.Atoi(strings.TrimSpace(s))
	return y, err == nil && y >= 1400 && y <= 9999
}
