package likelihood

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if math.IsNaN(got) || math.Abs(got-want) > tolerance {
		t.Errorf("%s = %.10g, want %.10g (within %g)", what, got, want, tolerance)
	}
}

// Values that follow from the definitions on paper.
func TestKnownAnswers(t *testing.T) {
	flat := Ratios{Same: []float64{0, 0, 0}, Different: []float64{0, 0}}
	near(t, "Cllr of a system that always says 1", Cllr(flat), 1, 1e-12)
	near(t, "CllrMin of it", CllrMin(flat), 1, 1e-12)
	near(t, "AUC of it", AUC(flat), 0.5, 1e-12)
	near(t, "EER of it", EqualErrorRate(flat), 0.5, 1e-12)

	perfect := Ratios{Same: []float64{2, 2}, Different: []float64{-2, -2, -2}}
	near(t, "Cllr of a perfect system capped at 2", Cllr(perfect), math.Log2(1.01), 1e-12)
	near(t, "CllrMin of it", CllrMin(perfect), 0, 1e-12)
	near(t, "AUC of it", AUC(perfect), 1, 0)
	near(t, "EER of it", EqualErrorRate(perfect), 0, 1e-12)

	// LR 3 and 1/3 for each kind: 1/2 (log2(4/3)+log2(4))/2 + the same = log2(16/3)/2.
	half := Ratios{Same: []float64{math.Log10(3), -math.Log10(3)}, Different: []float64{math.Log10(3), -math.Log10(3)}}
	near(t, "Cllr of a coin that claims 3", Cllr(half), math.Log2(16.0/3)/2, 1e-12)
	near(t, "CllrMin of it", CllrMin(half), 1, 1e-12)

	// One of three wrong way round: same 1, 3, 4; different 0, 2. Pooling gives {0} {1 2} {3 4};
	// the middle block holds 1/3 of one kind and 1/2 of the other.
	mixed := Ratios{Same: []float64{1, 3, 4}, Different: []float64{0, 2}}
	p := (1.0 / 3) / (1.0/3 + 0.5)
	near(t, "CllrMin of one inversion", CllrMin(mixed), -0.5/3*math.Log2(p)-0.25*math.Log2(1-p), 1e-12)
	near(t, "AUC of one inversion", AUC(mixed), 5.0/6, 1e-12)
}

// Cllr is the integral of the Bayes error over all prior log odds (Brümmer and du
// Preez 2006, section 5): a second way to the same number.
func TestCllrIsTheIntegralOfTheBayesError(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := drawRatios(t)
		const step = 0.002
		sum := 0.0
		for x := -40.0; x < 40; x += step {
			mid := x + step/2
			miss, wrong := 0.0, 0.0
			for _, v := range r.Same {
				if v*math.Ln10+mid < 0 {
					miss += 1 / float64(len(r.Same))
				}
			}
			for _, v := range r.Different {
				if v*math.Ln10+mid >= 0 {
					wrong += 1 / float64(len(r.Different))
				}
			}
			sum += step * (sigmoid(mid)*miss + sigmoid(-mid)*wrong)
		}
		if got, want := Cllr(r), sum/2/math.Ln2; math.Abs(got-want) > 3e-3 {
			t.Fatalf("Cllr %v, integral %v for %v", got, want, r)
		}
	})
}

func drawRatios(t *rapid.T) Ratios {
	// On a grid, so that ties occur.
	values := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) float64 { return float64(rapid.IntRange(-16, 16).Draw(t, "eighth")) / 8 }), 1, 12)
	return Ratios{Same: values.Draw(t, "same"), Different: values.Draw(t, "different")}
}

// Isotonic regression by its closed form, the maximum over starts of the minimum
// over ends of block means (Barlow et al. 1972), instead of pooling.
func TestCllrMinAgainstTheClosedForm(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := drawRatios(t)
		grid := slices.Sorted(slices.Values(append(slices.Clone(r.Same), r.Different...)))
		grid = slices.Compact(grid)
		same, both := make([]float64, len(grid)), make([]float64, len(grid))
		for i, g := range grid {
			for _, v := range r.Same {
				if v == g {
					same[i] += 1 / float64(len(r.Same))
				}
			}
			both[i] = same[i]
			for _, v := range r.Different {
				if v == g {
					both[i] += 1 / float64(len(r.Different))
				}
			}
		}
		want := 0.0
		for i := range grid {
			p := 0.0
			for start := 0; start <= i; start++ {
				low := math.Inf(1)
				for end := i; end < len(grid); end++ {
					s, b := 0.0, 0.0
					for k := start; k <= end; k++ {
						s, b = s+same[k], b+both[k]
					}
					low = min(low, s/b)
				}
				p = max(p, low)
			}
			if same[i] > 0 {
				want -= 0.5 * same[i] * math.Log2(p)
			}
			if other := both[i] - same[i]; other > 1e-12 {
				want -= 0.5 * other * math.Log2(1-p)
			}
		}
		if got := CllrMin(r); math.Abs(got-want) > 1e-9 {
			t.Fatalf("CllrMin %v, closed form %v for %v", got, want, r)
		}
		if CllrMin(r) > Cllr(r)+1e-9 {
			t.Fatalf("the floor %v lies above Cllr %v", CllrMin(r), Cllr(r))
		}
	})
}

// The error rate where the hull meets the diagonal, by trying every pair of
// operating points.
func TestEqualErrorRateAgainstAllChords(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := drawRatios(t)
		points := DET(r)
		best := math.Inf(1)
		for _, a := range points {
			for _, b := range points {
				// Where the chord from a to b crosses miss = false.
				da, db := a.Y-a.X, b.Y-b.X
				if da > 0 || db < 0 {
					continue
				}
				u := 0.0
				if da != db {
					u = da / (da - db)
				}
				best = min(best, a.X+u*(b.X-a.X))
			}
		}
		if got := EqualErrorRate(r); math.Abs(got-best) > 1e-9 {
			t.Fatalf("EER %v, chords give %v for %v", got, best, r)
		}
	})
}

func normalSet(n int, r *rand.Rand) []Comparison {
	var set []Comparison
	for i := range n {
		a, b := string(rune('A'+i%20)), string(rune('a'+i%23))
		if i%2 == 0 {
			set = append(set, Comparison{a, a, true, []float64{2 + r.NormFloat64(), r.NormFloat64()}})
		} else {
			set = append(set, Comparison{a, b, false, []float64{r.NormFloat64(), r.NormFloat64()}})
		}
	}
	return set
}

// For two normal densities of equal spread, means 2 and 0, the true log LR is
// 2x - 2: both models must find it, and Cllr must be near the theoretical one.
func TestModelsFindTheTruth(t *testing.T) {
	set := normalSet(6000, rand.New(rand.NewPCG(1, 2)))
	l, err := FitLogistic(set, []int{0})
	if err != nil {
		t.Fatal(err)
	}
	near(t, "slope", l.Slope[0]*math.Ln10, 2, 0.12)
	near(t, "intercept", l.Intercept*math.Ln10, -2, 0.15)
	k, err := FitKernel(set, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range []float64{0, 0.5, 1, 1.5, 2} {
		near(t, "kernel ratio", k.Log10([]float64{x, 0})*math.Ln10, 2*x-2, 0.35)
	}
	wide := Cap(10)
	if a, b := Cllr(Log10(set, l, wide)), CllrMin(Log10(set, l, wide)); a-b > 0.02 {
		t.Errorf("a model of the right form loses %v by calibration", a-b)
	}
}

// Firth's estimate for a two by two table with one binary score is the log odds
// ratio with one half added to each cell (Heinze and Schemper 2002): exact, also
// where a cell is empty.
func TestFirthOnATable(t *testing.T) {
	for _, cell := range [][4]int{{7, 3, 2, 9}, {5, 0, 0, 8}, {4, 1, 0, 6}} {
		var set []Comparison
		add := func(n int, same bool, x float64) {
			for range n {
				set = append(set, Comparison{"a", "b", same, []float64{x}})
			}
		}
		add(cell[0], true, 1)
		add(cell[1], true, 0)
		add(cell[2], false, 1)
		add(cell[3], false, 0)
		l, err := FitLogistic(set, nil)
		if err != nil {
			t.Fatal(err)
		}
		h := func(i int) float64 { return float64(cell[i]) + 0.5 }
		near(t, "log odds ratio", l.Slope[0]*math.Ln10, math.Log(h(0)*h(3)/h(1)/h(2)), 1e-6)
	}
}

// Vergeer et al.: with one misleading comparison added on each side a separated
// system of n and m comparisons may go to the LR where (1/(n+1)) + t/(m+1) meets 1.
func TestELUBOfASeparatedSystem(t *testing.T) {
	var r Ratios
	for range 99 {
		r.Same = append(r.Same, 6)
	}
	for range 999 {
		r.Different = append(r.Different, -6)
	}
	b := ELUB(r)
	near(t, "upper bound", b.High, math.Log10(0.99*1000), 0.011)
	near(t, "lower bound", b.Low, -math.Log10(0.999*100), 0.011)
	if b := ELUB(Ratios{Same: []float64{-1, 1}, Different: []float64{-1, 1}}); b != (Bounds{}) {
		t.Errorf("a coin gets bounds %v, want none to either side", b)
	}
}

func TestCurvesAndBins(t *testing.T) {
	r := Ratios{Same: []float64{1, 1, -0.5}, Different: []float64{-1, -0.5, 0.5, -1}}
	same, different := Tippett(r)
	if want := []Point{{-0.5, 1}, {1, 2.0 / 3}}; !closePoints(same, want) {
		t.Errorf("Tippett of same source %v, want %v", same, want)
	}
	if want := []Point{{-1, 1}, {-0.5, 0.5}, {0.5, 0.25}}; !closePoints(different, want) {
		t.Errorf("Tippett of different sources %v, want %v", different, want)
	}
	if want := []Point{{1, 0}, {0.5, 0}, {0.25, 1.0 / 3}, {0, 1.0 / 3}, {0, 1}}; !closePoints(DET(r), want) {
		t.Errorf("DET %v, want %v", DET(r), want)
	}
	// A perfectly calibrated set: at LR 3, three of four (equal weights) have one source.
	calibrated := Ratios{
		Same:      []float64{math.Log10(3), math.Log10(3), math.Log10(3), -math.Log10(3)},
		Different: []float64{math.Log10(3), -math.Log10(3), -math.Log10(3), -math.Log10(3)},
	}
	for _, b := range Reliability(calibrated, 4, -2, 2) {
		near(t, "observed share", b.Observed, b.Stated, 1e-12)
	}
}

func closePoints(a, b []Point) bool {
	return slices.EqualFunc(a, b, func(p, q Point) bool { return math.Abs(p.X-q.X)+math.Abs(p.Y-q.Y) < 1e-9 })
}

func TestBadSetsAreRefused(t *testing.T) {
	good := normalSet(40, rand.New(rand.NewPCG(1, 2)))
	short := slices.Clone(good)
	short[3].Scores = short[3].Scores[:1]
	nan := slices.Clone(good)
	nan[4].Scores = []float64{math.NaN(), 1}
	constant := slices.Clone(good)
	for i := range constant {
		constant[i].Scores = []float64{1, 1}
	}
	twin := slices.Clone(good)
	for i := range twin {
		twin[i].Scores = []float64{good[i].Scores[0], good[i].Scores[0]}
	}
	for name, set := range map[string][]Comparison{"none": nil, "short": short, "nan": nan, "constant": constant, "twin": twin} {
		if _, err := FitLogistic(set, nil); err == nil {
			t.Errorf("a set that is %s was fitted", name)
		}
	}
}
