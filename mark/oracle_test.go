package mark_test

import (
	"math"

	"focalpoint/mark"
)

// The oracle compares a pattern with a mark by plain recursion over the definition, with nothing shared with
// the package but Channel.Seen and the rates: what one symbol costs, how errors combine. It is slow.
type oracle struct {
	p    mark.Pattern
	text []rune
	ch   *mark.Channel
	memo map[[3]int]int
}

const never = 1 << 28

func (o *oracle) cost(errors int) int {
	o.memo = map[[3]int]int{}
	return o.from(0, 0, errors)
}

// from is the least cost of reading the places from j on when the text from i on is recorded.
func (o *oracle) from(j, i, errors int) int {
	key := [3]int{j, i, errors}
	if c, ok := o.memo[key]; ok {
		return c
	}
	best := never
	try := func(price, j, i, errors int) {
		if price < never && errors >= 0 {
			best = min(best, price+o.from(j, i, errors))
		}
	}
	places, symbols := o.p.Reading, o.text
	if j == len(places) && i == len(symbols) {
		best = 0
	}
	rates := o.ch.Rates()
	if j < len(places) {
		if places[j].Kind == mark.Run {
			try(0, j+1, i, errors)
			if i < len(symbols) {
				try(0, j, i+1, errors)
			}
		} else {
			try(o.extra(j), j+1, i, errors-1)
			if i < len(symbols) {
				try(o.hit(j, symbols[i]), j+1, i+1, errors)
				try(o.misread(j, symbols[i]), j+1, i+1, errors-1)
			}
			if i+1 < len(symbols) && j+1 < len(places) && places[j+1].Kind != mark.Run {
				price := o.hit(j, symbols[i+1]) + o.hit(j+1, symbols[i]) + nats(rates.Swapped)
				try(min(price, never), j+2, i+2, errors-1)
			}
		}
	}
	if i < len(symbols) {
		price := nats(rates.Missed)
		if letter(symbols[i]) && o.digits(j-1) && o.digits(j) {
			price = min(price, nats(rates.Embedded))
		}
		try(price, j, i+1, errors-1)
	}
	o.memo[key] = min(best, never)
	return o.memo[key]
}

func nats(p float64) int { return int(math.Round(-1000 * math.Log(p))) }

func letter(r rune) bool { return r < '0' || r > '9' }

// digits reports whether place j names digits only.
func (o *oracle) digits(j int) bool {
	if j < 0 || j >= len(o.p.Reading) {
		return false
	}
	pl := o.p.Reading[j]
	if pl.Kind != mark.One && pl.Kind != mark.Set {
		return false
	}
	for _, c := range pl.Choices {
		if letter(c.Symbol) {
			return false
		}
	}
	return true
}

func (o *oracle) between(j int) bool {
	pl := o.p.Reading[j]
	return pl.Kind == mark.One && letter(pl.Choices[0].Symbol) && o.digits(j-1) && o.digits(j+1)
}

func (o *oracle) same() int { return nats(1 - o.ch.Rates().Wrong - o.ch.Rates().Missed) }

func (o *oracle) hit(j int, r rune) int {
	pl := o.p.Reading[j]
	listed := -1
	for n, c := range pl.Choices {
		if c.Symbol == r {
			listed = n
		}
	}
	switch {
	case pl.Kind == mark.Any:
		return 0
	case pl.Kind == mark.Weighted && listed >= 0:
		return nats(pl.Choices[listed].P)
	case pl.Kind == mark.Weighted && pl.Rest() > 0:
		return nats(pl.Rest() / float64(36-len(pl.Choices)))
	case pl.Kind == mark.Weighted:
		return never
	case (pl.Kind == mark.Not) == (listed < 0):
		return o.same()
	}
	return never
}

func (o *oracle) misread(j int, r rune) int {
	pl, rates := o.p.Reading[j], o.ch.Rates()
	best := never
	switch pl.Kind {
	case mark.Any:
		return nats(rates.Wrong * (1 - rates.Alike) / 36)
	case mark.Not:
		return nats(rates.Wrong)
	}
	for _, c := range pl.Choices {
		if c.Symbol == r {
			continue
		}
		penalty := 0
		if pl.Kind == mark.Weighted {
			penalty = nats(c.P)
		}
		best = min(best, nats(o.ch.Seen(c.Symbol, r))+penalty)
	}
	if o.between(j) && letter(r) {
		best = min(best, nats(rates.Embedded))
	}
	return best
}

func (o *oracle) extra(j int) int {
	pl, rates := o.p.Reading[j], o.ch.Rates()
	price := nats(rates.Extra)
	switch pl.Kind {
	case mark.One, mark.Set:
		price += int(math.Round(1000 * math.Log(36/float64(len(pl.Choices)))))
	case mark.Weighted:
		price += int(math.Round(1000 * math.Log(36)))
	}
	if o.between(j) {
		price = min(price, nats(rates.Embedded))
	}
	return price
}
