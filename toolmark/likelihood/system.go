package likelihood

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
)

// Options of Calibrate; the zero value of a field is its default.
type Options struct {
	Candidates [][]int    // sets of scores to choose from by cross-validation; default: each score alone and all together
	Folds      int        // of the cross-validation, by source; default 10
	Cap        float64    // largest absolute log10 LR; default DefaultCap
	Tighten    bool       // keep within the empirical bounds (ELUB) of the training set too
	Resamples  int        // for intervals; default 200, at least 20
	Rand       *rand.Rand // for intervals; required
}

// A System gives likelihood ratios for one relevant population.
type System struct {
	Population      Population
	Model           *Logistic
	Bounds          Bounds  // limits of every ratio
	Empirical       Bounds  // ELUB on the training set; Bounds lies within it if Tighten was set
	Same, Different int     // comparisons it was calibrated on
	CrossValidated  float64 // Cllr of the chosen scores in cross-validation within the training set
	resampled       []*Logistic
}

// Calibrate fits a System: of the candidate sets of scores it takes the one with
// the lowest Cllr in cross-validation over sources within the training set, fits it
// on all of the set, finds the bounds, and refits on resampled sources for
// intervals.
func Calibrate(training []Comparison, p Population, o Options) (*System, error) {
	if err := Check(training); err != nil {
		return nil, err
	}
	if p.Name == "" || p.Mark == "" || p.Method == "" || len(p.Arms) == 0 || len(p.Ammunition) == 0 {
		return nil, errors.New("the relevant population is not stated: give its name, mark, method, arms and ammunition")
	}
	if o.Rand == nil {
		return nil, errors.New("no random source was given: intervals need one")
	}
	o = o.filled(len(training[0].Scores))
	s := &System{Population: p, CrossValidated: math.Inf(1)}
	s.Same, s.Different = count(training)
	var use []int
	for _, candidate := range o.Candidates {
		c, err := crossValidate(training, candidate, o.Folds, Cap(o.Cap))
		if err != nil {
			return nil, err
		}
		if c < s.CrossValidated {
			s.CrossValidated, use = c, candidate
		}
	}
	if use == nil {
		return nil, errors.New("no candidate set of scores could be fitted: the set is too small to cross-validate")
	}
	var err error
	if s.Model, err = FitLogistic(training, use); err != nil {
		return nil, err
	}
	wide := Bounds{math.Inf(-1), math.Inf(1)}
	s.Bounds, s.Empirical = Cap(o.Cap), ELUB(Log10(training, s.Model, wide))
	if o.Tighten {
		s.Bounds = s.Bounds.Within(s.Empirical)
	}
	for range o.Resamples {
		// A draw without one of the two kinds cannot be fitted and says nothing.
		if m, err := fitLogistic(training, ResampleSources(training, o.Rand), use); err == nil {
			s.resampled = append(s.resampled, m)
		}
	}
	return s, nil
}

func (o Options) filled(scores int) Options {
	if o.Folds <= 0 {
		o.Folds = 10
	}
	if o.Cap <= 0 {
		o.Cap = DefaultCap
	}
	if o.Resamples <= 0 {
		o.Resamples = 200
	}
	o.Resamples = max(20, o.Resamples)
	if o.Candidates == nil {
		var all []int
		for k := range scores {
			o.Candidates, all = append(o.Candidates, []int{k}), append(all, k)
		}
		if scores > 1 {
			o.Candidates = append(o.Candidates, all)
		}
	}
	return o
}

// crossValidate is the Cllr, within bounds, of comparisons judged by models fitted
// without their fold. Sources are dealt to folds in order of their first
// appearance; a comparison of two sources belongs to the fold of its first.
func crossValidate(set []Comparison, use []int, folds int, b Bounds) (float64, error) {
	fold := map[string]int{}
	for _, c := range set {
		for _, source := range []string{c.A, c.B} {
			if _, ok := fold[source]; !ok {
				fold[source] = len(fold) % folds
			}
		}
	}
	var all Ratios
	for k := range folds {
		var in, out []Comparison
		for _, c := range set {
			if fold[c.A] == k {
				out = append(out, c)
			} else {
				in = append(in, c)
			}
		}
		if len(out) == 0 || Check(in) != nil {
			continue
		}
		m, err := FitLogistic(in, use)
		if err != nil {
			return 0, fmt.Errorf("cross-validating scores %v: %w", use, err)
		}
		r := Log10(out, m, b)
		all.Same, all.Different = append(all.Same, r.Same...), append(all.Different, r.Different...)
	}
	return Cllr(all), nil
}

// A Ratio is what may be reported: never without its limits, its interval and the
// population it holds for.
type Ratio struct {
	Log10      float64 // base-10 logarithm of the likelihood ratio, within Bounds
	Low, High  float64 // 90 % interval by resampling the sources of the reference set, within Bounds
	Unbounded  float64 // what the model gave before the bounds
	Bounds     Bounds
	Population string
}

// Ratio judges one comparison. It fails with a *Refusal outside the population.
func (s *System) Ratio(c Circumstances, scores []float64) (Ratio, error) {
	if err := s.Population.Holds(c); err != nil {
		return Ratio{}, err
	}
	if want := slices.Max(s.Model.Use) + 1; len(scores) < want {
		return Ratio{}, fmt.Errorf("%d scores were given, the reference set %q has %v", len(scores), s.Population.Name, s.Population.Scores)
	}
	for k, v := range scores {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return Ratio{}, fmt.Errorf("score %d is %v: the comparison gave no result that can be weighed", k+1, v)
		}
	}
	raw := s.Model.Log10(scores)
	r := Ratio{Log10: s.Bounds.Clamp(raw), Unbounded: raw, Bounds: s.Bounds, Population: s.Population.Name}
	draws := make([]float64, len(s.resampled))
	for i, m := range s.resampled {
		draws[i] = s.Bounds.Clamp(m.Log10(scores))
	}
	slices.Sort(draws)
	r.Low, r.High = r.Log10, r.Log10
	if len(draws) > 0 {
		r.Low, r.High = min(r.Log10, quantile(draws, 0.05)), max(r.Log10, quantile(draws, 0.95))
	}
	return r, nil
}

// Bounded says whether the ratio was cut at a limit: "at least" or "at most" then
// belongs before the number.
func (r Ratio) Bounded() bool { return r.Unbounded < r.Bounds.Low || r.Unbounded > r.Bounds.High }

// String prints the ratio with its interval, limits and population.
func (r Ratio) String() string {
	cut := ""
	if r.Bounded() {
		cut = ", cut at the limit"
	}
	return fmt.Sprintf("log10 LR %.2f (90 %% interval %.2f to %.2f; limits %.2f to %.2f%s; reference population: %s)",
		r.Log10, r.Low, r.High, r.Bounds.Low, r.Bounds.High, cut, r.Population)
}

// ResampleSources draws as many sources as the set has, with replacement, and
// gives the weight of each comparison: how often its source was drawn, or the
// product for two sources (Snijders and Borgatti, Connections 22, 1999). Pairs that
// share a source are not independent; drawing comparisons would give intervals
// that are too narrow.
func ResampleSources(set []Comparison, r *rand.Rand) []float64 {
	var sources []string
	index := map[string]int{}
	for _, c := range set {
		for _, s := range []string{c.A, c.B} {
			if _, ok := index[s]; !ok {
				index[s] = len(sources)
				sources = append(sources, s)
			}
		}
	}
	drawn := make([]float64, len(sources))
	for range sources {
		drawn[r.IntN(len(sources))]++
	}
	weight := make([]float64, len(set))
	for i, c := range set {
		if weight[i] = drawn[index[c.A]]; c.A != c.B {
			weight[i] *= drawn[index[c.B]]
		}
	}
	return weight
}
