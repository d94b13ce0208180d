package bullet

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"focalpoint/toolmark"
)

// A barrel is synthetic: one row of striae for each land.
func barrel(r *rand.Rand, lands int) [][]float64 {
	all := make([][]float64, lands)
	for k := range all {
		z := make([]float64, 1300)
		for range 90 {
			at, width, height := r.Float64()*1300, 4+8*r.Float64(), 2*r.NormFloat64()
			for i := range z {
				d := (float64(i) - at) / width
				z[i] += height * math.Exp(-d*d)
			}
		}
		all[k] = z
	}
	return all
}

// fire scans a land: striae on an arc between shoulders, leaning, with noise and
// missing points.
func fire(striae []float64, lean float64, offset int, r *rand.Rand) *toolmark.Surface {
	const width, height, pitch = 1520, 320, 1.5625
	s := toolmark.NewSurface(width, height, pitch, pitch)
	for y := range height {
		shift := offset + int(math.Round(lean*float64(y-height/2)))
		for x := range width {
			u := (float64(x) - width/2) * pitch
			z := -u*u/2/4500 + 0.15*r.NormFloat64()
			if i := x - 110 - shift; i >= 0 && i < len(striae) {
				z += striae[i]
			} else if i < 0 {
				z += min(20, 0.6*float64(-i)*pitch)
			} else {
				z += min(20, 0.6*float64(i-len(striae))*pitch)
			}
			if r.IntN(40) > 0 {
				s.HeightUm[y*width+x] = float32(z)
			}
		}
	}
	return s
}

func shoot(t testing.TB, striae [][]float64, turn int, lean float64, r *rand.Rand) []*Land {
	t.Helper()
	var lands []*Land
	for k := range striae {
		l, err := Prepare(fire(striae[(k+turn)%len(striae)], lean, r.IntN(40)-20, r), Defaults())
		if err != nil {
			t.Fatal(err)
		}
		lands = append(lands, l)
	}
	return lands
}

func TestSyntheticBarrels(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	one, other := barrel(r, 5), barrel(r, 5)
	a, b, c := shoot(t, one, 0, 0.08, r), shoot(t, one, 3, -0.05, r), shoot(t, other, 0, 0, r)
	if got := a[0].Slant; math.Abs(got-0.08) > 0.01 {
		t.Errorf("striae lean 0.08, found %.3f", got)
	}
	for k, l := range a {
		if !l.LeftFound || !l.RightFound || math.Abs(l.RightUm-l.LeftUm-1300*1.5625) > 60 {
			t.Errorf("land %d: grooves at %.0f and %.0f um, want %.0f apart", k, l.LeftUm, l.RightUm, 1300*1.5625)
		}
	}
	same, err := CompareBullets(a, b, Defaults())
	if err != nil {
		t.Fatal(err)
	}
	if same.Phase != 2 || same.Score < 15 || same.LeastIn < 0.9 {
		t.Errorf("one barrel: phase %d, score %.1f, same lands from %.2f; want phase 2 and a clear score", same.Phase, same.Score, same.LeastIn)
	}
	if m, err := CompareBullets(a, c, Defaults()); err != nil || m.Score > 5 {
		t.Errorf("two barrels score %.1f (%v)", m.Score, err)
	}
	b[0], b[4] = nil, nil
	if m, err := CompareBullets(a, b, Defaults()); err != nil || m.Phase != 2 || m.Pairs != 3 {
		t.Errorf("with two lands missing: phase %d of %d pairs (%v)", m.Phase, m.Pairs, err)
	}
}

// A quarter turn of the scan changes nothing; its mirror image matches nothing.
func TestTurnedAndMirroredScans(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	s := fire(barrel(r, 1)[0], 0.05, 0, r)
	want, err := Prepare(s, Defaults())
	if err != nil {
		t.Fatal(err)
	}
	turned := &toolmark.Surface{Width: s.Height, Height: s.Width, PitchXUm: s.PitchYUm, PitchYUm: s.PitchXUm, HeightUm: make([]float32, len(s.HeightUm))}
	for y := range s.Height {
		for x := range s.Width {
			turned.HeightUm[(s.Width-1-x)*turned.Width+y] = s.At(x, y)
		}
	}
	got, err := Prepare(turned, Defaults())
	if err != nil {
		t.Fatal(err)
	}
	if !got.Turned || !slices.EqualFunc(got.Signature.HeightUm, want.Signature.HeightUm, func(a, b float64) bool { return a == b || a != a && b != b }) {
		t.Error("a scan on its side gives another signature")
	}
	mirror, err := Prepare(s.Transpose(), Defaults())
	if err != nil {
		t.Fatal(err)
	}
	if m := CompareLands(want, mirror, Defaults()); m.Correlation > 0.6 {
		t.Errorf("a mirror image correlates %.2f", m.Correlation)
	}
}

func TestAlignFindsTheShift(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		z := barrel(r, 1)[0]
		cut := rapid.IntRange(0, 90).Draw(t, "cut")
		a := Signature{PitchUm: 1.5625, HeightUm: z[:1200]}
		b := Signature{PitchUm: 1.5625, HeightUm: z[cut:]}
		got := Align(a, b, 150, 800)
		if got.Correlation < 0.9999 || got.ShiftUm != -float64(cut)*1.5625 {
			t.Fatalf("cut by %d points: %+v", cut, got)
		}
		if n := ConsecutiveStriae(a, b, got.ShiftUm, 15); n < 10 {
			t.Fatalf("%d consecutive striae of a signature with itself", n)
		}
		c := CMPS(a, b, CMPSDefaults())
		if c.Score*10 < c.Segments*8 {
			t.Fatalf("%d of %d segments of a signature find themselves", c.Score, c.Segments)
		}
	})
}

func TestHostileScans(t *testing.T) {
	empty := toolmark.NewSurface(900, 300, 1.5625, 1.5625)
	flat := toolmark.NewSurface(900, 300, 1.5625, 1.5625)
	for i := range flat.HeightUm {
		flat.HeightUm[i] = 3
	}
	tiny := toolmark.NewSurface(3, 3, 1, 1)
	low := toolmark.NewSurface(900, 2, 1.5625, 1.5625)
	for name, s := range map[string]*toolmark.Surface{"empty": empty, "flat": flat, "tiny": tiny, "low": low} {
		if l, err := Prepare(s, Defaults()); err == nil {
			t.Errorf("a scan that is %s was prepared: %+v", name, l)
		} else if len(err.Error()) < 30 {
			t.Errorf("%s: %q does not say what to do", name, err)
		}
	}
	if _, err := PrepareAt(flat, 1e6, Defaults()); err == nil || !strings.Contains(err.Error(), "outside the scan") {
		t.Errorf("a cross-section outside the scan: %v", err)
	}
	if _, err := CompareBullets(make([]*Land, 6), make([]*Land, 5), Defaults()); err == nil {
		t.Error("bullets with different numbers of lands were compared")
	}
	if _, err := CompareBullets(make([]*Land, 6), make([]*Land, 6), Defaults()); err == nil {
		t.Error("bullets without lands were compared")
	}
}
