package toolmark_test

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"focalpoint/toolmark"
)

// breechFace makes a rough ring with a hole, as a firing pin leaves it. The same mark gives the same relief; view
// turns and shifts it, and adds noise of its own.
func breechFace(mark, view uint64, thetaDeg, dxUm, dyUm float64) *toolmark.Surface {
	const n, pitch = 440, 6.25
	rng := rand.New(rand.NewPCG(mark, 7))
	type bump struct{ x, y, r, h float64 }
	var bumps []bump
	for range 2500 {
		bumps = append(bumps, bump{rng.Float64()*3600 - 1800, rng.Float64()*3600 - 1800, 15 + 60*rng.Float64(), rng.NormFloat64()})
	}
	s := toolmark.NewSurface(n, n, pitch, pitch)
	heights := make([]float64, n*n)
	sin, cos := math.Sincos(thetaDeg * math.Pi / 180)
	for _, b := range bumps {
		x, y := cos*b.x-sin*b.y+dxUm+n*pitch/2, sin*b.x+cos*b.y+dyUm+n*pitch/2
		reach := 3 * b.r
		for j := max(0, int((y-reach)/pitch)); j <= min(n-1, int((y+reach)/pitch)); j++ {
			for i := max(0, int((x-reach)/pitch)); i <= min(n-1, int((x+reach)/pitch)); i++ {
				d := (math.Pow(float64(i)*pitch-x, 2) + math.Pow(float64(j)*pitch-y, 2)) / (b.r * b.r)
				heights[j*n+i] += b.h * math.Exp(-d)
			}
		}
	}
	own := rand.New(rand.NewPCG(view, 11))
	for i := range heights {
		d := math.Hypot(float64(i%n-n/2), float64(i/n-n/2)) * pitch
		if d > 500 && d < 1350 {
			s.HeightUm[i] = float32(heights[i] + 0.2*own.NormFloat64())
		}
	}
	return s
}

func enrolled(t *testing.T, s *toolmark.Surface) *toolmark.Template {
	t.Helper()
	e, err := toolmark.Enrol(s, toolmark.FrozenFast())
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func compared(t *testing.T, a, b *toolmark.Template) toolmark.Comparison {
	t.Helper()
	c, err := toolmark.NewComparer().Compare(a, b)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// The pose of the same relief turned and shifted is found to a quarter of a degree and 20 um, in both directions, and
// another relief has few congruent cells.
func TestCompareFindsThePose(t *testing.T) {
	a := enrolled(t, breechFace(1, 1, 0, 0, 0))
	for i, p := range []toolmark.Pose{{ThetaDeg: 0}, {ThetaDeg: 7, DxUm: 80, DyUm: -120}, {ThetaDeg: -22.4, DxUm: -60, DyUm: 44}} {
		b := enrolled(t, breechFace(1, uint64(2+i), p.ThetaDeg, p.DxUm, p.DyUm))
		ab, ba := compared(t, a, b), compared(t, b, a)
		if ab.Congruent < 20 || ab.Score != ba.Score || ab.AtoB.Found != ba.BtoA.Found {
			t.Errorf("%+v: %d and %d congruent cells, scores %g and %g", p, ab.Congruent, ba.Congruent, ab.Score, ba.Score)
		}
		if d := math.Abs(ab.Pose.ThetaDeg + p.ThetaDeg); d > 0.25 {
			t.Errorf("turned by %g, turned back by %g", p.ThetaDeg, ab.Pose.ThetaDeg)
		}
		if d := math.Abs(ba.Pose.ThetaDeg - p.ThetaDeg); d > 0.25 {
			t.Errorf("turned by %g, the other way by %g", p.ThetaDeg, ba.Pose.ThetaDeg)
		}
		sin, cos := math.Sincos(-p.ThetaDeg * math.Pi / 180) // the shift is that of the target turned back
		x, y := cos*p.DxUm-sin*p.DyUm, sin*p.DxUm+cos*p.DyUm
		if math.Hypot(ab.Pose.DxUm-x, ab.Pose.DyUm-y) > 20 {
			t.Errorf("shifted by %g, %g, found %g, %g", x, y, ab.Pose.DxUm, ab.Pose.DyUm)
		}
	}
	for mark := uint64(2); mark < 5; mark++ {
		if c := compared(t, a, enrolled(t, breechFace(mark, 9, 0, 0, 0))); c.Congruent > 6 {
			t.Errorf("relief %d has %d congruent cells with another", mark, c.Congruent)
		}
	}
}

// The same comparison gives the same bits, whatever was compared before with the same scratch space.
func TestCompareIsDeterministic(t *testing.T) {
	a, b, c := enrolled(t, breechFace(1, 1, 0, 0, 0)), enrolled(t, breechFace(1, 2, 5, 0, 30)), enrolled(t, breechFace(3, 3, 0, 0, 0))
	used := toolmark.NewComparer()
	first, err := used.Compare(a, b)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := used.Compare(a, c); err != nil {
		t.Fatal(err)
	}
	again, err := used.Compare(a, b)
	if err != nil {
		t.Fatal(err)
	}
	fresh := compared(t, a, b)
	for _, o := range []toolmark.Comparison{again, fresh} {
		if o.Score != first.Score || o.Pose != first.Pose || o.Correlation != first.Correlation {
			t.Errorf("%+v and then %+v", first.Pose, o.Pose)
		}
	}
}

// A surface that cannot be compared is refused with the reason.
func TestEnrolRefuses(t *testing.T) {
	flat := toolmark.NewSurface(400, 400, 6.25, 6.25)
	for i := range flat.HeightUm {
		flat.HeightUm[i] = 2
	}
	for says, s := range map[string]*toolmark.Surface{
		"every point":     toolmark.NewSurface(400, 400, 6.25, 6.25),
		"at least 500":    breechCorner(),
		"flat":            flat,
		"is no length":    toolmark.NewSurface(10, 10, 0, 1),
		"distance betwee": toolmark.NewSurface(10, 10, math.NaN(), 1),
	} {
		if _, err := toolmark.Enrol(s, toolmark.FrozenFast()); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("want %q, got %v", says, err)
		}
	}
}

func breechCorner() *toolmark.Surface {
	s := toolmark.NewSurface(400, 400, 6.25, 6.25)
	for i := range 900 {
		s.HeightUm[i/30*400+i%30] = float32(i % 7)
	}
	return s
}
