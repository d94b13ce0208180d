package mark

import (
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Confusions counts how often symbols were read as others: one table of a study, or a State's own corrections.
// The zero value holds nothing.
type Confusions struct {
	// rate[x][y] is how often x was seen where y is recorded, per thousand readings of y.
	rate [codeCount][codeCount]float64
}

// Add counts a rate of misreadings: seen where recorded stands, per thousand readings of recorded. Both are
// folded; a pair that folds to the same symbol, or to none, is left out.
func (c *Confusions) Add(recorded, seen rune, rate float64) {
	y, x := codeOf(Fold1(recorded)), codeOf(Fold1(seen))
	if x != y && x != endCode && y != endCode && Fold1(seen) != 0 && Fold1(recorded) != 0 {
		c.rate[x][y] += rate
	}
}

// Rate is how often seen stands for recorded, per thousand readings of recorded.
func (c *Confusions) Rate(recorded, seen rune) float64 {
	return c.rate[codeOf(Fold1(seen))][codeOf(Fold1(recorded))]
}

// Errors is how often recorded is misread at all, per thousand readings.
func (c *Confusions) Errors(recorded rune) float64 { return c.errors(codeOf(Fold1(recorded))) }

func (c *Confusions) errors(y uint8) float64 {
	sum := 0.0
	for x := range c.rate {
		sum += c.rate[x][y]
	}
	return sum
}

// ReadConfusions reads tables of confusions from a CSV with the columns table, recorded, seen and rate
// (misreadings per thousand readings of the recorded symbol). The error names the line.
func ReadConfusions(r io.Reader) (map[string]*Confusions, error) {
	rows, err := csv.NewReader(r).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("the table of confusions is no CSV: %w", err)
	}
	if len(rows) == 0 || !slices.Equal(rows[0], []string{"table", "recorded", "seen", "rate"}) {
		return nil, fmt.Errorf("the table of confusions needs the columns table,recorded,seen,rate in its first line")
	}
	out := map[string]*Confusions{}
	for i, row := range rows[1:] {
		rate, err := strconv.ParseFloat(row[3], 64)
		switch {
		case err != nil || !(rate > 0) || rate > 1000:
			return nil, fmt.Errorf("line %d of the table of confusions: %q is no number above 0 and up to 1000", i+2, row[3])
		case utf8.RuneCountInString(row[1]) != 1 || utf8.RuneCountInString(row[2]) != 1:
			return nil, fmt.Errorf("line %d of the table of confusions: write one symbol recorded and one seen", i+2)
		}
		c := out[row[0]]
		if c == nil {
			c = &Confusions{}
			out[row[0]] = c
		}
		recorded, _ := utf8.DecodeRuneInString(row[1])
		seen, _ := utf8.DecodeRuneInString(row[2])
		c.Add(recorded, seen, rate)
	}
	return out, nil
}

// How far tables are trusted. A row of a table counts for at most rowWeight, however much was observed, beside
// shapeWeight for the built-in table of like shapes: another reader, another typeface will err otherwise. And a symbol
// counts as harder than the mean by the root of what the tables say, within bounds. All were chosen by estimating on
// one published table and pricing another (doc/identification.md).
const (
	rowWeight             = 60.0
	shapeWeight           = 40.0
	leastHard, mostHard   = 0.5, 2.0
	hardSymbol            = 1.6 // a symbol a study names as often misread, without a number
	symbolsOfTypicalMarks = plainSymbols
)

// Estimate makes the channel of the rates whose confusions are those of the tables, laid over the built-in table
// of like shapes. hard names symbols known to be misread more often than the tables say; it may be empty.
func Estimate(r Rates, hard string, tables ...*Confusions) *Channel {
	var sum Confusions
	for _, t := range tables {
		for x := range t.rate {
			for y, rate := range t.rate[x] {
				sum.rate[x][y] += rate
			}
		}
	}
	shape, factor := alikeWeights(), sum.hardness(hard)
	c := newChannel(r)
	for y := uint8(1); y < codeCount; y++ {
		total, errors := 0.0, sum.errors(y)
		for x := range shape {
			total += shape[x][y]
		}
		weight := min(errors, rowWeight)
		for x := uint8(1); x < codeCount; x++ {
			share := 0.0
			if errors > 0 {
				share = sum.rate[x][y] * weight / errors
			}
			if total > 0 {
				share += shapeWeight * shape[x][y] / total
			} else {
				share += shapeWeight / plainSymbols
			}
			p := r.Wrong * factor[y] * (r.Alike*share/(weight+shapeWeight) + (1-r.Alike)/plainSymbols)
			c.sub[x][y] = CostOf(p)
		}
	}
	return c
}

// hardness is how much oftener than the mean each symbol is misread; the mean over the plain symbols is 1.
func (c *Confusions) hardness(hard string) (factor [codeCount]float64) {
	mean, n := 0.0, 0
	for y := uint8(1); y <= plainSymbols; y++ {
		if e := c.errors(y); e > 0 {
			mean += e
			n++
		}
	}
	mean /= float64(max(1, n))
	for y := range factor {
		factor[y] = 1
		if e := c.errors(uint8(y)); e > 0 {
			factor[y] = min(max(math.Sqrt(e/mean), leastHard), mostHard)
		}
	}
	for _, s := range hard {
		factor[codeOf(s)] *= hardSymbol
	}
	sum := 0.0
	for y := 1; y <= symbolsOfTypicalMarks; y++ {
		sum += factor[y]
	}
	for y := range factor {
		factor[y] *= symbolsOfTypicalMarks / sum
	}
	return factor
}

// tableNames splits the column of a channel that names its tables.
func tableNames(s string) []string { return strings.Fields(s) }
