package catalogue

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// fold brings words to one form for comparison: lower case, no accents, no
// punctuation, one space between words; letters of one script that stand in a
// word of another only because they look alike (Latin B in a Cyrillic word)
// are brought to the script of the word. The result is for looking up only.
func fold(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	space := true // no leading space
	put := func(r rune) {
		b.WriteRune(r)
		space = false
	}
	for _, r := range decompose(s) {
		r = unicode.ToLower(r)
		switch {
		case unicode.Is(unicode.Mn, r), r == 'ـ', r == '\'', r == '’', r == '`', r == 'ʼ', r == '´':
			// accents, tatweel and apostrophes inside a word say nothing here
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			put(foldLetter(r))
		case r == 'º' || r == 'ª' || r == '°':
			put('o')
		case !space:
			b.WriteByte(' ')
			space = true
		}
	}
	out := strings.TrimRight(b.String(), " ")
	if isASCII(out) {
		return out
	}
	words := strings.Split(out, " ")
	for i, w := range words {
		words[i] = oneScript(w)
	}
	return strings.Join(words, " ")
}

func decompose(s string) string {
	if isASCII(s) {
		return s
	}
	return norm.NFKD.String(s)
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// foldLetter maps letters that do not decompose, and the Arabic letters that
// are written in several ways.
func foldLetter(r rune) rune {
	switch r {
	case 'ı':
		return 'i'
	case 'ł':
		return 'l'
	case 'ø':
		return 'o'
	case 'đ', 'ð':
		return 'd'
	case 'ß':
		return 's'
	case 'ё':
		return 'е'
	case 'أ', 'إ', 'آ', 'ٱ':
		return 'ا'
	case 'ة':
		return 'ه'
	case 'ى', 'ی':
		return 'ي'
	case 'ک':
		return 'ك'
	}
	if r >= '٠' && r <= '٩' {
		return '0' + r - '٠'
	}
	return r
}

// latinToCyrillic pairs the small letters that look alike as capitals, which
// is how they are struck and typed.
const latinToCyrillic = "aаbвcсeеhнiіkкmмoоpрtтxхyу"

// oneScript repairs a word that mixes Latin and Cyrillic letters when all
// letters of the rarer script have a twin in the other.
func oneScript(w string) string {
	latin, cyr := 0, 0
	for _, r := range w {
		switch {
		case r < 0x80 && unicode.IsLetter(r):
			latin++
		case unicode.Is(unicode.Cyrillic, r):
			cyr++
		}
	}
	if latin == 0 || cyr == 0 {
		return w
	}
	pairs := []rune(latinToCyrillic)
	toCyr := cyr >= latin
	var b strings.Builder
	for _, r := range w {
		out := r
		wrong := toCyr && r < 0x80 && unicode.IsLetter(r) || !toCyr && unicode.Is(unicode.Cyrillic, r)
		if wrong {
			out = 0
			for i := 0; i < len(pairs); i += 2 {
				if toCyr && pairs[i] == r {
					out = pairs[i+1]
				} else if !toCyr && pairs[i+1] == r {
					out = pairs[i]
				}
			}
			if out == 0 {
				return w // a letter without a twin: the word really mixes scripts
			}
		}
		b.WriteRune(out)
	}
	return b.String()
}

// squeeze drops the spaces of a folded text, for names written with and
// without them ("S & W", "S&W"; "D.P.M.S.", "DPMS").
func squeeze(folded string) string { return strings.ReplaceAll(folded, " ", "") }
