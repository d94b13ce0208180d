package toolmark

import (
	"fmt"
	"image"
	"image/color"
	"math"
	"slices"
)

// RenderOptions say how a surface is drawn.
type RenderOptions struct {
	LightDeg     float64 // where the light comes from: 0 from the end of a row, 90 from the last row's side
	ElevationDeg float64 // height of the light above the surface, 0 to 90; 0 means 35
	Exaggeration float64 // heights are drawn so many times as high; 0 chooses it from the surface
	Colours      string  // "relief" (grey, shaded), "height" or "both"; "" is relief
	WidthPx      int     // width of the picture; 0 is one pixel a point
}

// Render draws a surface as a shaded relief, by the height of its points, or both. Missing points are blank
// (transparent). Heights between the 1st and the 99th part in a hundred span the colours. The colours run from dark
// blue over grey to yellow (after cividis), which readers with any colour vision can tell apart.
func Render(s *Surface, o RenderOptions) (*image.NRGBA, error) {
	if err := s.Check(); err != nil {
		return nil, err
	}
	if o.ElevationDeg == 0 {
		o.ElevationDeg = 35
	}
	if o.Colours == "" {
		o.Colours = "relief"
	}
	switch {
	case !slices.Contains([]string{"relief", "height", "both"}, o.Colours):
		return nil, fmt.Errorf("a surface can be drawn as relief, height or both, not as %q", o.Colours)
	case !(o.ElevationDeg > 0 && o.ElevationDeg <= 90) || !finite(o.LightDeg) || !(o.Exaggeration >= 0) || !finite(o.Exaggeration):
		return nil, fmt.Errorf("light from %g degrees, %g degrees high, with heights drawn %g times cannot be drawn", o.LightDeg, o.ElevationDeg, o.Exaggeration)
	case o.WidthPx < 0 || o.WidthPx > 16384:
		return nil, fmt.Errorf("a picture can be 1 to 16384 pixels wide, not %d", o.WidthPx)
	}
	if o.WidthPx > 0 && o.WidthPx != s.Width {
		r, err := Resample(s, float64(s.Width)*s.PitchXUm/float64(o.WidthPx))
		if err != nil {
			return nil, err
		}
		s = r
	}
	low, high := s.span()
	img := image.NewNRGBA(image.Rect(0, 0, s.Width, s.Height))
	shade := s.shading(o)
	for y := range s.Height {
		for x := range s.Width {
			z := s.HeightUm[y*s.Width+x]
			if z != z {
				continue
			}
			c := color.NRGBA{200, 200, 200, 255}
			if o.Colours != "relief" {
				c = heightColour(float64((z - low) / (high - low)))
			}
			if o.Colours != "height" {
				k := shade(x, y)
				c.R, c.G, c.B = lit(c.R, k), lit(c.G, k), lit(c.B, k)
			}
			img.SetNRGBA(x, y, c)
		}
	}
	return img, nil
}

func lit(c uint8, k float64) uint8 { return uint8(min(255, float64(c)*k+0.5)) }

// span is the 1st and 99th part in a hundred of the heights; never empty.
func (s *Surface) span() (low, high float32) {
	v := make([]float32, 0, len(s.HeightUm))
	for _, z := range s.HeightUm {
		if z == z {
			v = append(v, z)
		}
	}
	if len(v) == 0 {
		return 0, 1
	}
	slices.Sort(v)
	low, high = v[len(v)/100], v[len(v)-1-len(v)/100]
	if !(high > low) {
		high = low + 1
	}
	return low, high
}

// shading gives the brightness of a point under the light (Lambert), about 1 for a level one.
func (s *Surface) shading(o RenderOptions) func(x, y int) float64 {
	sin, cos := math.Sincos(o.LightDeg * math.Pi / 180)
	up, flat := math.Sincos(o.ElevationDeg * math.Pi / 180)
	if o.Exaggeration == 0 {
		o.Exaggeration = s.exaggeration()
	}
	return func(x, y int) float64 {
		gx := s.slope(x, y, 1, 0) * o.Exaggeration / s.PitchXUm
		gy := s.slope(x, y, 0, 1) * o.Exaggeration / s.PitchYUm
		light := (up - flat*(gx*cos+gy*sin)) / math.Sqrt(1+gx*gx+gy*gy)
		return 0.15 + 0.85*max(0, light)/up
	}
}

// slope is the difference of height to the neighbours along one axis, of both where both are there.
func (s *Surface) slope(x, y, dx, dy int) float64 {
	a, b, z := s.At(x-dx, y-dy), s.At(x+dx, y+dy), s.At(x, y)
	switch {
	case a == a && b == b:
		return float64(b-a) / 2
	case b == b:
		return float64(b - z)
	case a == a:
		return float64(z - a)
	}
	return 0
}

// exaggeration makes the typical slope one half.
func (s *Surface) exaggeration() float64 {
	var v []float64
	for y := 0; y < s.Height; y += 3 {
		for x := 0; x < s.Width; x += 3 {
			if z := s.HeightUm[y*s.Width+x]; z == z {
				v = append(v, math.Hypot(s.slope(x, y, 1, 0)/s.PitchXUm, s.slope(x, y, 0, 1)/s.PitchYUm))
			}
		}
	}
	if len(v) == 0 {
		return 1
	}
	slices.Sort(v)
	return 0.5 / max(v[len(v)*3/4], 1e-4)
}

// heightColour is a colour for 0 to 1, between the anchors of cividis (Nuñez, Anderton and Renslow 2018).
func heightColour(v float64) color.NRGBA {
	anchors := [...][3]float64{{0, 32, 76}, {0, 57, 111}, {65, 77, 107}, {101, 100, 108}, {124, 123, 120}, {156, 150, 115}, {190, 178, 100}, {225, 206, 74}, {255, 234, 70}}
	v = min(max(v, 0), 1) * float64(len(anchors)-1)
	i := min(int(v), len(anchors)-2)
	f := v - float64(i)
	mix := func(k int) uint8 { return uint8(anchors[i][k]*(1-f) + anchors[i+1][k]*f + 0.5) }
	return color.NRGBA{mix(0), mix(1), mix(2), 255}
}
