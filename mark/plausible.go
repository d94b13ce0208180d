package mark

import (
	_ "embed" // the rule list
	"encoding/csv"
	"fmt"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

//go:embed data/serial_reject.csv
var rejectFile string

// A Doubt is a reason why a text can hardly be a serial number.
type Doubt struct {
	Code DoubtCode // stable, for translation
	What string    // the word or character it is about; empty when it is about the whole
}

// DoubtCode names a kind of doubt. The values do not change.
type DoubtCode string

// Kinds of doubt.
const (
	DoubtEmpty       DoubtCode = "empty"       // no letter and no digit
	DoubtWord        DoubtCode = "word"        // a word of a register clerk: "unknown", "illegible"
	DoubtPunctuation DoubtCode = "punctuation" // a character no stamp strikes
	DoubtNoDigit     DoubtCode = "no-digit"    // five letters or more and no digit
	DoubtSameSymbol  DoubtCode = "one-symbol"  // one symbol over and over: 0000, XXXXX
	DoubtSequence    DoubtCode = "sequence"    // 123456, ABCDEF: typed, not read
	DoubtTooLong     DoubtCode = "too-long"    // more symbols than any maker strikes
	DoubtDate        DoubtCode = "date"        // a cell turned into a date
	DoubtDecimal     DoubtCode = "decimal"     // a number that went through a spreadsheet: 12345.0, 1.2E+05
)

// Error words a doubt in English.
func (d Doubt) String() string {
	switch d.Code {
	case DoubtEmpty:
		return "it holds no letter and no digit"
	case DoubtWord:
		return fmt.Sprintf("%q is a word, not a number", d.What)
	case DoubtPunctuation:
		return fmt.Sprintf("%q is not struck on firearms", d.What)
	case DoubtNoDigit:
		return "it is a word without a digit"
	case DoubtSameSymbol:
		return "it is one symbol over and over"
	case DoubtSequence:
		return "its symbols run in order, as a hand types them"
	case DoubtTooLong:
		return "it is longer than any maker's number"
	case DoubtDate:
		return "it is a date"
	case DoubtDecimal:
		return "it is a number that went through a spreadsheet"
	}
	return string(d.Code)
}

// longestNumber is the most symbols a plausible number has: a United States abbreviated licence number, a
// hyphen and a long serial are 23.
const longestNumber = 24

// Nonsense reports the first reason why the text, as a register holds it, can hardly be a serial number. It
// looks at characters and at the rules of the German national register for words and punctuation; what a
// marking-status word means ("rusty", "removed") is for the reader of that cell.
func Nonsense(text string) (Doubt, bool) {
	trimmed := strings.TrimSpace(text)
	folded := Fold(trimmed)
	if folded == "" {
		return Doubt{Code: DoubtEmpty}, true
	}
	if d, ok := spreadsheet(trimmed); ok {
		return d, true
	}
	if d, ok := rejected(trimmed); ok {
		return d, true
	}
	symbols := []rune(folded)
	switch n := len(symbols); {
	case n >= 5 && !strings.ContainsAny(folded, "0123456789"):
		return Doubt{Code: DoubtNoDigit}, true
	case n > longestNumber:
		return Doubt{Code: DoubtTooLong}, true
	case n >= 3 && every(symbols, func(a, b rune) bool { return a == b }):
		return Doubt{Code: DoubtSameSymbol}, true
	case n >= 6 && every(symbols, func(a, b rune) bool { return b == a+1 }),
		n >= 6 && every(symbols, func(a, b rune) bool { return b == a-1 }):
		return Doubt{Code: DoubtSequence}, true
	}
	return Doubt{}, false
}

func every(symbols []rune, next func(a, b rune) bool) bool {
	for i := 1; i < len(symbols); i++ {
		if !next(symbols[i-1], symbols[i]) {
			return false
		}
	}
	return true
}

// A rejectRule is one row of the rule list.
type rejectRule struct {
	whole bool
	value string // lower case
	code  DoubtCode
}

var rejectRules = sync.OnceValue(func() []rejectRule {
	rows, err := csv.NewReader(strings.NewReader(rejectFile)).ReadAll()
	if err != nil {
		panic(fmt.Sprintf("mark: the embedded rule list cannot be read: %v", err))
	}
	var rules []rejectRule
	for _, row := range rows[1:] {
		r := rejectRule{whole: row[0] == "equals", value: row[1], code: DoubtWord}
		if strings.TrimSpace(r.value) == "" {
			continue // spaces: a register's rule on entry, but many books write AB 1234
		}
		if utf8.RuneCountInString(r.value) == 1 {
			r.code = DoubtPunctuation
		}
		rules = append(rules, r)
	}
	return rules
})

func rejected(text string) (Doubt, bool) {
	lower := strings.ToLower(text)
	for _, r := range rejectRules() {
		if r.whole && lower == r.value || !r.whole && strings.Contains(lower, r.value) {
			return Doubt{Code: r.code, What: r.value}, true
		}
	}
	for _, r := range lower {
		if unicode.IsSymbol(r) || unicode.IsControl(r) {
			return Doubt{Code: DoubtPunctuation, What: string(r)}, true
		}
	}
	return Doubt{}, false
}

// spreadsheet recognises the traces of a cell that was taken for a number or a date.
func spreadsheet(text string) (Doubt, bool) {
	digits := func(s string) bool {
		return s != "" && strings.Trim(s, "0123456789") == ""
	}
	if whole, zero, ok := strings.Cut(text, "."); ok && digits(whole) && zero == "0" {
		return Doubt{Code: DoubtDecimal, What: text}, true
	}
	if mantissa, exponent, ok := strings.Cut(strings.ToUpper(text), "E+"); ok && digits(strings.NewReplacer(".", "", ",", "").Replace(mantissa)) && digits(exponent) {
		return Doubt{Code: DoubtDecimal, What: text}, true
	}
	for _, sep := range []string{"-", "/", "."} {
		part := strings.Split(text, sep)
		if len(part) != 3 || !digits(part[0]) || !digits(part[1]) || !digits(part[2]) || len(part[1]) > 2 {
			continue
		}
		if a, c := len(part[0]), len(part[2]); a == 4 && c <= 2 && year(part[0]) || c == 4 && a <= 2 && year(part[2]) {
			return Doubt{Code: DoubtDate, What: text}, true
		}
	}
	return Doubt{}, false
}

// year reports whether four digits are a year a firearm or its paper can bear.
func year(s string) bool { return len(s) == 4 && s >= "1850" && s <= "2059" }
