package bullet

import (
	"fmt"
	"math"

	"focalpoint/toolmark"
)

// Params are the lengths the preparation of a land depends on, in micrometres.
type Params struct {
	SlantLimit   float64 `json:"slant_limit"`    // largest lean of striae, micrometres along x for each along y
	BandUm       float64 `json:"band_um"`        // height of the cross-section averaged into the profile
	StepUm       float64 `json:"step_um"`        // distance between cross-sections tried
	FormUm       float64 `json:"form_um"`        // course of a row removed to see its striae
	RiseUm       float64 `json:"rise_um"`        // a groove's shoulder rises at least this far ...
	WithinUm     float64 `json:"within_um"`      // ... within this distance
	InsetUm      float64 `json:"inset_um"`       // the signature ends this far inside the grooves
	FormSpan     float64 `json:"form_span"`      // share of the land over which its curvature is fitted (loess)
	SmoothUm     float64 `json:"smooth_um"`      // length over which the signature is smoothed (loess)
	ClipSpreads  float64 `json:"clip_spreads"`   // signature cut at this many robust standard deviations; 0 never
	ResampleUm   float64 `json:"resample_um"`    // pitch of the signature
	MaxShiftUm   float64 `json:"max_shift_um"`   // largest shift between two signatures that begin at their grooves
	WideShiftUm  float64 `json:"wide_shift_um"`  // the same where a groove was not seen
	MinOverlapUm float64 `json:"min_overlap_um"` // least overlap at that shift
}

// Defaults are the published values where there are any: a form span of 0.75 and
// smoothing over 0.03 of a land, about 55 um (Hare, Hofmann and Carriquiry, Ann. Appl. Stat.
// 11, 2017); cross-sections every 25 um (bulletxtrctr).
func Defaults() Params {
	return Params{
		SlantLimit: 0.25, BandUm: 75, StepUm: 25, FormUm: 100, RiseUm: 5, WithinUm: 40, InsetUm: 15,
		FormSpan: 0.75, SmoothUm: 55, ClipSpreads: 3.5, ResampleUm: 1.5625, MaxShiftUm: 150, WideShiftUm: 350, MinOverlapUm: 800,
	}
}

// A Signature is the profile across the striae of a land between its grooves,
// without the land's curvature: heights in micrometres at StartUm + i*PitchUm, NaN
// where missing.
type Signature struct {
	StartUm  float64   `json:"start_um"`
	PitchUm  float64   `json:"pitch_um"`
	HeightUm []float64 `json:"-"`
}

// A Land is one land engraved area made ready for comparison. Positions are those
// of the upright scan.
type Land struct {
	Turned     bool      `json:"turned"`          // the scan was turned by a quarter
	Slant      float64   `json:"slant"`           // micrometres along x for each along y
	CrosscutUm float64   `json:"crosscut_um"`     // y of the middle of the cross-section
	Stability  float64   `json:"stability"`       // correlation of the two halves of the cross-section
	LeftUm     float64   `json:"groove_left_um"`  // x of the grooves at the cross-section
	RightUm    float64   `json:"groove_right_um"` //
	LeftFound  bool      `json:"left_found"`      // whether a shoulder was seen; else the edge of the profile
	RightFound bool      `json:"right_found"`
	WidthUm    float64   `json:"scan_width_um"`
	Signature  Signature `json:"signature"`
}

// Prepare finds the slant, the most stable cross-section, the grooves and the
// signature of a scanned land.
func Prepare(scan *toolmark.Surface, p Params) (*Land, error) {
	v, err := look(scan, p)
	if err != nil {
		return nil, err
	}
	y, stability, err := v.stable()
	if err != nil {
		return nil, err
	}
	return v.at(y, stability)
}

// PrepareAt is Prepare with the cross-section's middle given, as an examiner may.
func PrepareAt(scan *toolmark.Surface, crosscutUm float64, p Params) (*Land, error) {
	v, err := look(scan, p)
	if err != nil {
		return nil, err
	}
	y := int(math.Round(crosscutUm / v.s.PitchYUm))
	if y < 0 || y >= v.s.Height {
		return nil, fmt.Errorf("a cross-section at %g um lies outside the scan, which is %g um high", crosscutUm, float64(v.s.Height)*v.s.PitchYUm)
	}
	return v.at(y, v.stability(y))
}
