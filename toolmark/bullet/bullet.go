package bullet

import (
	"errors"
	"fmt"
	"math"
)

// A Match is the comparison of two bullets: every land of one with every land of
// the other, and the phase, the turn at which lands of one barrel meet each other.
type Match struct {
	// Score says how far the best phase stands out from the other pairs of lands
	// of these two bullets: the mean, over correlation and CMPS, of the number of
	// standard errors. Bullets of different barrels stay near 1 to 3.
	Score float64 `json:"score"`
	Phase int     `json:"phase"` // land i of the first meets land i+Phase of the second, counted round
	// InPhase and OutOfPhase are mean correlations of the pairs that meet at the
	// phase, and of all others.
	InPhase    float64 `json:"in_phase"`
	OutOfPhase float64 `json:"out_of_phase"`
	Pairs      int     `json:"pairs"`       // land pairs compared at the phase
	LeastIn    float64 `json:"least_in"`    // lowest correlation at the phase
	GreatestUn float64 `json:"greatest_un"` // highest correlation of the others
	// Lands[i][j] is land i of the first with land j of the second; nil where one
	// is missing.
	Lands [][]*LandScore `json:"lands"`
}

// CompareBullets compares two bullets of the same number of lands, each given in the
// order of its lands around the bullet; a land that was not scanned is nil. Fewer than
// two pairs at a phase decide nothing, so at least that many are needed.
func CompareBullets(a, b []*Land, p Params) (Match, error) {
	n := len(a)
	if n != len(b) || n < 2 {
		return Match{}, fmt.Errorf("bullets with %d and %d lands cannot come from one barrel: check the counts, and put nil for a land not scanned", n, len(b))
	}
	m := Match{Score: math.Inf(-1), Lands: make([][]*LandScore, n)}
	for i := range a {
		m.Lands[i] = make([]*LandScore, n)
		for j := range b {
			if a[i] != nil && b[j] != nil {
				s := CompareLands(a[i], b[j], p)
				m.Lands[i][j] = &s
			}
		}
	}
	for k := range n {
		m.judge(k)
	}
	if m.Pairs < 2 {
		return m, errors.New("the two bullets have too few lands in common to find a phase: scan at least half of the lands of each")
	}
	return m, nil
}

// The least spread, over land pairs that do not meet, by which a phase is judged: what
// correlations (by Fisher's z) and shares of congruent segments of unlike lands
// have at the least. Without it a chance of three alike pairs would look like a rule.
const (
	leastSpreadCorrelation = 0.08
	leastSpreadCMPS        = 0.03
)

// judge takes phase k over if it stands out more than the best so far.
func (m *Match) judge(k int) {
	n := len(m.Lands)
	var in, out, inShare, outShare []float64
	var inR, outR []float64
	for i := range n {
		for j := range n {
			s := m.Lands[i][j]
			if s == nil {
				continue
			}
			z, c := math.Atanh(min(0.999, max(0, s.Correlation))), s.CMPS.Share()
			if (j-i+n)%n == k {
				in, inShare, inR = append(in, z), append(inShare, c), append(inR, s.Correlation)
			} else {
				out, outShare, outR = append(out, z), append(outShare, c), append(outR, s.Correlation)
			}
		}
	}
	if len(in) < 2 || len(out) < 3 {
		return
	}
	root := math.Sqrt(float64(len(in)))
	score := root / 2 * ((mean(in)-mean(out))/max(leastSpreadCorrelation, deviation(out)) +
		(mean(inShare)-mean(outShare))/max(leastSpreadCMPS, deviation(outShare)))
	if score <= m.Score {
		return
	}
	m.Score, m.Phase, m.Pairs = score, k, len(in)
	m.InPhase, m.OutOfPhase = mean(inR), mean(outR)
	m.LeastIn, m.GreatestUn = least(inR), -least(negated(outR))
}

func mean(v []float64) float64 {
	sum := 0.0
	for _, x := range v {
		sum += x
	}
	return sum / float64(len(v))
}

func deviation(v []float64) float64 {
	m, sum := mean(v), 0.0
	for _, x := range v {
		sum += (x - m) * (x - m)
	}
	return math.Sqrt(sum / float64(len(v)-1))
}

func least(v []float64) float64 {
	low := math.Inf(1)
	for _, x := range v {
		low = min(low, x)
	}
	return low
}

func negated(v []float64) []float64 {
	out := make([]float64, len(v))
	for i, x := range v {
		out[i] = -x
	}
	return out
}
