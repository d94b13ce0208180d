package toolmark

import (
	"fmt"
	"math"
)

// A Preparation says how a raw scan becomes a surface for comparing. It is a recipe: kept with a result, it lets
// anyone compute the result again.
type Preparation struct {
	Mask      MaskSettings
	ShortUm   float64 // shorter waves are noise of the instrument and are taken out (Gaussian)
	LongUm    float64 // longer waves are the shape of the primer and are taken out (Gaussian)
	SpacingUm float64 // distance between points of the result
	ZeroEdges bool    // filter as if missing points had height 0, as published; else by regression (ISO 16610-31)
}

// DefaultPreparation is the published recipe for breech faces: band-pass 16 to 500 um, points 6.25 um apart.
func DefaultPreparation() Preparation {
	return Preparation{Mask: DefaultMask(), ShortUm: 16, LongUm: 500, SpacingUm: 6.25, ZeroEdges: true}
}

// Prepare makes a surface for comparing from a raw scan of a primer: the breech-face impression is found
// (FindBreechFace), its tilt taken out, waves shorter and longer than those of toolmarks taken out, and points
// resampled. The second result is the mask found, on the grid of the scan.
func Prepare(raw *Surface, p Preparation) (*Surface, *Mask, error) {
	m, err := FindBreechFace(raw, p.Mask)
	if err != nil {
		return nil, nil, err
	}
	s, err := PrepareMasked(raw, m, p)
	return s, m, err
}

// PrepareMasked is Prepare with a mask that is known, an examiner's for example.
func PrepareMasked(raw *Surface, m *Mask, p Preparation) (*Surface, error) {
	if !(p.ShortUm >= 0) || !(p.LongUm > p.ShortUm) || !length(p.SpacingUm) {
		return nil, fmt.Errorf("a band of waves from %g to %g um and points %g um apart cannot be prepared", p.ShortUm, p.LongUm, p.SpacingUm)
	}
	if err := raw.Check(); err != nil {
		return nil, err
	}
	s, err := m.Apply(raw)
	if err != nil {
		return nil, err
	}
	if s, err = s.Trim(); err != nil {
		return nil, fmt.Errorf("nothing is left inside the mask: %w", err)
	}
	s = RemoveTrend(s)
	s = highPass(s, p.LongUm, p.ZeroEdges)
	if p.ShortUm > max(s.PitchXUm, s.PitchYUm) {
		s = lowPass(s, p.ShortUm, p.ZeroEdges)
	}
	return Resample(s, p.SpacingUm)
}

// Prepared says whether a surface looks prepared: its long waves (over 1 mm) have been taken out. A raw primer is
// curved and tilted by tens of micrometres; a surface after a band-pass by less than one.
func Prepared(s *Surface) bool {
	long := LowPass(s, 1000)
	h := long.Heights()
	all := s.Heights()
	return h.Points > 0 && h.SdUm < 1.5 && all.SdUm < 8 && !math.IsNaN(h.SdUm)
}

// Readiness says how a surface became ready for comparing.
type Readiness string

// Ways to become ready.
const (
	AsFiled   Readiness = "as filed" // it was prepared already
	Masked    Readiness = "masked"   // raw; the breech-face impression was found and prepared
	WholeArea Readiness = "unmasked" // raw; no impression was found, so that all of it was prepared
)

// Ready gives a surface prepared for comparing: as it is when it looks prepared, else by the recipe with the impression
// found, else by the recipe over its whole area, which an examiner should look at.
func Ready(s *Surface, p Preparation) (*Surface, Readiness, error) {
	if Prepared(s) {
		return s, AsFiled, nil
	}
	if ready, _, err := Prepare(s, p); err == nil {
		return ready, Masked, nil
	}
	all := &Mask{Width: s.Width, Height: s.Height, Keep: make([]bool, len(s.HeightUm))}
	for i := range all.Keep {
		all.Keep[i] = true
	}
	ready, err := PrepareMasked(s, all, p)
	if err != nil {
		return nil, "", err
	}
	return ready, WholeArea, nil
}
