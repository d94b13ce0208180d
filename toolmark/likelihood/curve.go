package likelihood

import (
	"math"
	"slices"
)

// A Point is a point of a curve.
type Point struct{ X, Y float64 }

// Tippett gives, for comparisons of one source and of two, the share whose log10 LR
// is at least X, at every value that occurs.
func Tippett(r Ratios) (same, different []Point) {
	return exceeding(r.Same, r.SameWeight), exceeding(r.Different, r.DifferentWeight)
}

func exceeding(values, weight []float64) []Point {
	order := make([]int, len(values))
	total := 0.0
	for i := range values {
		order[i] = i
		total += weightOf(weight, i)
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case values[a] < values[b]:
			return -1
		case values[a] > values[b]:
			return 1
		}
		return 0
	})
	var points []Point
	left := total
	for k := 0; k < len(order); {
		v := values[order[k]]
		points = append(points, Point{v, left / total})
		for ; k < len(order) && values[order[k]] == v; k++ {
			left -= weightOf(weight, order[k])
		}
	}
	return points
}

// DET gives the trade of errors over all thresholds: X the share of comparisons of
// two sources at or above the threshold (false links), Y the share of one source
// below it (missed links). On axes in normal deviates it is the DET curve of
// Martin et al. (Eurospeech 1997).
func DET(r Ratios) []Point {
	same, different := Tippett(r)
	var cuts []float64
	for _, p := range append(slices.Clone(same), different...) {
		cuts = append(cuts, p.X)
	}
	cuts = append(cuts, math.Inf(1))
	slices.Sort(cuts)
	cuts = slices.Compact(cuts)
	at := func(points []Point, x float64) float64 {
		for _, p := range points {
			if p.X >= x {
				return p.Y
			}
		}
		return 0
	}
	var curve []Point
	for _, c := range cuts {
		curve = append(curve, Point{at(different, c), 1 - at(same, c)})
	}
	return curve
}

// EqualErrorRate is the error where the convex hull of the DET points meets the
// diagonal: the share of false links equals that of missed links.
func EqualErrorRate(r Ratios) float64 {
	// On the hull the blocks of isotonic regression are the segments.
	fa, miss := 1.0, 0.0
	for _, b := range isotonic(r) {
		nextFA, nextMiss := fa-b.different, miss+b.same
		if nextMiss >= nextFA {
			// fa - t*different = miss + t*same
			t := (fa - miss) / (b.different + b.same)
			return fa - t*b.different
		}
		fa, miss = nextFA, nextMiss
	}
	return 0
}

// A Bin is one bar of a reliability diagram, at prior odds of 1.
type Bin struct {
	Low, High       float64 // limits of the stated probability of one source
	Stated          float64 // mean stated probability in the bin, both kinds weighing the same in all
	Observed        float64 // share of one source in the bin, both kinds weighing the same in all
	Same, Different int     // comparisons in the bin
}

// Reliability sets the stated probability of one source (prior odds 1) beside the
// share that really were, in bins of equal width in log10 LR between low and high.
// Bins without comparisons are left out.
func Reliability(r Ratios, bins int, low, high float64) []Bin {
	width := (high - low) / float64(bins)
	type sums struct{ p, same, different float64 }
	all, counts := make([]sums, bins), make([][2]int, bins)
	place := func(v float64) int { return min(bins-1, max(0, int(math.Floor((v-low)/width)))) }
	for _, v := range r.Same {
		k, w := place(v), 1/float64(len(r.Same))
		all[k].p += w * sigmoid(v*math.Ln10)
		all[k].same += w
		counts[k][0]++
	}
	for _, v := range r.Different {
		k, w := place(v), 1/float64(len(r.Different))
		all[k].p += w * sigmoid(v*math.Ln10)
		all[k].different += w
		counts[k][1]++
	}
	var out []Bin
	for k, s := range all {
		if n := s.same + s.different; n > 0 {
			out = append(out, Bin{sigmoid((low + float64(k)*width) * math.Ln10), sigmoid((low + float64(k+1)*width) * math.Ln10),
				s.p / n, s.same / n, counts[k][0], counts[k][1]})
		}
	}
	return out
}
