package ballistics

import (
	"encoding/json"
	"fmt"
	"math"

	"focalpoint/toolmark"
	"focalpoint/toolmark/bullet"
)

// A Method compares two exhibits by their scans of one region. Name and Params
// are kept with every comparison; a change that can move a score gets a new name.
type Method struct {
	Name   string
	Region Region
	Params any // as JSON
	// Enrol makes the scans of one exhibit, in the order of their lands, ready to be
	// compared; missing lands are nil.
	Enrol func(surfaces []*toolmark.Surface) (any, error)
	// Compare scores two enrolled exhibits; a higher score is more alike. Detail is
	// what a page shows of the comparison.
	Compare func(a, b any) (score float64, detail any, err error)
	Scores  []string // names of what Features gives
	// Features are the numbers of a detail that a likelihood ratio is calibrated on.
	Features func(detail json.RawMessage) ([]float64, error)
}

// Methods are the ways to compare of this program: congruent cells for breech
// faces, firing pins and aperture shears; signatures and phase for bullets.
func Methods() []Method {
	all := []Method{landMethod(bullet.Defaults())}
	for _, region := range []Region{BreechFace, FiringPin, ApertureShear} {
		all = append(all, cellMethod(region, toolmark.FrozenFast()))
	}
	return all
}

// cellDetail is what cells agreed on.
type cellDetail struct {
	Congruent   int           `json:"congruent"`
	Cells       int           `json:"cells"` // of the surface with fewer
	Correlation float64       `json:"correlation"`
	Pose        toolmark.Pose `json:"pose"`
}

// cellParams are what a comparison of cells depends on.
type cellParams struct {
	toolmark.FastSettings
	Preparation *toolmark.Preparation `json:",omitempty"` // of raw scans; only breech faces are found on their own
}

func cellMethod(region Region, set toolmark.FastSettings) Method {
	params := cellParams{FastSettings: set}
	if region == BreechFace {
		p := toolmark.DefaultPreparation()
		params.Preparation = &p
	}
	return Method{
		Name: "congruent cells, fast 1", Region: region, Params: params, Scores: []string{"congruent share", "correlation"},
		Enrol: func(surfaces []*toolmark.Surface) (any, error) {
			if len(surfaces) == 0 || surfaces[len(surfaces)-1] == nil {
				return nil, fmt.Errorf("the exhibit has no scan of this region")
			}
			s := surfaces[len(surfaces)-1]
			if params.Preparation != nil {
				ready, _, err := toolmark.Ready(s, *params.Preparation)
				if err != nil {
					return nil, err
				}
				s = ready
			}
			return toolmark.Enrol(s, set)
		},
		Compare: func(a, b any) (float64, any, error) {
			c, err := toolmark.NewComparer().Compare(a.(*toolmark.Template), b.(*toolmark.Template))
			if err != nil {
				return 0, nil, err
			}
			return c.Score, cellDetail{c.Congruent, min(len(c.AtoB.Cells), len(c.BtoA.Cells)), finite(c.Correlation), c.Pose}, nil
		},
		Features: func(raw json.RawMessage) ([]float64, error) {
			var d cellDetail
			if err := json.Unmarshal(raw, &d); err != nil {
				return nil, err
			}
			if d.Cells == 0 {
				return nil, fmt.Errorf("no cell could be compared")
			}
			return []float64{float64(d.Congruent) / float64(d.Cells), d.Correlation}, nil
		},
	}
}

func landMethod(p bullet.Params) Method {
	return Method{
		Name: "bullet lands 1", Region: Land, Params: p, Scores: []string{"phase score", "correlation in phase"},
		Enrol: func(surfaces []*toolmark.Surface) (any, error) {
			lands := make([]*bullet.Land, len(surfaces))
			found := 0
			var last error
			for i, s := range surfaces {
				if s == nil {
					continue
				}
				land, err := bullet.Prepare(s, p)
				if err != nil {
					last = fmt.Errorf("land %d: %w", i+1, err)
					continue
				}
				lands[i] = land
				found++
			}
			if found < 2 {
				if last == nil {
					last = fmt.Errorf("fewer than two lands were scanned")
				}
				return nil, last
			}
			return lands, nil
		},
		Compare: func(a, b any) (float64, any, error) {
			x, y := a.([]*bullet.Land), b.([]*bullet.Land)
			if len(x) != len(y) {
				n := max(len(x), len(y))
				x, y = filled(x, n), filled(y, n)
			}
			m, err := bullet.CompareBullets(x, y, p)
			return m.Score, m, err
		},
		Features: func(raw json.RawMessage) ([]float64, error) {
			var m bullet.Match
			if err := json.Unmarshal(raw, &m); err != nil {
				return nil, err
			}
			return []float64{m.Score, m.InPhase}, nil
		},
	}
}

// filled is a bullet with missing lands at the end, up to n.
func filled(lands []*bullet.Land, n int) []*bullet.Land {
	out := make([]*bullet.Land, n)
	copy(out, lands)
	return out
}

func finite(v float64) float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return 0
	}
	return v
}
