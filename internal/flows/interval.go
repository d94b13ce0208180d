package flows

import "math"

// z95 is the two-sided 95 % point of the normal distribution.
const z95 = 1.959963984540054

// Wilson returns the score interval of 95 % for num of den, as shares between
// 0 and 1 (Wilson, J. Am. Stat. Assoc. 22, 1927). It stays inside 0 and 1 and
// does not collapse at 0 of n or n of n. With den 0 it returns 0 and 1.
func Wilson(num, den int64) (low, high float64) {
	if den <= 0 {
		return 0, 1
	}
	n, p := float64(den), float64(num)/float64(den)
	z2 := z95 * z95
	mid := (p + z2/(2*n)) / (1 + z2/n)
	half := z95 / (1 + z2/n) * math.Sqrt(p*(1-p)/n+z2/(4*n*n))
	low, high = max(0, mid-half), min(1, mid+half)
	if num == 0 {
		low = 0
	}
	if num == den {
		high = 1
	}
	return low, high
}

// meanInterval returns the 95 % interval of the plain mean of independent
// proportions from their Wilson intervals by the method of variance estimates
// recovery (Zou and Donner, Statistics in Medicine 27, 2008): closed form, no
// resampling, equal to Wilson's for one proportion.
func meanInterval(ratios []YearRatio) (low, high float64) {
	var mean, down, up float64
	for _, r := range ratios {
		p := float64(r.Numerator) / float64(r.Denominator)
		l, h := Wilson(r.Numerator, r.Denominator)
		mean += p
		down += (p - l) * (p - l)
		up += (h - p) * (h - p)
	}
	k := float64(len(ratios))
	return max(0, mean/k-math.Sqrt(down)/k), min(1, mean/k+math.Sqrt(up)/k)
}
