package likelihood

import (
	"fmt"
	"math"
)

// A Comparison is one comparison whose truth is known: the sources of the two
// marks and the scores it got. Every comparison of one set has the same number of
// scores in the same order; a higher score means more alike.
type Comparison struct {
	A, B   string    // the sources (firearms, not scans) of the two marks; they are resampled for intervals
	Same   bool      // whether both marks come from one source
	Scores []float64 // finite
}

// Check is nil if a set can be calibrated on: both kinds of comparison, the same
// number of finite scores everywhere.
func Check(set []Comparison) error {
	same, different := count(set)
	if same < 2 || different < 2 {
		return fmt.Errorf("the set holds %d comparisons of one source and %d of two: at least 2 of each are needed", same, different)
	}
	for i, c := range set {
		if len(c.Scores) != len(set[0].Scores) || len(c.Scores) == 0 {
			return fmt.Errorf("comparison %d (%s with %s) has %d scores, the first one has %d: give every comparison the same scores", i+1, c.A, c.B, len(c.Scores), len(set[0].Scores))
		}
		for k, s := range c.Scores {
			if math.IsNaN(s) || math.IsInf(s, 0) {
				return fmt.Errorf("score %d of comparison %d (%s with %s) is %v: leave the comparison out or give a number", k+1, i+1, c.A, c.B, s)
			}
		}
	}
	return nil
}

func count(set []Comparison) (same, different int) {
	for _, c := range set {
		if c.Same {
			same++
		} else {
			different++
		}
	}
	return same, different
}

// A Ratios holds base-10 logarithms of likelihood ratios of comparisons whose
// truth is known, with their weights (nil: all 1).
type Ratios struct {
	Same, Different             []float64
	SameWeight, DifferentWeight []float64
}

// Log10 judges every comparison of a set with a model and cuts the ratios at the
// bounds.
func Log10(set []Comparison, m Model, b Bounds) Ratios { return weighted(set, nil, m, b) }

func weighted(set []Comparison, weight []float64, m Model, b Bounds) Ratios {
	var r Ratios
	for i, c := range set {
		w := 1.0
		if weight != nil {
			w = weight[i]
		}
		if w == 0 {
			continue
		}
		v := b.Clamp(m.Log10(c.Scores))
		if c.Same {
			r.Same, r.SameWeight = append(r.Same, v), append(r.SameWeight, w)
		} else {
			r.Different, r.DifferentWeight = append(r.Different, v), append(r.DifferentWeight, w)
		}
	}
	return r
}

func weightOf(w []float64, i int) float64 {
	if w == nil {
		return 1
	}
	return w[i]
}
