package toolmark

import (
	"fmt"
	"math"
)

// MaxPoints is the most points a Surface may have: 256 million, one gigabyte of heights.
const MaxPoints = 1 << 28

// A Surface is a regular grid of heights in micrometres. Point (x, y) is HeightUm[y*Width+x] and lies at
// OriginXUm + x*PitchXUm, OriginYUm + y*PitchYUm; x grows along a row, y from row to row in the order of the
// file it came from. A missing point is NaN.
type Surface struct {
	Width, Height        int     // points along x and along y
	PitchXUm, PitchYUm   float64 // distance between neighbours
	OriginXUm, OriginYUm float64 // position of point (0, 0)
	HeightUm             []float32
}

// NewSurface makes a surface of missing points with its origin at (0, 0).
func NewSurface(width, height int, pitchXUm, pitchYUm float64) *Surface {
	s := &Surface{Width: width, Height: height, PitchXUm: pitchXUm, PitchYUm: pitchYUm, HeightUm: make([]float32, width*height)}
	missing := float32(math.NaN())
	for i := range s.HeightUm {
		s.HeightUm[i] = missing
	}
	return s
}

// Check says what makes s unusable: sizes that do not fit its heights, a pitch that is no length, an infinite
// height. Every surface that comes from outside is checked once, where it enters.
func (s *Surface) Check() error {
	switch {
	case s.Width < 1 || s.Height < 1 || s.Width > MaxPoints/s.Height:
		return fmt.Errorf("a surface of %d by %d points cannot be compared; between 1 and %d points are possible", s.Width, s.Height, MaxPoints)
	case len(s.HeightUm) != s.Width*s.Height:
		return fmt.Errorf("a surface of %d by %d points holds %d heights", s.Width, s.Height, len(s.HeightUm))
	case !length(s.PitchXUm) || !length(s.PitchYUm):
		return fmt.Errorf("the distance between points, %g by %g micrometres, is no length; read the scan again with its true spacing", s.PitchXUm, s.PitchYUm)
	case !finite(s.OriginXUm) || !finite(s.OriginYUm):
		return fmt.Errorf("the origin %g, %g of a surface is no position", s.OriginXUm, s.OriginYUm)
	}
	for i, z := range s.HeightUm {
		if math.IsInf(float64(z), 0) {
			return fmt.Errorf("point %d, %d of a surface is infinite; a missing point is NaN", i%s.Width, i/s.Width)
		}
	}
	return nil
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }
func length(v float64) bool { return v > 0 && finite(v) }

// At is the height of point (x, y) in micrometres; NaN when it is missing or outside the grid.
func (s *Surface) At(x, y int) float32 {
	if x < 0 || y < 0 || x >= s.Width || y >= s.Height {
		return float32(math.NaN())
	}
	return s.HeightUm[y*s.Width+x]
}

// Clone is a copy that shares nothing with s.
func (s *Surface) Clone() *Surface {
	c := *s
	c.HeightUm = append([]float32(nil), s.HeightUm...)
	return &c
}

// Crop is the part of s that starts at point (x, y) and is width by height points, with the origin moved so that
// every point keeps its position. The part must lie inside s.
func (s *Surface) Crop(x, y, width, height int) (*Surface, error) {
	if x < 0 || y < 0 || width < 1 || height < 1 || x > s.Width-width || y > s.Height-height {
		return nil, fmt.Errorf("the part of %d by %d points at %d, %d does not lie inside a surface of %d by %d", width, height, x, y, s.Width, s.Height)
	}
	c := *s
	c.Width, c.Height = width, height
	c.OriginXUm += float64(x) * s.PitchXUm
	c.OriginYUm += float64(y) * s.PitchYUm
	c.HeightUm = make([]float32, 0, width*height)
	for r := y; r < y+height; r++ {
		c.HeightUm = append(c.HeightUm, s.HeightUm[r*s.Width+x:r*s.Width+x+width]...)
	}
	return &c, nil
}

// Trim is s without the outer rows and columns that hold no point at all; s itself when nothing is to trim, an
// error when every point is missing.
func (s *Surface) Trim() (*Surface, error) {
	x0, y0, x1, y1 := s.Width, s.Height, -1, -1
	for i, z := range s.HeightUm {
		if z == z {
			x, y := i%s.Width, i/s.Width
			x0, x1, y0, y1 = min(x0, x), max(x1, x), min(y0, y), max(y1, y)
		}
	}
	if x1 < 0 {
		return nil, fmt.Errorf("every point of the surface is missing")
	}
	if x0 == 0 && y0 == 0 && x1 == s.Width-1 && y1 == s.Height-1 {
		return s, nil
	}
	return s.Crop(x0, y0, x1-x0+1, y1-y0+1)
}

// Transpose is s with x and y exchanged. Instruments differ in which way round a bullet land lies.
func (s *Surface) Transpose() *Surface {
	t := &Surface{
		Width: s.Height, Height: s.Width, PitchXUm: s.PitchYUm, PitchYUm: s.PitchXUm,
		OriginXUm: s.OriginYUm, OriginYUm: s.OriginXUm, HeightUm: make([]float32, len(s.HeightUm)),
	}
	for y := range s.Height {
		for x := range s.Width {
			t.HeightUm[x*t.Width+y] = s.HeightUm[y*s.Width+x]
		}
	}
	return t
}

// Heights is what the points of a surface amount to.
type Heights struct {
	Points        int     // points that are not missing
	MeanUm        float64 // of their heights; NaN without points
	SdUm          float64 // standard deviation (n-1); NaN below two points
	LowUm, HighUm float64 // least and greatest height; NaN without points
}

// Heights counts and measures the points of s.
func (s *Surface) Heights() Heights {
	h := Heights{LowUm: math.Inf(1), HighUm: math.Inf(-1)}
	sum := 0.0
	for _, z := range s.HeightUm {
		if z == z {
			h.Points++
			v := float64(z)
			sum += v
			h.LowUm, h.HighUm = min(h.LowUm, v), max(h.HighUm, v)
		}
	}
	if h.Points == 0 {
		nan := math.NaN()
		return Heights{MeanUm: nan, SdUm: nan, LowUm: nan, HighUm: nan}
	}
	h.MeanUm = sum / float64(h.Points)
	square := 0.0
	for _, z := range s.HeightUm {
		if z == z {
			d := float64(z) - h.MeanUm
			square += d * d
		}
	}
	h.SdUm = math.Sqrt(square / float64(h.Points-1)) // 0/0 is NaN with one point
	return h
}
