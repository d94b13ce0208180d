package bullet

import (
	"encoding/csv"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"focalpoint/toolmark"
)

// Grooves within 60 um of those set by hand (CSAFE, hamby_meta-info.csv) at the
// cross-section chosen by hand, on the ten scanned lands of Hamby 252, barrel 1.
func TestGroovesLieWhereAHandSetThem(t *testing.T) {
	dir, ok := dataDir(t)
	if !ok {
		return
	}
	f, err := os.Open(filepath.Join(dir, "hamby_meta-info.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	lands, worst := 0, 0.0
	for _, r := range rows[1:] {
		name := "Hamby252_Barrel1_Bullet" + r[3] + "_Land" + r[4] + ".x3p"
		if _, err := os.Stat(filepath.Join(dir, "hamby252_barrel1", name)); r[1] != "Hamby252" || r[2] != "1" || err != nil {
			continue
		}
		number := func(k int) float64 {
			v, err := strconv.ParseFloat(r[k], 64)
			if err != nil {
				t.Fatal(err)
			}
			return v
		}
		land, err := PrepareAt(open(t, dir, "hamby252_barrel1", name), number(9), Defaults())
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if !land.Turned {
			t.Errorf("%s: the scan lies on its side and was not turned", name)
		}
		left, right := land.LeftUm-number(11), land.RightUm-number(12)
		if math.Abs(left) > 60 || math.Abs(right) > 60 {
			t.Errorf("%s: grooves %+.0f and %+.0f um from where a hand set them", name, left, right)
		}
		lands++
		worst = max(worst, math.Abs(left), math.Abs(right))
	}
	if lands != 10 {
		t.Errorf("%d lands, want 10", lands)
	}
	t.Logf("largest distance from the hand-set grooves: %.0f um", worst)
}

// In both studies lands of the same barrel meet at one phase and stand above all
// other pairs; and across the two studies, which share their barrels, in scans that
// lie differently. Mirrored bullets, which no barrel makes, stay far below.
func TestBulletsOfOneBarrelMeet(t *testing.T) {
	dir, ok := dataDir(t)
	if !ok {
		return
	}
	all := bullets(t, dir)
	lowest, highest := math.Inf(1), math.Inf(-1)
	// Hamby 252: land 2 meets land 4, as hamby_meta-info.csv has it (both are land 1 of Hamby 173).
	want := map[[2]int]int{{0, 1}: 4, {2, 3}: 2}
	for i := range all {
		for j := i + 1; j < len(all); j++ {
			m, err := CompareBullets(all[i], all[j], Defaults())
			if err != nil {
				t.Fatal(err)
			}
			if phase, known := want[[2]int{i, j}]; known && (m.Phase != phase || m.LeastIn <= m.GreatestUn+0.2) {
				t.Errorf("bullets %d and %d: phase %d, want %d; same lands from %.2f, others to %.2f", i, j, m.Phase, phase, m.LeastIn, m.GreatestUn)
			}
			if m.LeastIn <= m.GreatestUn {
				t.Errorf("bullets %d and %d: same lands from %.2f, others to %.2f", i, j, m.LeastIn, m.GreatestUn)
			}
			lowest = min(lowest, m.Score)
			if j != i+1 {
				continue
			}
			back, err := CompareBullets(all[j], all[i], Defaults())
			if err != nil {
				t.Fatal(err)
			}
			if (back.Phase+m.Phase)%6 != 0 || math.Abs(back.InPhase-m.InPhase) > 1e-9 {
				t.Errorf("bullets %d and %d: phase %d one way, %d the other; correlation %v and %v", i, j, m.Phase, back.Phase, m.InPhase, back.InPhase)
			}
		}
		for j := i; j < len(all); j += 2 {
			m, err := CompareBullets(all[i], mirrored(all[j]), Defaults())
			if err != nil {
				t.Fatal(err)
			}
			highest = max(highest, m.Score)
		}
	}
	t.Logf("scores: one barrel from %.1f, mirrored bullets to %.1f", lowest, highest)
	if lowest < 15 || highest > 5 {
		t.Errorf("one barrel from %.1f, mirrored bullets to %.1f: want a wide gap", lowest, highest)
	}
}

// What scans suffer in practice leaves the link standing: half the points along each
// axis, noise of 1 um, four points in ten missing, one groove outside the scan.
func TestBulletsOfOneBarrelMeetInPoorScans(t *testing.T) {
	dir, ok := dataDir(t)
	if !ok {
		return
	}
	good := bullets(t, dir)[0]
	var poor []*Land
	for n := 1; n <= 6; n++ {
		s := open(t, dir, fmt.Sprintf("hamby44_barrel1/HS44_Barrel1_Bullet2_Land%d.x3p", n))
		land, err := Prepare(spoiled(s, rand.New(rand.NewPCG(uint64(n), 1))), Defaults())
		if err != nil {
			t.Fatal(err)
		}
		poor = append(poor, land)
	}
	same, err := CompareBullets(good, poor, Defaults())
	if err != nil {
		t.Fatal(err)
	}
	other, err := CompareBullets(good, mirrored(poor), Defaults())
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("one barrel %.1f, mirrored %.1f", same.Score, other.Score)
	if same.Phase != 4 || same.Score < 12 || other.Score > 5 {
		t.Errorf("phase %d, one barrel %.1f, mirrored %.1f", same.Phase, same.Score, other.Score)
	}
}

func spoiled(s *toolmark.Surface, r *rand.Rand) *toolmark.Surface {
	cut := int(400 / s.PitchXUm)
	out := toolmark.NewSurface((s.Width-cut)/2, s.Height/2, 2*s.PitchXUm, 2*s.PitchYUm)
	for y := range out.Height {
		for x := range out.Width {
			if r.IntN(10) >= 4 {
				out.HeightUm[y*out.Width+x] = s.At(cut+2*x, 2*y) + float32(r.NormFloat64())
			}
		}
	}
	return out
}

// mirrored is a bullet that no barrel makes: lands back to front, in reverse order.
func mirrored(b []*Land) []*Land {
	out := make([]*Land, len(b))
	for i, l := range b {
		if l != nil {
			c := *l
			c.Signature.HeightUm = slices.Clone(c.Signature.HeightUm)
			slices.Reverse(c.Signature.HeightUm)
			out[len(b)-1-i] = &c
		}
	}
	return out
}

// Without the two lands that are not in the copy, counted in the order of those that
// are, the phase of Hamby 252 is 1.
func TestPhaseOfTheScannedLandsInOrder(t *testing.T) {
	dir, ok := dataDir(t)
	if !ok {
		return
	}
	all := bullets(t, dir)
	scanned := func(l *Land) bool { return l == nil }
	m, err := CompareBullets(slices.DeleteFunc(all[2], scanned), slices.DeleteFunc(all[3], scanned), Defaults())
	if err != nil {
		t.Fatal(err)
	}
	if m.Phase != 1 || m.Pairs != 5 {
		t.Errorf("phase %d of %d pairs, want 1 of 5", m.Phase, m.Pairs)
	}
}

// The published worked example: lands 2-3 and 1-2 of Hamby 252, barrel 1. The first
// implementation prints 14 of 22 at shifts -9 to -1, counting places from one where
// here they count from zero, and 1 of 22 for 2-3 and 1-3; cmpsR 0.1.2 prints 18.
func TestWorkedExampleOfCMPS(t *testing.T) {
	dir, ok := dataDir(t)
	if !ok {
		return
	}
	s := profiles(t, dir, "sig")
	strict := CMPSDefaults()
	strict.Strict = true
	c := CMPS(s["2-3"], s["1-2"], strict)
	var printed []int
	for _, um := range c.ShiftsUm {
		printed = append(printed, int(math.Round(um/1.5625))-1)
	}
	if c.Score != 14 || c.Segments != 22 || !slices.Equal(printed, []int{-9, -8, -7, -6, -5, -4, -3, -2, -1}) {
		t.Errorf("strict: %d of %d at %v, want 14 of 22 at -9 to -1", c.Score, c.Segments, printed)
	}
	if c := CMPS(s["2-3"], s["1-3"], strict); c.Score != 1 || c.Segments != 22 {
		t.Errorf("strict, different lands: %d of %d, want 1 of 22", c.Score, c.Segments)
	}
	if c := CMPS(s["2-3"], s["1-2"], CMPSDefaults()); c.Score != 18 || len(c.Agreeing) != 18 {
		t.Errorf("as cmpsR: %d, want 18", c.Score)
	}
}

// The twelve published signatures: the phase is found, by correlation and by CMPS.
func TestPhaseOfThePublishedSignatures(t *testing.T) {
	dir, ok := dataDir(t)
	if !ok {
		return
	}
	s := profiles(t, dir, "sig")
	var a, b []*Land
	for n := 1; n <= 6; n++ {
		a = append(a, &Land{LeftFound: true, RightFound: true, Signature: s["1-"+strconv.Itoa(n)]})
		b = append(b, &Land{LeftFound: true, RightFound: true, Signature: s["2-"+strconv.Itoa(n)]})
	}
	m, err := CompareBullets(a, b, Defaults())
	if err != nil {
		t.Fatal(err)
	}
	above := 0
	for i := range 6 {
		if m.Lands[i][(i+1)%6].Correlation > m.GreatestUn {
			above++
		}
	}
	// The signatures of 1-1 and 2-2 are alike in nobody's hands: that pair stays below.
	if m.Phase != 1 || m.Pairs != 6 || above != 5 || m.Score < 8 {
		t.Errorf("phase %d with %d pairs, %d above all others, score %.1f; want phase 1 and five above", m.Phase, m.Pairs, above, m.Score)
	}
}

// The published signatures were made by R's loess from the published profiles.
func TestSmoothingAgainstR(t *testing.T) {
	dir, ok := dataDir(t)
	if !ok {
		return
	}
	value, raw, sig := profiles(t, dir, "value"), profiles(t, dir, "raw_sig"), profiles(t, dir, "sig")
	for land, v := range value {
		rest := make([]float64, len(v.HeightUm))
		for i, form := range loess(v.HeightUm, 0.75) {
			rest[i] = v.HeightUm[i] - form
		}
		if r, _ := correlation(rest, raw[land].HeightUm, 0); r < 0.99 {
			t.Errorf("land %s: form removed correlates %.4f with R's", land, r)
		}
		if r, _ := correlation(loess(raw[land].HeightUm, 0.03), sig[land].HeightUm, 0); r < 0.999 {
			t.Errorf("land %s: smoothing correlates %.4f with R's", land, r)
		}
	}
}
