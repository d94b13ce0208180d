package main

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"focalpoint/mark"
)

// question is a record as reported.
type question struct {
	class   string
	pattern mark.Pattern
	errors  int
	limit   int
	best    bool     // the cheapest are wanted, not all,
	cut     int      // as far as they cost no more than this beyond a perfect reading, in thousandths of a nat
	truth   []uint32 // what an exhaustive look finds; nil when it was not looked for
}

// classes of questions, in the order of the report.
func classes() []string {
	return []string{"exact", "1 unknown", "2 unknown", "3 unknown", "prefix lost", "suffix lost", "both ends lost", "1 look-alike", "2 look-alikes",
		"1 lost or extra", "transposition", "2 sets, 1 unknown", "certainties, best 20", "etched, best 20"}
}

// ask draws a question of a class.
func ask(class string, rs *records, r *rand.Rand) question {
	var s []rune
	for len(s) < 5 {
		s = []rune(rs.at(r.IntN(rs.len())))
	}
	q := question{class: class, limit: 100}
	text, n := "", len(s)
	switch class {
	case "1 unknown", "2 unknown", "3 unknown":
		for _, i := range r.Perm(n)[:class[0]-'0'] {
			s[i] = '?'
		}
	case "prefix lost":
		text = "*" + string(s[1+r.IntN(2):])
	case "suffix lost":
		text = string(s[:n-1-r.IntN(2)]) + "*"
	case "both ends lost":
		from := 1 + r.IntN(min(2, n-4))
		to := n - 1 - r.IntN(min(2, n-from-3))
		text = "*" + string(s[from:to]) + "*"
	case "1 look-alike", "2 look-alikes":
		q.errors = int(class[0] - '0')
		for _, i := range r.Perm(n)[:q.errors] {
			s[i] = alike(s[i], r)
		}
	case "1 lost or extra":
		q.errors = 1
		if i := r.IntN(n); r.IntN(2) == 0 {
			s = slices.Delete(s, i, i+1)
		} else {
			s = slices.Insert(s, i, symbol(r))
		}
	case "transposition":
		q.errors = 1
		i := r.IntN(n - 1)
		s[i], s[i+1] = s[i+1], s[i]
	case "2 sets, 1 unknown":
		at := r.Perm(n)[:3]
		for i, c := range s {
			switch {
			case i == at[2]:
				text += "?"
			case i == at[0] || i == at[1]:
				text += fmt.Sprintf("[%c%c%c]", c, alike(c, r), alike(c, r))
			default:
				text += string(c)
			}
		}
	case "certainties, best 20":
		text = laboratory(s, .35, 0, r)
	case "etched, best 20":
		text = laboratory(s, .5, .3, r)
	}
	if strings.HasSuffix(class, "best 20") {
		q.best, q.limit, q.cut = true, 20, 12000
	}
	if text == "" {
		text = string(s)
	}
	q.pattern = mark.MustParse(text)
	return q
}

// laboratory reports symbols with their certainty: a share is doubtful, of these some are gone altogether.
func laboratory(s []rune, doubtful, gone float64, r *rand.Rand) string {
	out := ""
	for _, c := range s {
		first, second := .96, .02
		if r.Float64() < doubtful {
			first = .4 + .4*r.Float64()
			second = (1 - first) * .7
			if r.Float64() < gone {
				out += "?"
				continue
			}
		}
		seen, other := c, alike(c, r)
		if other == c {
			other = '0'
			if c == '0' {
				other = 'O'
			}
		}
		if r.Float64() > first {
			seen, other = other, seen
		}
		out += fmt.Sprintf("{%c:%.2f,%c:%.2f}", seen, first, other, second)
	}
	return out
}

// alike is a symbol often taken for another.
func alike(c rune, r *rand.Rand) rune {
	list := mark.DefaultChannel().Alike(c)
	if len(list) == 0 {
		return symbol(r)
	}
	return list[r.IntN(min(3, len(list)))].Symbol
}

// fuzz draws a pattern of any kind: made from a record or from nothing, with what each place says drawn anew.
func fuzz(rs *records, r *rand.Rand) question {
	q := question{class: "fuzzed", limit: 100, errors: r.IntN(4)}
	s := []rune(rs.at(r.IntN(rs.len())))
	if r.IntN(4) == 0 {
		s = s[:1+r.IntN(len(s))]
	}
	text, known := "", false
	for _, c := range s {
		switch r.IntN(14) {
		case 0, 1:
			text += "?"
		case 2:
			text += "*"
		case 3:
			text += fmt.Sprintf("[%c%c]", c, symbol(r))
			known = true
		case 4:
			text += fmt.Sprintf("[^%c]", symbol(r))
		case 5:
			text, known = text+string(symbol(r)), true
		case 6:
		default:
			text, known = text+string(c), true
		}
	}
	if !known || text == "" {
		text += string(s[0])
	}
	q.pattern = mark.MustParse(text)
	if r.IntN(3) == 0 {
		q.errors = 0
	}
	return q
}

// fits is the exhaustive comparison: whether a text can be read as the pattern with so many errors, a symbol wrong,
// missing, too many, or two neighbours swapped. Plain recursion over a table, nothing shared with package mark.
func fits(places []mark.Place, errors int, text []rune, table [][]uint8) bool {
	const never = 9
	for i := 0; i <= len(text); i++ {
		for j := 0; j <= len(places); j++ {
			best := uint8(never)
			if i == 0 && j == 0 {
				best = 0
			}
			run := j > 0 && places[j-1].Kind == mark.Run
			switch {
			case run:
				best = min(best, table[i][j-1])
			case j > 0:
				best = min(best, table[i][j-1]+1)
			}
			if i > 0 {
				best = min(best, table[i-1][j]+1)
				if j < len(places) && places[j].Kind == mark.Run || run {
					best = min(best, table[i-1][j])
				}
				if j > 0 && !run {
					wrong := uint8(1)
					if admits(places[j-1], text[i-1]) {
						wrong = 0
					}
					best = min(best, table[i-1][j-1]+wrong)
				}
				if i > 1 && j > 1 && !run && places[j-2].Kind != mark.Run && admits(places[j-1], text[i-2]) && admits(places[j-2], text[i-1]) {
					best = min(best, table[i-2][j-2]+1)
				}
			}
			table[i][j] = min(best, never)
		}
	}
	return int(table[len(text)][len(places)]) <= errors
}

func admits(p mark.Place, c rune) bool {
	listed := slices.ContainsFunc(p.Choices, func(x mark.Choice) bool { return x.Symbol == c })
	switch p.Kind {
	case mark.Any:
		return true
	case mark.Not:
		return !listed
	}
	return listed
}

// look finds the right answers of a question among all records: every one that fits, or the best.
func look(q *question, rs *records) {
	if q.best {
		q.truth = lookBest(q, rs)
		return
	}
	places := q.pattern.Reading
	table := make([][]uint8, 80)
	for i := range table {
		table[i] = make([]uint8, len(places)+1)
	}
	runs := slices.ContainsFunc(places, func(p mark.Place) bool { return p.Kind == mark.Run })
	buf := make([]rune, 0, 80)
	q.truth = []uint32{}
	for i := range rs.len() {
		buf = buf[:0]
		for _, c := range rs.at(i) {
			buf = append(buf, c)
		}
		if !runs && (len(buf) > len(places)+q.errors || len(buf) < len(places)-q.errors) {
			continue
		}
		if fits(places, q.errors, buf, table) {
			q.truth = append(q.truth, uint32(i))
		}
	}
}
