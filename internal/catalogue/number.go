package catalogue

import (
	"strings"
	"unicode"
)

// findNumbers returns what may be serial numbers in a cell, in order. When the
// cell holds no word known to speak about marks, short groups with blanks
// between them are one number ("T 6368-13 A 04024").
func findNumbers(text string, words bool) []string {
	text = slashes.ReplaceAllString(ordinal.ReplaceAllString(text, " "), " ")
	if !words && oneNumber(text) {
		return []string{strings.Trim(text, " ;.,()/-")}
	}
	var out []string
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(";,:()&\"'=[]", r) }) {
		part = strings.TrimSpace(part)
		if part != "" && oneNumber(part) {
			out = append(out, strings.Trim(part, " .-/"))
			continue
		}
		for _, t := range numberish.FindAllString(part, -1) {
			if t = strings.Trim(t, ".-/"); numberLike(t) {
				out = append(out, t)
			}
		}
	}
	return longestFirst(out)
}

// oneNumber says whether a text as a whole is one number: groups of at most a
// few letters, digits and signs of doubt, digits or doubt among them.
func oneNumber(s string) bool {
	s = strings.Trim(s, " ;.,()/")
	groups := strings.Fields(s)
	if len(groups) == 0 || len(groups) > 10 {
		return false
	}
	digits := false
	for i, g := range groups {
		letters, other := 0, 0
		for _, r := range g {
			switch {
			case unicode.IsLetter(r):
				letters++
			case unicode.IsDigit(r) || strings.ContainsRune("?*#_", r):
				other++
			case strings.ContainsRune("-/.", r):
			default:
				return false
			}
		}
		if letters > 4 && other == 0 || letters > 8 {
			return false
		}
		if other == 0 && letters > 0 && letters <= 3 && len(groups) > 1 && strings.ToLower(g) == g && (i > 0 || letters > 1) {
			return false // "e", "do", "no" between two numbers, "sob" before one
		}
		if letters == 0 && other == 0 && len(groups) > 6 {
			return false
		}
		digits = digits || other > 0
	}
	return digits
}

// numberLike says whether one word of a longer text may be a number: it has a
// digit or two signs of doubt, and is no measure or clause number.
func numberLike(t string) bool {
	digits, doubt, letters := 0, 0, 0
	for _, r := range t {
		switch {
		case unicode.IsDigit(r):
			digits++
		case strings.ContainsRune("?*#_", r):
			doubt++
		case unicode.IsLetter(r):
			letters++
		}
	}
	return digits > 0 && letters <= 8 || doubt >= 2 || doubt > 0 && digits+letters >= 3 && letters <= 6 && strings.ToUpper(t) == t
}

// longestFirst keeps the order of numbers but leaves out single characters
// when there are longer ones: they are counts and notes.
func longestFirst(list []string) []string {
	long := false
	for _, s := range list {
		long = long || len(s) > 2
	}
	if !long {
		return list
	}
	out := list[:0]
	for _, s := range list {
		if len(s) > 2 {
			out = append(out, s)
		}
	}
	return out
}

// plainNumber recognises, without any word list, what nearly every cell is:
// letters, digits and hyphens without blanks, at least four digits or a letter
// and three, no long run of letters.
func plainNumber(s string) bool {
	digits, letters, run, nonzero := 0, 0, 0, false
	for i := range len(s) {
		switch c := s[i]; {
		case c >= '0' && c <= '9':
			digits++
			run = 0
			nonzero = nonzero || c != '0'
		case c >= 'A' && c <= 'Z':
			letters++
			if run++; run > 4 {
				return false
			}
		case c == '-' && i > 0 && i < len(s)-1:
			run = 0
		default:
			return false
		}
	}
	return nonzero && len(s) <= 20 && (digits >= 4 || digits == 3 && letters > 0)
}
