package mark

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Fold returns the form under which marks are compared: capitals, without separators and accents, digits of
// every script as 0-9, Cyrillic and Greek capitals that look like Latin ones as Latin. It keeps 0 and O, 1 and I
// apart. Fold(Fold(s)) equals Fold(s). The result is empty when the text holds no letter and no digit.
//
// Accents are dropped because a stamp seldom carries them: Ö is folded to O, Й to И, Ё to E. The numero sign is
// dropped as a label.
func Fold(text string) string {
	if plain(text) {
		return text
	}
	var b strings.Builder
	b.Grow(len(text))
	for _, r := range text {
		for _, s := range foldRune(r) {
			b.WriteRune(s)
		}
	}
	return b.String()
}

// FoldMap returns Fold(text) with, for each symbol of it, the byte offset in text of the character it came
// from, so that a result on the folded form can be shown on the mark as struck.
func FoldMap(text string) (folded string, offset []int) {
	var b strings.Builder
	for at, r := range text {
		for _, s := range foldRune(r) {
			b.WriteRune(s)
			offset = append(offset, at)
		}
	}
	return b.String(), offset
}

// plain reports whether the text is its own folded form, for the common case.
func plain(text string) bool {
	for i := range len(text) {
		c := text[i]
		if (c < '0' || c > '9') && (c < 'A' || c > 'Z') {
			return false
		}
	}
	return true
}

// foldRune gives the symbols of one character of a mark: none for a separator, several for a ligature or a
// circled number.
func foldRune(r rune) []rune {
	switch {
	case r < utf8.RuneSelf:
		if r >= 'a' && r <= 'z' {
			r -= 'a' - 'A'
		}
		if r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' {
			return []rune{r}
		}
		return nil
	case r == '№' || r == utf8.RuneError:
		return nil
	case r >= 'А' && r <= 'я' && r&^0x20 != 'Й': // the Cyrillic alphabet, without its one accented letter
		if r >= 'а' {
			r -= 'а' - 'А'
		}
		if twin, ok := twins[r]; ok {
			r = twin
		}
		return []rune{r}
	}
	var out []rune
	for _, d := range norm.NFKD.String(string(r)) {
		// An upper case can itself carry an accent, so it is taken apart once more.
		for _, u := range norm.NFKD.String(string(unicode.ToUpper(d))) {
			if s := foldSymbol(u); s != 0 {
				out = append(out, s)
			}
		}
	}
	return out
}

// foldSymbol folds one capital without accents, or gives 0 when it is none.
func foldSymbol(r rune) rune {
	if twin, ok := twins[r]; ok {
		return twin
	}
	switch {
	case unicode.Is(unicode.Nd, r):
		return decimal(r)
	case unicode.Is(unicode.Lm, r) || !isSymbol(r):
		return 0
	}
	return r
}

// decimal gives the ASCII digit of a decimal digit of any script. Unicode keeps each script's ten together, in
// order.
func decimal(r rune) rune {
	for _, t := range unicode.Nd.R16 {
		if r >= rune(t.Lo) && r <= rune(t.Hi) {
			return '0' + (r-rune(t.Lo))%10
		}
	}
	for _, t := range unicode.Nd.R32 {
		if r >= rune(t.Lo) && r <= rune(t.Hi) {
			return '0' + (r-rune(t.Lo))%10
		}
	}
	return r
}

// Script is an alphabet an officer says the letters of a mark belong to.
type Script string

// The scripts a hint may name. NoScript says nothing.
const (
	NoScript Script = ""
	Latin    Script = "latn"
	Cyrillic Script = "cyrl"
	Greek    Script = "grek"
	Arabic   Script = "arab"
)

// Scripts lists the scripts a hint may name.
func Scripts() []Script { return []Script{Latin, Cyrillic, Greek, Arabic} }

func (s Script) table() *unicode.RangeTable {
	switch s {
	case Latin:
		return unicode.Latin
	case Cyrillic:
		return unicode.Cyrillic
	case Greek:
		return unicode.Greek
	case Arabic:
		return unicode.Arabic
	}
	return nil
}

// Wrote reports whether every letter of the text, as struck, belongs to the script. A text without letters
// belongs to every script; NoScript accepts all.
func (s Script) Wrote(text string) bool {
	t := s.table()
	if t == nil {
		return true
	}
	for _, r := range text {
		if unicode.IsLetter(r) && !unicode.Is(t, r) {
			return false
		}
	}
	return true
}
