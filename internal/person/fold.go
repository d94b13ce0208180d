package person

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// words cuts a name into folded words: lower case, without accents, Cyrillic
// and Greek in Latin letters, spellings of Arabic brought together. Words are
// sorted and without repeats, so that the order of given and family name does
// not matter.
func words(text string) []string {
	out := strings.FieldsFunc(fold(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	slices.Sort(out)
	return slices.Compact(out)
}

func fold(text string) string {
	var b strings.Builder
	for _, r := range norm.NFKC.String(strings.ToLower(text)) {
		if l, ok := latinOf[r]; ok {
			b.WriteString(l)
			continue
		}
		for _, d := range norm.NFD.String(string(r)) {
			l, foreign := latinOf[d]
			switch a, ok := arabicOf[d]; {
			case foreign:
				b.WriteString(l)
			case unicode.Is(unicode.Mn, d) || d == '\'' || d == '’' || d == 'ʼ':
			case ok && a != 0:
				b.WriteRune(a)
			case ok:
			default:
				b.WriteRune(d)
			}
		}
	}
	return b.String()
}

// numberOf folds the number of a document: letters and digits alone, upper case.
func numberOf(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToUpper(r)
		}
		return -1
	}, norm.NFKC.String(text))
}

// likeness of a searched word to a word of a name: 1 equal, less for a
// beginning, one or two letters of difference; 0 none.
func likeness(asked, have string) float64 {
	switch {
	case asked == have:
		return 1
	case len(asked) >= 2 && strings.HasPrefix(have, asked):
		return 0.9
	}
	a, h := []rune(asked), []rune(have)
	allowed := 0
	if n := min(len(a), len(h)); n >= 8 {
		allowed = 2
	} else if n >= 4 {
		allowed = 1
	}
	if d := distance(a, h); d <= allowed {
		return 1 - 0.2*float64(d)
	}
	return 0
}

// distance counts letters changed, missing, added or swapped with their
// neighbour (optimal string alignment).
func distance(a, b []rune) int {
	prev2, prev, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range prev {
		prev[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(prev[j]+1, row[j-1]+1, prev[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], prev2[j-2]+1)
			}
		}
		prev2, prev, row = prev, row, prev2
	}
	return prev[len(b)]
}
