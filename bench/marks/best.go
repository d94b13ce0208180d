package main

import (
	"math"
	"slices"

	"focalpoint/mark"
)

// lookBest finds the records that a mark with certainties most likely is, by looking at every record of its length:
// the sums of -ln p, in thousandths, as package mark counts them.
func lookBest(q *question, rs *records) []uint32 {
	type scored struct {
		cost int
		at   uint32
	}
	var all []scored
	worst := q.cut
	for _, p := range q.pattern.Reading {
		least := 0
		for i, x := range p.Choices {
			if c := price(p, x.Symbol); i == 0 || c < least {
				least = c
			}
		}
		worst += least
	}
	for i := range rs.len() {
		text := rs.at(i)
		if runes(text) != len(q.pattern.Reading) {
			continue
		}
		cost, j := 0, 0
		for _, c := range text {
			if cost += price(q.pattern.Reading[j], c); cost > worst {
				break
			}
			j++
		}
		if cost > worst {
			continue
		}
		all = append(all, scored{cost, uint32(i)})
		if len(all) >= 4000 {
			slices.SortFunc(all, func(a, b scored) int { return a.cost - b.cost })
			// Ties with the last are kept: any of them is right.
			worst = all[q.limit-1].cost
			end := q.limit
			for end < len(all) && all[end].cost == worst && end < 2000 {
				end++
			}
			all = all[:end]
		}
	}
	slices.SortFunc(all, func(a, b scored) int { return a.cost - b.cost })
	out := []uint32{}
	for i, s := range all {
		if i >= q.limit && s.cost > all[q.limit-1].cost {
			break
		}
		out = append(out, s.at)
	}
	return out
}

// price is what a symbol costs at a place.
func price(p mark.Place, c rune) int {
	cost := func(p float64) int { return int(math.Round(-1000 * math.Log(p))) }
	if p.Kind == mark.Any {
		return 0
	}
	for _, x := range p.Choices {
		if x.Symbol == c {
			if p.Kind == mark.Weighted {
				return cost(x.P)
			}
			rates := mark.DefaultChannel().Rates()
			return cost(1 - rates.Wrong - rates.Missed)
		}
	}
	if p.Kind == mark.Weighted && p.Rest() > 0 {
		return cost(p.Rest() / float64(36-len(p.Choices)))
	}
	return 1 << 28
}
