package likelihood

import (
	"math"
	"math/rand/v2"
	"slices"
)

// An Estimate is a measure with its 90 % interval by resampling sources.
type Estimate struct {
	Value float64 `json:"value"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
}

// An Evaluation is how a System does on comparisons it was not calibrated on.
type Evaluation struct {
	Same      int      `json:"same"`
	Different int      `json:"different"`
	Cllr      Estimate `json:"cllr"`
	CllrMin   Estimate `json:"cllr_min"`
	AUC       Estimate `json:"auc"`
	EER       Estimate `json:"equal_error_rate"`
	// Misleading are the shares of comparisons of one source with log10 LR below 0
	// and of two sources above 0.
	MisleadingSame      float64 `json:"misleading_same"`
	MisleadingDifferent float64 `json:"misleading_different"`
	Ratios              Ratios  `json:"-"`
}

// Evaluate judges a set with the system's model and bounds and measures the
// ratios. resamples >= 20.
func (s *System) Evaluate(set []Comparison, resamples int, r *rand.Rand) (Evaluation, error) {
	return Measure(set, s.Model, s.Bounds, resamples, r)
}

// Measure is Evaluate for any model and bounds.
func Measure(set []Comparison, m Model, b Bounds, resamples int, r *rand.Rand) (Evaluation, error) {
	if err := Check(set); err != nil {
		return Evaluation{}, err
	}
	e := Evaluation{Ratios: Log10(set, m, b)}
	e.Same, e.Different = count(set)
	measures := []struct {
		to *Estimate
		of func(Ratios) float64
	}{{&e.Cllr, Cllr}, {&e.CllrMin, CllrMin}, {&e.AUC, AUC}, {&e.EER, EqualErrorRate}}
	draws := make([][]float64, len(measures))
	for range max(20, resamples) {
		drawn := weighted(set, ResampleSources(set, r), m, b)
		if len(drawn.Same) == 0 || len(drawn.Different) == 0 {
			continue
		}
		for k, q := range measures {
			draws[k] = append(draws[k], q.of(drawn))
		}
	}
	for k, q := range measures {
		slices.Sort(draws[k])
		*q.to = Estimate{q.of(e.Ratios), quantile(draws[k], 0.05), quantile(draws[k], 0.95)}
	}
	for _, v := range e.Ratios.Same {
		if v < 0 {
			e.MisleadingSame += 1 / float64(e.Same)
		}
	}
	for _, v := range e.Ratios.Different {
		if v > 0 {
			e.MisleadingDifferent += 1 / float64(e.Different)
		}
	}
	return e, nil
}

// Mean averages the estimates of several splits of one set, values and limits. The
// splits share sources, so their errors are not independent and the interval is not
// narrowed for their number.
func Mean(all []Estimate) Estimate {
	var m Estimate
	for _, e := range all {
		m.Value += e.Value / float64(len(all))
		m.Low += e.Low / float64(len(all))
		m.High += e.High / float64(len(all))
	}
	if len(all) == 0 {
		return Estimate{math.NaN(), math.NaN(), math.NaN()}
	}
	return m
}
