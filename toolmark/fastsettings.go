package toolmark

import "fmt"

// FastSettings are the parameters of the fast comparison. Lengths are micrometres. FrozenFast are those chosen by
// cross-validation over the slides of the Fadul set and then left alone; doc/ballistics.md has the figures.
type FastSettings struct {
	ClipSd      float64    // heights beyond so many robust standard deviations are cut to them
	HighPassUm  float64    // longer waves than this are taken out before cells are compared
	ContrastUm  float64    // heights are divided by their own size around them, smoothed at this cutoff
	SpacingUm   float64    // distance between points for cells
	CoarseUm    [2]float64 // distances between points on which poses are searched
	Poses       int        // coarse poses that are looked at
	Compared    int        // of these, so many best ones have their cells compared
	ThetaDeg    float64    // rotations from minus to plus so many degrees ...
	ThetaStep   float64    // ... in steps of so many are searched
	MinOverlap  float64    // a pose needs so great a part of the greatest possible overlap
	NumCells    int        // cells along each side
	MinFill     float64    // a cell needs so great a part measured
	SearchUm    float64    // a cell is searched so far around the pose
	Corr        float64    // a congruent cell is at least so similar
	ToleranceUm float64    // and lies so close to the common shift
}

// FrozenFast are the settings every figure of doc/ballistics.md was made with.
func FrozenFast() FastSettings {
	return FastSettings{
		ClipSd: 3, HighPassUm: 250, ContrastUm: 300, SpacingUm: 12.5, CoarseUm: [2]float64{50, 32},
		Poses: 20, Compared: 4, ThetaDeg: 30, ThetaStep: 3, MinOverlap: 0.3,
		NumCells: 8, MinFill: 0.15, SearchUm: 137.5, Corr: 0.4, ToleranceUm: 37.5,
	}
}

// Check says which setting makes no sense.
func (s FastSettings) Check() error {
	for _, c := range []struct {
		ok   bool
		name string
		v    any
	}{
		{s.ClipSd > 0, "the standard deviations beyond which heights are cut", s.ClipSd},
		{s.HighPassUm > 4*s.SpacingUm, "the cutoff of the high-pass", s.HighPassUm},
		{s.ContrastUm > 4*s.SpacingUm, "the cutoff for the local contrast", s.ContrastUm},
		{s.SpacingUm > 0, "the distance between points", s.SpacingUm},
		{s.CoarseUm[0] >= s.SpacingUm && s.CoarseUm[1] >= s.SpacingUm, "the distances between coarse points", s.CoarseUm},
		{s.Poses > 0 && s.Poses <= 1000, "the number of poses", s.Poses},
		{s.Compared > 0 && s.Compared <= s.Poses, "the number of poses whose cells are compared", s.Compared},
		{s.ThetaDeg >= 0 && s.ThetaDeg <= 180, "the range of rotations", s.ThetaDeg},
		{s.ThetaStep > 0 && s.ThetaStep <= 90, "the step of rotations", s.ThetaStep},
		{s.MinOverlap > 0 && s.MinOverlap <= 1, "the least overlap", s.MinOverlap},
		{s.NumCells > 0 && s.NumCells <= 64, "the number of cells along a side", s.NumCells},
		{s.MinFill > 0 && s.MinFill <= 1, "the least part of a cell", s.MinFill},
		{s.SearchUm >= s.SpacingUm, "the way a cell is searched", s.SearchUm},
		{s.Corr > -1 && s.Corr < 1, "the threshold of similarity", s.Corr},
		{s.ToleranceUm > 0, "the tolerance of shifts", s.ToleranceUm},
	} {
		if !c.ok {
			return fmt.Errorf("%s cannot be %v", c.name, c.v)
		}
	}
	return nil
}
