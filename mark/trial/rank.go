package trial

import (
	"math"
	"strings"

	"focalpoint/mark"
)

// mostHits is how many answers of the index are weighed.
const mostHits = 20_000

// What the search under trial believes of the fields told: its own opinion, not the world's figures.
var (
	makerRate   = mark.FieldRate{Same: .9}
	calibreRead = mark.FieldRate{Same: .95}
)

// question ranks one question by every method in every context.
func (t *run) question(q *question) []result {
	p := q.pattern()
	errors, cut := mark.Tolerance(p)
	query := mark.Query{Pattern: p, Errors: errors, Cut: cut, Limit: mostHits, Channel: t.o.Channel}
	answer := t.x.Search(query)
	seen := 0
	for _, pl := range q.places {
		if pl.kind != mark.Any && pl.kind != mark.Run {
			seen++
		}
	}
	edits := 1
	if seen >= 6 || seen == len(q.places) {
		edits = mostEdits
	}
	close := t.rs.within(q, edits, t.w.Recorded)
	or := newOracle(t.w, t.rs, q)
	likely := make([]float64, len(close))
	for i, n := range close {
		likely[i] = or.likelihood(t.w.Recorded[n.at])
	}
	sight := t.pop.See(p, t.o.Channel)
	var out []result
	for _, ctx := range Contexts() {
		r := result{present: q.record >= 0}
		t.ours(q, sight, answer, ctx, &r)
		t.oracle(q, ctx, close, likely, &r)
		t.rules(q, ctx, close, &r)
		out = append(out, r)
	}
	return out
}

func (r *result) rank(method int, list []candidate, truth int) {
	if r.present {
		r.first[method], r.ten[method] = credit(list, truth, 1), credit(list, truth, 10)
	}
}

// ours is the search under trial.
func (t *run) ours(q *question, sight *mark.Sight, a mark.Answer, ctx Context, r *result) {
	fields := func(m, c int) float64 {
		l := 1.0
		if ctx.maker {
			l *= makerRate.Likelihood(agree(m == q.maker), t.makers[q.maker])
		}
		if ctx.calibre {
			l *= calibreRead.Likelihood(agree(c == q.calibre), t.calibre[q.calibre])
		}
		return l
	}
	each := (1 - t.o.Absent) / float64(max(1, len(t.w.Recorded)))
	list := make([]candidate, len(a.Hits))
	sum, kept := 0.0, 0.0
	for i, h := range a.Hits {
		at := int(h.ID) - 1
		l := h.Cost.Likelihood()
		kept += l
		list[i] = candidate{at, each * l * fields(int(t.w.maker[at]), int(t.w.calibre[at]))}
		sum += list[i].score
	}
	usual := 1.0
	if ctx.maker {
		usual = t.makers[q.maker]
	}
	sum += each * max(0, a.Mass-kept) * usual
	none := t.o.Absent * sight.Chance(func(k string) float64 { return fields(unkind(k)) })
	total := sum + none
	r.none = 1
	if total > 0 {
		r.none = none / total
		for i := range list {
			list[i].score /= total
		}
	}
	r.rank(0, list, q.record)
	r.stated, r.right = best(list, q.record)
}

func agree(same bool) mark.Agreement {
	if same {
		return mark.AgreeSame
	}
	return mark.AgreeDifferent
}

// oracle ranks every record by how the world errs.
func (t *run) oracle(q *question, ctx Context, close []near, likely []float64, r *result) {
	o := &t.o
	told := shareOf(t.w.share, q.maker)
	list := make([]candidate, len(close))
	for i, n := range close {
		l := likely[i]
		if m := int(t.w.maker[n.at]); ctx.maker && m == q.maker {
			l *= o.Hint
		} else if ctx.maker {
			l *= (1 - o.Hint) * told / (1 - shareOf(t.w.share, m))
		}
		if c := int(t.w.calibre[n.at]); ctx.calibre && c == q.calibre {
			l *= calibreRate + (1-calibreRate)*t.w.calShare[c]
		} else if ctx.calibre {
			l *= (1 - calibreRate) * t.w.calShare[q.calibre]
		}
		list[i] = candidate{int(n.at), l}
	}
	r.rank(1, list, q.record)
}

// rules ranks by what other systems do: exact numbers with letters between digits left out and O as zero (NCIC),
// the same number, and the fewest edits. A maker or calibre told puts those that agree before others.
func (t *run) rules(q *question, ctx Context, close []near, r *result) {
	asked, whole := "", true
	for _, pl := range q.places {
		if whole = whole && pl.kind == mark.One; whole {
			asked += string(pl.symbols[0])
		}
	}
	ncic := ncicForm(asked)
	var byRule, same, edits []candidate
	for _, n := range close {
		at := int(n.at)
		s := 1.0
		if ctx.maker && int(t.w.maker[at]) == q.maker {
			s += 2
		}
		if ctx.calibre && int(t.w.calibre[at]) == q.calibre {
			s++
		}
		edits = append(edits, candidate{at, s * math.Pow(100, float64(-n.edits))})
		if whole && t.w.Recorded[at] == asked {
			same = append(same, candidate{at, s})
		}
		if whole && ncicForm(t.w.Recorded[at]) == ncic {
			byRule = append(byRule, candidate{at, s})
		}
	}
	r.rank(2, byRule, q.record)
	r.rank(3, same, q.record)
	r.rank(4, edits, q.record)
}

// ncicForm is the form under which the NCIC gun file compares, as its manuals describe: the letter O is a zero, and
// letters between digits do not count, so that 369J257 finds 369257 and 369M257.
func ncicForm(text string) string {
	s := []rune(strings.ReplaceAll(text, "O", "0"))
	first, last := -1, -1
	for i, c := range s {
		if isDigit(c) {
			if first < 0 {
				first = i
			}
			last = i
		}
	}
	var b strings.Builder
	for i, c := range s {
		if isLetter(c) && i > first && i < last && first >= 0 {
			continue
		}
		b.WriteRune(c)
	}
	return b.String()
}
