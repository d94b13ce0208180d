// Package likelihood turns scores of comparisons into likelihood ratios and says
// how good those ratios are.
//
// It holds calibration (logistic regression with Firth's penalty, kernel
// densities, isotonic regression), the limits within which a ratio may be reported
// (a cap and Vergeer's empirical bounds), the measures by which a system of ratios
// is judged (Cllr, its floor Cllr_min, AUC, equal error rate, reliability, Tippett
// and DET curves, all with intervals by resampling sources), and the verbal scale
// of ENFSI as dated data.
//
//	system, err := likelihood.Calibrate(training, population, likelihood.Options{Rand: r})
//	ratio, err := system.Ratio(circumstances, scores)   // refused outside the population
//	fmt.Println(ratio)                                  // ratio, interval, limits, population
//
// What may be relied on: a ratio is never given for a comparison outside the
// relevant population, whose name is in the refusal; every ratio carries its
// limits, its interval and the population's name; ratios are base-10 logarithms;
// the same input and the same random source give the same answer.
//
// It holds no scores of its own, knows nothing of surfaces, and never says that
// two marks have one source: a likelihood ratio weighs the findings under two
// propositions, and what it is worth depends on the reference population.
package likelihood
