package toolmark

import (
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// anySurface draws a small surface with missing points.
func anySurface(t *rapid.T) *Surface {
	s := NewSurface(rapid.IntRange(1, 9).Draw(t, "width"), rapid.IntRange(1, 9).Draw(t, "height"), 2, 3)
	for i := range s.HeightUm {
		if rapid.Bool().Draw(t, "measured") {
			s.HeightUm[i] = rapid.Float32Range(-100, 100).Draw(t, "height of a point")
		}
	}
	return s
}

func same(a, b float32) bool { return a == b || a != a && b != b }

// Every part keeps the position and height of its points.
func TestCropKeepsPositions(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := anySurface(t)
		x, y := rapid.IntRange(0, s.Width-1).Draw(t, "x"), rapid.IntRange(0, s.Height-1).Draw(t, "y")
		c, err := s.Crop(x, y, s.Width-x, s.Height-y)
		if err != nil {
			t.Fatal(err)
		}
		if c.OriginXUm != 2*float64(x) || c.OriginYUm != 3*float64(y) {
			t.Fatalf("origin %g, %g of the part at %d, %d", c.OriginXUm, c.OriginYUm, x, y)
		}
		for j := range c.Height {
			for i := range c.Width {
				if !same(c.At(i, j), s.At(i+x, j+y)) {
					t.Fatalf("point %d, %d of the part differs", i, j)
				}
			}
		}
	})
}

func TestCropRefusesOutside(t *testing.T) {
	s := NewSurface(4, 3, 1, 1)
	for _, c := range [][4]int{{-1, 0, 2, 2}, {0, 0, 5, 1}, {3, 0, 2, 1}, {0, 0, 0, 1}, {0, 2, 1, math.MaxInt}} {
		if _, err := s.Crop(c[0], c[1], c[2], c[3]); err == nil {
			t.Errorf("a part %v outside 4 by 3 is cut", c)
		}
	}
}

func TestTransposeTwiceIsTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := anySurface(t)
		u := s.Transpose()
		for y := range s.Height {
			for x := range s.Width {
				if !same(u.At(y, x), s.At(x, y)) || !same(u.Transpose().At(x, y), s.At(x, y)) {
					t.Fatalf("point %d, %d differs", x, y)
				}
			}
		}
	})
}

func TestTrim(t *testing.T) {
	s := NewSurface(6, 5, 1, 1)
	if _, err := s.Trim(); err == nil {
		t.Error("a surface without points is trimmed to something")
	}
	s.HeightUm[1*6+2], s.HeightUm[3*6+4] = 7, 8
	c, err := s.Trim()
	if err != nil {
		t.Fatal(err)
	}
	if c.Width != 3 || c.Height != 3 || c.OriginXUm != 2 || c.OriginYUm != 1 || c.At(0, 0) != 7 || c.At(2, 2) != 8 {
		t.Errorf("trimmed to %+v", c)
	}
}

func TestHeights(t *testing.T) {
	s := NewSurface(3, 2, 1, 1)
	if h := s.Heights(); h.Points != 0 || h.MeanUm == h.MeanUm {
		t.Errorf("no points measure %+v", h)
	}
	s.HeightUm[0], s.HeightUm[2], s.HeightUm[5] = 1, 2, 6
	h := s.Heights()
	if h.Points != 3 || h.MeanUm != 3 || math.Abs(h.SdUm-math.Sqrt(7)) > 1e-12 || h.LowUm != 1 || h.HighUm != 6 {
		t.Errorf("1, 2, 6 measure %+v", h)
	}
}

func TestCheckSaysWhatIsWrong(t *testing.T) {
	for _, c := range []struct {
		change func(*Surface)
		says   string
	}{
		{func(s *Surface) {}, ""},
		{func(s *Surface) { s.Width = 0 }, "0 by 2 points"},
		{func(s *Surface) { s.Width = math.MaxInt }, "points are possible"},
		{func(s *Surface) { s.HeightUm = s.HeightUm[1:] }, "holds 3 heights"},
		{func(s *Surface) { s.PitchYUm = 0 }, "is no length"},
		{func(s *Surface) { s.PitchXUm = math.Inf(1) }, "is no length"},
		{func(s *Surface) { s.OriginXUm = math.NaN() }, "is no position"},
		{func(s *Surface) { s.HeightUm[3] = float32(math.Inf(-1)) }, "point 1, 1"},
	} {
		s := NewSurface(2, 2, 1, 1)
		c.change(s)
		err := s.Check()
		if c.says == "" && err != nil || c.says != "" && (err == nil || !strings.Contains(err.Error(), c.says)) {
			t.Errorf("want %q, got %v", c.says, err)
		}
	}
}
