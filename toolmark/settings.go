package toolmark

import "fmt"

// CMCSettings are the parameters of congruent matching cells, named as in the papers (Song 2013; Tong, Song and Chu
// 2015) and in cmcR, with lengths in micrometres. The papers give thresholds in points of 6.25 um.
type CMCSettings struct {
	SpacingUm            float64 // distance between points the comparison works on
	NumCells             int     // cells along each side
	MaxMissingProp       float64 // cells and regions with a greater part missing are left out
	SideLengthMultiplier int     // side of the region searched, in cells
	ThetaRangeDeg        float64 // rotations from minus to plus so many degrees ...
	ThetaStepDeg         float64 // ... in steps of so many
	TranslationUm        float64 // Tx and Ty: a congruent cell lies so close to the common shift
	ThetaDeg             float64 // Ttheta: and so close to the common rotation
	Corr                 float64 // Tcorr: and is at least so similar
	Tau                  int     // High CMC: angles count as high up to so many cells below the best
}

// PublishedCMC are the settings under which High CMC separated the Fadul set best in the published sweep (20 points,
// 6 degrees, 0.50).
func PublishedCMC() CMCSettings {
	return CMCSettings{
		SpacingUm: 6.25, NumCells: 8, MaxMissingProp: 0.90, SideLengthMultiplier: 3, ThetaRangeDeg: 30, ThetaStepDeg: 3,
		TranslationUm: 20 * 6.25, ThetaDeg: 6, Corr: 0.5, Tau: 1,
	}
}

// Check says which setting makes no sense.
func (s CMCSettings) Check() error {
	for _, c := range []struct {
		ok   bool
		name string
		v    any
	}{
		{s.SpacingUm > 0, "the distance between points", s.SpacingUm},
		{s.NumCells > 0 && s.NumCells <= 64, "the number of cells along a side", s.NumCells},
		{s.MaxMissingProp > 0 && s.MaxMissingProp <= 1, "the part that may be missing", s.MaxMissingProp},
		{s.SideLengthMultiplier >= 1 && s.SideLengthMultiplier <= 8, "the side of a region in cells", s.SideLengthMultiplier},
		{s.ThetaRangeDeg >= 0 && s.ThetaRangeDeg <= 180, "the range of rotations", s.ThetaRangeDeg},
		{s.ThetaStepDeg > 0 && s.ThetaStepDeg <= 90, "the step of rotations", s.ThetaStepDeg},
		{s.TranslationUm > 0, "the threshold of shifts", s.TranslationUm},
		{s.ThetaDeg >= 0, "the threshold of rotations", s.ThetaDeg},
		{s.Corr > -1 && s.Corr < 1, "the threshold of similarity", s.Corr},
		{s.Tau >= 0, "tau", s.Tau},
	} {
		if !c.ok {
			return fmt.Errorf("%s cannot be %v", c.name, c.v)
		}
	}
	return nil
}

// thetas lists the rotations, from minus to plus.
func (s CMCSettings) thetas() []float64 {
	n := int(s.ThetaRangeDeg/s.ThetaStepDeg + 1e-9)
	t := make([]float64, 0, 2*n+1)
	for i := -n; i <= n; i++ {
		t = append(t, float64(i)*s.ThetaStepDeg)
	}
	return t
}
