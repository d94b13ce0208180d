package demo

import "strings"

// Letters makers use in serial numbers. Latin ones leave out I and O, as careful makers do; not all are careful.
const (
	latinLetters    = "ABCDEFGHJKLMNPRSTUVWXYZ"
	cyrillicLetters = "АБВГДЕЖИКЛМНПРСТУХЧЯ"
	arabicDigits    = "٠١٢٣٤٥٦٧٨٩"
)

// alphabet returns what may stand where a format has a character, or nil when the character stands for itself.
func alphabet(r rune) []rune {
	switch r {
	case '#':
		return []rune("0123456789")
	case '@':
		return []rune(latinLetters)
	case '%':
		return []rune(cyrillicLetters)
	case '¤':
		return []rune(arabicDigits)
	}
	return nil
}

// space is how many numbers a format has.
func space(format string) int {
	n := 1
	for _, r := range format {
		if a := alphabet(r); a != nil {
			n *= len(a)
		}
	}
	return n
}

// serial writes the n-th number of a format; n is taken modulo its space.
func serial(format string, n int) string {
	places := []rune(format)
	for i := len(places) - 1; i >= 0; i-- {
		if a := alphabet(places[i]); a != nil {
			places[i] = a[n%len(a)]
			n /= len(a)
		}
	}
	return string(places)
}

// stride spreads consecutive firearms over a maker's whole series: a prime that divides no space of ours, so that
// no two firearms of a maker get one number until the space is used up.
const stride = 1000003

// scatter returns the place in the series of the n-th firearm of the register.
func (w *World) scatter(format string, n int) int {
	return int((uint64(n)*stride + w.Seed%uint64(space(format)) + uint64(space(format))/7) % uint64(space(format)))
}

// consignment is how many firearms in a row come in one crate, when they do, with numbers in a row.
const consignment = 8

// neighbours returns the place in the series of a firearm that came in a crate.
func (w *World) crated(format string, n int) int {
	crates := space(format) / consignment
	return int((uint64(n/consignment)*stride+w.Seed%uint64(crates))%uint64(crates))*consignment + n%consignment
}

// latinTwin writes a Cyrillic letter as the Latin letter an officer without a Cyrillic keyboard types for it.
func latinTwin(r rune) rune {
	const from, to = "АВЕКМНРСТУХБГДЖЗИЛПЧЯФ", "ABEKMHPCTYX6FAX3NANYRO"
	if i := strings.IndexRune(from, r); i >= 0 {
		return []rune(to)[len([]rune(from[:i]))]
	}
	return r
}

// cyrillicTwin writes a Latin letter as the Cyrillic letter that looks the same.
func cyrillicTwin(r rune) rune {
	const from, to = "ABEKMHPCTYX", "АВЕКМНРСТУХ"
	if i := strings.IndexRune(from, r); i >= 0 {
		return []rune(to)[i]
	}
	return r
}

// arabicDigit writes a digit as it is written in Arabic.
func arabicDigit(r rune) rune {
	if r >= '0' && r <= '9' {
		return []rune(arabicDigits)[r-'0']
	}
	return r
}

func mapRunes(s string, f func(rune) rune) string { return strings.Map(f, s) }
