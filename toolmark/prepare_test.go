package toolmark_test

import (
	"math"
	"strings"
	"testing"

	"focalpoint/toolmark"
)

// rawPrimer is a breech face as an instrument sees it: tilted and domed, with a deep firing-pin hole, flowed metal
// around it, the primer's rim and missing points.
func rawPrimer() *toolmark.Surface {
	s := breechFace(1, 1, 0, 0, 0)
	mark := breechFace(1, 1, 0, 0, 0)
	n := s.Width
	for i := range s.HeightUm {
		x, y := float64(i%n-n/2)*6.25, float64(i/n-n/2)*6.25
		d := math.Hypot(x, y)
		form := 0.01*x - 0.02*y - d*d/4e5
		switch {
		case d < 480:
			s.HeightUm[i] = float32(form - 150*(1-d/480))
		case d < 520:
			s.HeightUm[i] = float32(form + 40)
		case d >= 1340:
			s.HeightUm[i] = float32(form - (d-1340)*1.5)
		default:
			s.HeightUm[i] = mark.HeightUm[i] + float32(form)
		}
	}
	return s
}

// The impression is found without help, and prepared it is the mark that was put in.
func TestPrepareFindsTheMark(t *testing.T) {
	p := toolmark.DefaultPreparation()
	raw := rawPrimer()
	got, mask, err := toolmark.Prepare(raw, p)
	if err != nil {
		t.Fatal(err)
	}
	inside, outside := 0, 0
	for i, keep := range mask.Keep {
		d := math.Hypot(float64(i%raw.Width-raw.Width/2), float64(i/raw.Width-raw.Height/2)) * 6.25
		if keep && d > 520 && d < 1340 {
			inside++
		} else if keep {
			outside++
		}
	}
	if share := float64(inside) * 6.25 * 6.25 / (math.Pi * (1340*1340 - 520*520)); share < 0.7 || outside > 0 {
		t.Errorf("%.0f %% of the impression is found, and %d points outside it", 100*share, outside)
	}
	if toolmark.Prepared(raw) || !toolmark.Prepared(got) {
		t.Error("raw and prepared are not told apart")
	}
	c := compared(t, enrolled(t, got), enrolled(t, breechFace(1, 2, 4, 30, 10)))
	if c.Congruent < 15 {
		t.Errorf("the prepared mark has %d cells congruent with another view of it", c.Congruent)
	}
}

func TestPrepareRefuses(t *testing.T) {
	flat := toolmark.NewSurface(300, 300, 6.25, 6.25)
	if _, _, err := toolmark.Prepare(flat, toolmark.DefaultPreparation()); err == nil || !strings.Contains(err.Error(), "by hand") {
		t.Errorf("an empty scan: %v", err)
	}
	p := toolmark.DefaultPreparation()
	p.LongUm = 10
	if _, _, err := toolmark.Prepare(rawPrimer(), p); err == nil || !strings.Contains(err.Error(), "band of waves") {
		t.Errorf("a band upside down: %v", err)
	}
	m := &toolmark.Mask{Width: 2, Height: 2, Keep: make([]bool, 4)}
	if _, err := m.Apply(flat); err == nil {
		t.Error("a mask of another size is applied")
	}
}

// Raw scans prepared without any help agree with the published prepared scans, and with the published mask better
// still: what is left is where the hand put its circles.
func TestRawScansAsPublished(t *testing.T) {
	for name, least := range map[string]float64{"1-1": 0.97, "1-2": 0.965, "2-1": 0.955} {
		rawFile, ready := dataFile(t, "fadul_raw", "Fadul "+name+" raw.x3p"), dataFile(t, "fadul", "Fadul "+name+".x3p")
		if rawFile == "" || ready == "" {
			return
		}
		raw, published := surface(t, rawFile), surface(t, ready)
		got, mask, err := toolmark.Prepare(raw, toolmark.DefaultPreparation())
		if err != nil {
			t.Fatal(err)
		}
		corr, dx, dy := bestShift(got, published)
		if corr < least {
			t.Errorf("%s: correlation %.4f with the published scan", name, corr)
		}
		// The published mask, laid where the two agree.
		hand := &toolmark.Mask{Width: mask.Width, Height: mask.Height, Keep: make([]bool, len(mask.Keep))}
		x0, y0 := int(math.Round(got.OriginXUm/6.25)), int(math.Round(got.OriginYUm/6.25))
		for i := range hand.Keep {
			z := published.At(i%raw.Width/2-x0+dx, i/raw.Width/2-y0+dy)
			hand.Keep[i] = z == z
		}
		byHand, err := toolmark.PrepareMasked(raw, hand, toolmark.DefaultPreparation())
		if err != nil {
			t.Fatal(err)
		}
		with, _, _ := bestShift(byHand, published)
		if with < 0.975 {
			t.Errorf("%s: with the published mask the correlation is %.4f", name, with)
		}
		t.Logf("%s: correlation %.4f without help, %.4f with the published mask", name, corr, with)
	}
}

// bestShift is the correlation over common points at the whole shift where it is greatest.
func bestShift(a, b *toolmark.Surface) (best float64, dx, dy int) {
	at := func(u, v, step int) float64 {
		var n, sa, sb, saa, sbb, sab float64
		for y := 0; y < a.Height; y += step {
			for x := 0; x < a.Width; x += step {
				z, w := float64(a.At(x, y)), float64(b.At(x+u, y+v))
				if z == z && w == w {
					n++
					sa, sb, saa, sbb, sab = sa+z, sb+w, saa+z*z, sbb+w*w, sab+z*w
				}
			}
		}
		if n < 100 {
			return -1
		}
		return (sab - sa*sb/n) / math.Sqrt((saa-sa*sa/n)*(sbb-sb*sb/n))
	}
	best = -2
	for v := -24; v <= 24; v += 2 {
		for u := -24; u <= 24; u += 2 {
			if c := at(u, v, 7); c > best {
				best, dx, dy = c, u, v
			}
		}
	}
	x, y := dx, dy
	best = -2
	for v := y - 2; v <= y+2; v++ {
		for u := x - 2; u <= x+2; u++ {
			if c := at(u, v, 1); c > best {
				best, dx, dy = c, u, v
			}
		}
	}
	return best, dx, dy
}

func TestRenderDrawsWhatIsThere(t *testing.T) {
	s := breechFace(1, 1, 0, 0, 0)
	for _, colours := range []string{"relief", "height", "both"} {
		img, err := toolmark.Render(s, toolmark.RenderOptions{Colours: colours, LightDeg: 45})
		if err != nil {
			t.Fatal(err)
		}
		for i, z := range s.HeightUm {
			if _, _, _, alpha := img.At(i%s.Width, i/s.Width).RGBA(); (alpha > 0) != (z == z) {
				t.Fatalf("%s: point %d is drawn wrongly", colours, i)
			}
		}
	}
	img, err := toolmark.Render(s, toolmark.RenderOptions{WidthPx: 100})
	if err != nil || img.Rect.Dx() != 100 {
		t.Errorf("100 pixels wide: %v, %v", img.Rect, err)
	}
	for _, o := range []toolmark.RenderOptions{{Colours: "rainbow"}, {ElevationDeg: 100}, {WidthPx: -1}, {LightDeg: math.NaN()}} {
		if _, err := toolmark.Render(s, o); err == nil {
			t.Errorf("%+v is drawn", o)
		}
	}
}
