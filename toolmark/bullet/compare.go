package bullet

import "math"

// An Alignment is the shift at which two signatures correlate best: point x of the
// first meets point x + ShiftUm of the second, both counted from their starts.
type Alignment struct {
	Correlation float64 `json:"correlation"`
	ShiftUm     float64 `json:"shift_um"`
	OverlapUm   float64 `json:"overlap_um"`
}

// Align tries every shift up to a limit in both directions with at least
// minOverlapUm in common (or seven tenths of the shorter signature, if that is
// less). The correlation is -1 if no shift qualifies. Both signatures have the same
// pitch.
func Align(a, b Signature, maxShiftUm, minOverlapUm float64) Alignment {
	need := min(minOverlapUm, 0.7*a.PitchUm*float64(min(len(a.HeightUm), len(b.HeightUm))))
	limit := int(maxShiftUm / a.PitchUm)
	best := Alignment{Correlation: -1}
	for shift := -limit; shift <= limit; shift++ {
		r, n := correlation(a.HeightUm, b.HeightUm, shift)
		if float64(n)*a.PitchUm >= need && r > best.Correlation {
			best = Alignment{r, float64(shift) * a.PitchUm, float64(n) * a.PitchUm}
		}
	}
	return best
}

// A LandScore is how alike two lands are.
type LandScore struct {
	Alignment
	CMPS CMPSScore `json:"cmps"`
	CMS  int       `json:"cms"` // consecutive matching striae at the alignment
}

// A CMPSScore is a Congruence without its details.
type CMPSScore struct {
	Score    int `json:"score"`
	Segments int `json:"segments"`
}

// Share is the share of segments that agree; 0 without segments.
func (c CMPSScore) Share() float64 {
	if c.Segments == 0 {
		return 0
	}
	return float64(c.Score) / float64(c.Segments)
}

// CompareLands compares the signatures of two lands.
func CompareLands(a, b *Land, p Params) LandScore {
	limit := p.MaxShiftUm
	if !a.LeftFound || !b.LeftFound || !a.RightFound || !b.RightFound {
		limit = p.WideShiftUm
	}
	s := LandScore{Alignment: Align(a.Signature, b.Signature, limit, p.MinOverlapUm)}
	c := CMPS(a.Signature, b.Signature, CMPSDefaults())
	s.CMPS = CMPSScore{c.Score, c.Segments}
	if s.Correlation > -1 {
		s.CMS = ConsecutiveStriae(a.Signature, b.Signature, s.ShiftUm, 15)
	}
	return s
}

// ConsecutiveStriae is the longest run of striae, ridges and furrows in turn as
// they come, of which each has its like in the other signature within toleranceUm at
// the given shift (Biasotti, J. Forensic Sci. 4, 1959). A stria without its like in either
// signature ends a run.
func ConsecutiveStriae(a, b Signature, shiftUm, toleranceUm float64) int {
	x, y := striae(a), striae(b)
	for i := range y {
		y[i].um -= shiftUm
	}
	best, run := 0, 0
	i, j := 0, 0
	for i < len(x) && j < len(y) {
		switch d := x[i].um - y[j].um; {
		case math.Abs(d) <= toleranceUm && x[i].ridge == y[j].ridge:
			run++
			best = max(best, run)
			i, j = i+1, j+1
		case d < 0:
			run, i = 0, i+1
		default:
			run, j = 0, j+1
		}
	}
	return best
}

type stria struct {
	um    float64
	ridge bool
}

// striae are the local extremes of a signature that stand out by a fifth of its
// spread from the extreme before.
func striae(s Signature) []stria {
	least := 0.2 * robustSpread(s.HeightUm)
	var all []stria
	last, rising, have := 0, false, false
	z := s.HeightUm
	for i := range z {
		if z[i] != z[i] {
			continue
		}
		if !have {
			last, have = i, true
			continue
		}
		up := z[i] > z[last]
		switch {
		case len(all) == 0 && math.Abs(z[i]-z[last]) >= least:
			all, rising, last = append(all, stria{float64(last) * s.PitchUm, !up}), up, i
		case len(all) > 0 && up == rising:
			last = i
		case len(all) > 0 && math.Abs(z[i]-z[last]) >= least:
			all, rising, last = append(all, stria{float64(last) * s.PitchUm, rising}), !rising, i
		}
	}
	return all
}
