package bullet

import (
	"math"
	"slices"
)

// loess is a local quadratic regression with tricube weights over the span's share
// of the points nearest to each (Cleveland, J. Am. Stat. Assoc. 74, 1979), on a
// regular grid; missing values (NaN) take no part and stay missing.
func loess(z []float64, span float64) []float64 {
	var at []int
	for i, v := range z {
		if v == v {
			at = append(at, i)
		}
	}
	out := missing(len(z))
	n := len(at)
	q := max(4, int(float64(n)*span+1e-5))
	if n < 4 {
		return out
	}
	q = min(q, n)
	first := 0 // the window of the q nearest points is at[first : first+q]
	for _, i := range at {
		for first+q < n && at[first+q]-i < i-at[first] {
			first++
		}
		out[i] = quadratic(z, at[first:first+q], i)
	}
	return out
}

// quadratic is the value at position i of the weighted parabola through points.
func quadratic(z []float64, points []int, i int) float64 {
	h := float64(max(i-points[0], points[len(points)-1]-i))
	h *= 1.000001 // the farthest point keeps a trace of weight, as h is a limit
	var m [5]float64
	var b [3]float64
	for _, p := range points {
		u := float64(p-i) / h
		a := 1 - math.Abs(u*u*u)
		w := a * a * a
		m[0] += w
		m[1] += w * u
		m[2] += w * u * u
		m[3] += w * u * u * u
		m[4] += w * u * u * u * u
		b[0] += w * z[p]
		b[1] += w * u * z[p]
		b[2] += w * u * u * z[p]
	}
	// Cramer's rule for the constant term.
	minor := m[2]*m[4] - m[3]*m[3]
	other := m[1]*m[4] - m[2]*m[3]
	third := m[1]*m[3] - m[2]*m[2]
	det := m[0]*minor - m[1]*other + m[2]*third
	if math.Abs(det) < 1e-12*m[0]*m[0]*m[0] {
		return b[0] / m[0]
	}
	return (b[0]*minor - m[1]*(b[1]*m[4]-m[3]*b[2]) + m[2]*(b[1]*m[3]-m[2]*b[2])) / det
}

func missing(n int) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = math.NaN()
	}
	return out
}

// boxed is the mean over half points to each side, of the points present; NaN where
// fewer than a third of the window is.
func boxed(z []float64, half int) []float64 {
	sum, n := 0.0, 0
	add := func(i, sign int) {
		if i >= 0 && i < len(z) && z[i] == z[i] {
			sum += float64(sign) * z[i]
			n += sign
		}
	}
	for i := range min(half, len(z)) {
		add(i, 1)
	}
	out := missing(len(z))
	for i := range z {
		add(i+half, 1)
		if n > 0 && 3*n >= 2*half+1 {
			out[i] = sum / float64(n)
		}
		add(i-half, -1)
	}
	return out
}

// median of the values present; NaN without one. It reorders v.
func median(v []float64) float64 {
	kept := v[:0]
	for _, x := range v {
		if x == x {
			kept = append(kept, x)
		}
	}
	if len(kept) == 0 {
		return math.NaN()
	}
	slices.Sort(kept)
	if m := len(kept) / 2; len(kept)%2 == 1 {
		return kept[m]
	} else {
		return (kept[m-1] + kept[m]) / 2
	}
}

// robustSpread is the median absolute deviation scaled to a normal's standard
// deviation.
func robustSpread(z []float64) float64 {
	m := median(slices.Clone(z))
	d := make([]float64, len(z))
	for i, v := range z {
		d[i] = math.Abs(v - m)
	}
	return 1.4826 * median(d)
}

// correlation is Pearson's over the pairs that are both present, a[i] with
// b[i+shift]; n is their number. NaN below 3 pairs or without variation.
func correlation(a, b []float64, shift int) (r float64, n int) {
	var sa, sb, saa, sbb, sab float64
	for i := max(0, -shift); i < len(a) && i+shift < len(b); i++ {
		x, y := a[i], b[i+shift]
		if x != x || y != y {
			continue
		}
		sa, sb, saa, sbb, sab, n = sa+x, sb+y, saa+x*x, sbb+y*y, sab+x*y, n+1
	}
	f := float64(n)
	va, vb := saa-sa*sa/f, sbb-sb*sb/f
	if n < 3 || va <= 0 || vb <= 0 {
		return math.NaN(), n
	}
	return (sab - sa*sb/f) / math.Sqrt(va*vb), n
}
