package toolmark

import (
	"math"
	"testing"
)

// waves is a surface of one wavelength along x.
func waves(n int, pitchUm, lengthUm float64) *Surface {
	s := NewSurface(n, n, pitchUm, pitchUm)
	for i := range s.HeightUm {
		s.HeightUm[i] = float32(math.Sin(2 * math.Pi * float64(i%n) * pitchUm / lengthUm))
	}
	return s
}

// amplitude of the middle of a surface, away from its edges.
func amplitude(s *Surface) float64 {
	most := 0.0
	for y := s.Height / 3; y < 2*s.Height/3; y++ {
		for x := s.Width / 3; x < 2*s.Width/3; x++ {
			most = max(most, math.Abs(float64(s.At(x, y))))
		}
	}
	return most
}

// The filter passes what ISO 16610-61 says: exp(-pi (alpha cutoff / wavelength)^2), one half at the cutoff, on the
// direct way and on the coarse grid.
func TestTransmission(t *testing.T) {
	for _, c := range []struct{ pitch, cutoff, wave float64 }{
		{3.125, 16, 32}, {6.25, 80, 80}, {6.25, 80, 200}, {3.125, 500, 500}, {3.125, 500, 250}, {3.125, 500, 1000}, {6.25, 500, 700},
	} {
		got := amplitude(LowPass(waves(480, c.pitch, c.wave), c.cutoff))
		a := math.Sqrt(math.Ln2/math.Pi) * c.cutoff / c.wave
		if want := math.Exp(-math.Pi * a * a); math.Abs(got-want) > 0.012 {
			t.Errorf("pitch %g, cutoff %g, wavelength %g: passes %.4f, not %.4f", c.pitch, c.cutoff, c.wave, got, want)
		}
	}
}

// A constant stays what it is, at edges and beside holes.
func TestLowPassKeepsConstants(t *testing.T) {
	s := NewSurface(200, 150, 5, 5)
	for i := range s.HeightUm {
		if i%7 != 0 && i/200 > 10 {
			s.HeightUm[i] = 3
		}
	}
	for _, cutoff := range []float64{16, 60, 500} {
		l := LowPass(s, cutoff)
		for i, z := range l.HeightUm {
			if (z == z) != (s.HeightUm[i] == s.HeightUm[i]) || z == z && math.Abs(float64(z)-3) > 1e-4 {
				t.Fatalf("cutoff %g: point %d is %g", cutoff, i, z)
			}
		}
	}
}
