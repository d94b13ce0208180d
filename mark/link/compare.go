package link

import (
	"slices"
	"strings"

	"focalpoint/mark"
)

// likeShapes are symbols taken for one another (serialsearch.md section 2.2), one class a word. They serve to bring
// marks with two such errors together; what each is worth is estimated.
var likeShapes = strings.Fields("0OQDUФ 1ILJT7Г 2Z 3З 4АAЧ 5S 6GБ 8BВ NИПНHMW VY CE KХX FP RЯ")

// shapes maps a symbol to the class of its shape, itself where it has none.
type shapes map[rune]rune

func newShapes() shapes {
	s := shapes{}
	for _, class := range likeShapes {
		first := []rune(class)[0]
		for _, r := range mark.Fold(class) {
			if _, taken := s[r]; !taken {
				s[r] = first
			}
		}
	}
	return s
}

func (s shapes) of(r rune) rune {
	if c, ok := s[r]; ok {
		return c
	}
	return r
}

// compareMarks says how two marks agree.
func compareMarks(a, b []rune, s shapes) MarkLevel {
	if len(a) > len(b) {
		a, b = b, a
	}
	switch extra := len(b) - len(a); {
	case extra == 0:
		return sameLength(a, b, s)
	case extra == 1 && oneMore(a, b):
		return Missing
	case extra >= 2 && extra <= maxAffix && len(a) >= minAffixed && (slices.Equal(a, b[:len(a)]) || slices.Equal(a, b[extra:])):
		return Affix
	}
	return Other
}

func sameLength(a, b []rune, s shapes) MarkLevel {
	var at [2]int
	n, alike := 0, true
	for i := range a {
		if a[i] == b[i] {
			continue
		}
		if n == 2 {
			return Other
		}
		at[n] = i
		n++
		alike = alike && s.of(a[i]) == s.of(b[i])
	}
	switch {
	case n == 0:
		return Equal
	case n == 1 && alike:
		return Alike
	case n == 1:
		return Wrong
	case at[1] == at[0]+1 && a[at[0]] == b[at[1]] && a[at[1]] == b[at[0]]:
		return Swapped
	case alike:
		return TwoAlike
	}
	return Other
}

// oneMore says whether b is a with one symbol more somewhere.
func oneMore(a, b []rune) bool {
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	return slices.Equal(a[i:], b[i+1:])
}

// compareYears counts years one or two apart as near: the year struck, of proof and of sale are mixed up.
func compareYears(a, b int16) Agreement {
	switch d := a - b; {
	case a == 0 || b == 0:
		return Unknown
	case d == 0:
		return Same
	case d >= -2 && d <= 2:
		return Near
	}
	return Different
}

func (f *finder) compareMakes(a, b uint32) Agreement {
	switch {
	case a == 0 || b == 0:
		return Unknown
	case a == b:
		return Same
	case f.o.Compatible != nil && f.o.Compatible(a, b):
		return Near
	}
	return Different
}

func compareCodes(a, b uint32) Agreement {
	switch {
	case a == 0 || b == 0:
		return Unknown
	case a == b:
		return Same
	}
	return Different
}
