package likelihood

import (
	"fmt"
	"math"
	"slices"
)

// A Model turns the scores of one comparison into the base-10 logarithm of a
// likelihood ratio, before any bound.
type Model interface {
	Log10(scores []float64) float64
	String() string
}

// A Logistic is a linear logistic regression on some of the scores: log10 LR =
// Intercept + sum of Slope[i] * scores[Use[i]].
type Logistic struct {
	Use       []int     // which scores
	Intercept float64   // base-10 logarithm
	Slope     []float64 // base-10 logarithm per unit of the score
}

// Log10 satisfies Model.
func (l *Logistic) Log10(scores []float64) float64 {
	v := l.Intercept
	for i, k := range l.Use {
		v += l.Slope[i] * scores[k]
	}
	return v
}

// String names the model with its numbers.
func (l *Logistic) String() string {
	return fmt.Sprintf("logistic regression with Firth's penalty on scores %v: intercept %.4g, slopes %.4g", l.Use, l.Intercept, l.Slope)
}

// FitLogistic fits a logistic regression on the named scores (nil: all) with the
// penalty of Firth (Biometrika 80, 1993, doi 10.1093/biomet/80.1.27), which has no
// parameter to choose and stays finite where a score separates the two kinds
// completely. The prior odds of the set are taken out again, so that the answer is
// a likelihood ratio (Morrison, Aust. J. Forensic Sci. 45, 2013).
func FitLogistic(set []Comparison, use []int) (*Logistic, error) { return fitLogistic(set, nil, use) }

func fitLogistic(set []Comparison, weight []float64, use []int) (*Logistic, error) {
	if err := Check(set); err != nil {
		return nil, err
	}
	if use == nil {
		for k := range set[0].Scores {
			use = append(use, k)
		}
	}
	mean, spread, err := moments(set, weight, use)
	if err != nil {
		return nil, err
	}
	var rows []regressionRow
	for i, c := range set {
		w := weightOf(weight, i)
		if w == 0 {
			continue
		}
		x := make([]float64, len(use)+1)
		x[0] = 1
		for j, k := range use {
			x[j+1] = (c.Scores[k] - mean[j]) / spread[j]
		}
		rows = append(rows, regressionRow{x, c.Same, w})
	}
	beta, err := firth(rows)
	if err != nil {
		return nil, err
	}
	l := &Logistic{Use: slices.Clone(use), Slope: make([]float64, len(use))}
	l.Intercept = (beta[0] - priorLogOdds(rows)) / math.Ln10
	for j := range use {
		l.Slope[j] = beta[j+1] / spread[j] / math.Ln10
		l.Intercept -= l.Slope[j] * mean[j]
	}
	return l, nil
}

// moments are the mean and spread of the used scores, for a regression that does
// not depend on their units.
func moments(set []Comparison, weight []float64, use []int) (mean, spread []float64, err error) {
	mean, spread = make([]float64, len(use)), make([]float64, len(use))
	for j, k := range use {
		if k < 0 || k >= len(set[0].Scores) {
			return nil, nil, fmt.Errorf("score %d was asked for, the comparisons have %d", k+1, len(set[0].Scores))
		}
		total := 0.0
		for i, c := range set {
			mean[j] += weightOf(weight, i) * c.Scores[k]
			total += weightOf(weight, i)
		}
		mean[j] /= total
		for i, c := range set {
			spread[j] += weightOf(weight, i) * (c.Scores[k] - mean[j]) * (c.Scores[k] - mean[j])
		}
		if spread[j] = math.Sqrt(spread[j] / total); spread[j] == 0 {
			return nil, nil, fmt.Errorf("score %d is the same in every comparison: leave it out", k+1)
		}
	}
	return mean, spread, nil
}

// A Kernel is a ratio of two Gaussian kernel densities of one score.
type Kernel struct {
	Use             int
	Same, Different []float64 // the scores of the training set, sorted
	SameBandwidth   float64   // in units of the score
	OtherBandwidth  float64
}

// FitKernel estimates the densities of one score under both propositions with
// Silverman's bandwidth (Density Estimation, 1986, equation 3.31).
func FitKernel(set []Comparison, use int) (*Kernel, error) {
	if err := Check(set); err != nil {
		return nil, err
	}
	if use < 0 || use >= len(set[0].Scores) {
		return nil, fmt.Errorf("score %d was asked for, the comparisons have %d", use+1, len(set[0].Scores))
	}
	k := &Kernel{Use: use}
	for _, c := range set {
		if c.Same {
			k.Same = append(k.Same, c.Scores[use])
		} else {
			k.Different = append(k.Different, c.Scores[use])
		}
	}
	slices.Sort(k.Same)
	slices.Sort(k.Different)
	k.SameBandwidth, k.OtherBandwidth = silverman(k.Same), silverman(k.Different)
	if k.SameBandwidth == 0 || k.OtherBandwidth == 0 {
		return nil, fmt.Errorf("score %d hardly varies within one kind of comparison: densities cannot be estimated, use the logistic model", use+1)
	}
	return k, nil
}

// silverman is 0.9 min(sd, IQR/1.34) n^(-1/5) of sorted values; the sd alone where
// the quartiles coincide.
func silverman(x []float64) float64 {
	n := float64(len(x))
	mean, ss := 0.0, 0.0
	for _, v := range x {
		mean += v / n
	}
	for _, v := range x {
		ss += (v - mean) * (v - mean)
	}
	a := math.Sqrt(ss / (n - 1))
	if q := (quantile(x, 0.75) - quantile(x, 0.25)) / 1.34; q > 0 {
		a = min(a, q)
	}
	return 0.9 * a * math.Pow(n, -0.2)
}

// Log10 satisfies Model. Far from all training scores the ratio of densities is
// an extrapolation; the bounds of a System cut it.
func (k *Kernel) Log10(scores []float64) float64 {
	x := scores[k.Use]
	return (logDensity(k.Same, k.SameBandwidth, x) - logDensity(k.Different, k.OtherBandwidth, x)) / math.Ln10
}

// String names the model with its numbers.
func (k *Kernel) String() string {
	return fmt.Sprintf("kernel densities of score %d: bandwidths %.4g and %.4g", k.Use, k.SameBandwidth, k.OtherBandwidth)
}

// logDensity is the natural logarithm of a Gaussian kernel density, computed
// without underflow.
func logDensity(data []float64, bandwidth, x float64) float64 {
	high := math.Inf(-1)
	for _, d := range data {
		high = max(high, -0.5*(x-d)*(x-d)/bandwidth/bandwidth)
	}
	sum := 0.0
	for _, d := range data {
		sum += math.Exp(-0.5*(x-d)*(x-d)/bandwidth/bandwidth - high)
	}
	return high + math.Log(sum/float64(len(data))/bandwidth/math.Sqrt(2*math.Pi))
}

// quantile of sorted values, linear between order statistics.
func quantile(x []float64, p float64) float64 {
	h := p * float64(len(x)-1)
	i := int(h)
	if i+1 >= len(x) {
		return x[len(x)-1]
	}
	return x[i] + (h-float64(i))*(x[i+1]-x[i])
}
