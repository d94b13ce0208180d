package bullet

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"focalpoint/toolmark"
)

// A view is an upright scan while it is being prepared.
type view struct {
	s      *toolmark.Surface
	flat   [][]float64 // rows less their course
	turned bool
	slant  float64
	p      Params
}

func look(scan *toolmark.Surface, p Params) (*view, error) {
	if err := scan.Check(); err != nil {
		return nil, err
	}
	if least := 600.0; float64(max(scan.Width, scan.Height))*max(scan.PitchXUm, scan.PitchYUm) < least {
		return nil, fmt.Errorf("the scan is narrower than %g um: it does not show a whole land", least)
	}
	v := &view{p: p}
	v.s, v.turned = Upright(scan)
	v.flat = rows(v.s, p.FormUm)
	v.slant = slant(v.s, v.flat, p.SlantLimit)
	return v, nil
}

// along averages rows [top, bottom) of values given by at, following the slant from
// row y; NaN where fewer than a third of the rows have a value.
func (v *view) along(at func(x, y int) float64, y, top, bottom int) []float64 {
	sum, n := make([]float64, v.s.Width), make([]int, v.s.Width)
	top, bottom = max(0, top), min(v.s.Height, bottom)
	for r := top; r < bottom; r++ {
		shift := int(math.Round(v.slant * float64(r-y) * v.s.PitchYUm / v.s.PitchXUm))
		for x := max(0, -shift); x < v.s.Width && x+shift < v.s.Width; x++ {
			if z := at(x+shift, r); z == z {
				sum[x] += z
				n[x]++
			}
		}
	}
	for x := range sum {
		if 3*n[x] <= bottom-top {
			sum[x] = math.NaN()
		} else {
			sum[x] /= float64(n[x])
		}
	}
	return sum
}

// stability is the correlation of the striae in the upper and lower half of the
// cross-section around row y, over the middle three fifths of the scan; NaN where
// too little was measured.
func (v *view) stability(y int) float64 {
	half := max(1, int(v.p.BandUm/2/v.s.PitchYUm))
	flat := func(x, y int) float64 { return v.flat[y][x] }
	above, below := v.along(flat, y, y-half, y), v.along(flat, y, y, y+half)
	from, to := v.s.Width/5, v.s.Width-v.s.Width/5
	above, below = clip(above[from:to], 4), clip(below[from:to], 4)
	r, n := correlation(above, below, 0)
	if n < (to-from)/2 {
		return math.NaN()
	}
	return r
}

// stable is the row around which the striae are most alike above and below,
// judged by the median over three neighbouring cross-sections.
func (v *view) stable() (row int, stability float64, err error) {
	half, step := max(1, int(v.p.BandUm/2/v.s.PitchYUm)), max(1, int(v.p.StepUm/v.s.PitchYUm))
	var at []int
	var each []float64
	for y := half; y+half <= v.s.Height; y += step {
		at, each = append(at, y), append(each, v.stability(y))
	}
	row, stability = -1, math.Inf(-1)
	for i := range at {
		near := median(slices.Clone(each[max(0, i-1):min(len(each), i+2)]))
		if each[i] == each[i] && near > stability {
			row, stability = at[i], near
		}
	}
	if row < 0 {
		return 0, 0, errors.New("no cross-section of the scan has striae: it holds too few measured points in the middle, or it is lower than the cross-section")
	}
	return row, stability, nil
}

// profile is the mean height over the cross-section around row y.
func (v *view) profile(y int, bandUm float64) []float64 {
	half := max(1, int(bandUm/2/v.s.PitchYUm))
	height := func(x, y int) float64 { return float64(v.s.HeightUm[y*v.s.Width+x]) }
	return v.along(height, y, y-half, y+half+1)
}

// at finishes a land at a row.
func (v *view) at(y int, stability float64) (*Land, error) {
	profile := v.profile(y, v.p.BandUm)
	pitch := v.s.PitchXUm
	left, right, err := v.grooves(y)
	if err != nil {
		return nil, err
	}
	l := &Land{
		Turned: v.turned, Slant: v.slant, CrosscutUm: float64(y) * v.s.PitchYUm, Stability: stability,
		LeftUm: left.um, RightUm: right.um, LeftFound: left.found, RightFound: right.found, WidthUm: float64(v.s.Width) * pitch,
	}
	from, to := int(math.Ceil((left.um+v.p.InsetUm)/pitch)), int(math.Floor((right.um-v.p.InsetUm)/pitch))
	if to-from < 20 || float64(to-from)*pitch < v.p.MinOverlapUm/2 {
		return nil, fmt.Errorf("only %.0f um lie between the grooves found: set the grooves by hand", float64(to-from)*pitch)
	}
	l.Signature = NewSignature(Signature{StartUm: float64(from) * pitch, PitchUm: pitch, HeightUm: profile[from : to+1]}, v.p)
	return l, nil
}

// NewSignature makes the signature from a profile between its grooves: curvature
// removed by a loess over FormSpan, smoothed by a loess over SmoothUm, brought to
// the pitch ResampleUm.
func NewSignature(profile Signature, p Params) Signature {
	raw := make([]float64, len(profile.HeightUm))
	for i, form := range loess(profile.HeightUm, p.FormSpan) {
		raw[i] = profile.HeightUm[i] - form
	}
	width := float64(len(raw)) * profile.PitchUm
	out := Signature{StartUm: profile.StartUm, PitchUm: profile.PitchUm, HeightUm: loess(raw, p.SmoothUm/width)}
	if p.ClipSpreads > 0 {
		out.HeightUm = clip(out.HeightUm, p.ClipSpreads)
	}
	return out.resampled(p.ResampleUm)
}

// clip cuts values at so many robust standard deviations from their median.
func clip(z []float64, spreads float64) []float64 {
	m, s := median(slices.Clone(z)), robustSpread(z)
	out := make([]float64, len(z))
	for i, v := range z {
		out[i] = v
		if v == v {
			out[i] = min(m+spreads*s, max(m-spreads*s, v))
		}
	}
	return out
}

// resampled is the signature at another pitch, by straight lines between points.
func (s Signature) resampled(pitchUm float64) Signature {
	if pitchUm <= 0 || math.Abs(pitchUm-s.PitchUm) < 1e-9 || len(s.HeightUm) < 2 {
		return s
	}
	n := int(float64(len(s.HeightUm)-1)*s.PitchUm/pitchUm) + 1
	out := Signature{StartUm: s.StartUm, PitchUm: pitchUm, HeightUm: make([]float64, n)}
	for i := range out.HeightUm {
		x := float64(i) * pitchUm / s.PitchUm
		k := min(int(x), len(s.HeightUm)-2)
		f := x - float64(k)
		out.HeightUm[i] = (1-f)*s.HeightUm[k] + f*s.HeightUm[k+1]
	}
	return out
}
