package mark

import "unicode"

// FormVersion numbers the rules of Fold and the symbol codes. A stored folded form or index made under another
// number must be made again.
const FormVersion = 1

// Symbol codes are six bits wide. Zero ends a mark; otherCode stands for every symbol without a code of its own.
const (
	endCode   = 0
	codeCount = 64
	otherCode = 63
	lastCode  = 61
)

// codedSymbols lists the symbols by code, from code 1: digits, Latin capitals, and the Cyrillic capitals that
// have no Latin twin (a twin is folded to Latin).
const codedSymbols = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZБГДЖЗИЛПФЦЧШЩЪЫЬЭЮЯЄЂЉЊЋЏ"

// plainSymbols is the number of digits and Latin capitals: what a rest of probability is spread over.
const plainSymbols = 36

var codeRunes = []rune("\x00" + codedSymbols)

// codeOf returns the six-bit code of a folded symbol.
func codeOf(r rune) uint8 {
	switch {
	case r >= '0' && r <= '9':
		return uint8(r-'0') + 1
	case r >= 'A' && r <= 'Z':
		return uint8(r-'A') + 11
	case r < 0x400:
		return otherCode
	}
	for i := plainSymbols + 1; i <= lastCode; i++ {
		if codeRunes[i] == r {
			return uint8(i)
		}
	}
	return otherCode
}

// symbolOf is the symbol of a code between 1 and lastCode.
func symbolOf(c uint8) rune { return codeRunes[c] }

func isDigitCode(c uint8) bool  { return c >= 1 && c <= 10 }
func isLetterCode(c uint8) bool { return c > 10 && c < codeCount }

// compareSymbols orders two folded symbols: digits, Latin, Cyrillic, then every other by code point.
func compareSymbols(a, b rune) int {
	ca, cb := codeOf(a), codeOf(b)
	switch {
	case ca != cb:
		return int(ca) - int(cb)
	case ca == otherCode:
		return int(a) - int(b)
	}
	return 0
}

func isSymbol(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }
