package mark_test

import (
	"fmt"
	"math/rand/v2"

	"focalpoint/mark"
)

// formats are shapes of serial numbers: 9 a digit, A a Latin letter, Я a Cyrillic one, other symbols as they are.
var formats = []struct {
	shape  string
	weight int
}{
	{"999999", 20}, {"AA9999", 14}, {"AAA999", 10}, {"A99999", 10}, {"9999999", 8}, {"ЯЯ9999", 8}, {"AA999999", 6}, {"99999", 6},
	{"AAAA999", 4}, {"A99999Z", 3}, {"999-99999", 3}, {"99-099999", 2}, {"999AA99999", 2}, {"Z70-99999", 1}, {"M92PV099999", 1},
	{"19999AA9999", 1}, {"12345678-AA99999", 1},
}

// generate makes n marks of the formats from a seed.
func generate(n int, seed uint64) []mark.Entry {
	r := rand.New(rand.NewPCG(seed, 7))
	var bag []string
	for _, f := range formats {
		for range f.weight {
			bag = append(bag, f.shape)
		}
	}
	cyrillic := []rune("АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЭЮЯ")
	entries := make([]mark.Entry, n)
	for i := range entries {
		var out []rune
		for _, c := range bag[r.IntN(len(bag))] {
			switch c {
			case '9':
				c = '0' + rune(r.IntN(10))
			case 'A':
				c = 'A' + rune(r.IntN(26))
			case 'Я':
				c = cyrillic[r.IntN(len(cyrillic))]
			}
			out = append(out, c)
		}
		entries[i] = mark.Entry{ID: uint64(i + 1), Mark: mark.Fold(string(out))}
	}
	return entries
}

// damage makes the pattern of a class from a mark.
func damage(text string, class string, r *rand.Rand) (pattern string, errors int) {
	s := []rune(text)
	at := func() int { return r.IntN(len(s)) }
	digit := func() rune { return '0' + rune(r.IntN(10)) }
	switch class {
	case "exact":
	case "1 unknown", "2 unknown", "3 unknown":
		for range int(class[0] - '0') {
			s[at()] = '?'
		}
	case "prefix lost":
		return "*" + string(s[len(s)/2-1:]), 0
	case "suffix lost":
		return string(s[:len(s)-2]) + "*", 0
	case "both lost":
		return "*" + string(s[1:len(s)-1]) + "*", 0
	case "1 wrong", "2 wrong":
		for range int(class[0] - '0') {
			s[at()] = digit()
		}
		return string(s), int(class[0] - '0')
	case "1 missing":
		i := at()
		return string(s[:i]) + string(s[i+1:]), 1
	case "1 extra":
		i := at()
		return string(s[:i]) + string(digit()) + string(s[i:]), 1
	case "swapped":
		i := r.IntN(len(s) - 1)
		s[i], s[i+1] = s[i+1], s[i]
		return string(s), 1
	case "2 sets, 1 unknown":
		return fmt.Sprintf("[%c7][%c3]?%s", s[0], s[1], string(s[3:])), 0
	case "certainties":
		out := ""
		for _, c := range s {
			out += fmt.Sprintf("{%c:.7,8:.1}", c)
			if c == '8' {
				out = out[:len(out)-len("{8:.7,8:.1}")] + "{8:.7,3:.1}"
			}
		}
		return out, 0
	}
	return string(s), 0
}

func damages() []string {
	return []string{"exact", "1 unknown", "2 unknown", "3 unknown", "prefix lost", "suffix lost", "both lost", "1 wrong", "2 wrong",
		"1 missing", "1 extra", "swapped", "2 sets, 1 unknown", "certainties"}
}
