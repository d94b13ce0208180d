package mark

import (
	"math"
	"strings"
	"sync"
)

// Cost is an unlikelihood: thousandths of a nat of -ln(probability). Whole numbers make sums and orders exact.
type Cost int32

// impossible is a cost no sum of real costs reaches.
const impossible Cost = 1 << 28

// CostOf is the cost of a probability.
func CostOf(p float64) Cost {
	if p <= 0 {
		return impossible
	}
	return Cost(math.Round(-1000 * math.Log(p)))
}

// Likelihood is exp(-cost): the probability the cost was made from.
func (c Cost) Likelihood() float64 { return math.Exp(float64(-c) / 1000) }

// Rates are the chances that one symbol of a mark is read or copied wrongly, each per symbol.
type Rates struct {
	Wrong    float64 // a symbol taken for another
	Alike    float64 // share of those that fall on a symbol of like shape
	Missed   float64 // a recorded symbol not seen
	Extra    float64 // a symbol seen that is not recorded
	Swapped  float64 // two neighbours in the wrong order
	Embedded float64 // a letter between digits missed, seen or changed: registers copy such letters badly
}

// EyeRates are the default: marks read by eye or restored, and copied by hand.
//
// Sources: 2.3 % of etched characters reported were wrong (Forensic Science International 361:112127, 2024); of
// the errors in copying digits about 79 % are one wrong digit and 10 % a swap (Verhoeff's counts), the rest
// mostly an omission or addition. NCIC ignores letters between digits when it searches, which gives Embedded.
func EyeRates() Rates {
	return Rates{Wrong: .023, Alike: .7, Missed: .003, Extra: .003, Swapped: .003, Embedded: .02}
}

// KeyedRates are those of a number typed from a legible document.
func KeyedRates() Rates {
	return Rates{Wrong: .005, Alike: .4, Missed: .001, Extra: .001, Swapped: .001, Embedded: .005}
}

// A Channel says how likely a recorded symbol is seen as another. It is immutable.
type Channel struct {
	rates Rates
	same  Cost
	// sub[x][y] is the cost of seeing the symbol of code x where y is recorded, for x other than y.
	sub [codeCount][codeCount]Cost
	// far is the cost of seeing a symbol where one without a code, of another shape, is recorded, or the reverse.
	far, wrong, missed, extra, swapped, embedded Cost
}

// NewChannel makes the channel of the rates and the built-in table of like shapes.
func NewChannel(r Rates) *Channel { return Estimate(r, "") }

// newChannel makes a channel without its confusions.
func newChannel(r Rates) *Channel {
	return &Channel{
		rates: r, same: CostOf(1 - r.Wrong - r.Missed), wrong: CostOf(r.Wrong), missed: CostOf(r.Missed),
		extra: CostOf(r.Extra), swapped: CostOf(r.Swapped), embedded: CostOf(r.Embedded),
		far: CostOf(r.Wrong * (1 - r.Alike) / plainSymbols),
	}
}

// With is the channel of a mark that was read through c and stands in a register whose clerks err as the other
// channel says: the chances of both add up. What a clerk left out was seen and is not recorded.
func (c *Channel) With(clerk *Channel) *Channel {
	r, k := c.rates, clerk.rates
	sum := Rates{Wrong: r.Wrong + k.Wrong, Missed: r.Missed + k.Extra, Extra: r.Extra + k.Missed, Swapped: r.Swapped + k.Swapped, Embedded: r.Embedded + k.Embedded}
	sum.Alike = (r.Wrong*r.Alike + k.Wrong*k.Alike) / sum.Wrong
	out := newChannel(sum)
	for x := 1; x < codeCount; x++ {
		for y := 1; y < codeCount; y++ {
			out.sub[x][y] = CostOf(c.sub[x][y].Likelihood() + clerk.sub[y][x].Likelihood())
		}
	}
	return out
}

// DefaultChannel is the channel of EyeRates.
func DefaultChannel() *Channel { return defaultChannel() }

var defaultChannel = sync.OnceValue(func() *Channel { return NewChannel(EyeRates()) })

// Rates are the rates the channel was made of.
func (c *Channel) Rates() Rates { return c.rates }

// Seen is the probability that the symbol seen is reported where recorded stands; both in folded form.
func (c *Channel) Seen(seen, recorded rune) float64 { return c.seen(seen, recorded).Likelihood() }

func (c *Channel) seen(seen, recorded rune) Cost {
	if seen == recorded {
		return c.same
	}
	return c.sub[codeOf(seen)][codeOf(recorded)]
}

func alikeWeights() (w [codeCount][codeCount]float64) {
	for a, list := range alike {
		for field := range strings.FieldsSeq(list) {
			r := []rune(field)
			x, y, weight := codeOf(r[0]), codeOf(a), float64(r[1]-'0')
			w[x][y] = max(w[x][y], weight)
			w[y][x] = max(w[y][x], weight)
		}
	}
	return w
}

// Alike lists the symbols this one is most often seen for, likeliest first: what an entry box offers.
func (c *Channel) Alike(symbol rune) []Choice {
	x := codeOf(Fold1(symbol))
	if x == otherCode || x == endCode {
		return nil
	}
	floor := CostOf(c.rates.Wrong * (1 - c.rates.Alike) / plainSymbols)
	pl := Place{Kind: Weighted}
	for y := uint8(1); y <= lastCode; y++ {
		if x != y && c.sub[x][y] < floor-10 {
			pl.Choices = append(pl.Choices, Choice{Symbol: symbolOf(y), P: c.sub[x][y].Likelihood()})
		}
	}
	return pl.tidy().Choices
}

// Fold1 folds one character to its first symbol, or gives 0 when it has none.
func Fold1(r rune) rune {
	if f := foldRune(r); len(f) > 0 {
		return f[0]
	}
	return 0
}
