package demo

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"focalpoint"
	"focalpoint/mark"
)

// mess is how an officer wrote down a number.
type mess string

// Ways of writing down a number (serialsearch.md 2, tracing.md Q1).
const (
	asStruck   mess = "as struck"
	spaced     mess = "spaced"       // blanks, hyphens, small letters
	mistaken   mess = "misread"      // one symbol for another like it
	exchanged  mess = "swapped"      // two neighbours exchanged in typing
	otherABC   mess = "other script" // Latin twins of Cyrillic letters or the reverse
	inArabic   mess = "arabic"       // Arabic-Indic digits
	glued      mess = "year glued"   // the year of manufacture in front
	oneGone    mess = "one gone"     // one symbol worn away
	twoGone    mess = "two gone"     // two
	oneOfTwo   mess = "one of two"   // one symbol may be either of two
	weighed    mess = "weighed"      // a laboratory gave certainties
	prefixGone mess = "prefix gone"  // the beginning is erased
)

// sight is a number as an officer saw it.
type sight struct {
	mess    mess
	text    string
	reading string
	cond    focalpoint.MarkCondition
	// What the sight certainly says, for judging who else it fits: the symbols possible at each place of the folded
	// number (empty: any), and whether more may stand before them.
	places [][]rune
	open   bool
}

func throwMess(d dice) mess {
	all := []mess{asStruck, spaced, mistaken, exchanged, otherABC, inArabic, glued, oneGone, twoGone, oneOfTwo, weighed, prefixGone}
	return all[d.weighted(47, 13, 8, 2, 5, 3, 3, 7, 3, 4, 3, 2)]
}

// see writes down a number of a firearm.
func see(d dice, struck string, year int, how mess) sight {
	s := sight{mess: how, text: struck, cond: focalpoint.ConditionLegible}
	switch how {
	case spaced:
		s.text = loosely(d, struck)
	case mistaken:
		s.text = misread(d, struck)
	case exchanged:
		s.text = swap(d, struck)
	case otherABC:
		s.text = mapRunes(struck, latinTwin)
		if s.text == struck {
			s.text = mapRunes(struck, cyrillicTwin)
		}
	case inArabic:
		s.text = mapRunes(struck, arabicDigit)
	case glued:
		s.text = strconv.Itoa(year) + struck
	case oneGone, twoGone, oneOfTwo, weighed, prefixGone:
		return s.damaged(d, struck)
	}
	for _, r := range mark.Fold(s.text) {
		s.places = append(s.places, []rune{r})
	}
	return s
}

// loosely writes a number as people do on a form.
func loosely(d dice, s string) string {
	switch d.IntN(4) {
	case 0:
		return strings.ToLower(s)
	case 1:
		return strings.ReplaceAll(s, "-", " ")
	case 2:
		return strings.ReplaceAll(s, "-", "/")
	}
	r := []rune(s)
	at := d.between(1, len(r)-1)
	return string(r[:at]) + " " + string(r[at:])
}

// damaged writes the reading of a number of which something is gone.
func (s sight) damaged(d dice, struck string) sight {
	folded := []rune(mark.Fold(struck))
	for _, r := range folded {
		s.places = append(s.places, []rune{r})
	}
	notation := make([]string, len(folded))
	for i, r := range folded {
		notation[i] = string(r)
	}
	s.cond = focalpoint.ConditionWorn
	at := d.Perm(len(folded))
	switch s.mess {
	case oneGone, twoGone:
		n := 1
		if s.mess == twoGone {
			n, s.cond = 2, focalpoint.ConditionPartial
		}
		for _, i := range at[:n] {
			notation[i], s.places[i] = "?", nil
		}
	case oneOfTwo, weighed:
		i := at[0]
		for _, j := range at {
			if lookAlike[folded[j]] != "" {
				i = j
				break
			}
		}
		other := '7'
		if like := []rune(lookAlike[folded[i]]); len(like) > 0 {
			other = like[0]
		} else if folded[i] == '7' {
			other = '1'
		}
		s.places[i] = []rune{folded[i], other}
		pair := []rune{folded[i], other}
		slices.Sort(pair)
		notation[i] = "[" + string(pair) + "]"
		if s.mess == weighed {
			sure := d.between(60, 85)
			notation[i] = fmt.Sprintf("{%c:.%d,%c:.%02d}", folded[i], sure, other, 95-sure)
			s.cond = focalpoint.ConditionRestored
		}
	case prefixGone:
		n := min(2, len(folded)-4)
		notation, s.places, s.open = append([]string{"*"}, notation[n:]...), s.places[n:], true
		s.cond = focalpoint.ConditionPartial
	}
	s.reading = strings.Join(notation, "")
	s.text = strings.Map(func(r rune) rune {
		if strings.ContainsRune("*{}[]", r) {
			return -1
		}
		return r
	}, plainText(notation))
	return s
}

// plainText writes a damaged number without the notation: what is in doubt becomes a question mark.
func plainText(notation []string) string {
	var b strings.Builder
	for _, n := range notation {
		switch {
		case len([]rune(n)) == 1 && n != "*":
			b.WriteString(n)
		default:
			b.WriteByte('?')
		}
	}
	return b.String()
}

// fits says whether a number of the register, folded, is one the sight may be of, with no error supposed.
func (s *sight) fits(folded []rune) bool {
	if s.open {
		if len(folded) < len(s.places) {
			return false
		}
		folded = folded[len(folded)-len(s.places):]
	}
	if len(folded) != len(s.places) {
		return false
	}
	for i, r := range folded {
		if s.places[i] != nil && !slices.Contains(s.places[i], r) {
			return false
		}
	}
	return true
}

// mark returns the sight as a mark of an item.
func (s *sight) mark() focalpoint.Mark {
	m := focalpoint.Mark{Kind: focalpoint.MarkSerial, Text: s.text, Reading: s.reading, Position: "frame", Condition: s.cond, Read: "eye"}
	if s.mess == weighed {
		m.Read = "etching"
	}
	return m
}
