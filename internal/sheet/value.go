package sheet

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// Serial turns the serial number a workbook stores for a date into the date,
// in UTC because workbooks know no zone. Day 60 of the 1900 count, the
// 29 February 1900 that never was, and earlier days follow the spreadsheet
// programs' own counting. ok is false outside the years 1900 to 9999.
func Serial(cell string, date1904 bool) (t time.Time, ok bool) {
	f, err := strconv.ParseFloat(strings.TrimSpace(cell), 64)
	if err != nil || math.IsNaN(f) || f < 0 || f >= 2958466 {
		return time.Time{}, false
	}
	epoch := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	switch {
	case date1904:
		epoch = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	case f < 61:
		epoch = epoch.AddDate(0, 0, 1)
	}
	days, part := math.Modf(f)
	// Cells keep about a tenth of a millisecond; whole seconds are what was meant.
	seconds := math.Round(part * 86400)
	return epoch.AddDate(0, 0, int(days)).Add(time.Duration(seconds) * time.Second), true
}

// Whole takes the tail ".0" off a whole number that a program stored as a
// fraction ("848045.0") and writes out a power of ten ("1.2E3"); any other
// text comes back as it is. Leading zeros stay.
func Whole(cell string) string {
	c := strings.TrimSpace(cell)
	if !isNumber(c) {
		return cell
	}
	if i := strings.IndexByte(c, '.'); i > 0 && strings.Trim(c[i+1:], "0") == "" {
		return c[:i]
	}
	if strings.ContainsAny(c, "eE") {
		f, err := strconv.ParseFloat(c, 64)
		if err == nil && f == math.Trunc(f) && math.Abs(f) < 1<<53 {
			return strconv.FormatFloat(f, 'f', -1, 64)
		}
	}
	return cell
}

// Unquote gives the text inside a formula that only protects text from the
// spreadsheet program, as in ="00123", and any other cell as it is.
func Unquote(cell string) string {
	if n := len(cell); n >= 4 && strings.HasPrefix(cell, `="`) && cell[n-1] == '"' {
		if inner := cell[2 : n-1]; !strings.Contains(strings.ReplaceAll(inner, `""`, ""), `"`) {
			return strings.ReplaceAll(inner, `""`, `"`)
		}
	}
	return cell
}

// isNumber reports whether c is a plain decimal number, perhaps with a sign or
// an exponent.
func isNumber(c string) bool {
	digits := false
	for i := 0; i < len(c); i++ {
		switch b := c[i]; {
		case b >= '0' && b <= '9':
			digits = true
		case (b == '-' || b == '+') && (i == 0 || c[i-1] == 'e' || c[i-1] == 'E'):
		case (b == 'e' || b == 'E') && digits && i+1 < len(c):
		case b == '.' || b == ',':
		default:
			return false
		}
	}
	return digits
}

// isDateText reports whether c looks like a written date, such as 2022-10-20.
func isDateText(c string) bool {
	digits, marks := 0, 0
	for _, r := range c {
		switch {
		case r >= '0' && r <= '9':
			digits++
		case r == '-' || r == '/' || r == '.':
			marks++
		case r == ':' || r == 'T' || r == ' ' || r == 'Z':
		default:
			return false
		}
	}
	return digits >= 4 && marks >= 2
}
