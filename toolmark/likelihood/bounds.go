package likelihood

import (
	"math"
	"slices"
)

// Bounds are the smallest and largest base-10 logarithm of a ratio that may be
// reported.
type Bounds struct{ Low, High float64 }

// DefaultCap is the largest absolute log10 LR reported by default: what a
// reference set of a few hundred comparisons can bear.
const DefaultCap = 2.0

// Cap gives symmetric bounds.
func Cap(limit float64) Bounds { return Bounds{-limit, limit} }

// Clamp cuts a ratio at the bounds; not a number becomes 0 (no weight either way).
func (b Bounds) Clamp(log10 float64) float64 {
	if math.IsNaN(log10) {
		log10 = 0
	}
	return min(b.High, max(b.Low, log10))
}

// Within is the tighter of two bounds on each side.
func (b Bounds) Within(c Bounds) Bounds { return Bounds{max(b.Low, c.Low), min(b.High, c.High)} }

// ELUB are the empirical lower and upper bounds of Vergeer, van Es, de Jongh,
// Alberink and Stoel (Science and Justice 56, 2016, doi 10.1016/j.scijus.2016.06.003):
// with one strongly misleading comparison added to each kind, the ratios between
// which acting on the system still errs less than acting on the prior alone. Found
// on the values that occur, walking outwards from 0.
func ELUB(r Ratios) Bounds {
	same, different := slices.Sorted(slices.Values(r.Same)), slices.Sorted(slices.Values(r.Different))
	n1, n2 := float64(len(same)+1), float64(len(different)+1)
	// worth says whether the system errs less than the prior at the threshold LR t
	// (prior odds 1/t); both sides are multiplied by the same positive factor.
	worth := func(log10 float64) bool {
		below, _ := slices.BinarySearch(same, log10)
		under, _ := slices.BinarySearch(different, log10)
		missed := (float64(below) + 1) / n1
		wrong := (float64(len(different)-under) + 1) / n2
		t := math.Pow(10, log10)
		return missed+t*wrong < min(1, t)
	}
	if !worth(0) {
		return Bounds{}
	}
	const step = 0.01
	b := Bounds{}
	for k := 1; k <= 2000 && worth(float64(k)*step); k++ {
		b.High = float64(k) * step
	}
	for k := 1; k <= 2000 && worth(-float64(k)*step); k++ {
		b.Low = -float64(k) * step
	}
	return b
}
