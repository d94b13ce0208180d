package demo

import (
	"strconv"
	"strings"
)

// clerkErrs is how often a number stands in the register other than on the metal (serialsearch.md 3.1: 3.8 %).
const clerkErrs = .038

// lookAlike lists what one symbol is taken for (serialsearch.md 2.2). The mark library has a table of its own and
// is not asked: two errors that agree would prove nothing.
var lookAlike = map[rune]string{'0': "OQD68", '1': "I7L", '2': "Z7", '3': "8B", '4': "A9", '5': "S6", '6': "G8B", '7': "1T", '8': "B36", '9': "4G",
	'B': "8R3", 'C': "G", 'D': "0", 'E': "F", 'G': "6C", 'H': "N", 'I': "1L", 'J': "1", 'K': "X", 'L': "1", 'M': "N", 'N': "MH", 'O': "0Q", 'Q': "0",
	'R': "PB", 'S': "5", 'T': "7", 'U': "V", 'V': "UY", 'X': "K", 'Y': "V", 'Z': "2",
	'Б': "6", 'З': "3", 'Ч': "4", 'И': "N", 'П': "N", 'Л': "A", 'Я': "R", 'Ж': "X"}

// misread takes one symbol for another that looks like it; a number without such a symbol stays.
func misread(d dice, s string) string {
	places := []rune(s)
	at := d.Perm(len(places))
	for _, i := range at {
		if like := lookAlike[places[i]]; like != "" {
			places[i] = of(d, []rune(like))
			return string(places)
		}
	}
	return s
}

// swap exchanges two neighbours that differ.
func swap(d dice, s string) string {
	places := []rune(s)
	for _, i := range d.Perm(len(places) - 1) {
		if places[i] != places[i+1] && isPlain(places[i]) && isPlain(places[i+1]) {
			places[i], places[i+1] = places[i+1], places[i]
			return string(places)
		}
	}
	return s
}

func isPlain(r rune) bool { return r != '-' && r != ' ' && r != '.' }

// withoutPrefix leaves out the letters a number begins with; a number without letters in front stays.
func withoutPrefix(s string) string {
	rest := strings.TrimLeftFunc(s, func(r rune) bool { return r < '0' || r > '9' })
	if len(rest) < 4 || len(rest) == len(s) {
		return s
	}
	return rest
}

// clerk writes a number into the register, mostly as it stands on the metal.
func clerk(d dice, s string, year int) string {
	if !d.chance(clerkErrs) {
		return s
	}
	switch d.weighted(35, 25, 20, 10, 10) {
	case 0:
		return misread(d, s)
	case 1:
		return swap(d, s)
	case 2:
		return withoutPrefix(s)
	case 3:
		return strings.NewReplacer("O", "0", "0", "O").Replace(s)
	}
	return strconv.Itoa(year) + s
}
