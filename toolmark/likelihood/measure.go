package likelihood

import (
	"math"
	"slices"
)

// Cllr is the cost of the logarithms of likelihood ratios in bits (Brümmer and du
// Preez, Computer Speech and Language 20, 2006, doi 10.1016/j.csl.2005.08.001):
// 0 is perfect, 1 is what a system that always says 1 gets. NaN for a set without
// one of the two kinds.
func Cllr(r Ratios) float64 {
	return 0.5*meanCost(r.Same, r.SameWeight, -1) + 0.5*meanCost(r.Different, r.DifferentWeight, 1)
}

func meanCost(log10, weight []float64, sign float64) float64 {
	sum, total := 0.0, 0.0
	for i, v := range log10 {
		sum += weightOf(weight, i) * logOnePlusExp(sign*v*math.Ln10) / math.Ln2
		total += weightOf(weight, i)
	}
	return sum / total
}

// CllrMin is the floor of Cllr: what is left when the ratios are recalibrated on
// the very set by isotonic regression (pool adjacent violators), so that only
// their order counts. Cllr - CllrMin is the cost of calibration.
func CllrMin(r Ratios) float64 {
	blocks := isotonic(r)
	sum := 0.0
	for _, b := range blocks {
		p := b.same / (b.same + b.different)
		if b.same > 0 {
			sum -= 0.5 * b.same * math.Log2(p)
		}
		if b.different > 0 {
			sum -= 0.5 * b.different * math.Log2(1-p)
		}
	}
	return sum
}

// A block is a stretch of scores that isotonic regression gives one value; same
// and different are shares of the two kinds, each kind adding up to 1.
type block struct {
	low, high       float64 // the scores it spans
	same, different float64
}

// isotonic pools adjacent violators over the sorted scores. Equal scores always
// fall into one block.
func isotonic(r Ratios) []block {
	var all []block
	add := func(values, weight []float64, same bool) {
		total := 0.0
		for i := range values {
			total += weightOf(weight, i)
		}
		for i, v := range values {
			b := block{low: v, high: v}
			if w := weightOf(weight, i) / total; same {
				b.same = w
			} else {
				b.different = w
			}
			all = append(all, b)
		}
	}
	add(r.Same, r.SameWeight, true)
	add(r.Different, r.DifferentWeight, false)
	slices.SortStableFunc(all, func(a, b block) int {
		switch {
		case a.low < b.low:
			return -1
		case a.low > b.low:
			return 1
		}
		return 0
	})
	var pooled []block
	for _, b := range all {
		pooled = append(pooled, b)
		for len(pooled) > 1 {
			p, q := &pooled[len(pooled)-2], pooled[len(pooled)-1]
			if p.high != q.low && p.same*(q.same+q.different) < q.same*(p.same+p.different) {
				break
			}
			p.high, p.same, p.different = q.high, p.same+q.same, p.different+q.different
			pooled = pooled[:len(pooled)-1]
		}
	}
	return pooled
}

// An Isotonic is a calibration by isotonic regression of one score: the best
// monotone ratios in hindsight. It is the floor to compare others with, and
// reports infinite ratios at the ends, so a System never uses it.
type Isotonic struct {
	Use    int
	blocks []block
}

// FitIsotonic fits the monotone step function of one score.
func FitIsotonic(set []Comparison, use int) (*Isotonic, error) {
	if err := Check(set); err != nil {
		return nil, err
	}
	var r Ratios
	for _, c := range set {
		if c.Same {
			r.Same = append(r.Same, c.Scores[use])
		} else {
			r.Different = append(r.Different, c.Scores[use])
		}
	}
	return &Isotonic{use, isotonic(r)}, nil
}

// Log10 satisfies Model: the value of the block the score falls into, of the lower
// one between two; minus or plus infinity at the ends of separated sets.
func (m *Isotonic) Log10(scores []float64) float64 {
	i := 0
	for i+1 < len(m.blocks) && m.blocks[i+1].low <= scores[m.Use] {
		i++
	}
	return math.Log10(m.blocks[i].same) - math.Log10(m.blocks[i].different)
}

// String names the model.
func (m *Isotonic) String() string { return "isotonic regression (pool adjacent violators)" }

// AUC is the chance that a comparison of one source gets a higher ratio than one
// of two sources, ties counting half.
func AUC(r Ratios) float64 {
	type entry struct {
		v, w float64
		same bool
	}
	var all []entry
	var same, different float64
	for i, v := range r.Same {
		all = append(all, entry{v, weightOf(r.SameWeight, i), true})
		same += weightOf(r.SameWeight, i)
	}
	for i, v := range r.Different {
		all = append(all, entry{v, weightOf(r.DifferentWeight, i), false})
		different += weightOf(r.DifferentWeight, i)
	}
	slices.SortStableFunc(all, func(a, b entry) int {
		switch {
		case a.v < b.v:
			return -1
		case a.v > b.v:
			return 1
		}
		return 0
	})
	sum, below := 0.0, 0.0
	for i := 0; i < len(all); {
		j, s, d := i, 0.0, 0.0
		for ; j < len(all) && all[j].v == all[i].v; j++ {
			if all[j].same {
				s += all[j].w
			} else {
				d += all[j].w
			}
		}
		sum += s * (below + d/2)
		below += d
		i = j
	}
	return sum / same / different
}
