package toolmark

import (
	"fmt"
	"math"
	"slices"
)

// A Template is a prepared surface made ready for many fast comparisons: at the spacing of cells and at two coarse
// ones, evened out so that every place counts alike, with the spectra that do not depend on the other surface. It is
// never changed after Enrol and may serve many goroutines. It holds about 3 MB.
type Template struct {
	settings FastSettings
	fine     *Surface
	points   []samplePoint // every second point of fine, for refining poses
	cells    []cell        // of fine
	cellN    int           // size of their transforms
	coarse   [2]coarse
}

// A samplePoint is a measured point in points of the fine surface.
type samplePoint struct{ x, y, z float32 }

// coarse is a surface on which poses are searched.
type coarse struct {
	surface  *Surface
	n        int    // size of its transforms
	spectrum *field // of the standardised heights
	mask     *field // of 1 where measured
	points   int
}

// Enrol makes a prepared surface (Prepare, or a file prepared elsewhere) ready for fast comparisons.
func Enrol(s *Surface, set FastSettings) (*Template, error) {
	if err := set.Check(); err != nil {
		return nil, err
	}
	if err := s.Check(); err != nil {
		return nil, err
	}
	s, err := s.Trim()
	if err != nil {
		return nil, err
	}
	fine, err := Resample(s, set.SpacingUm)
	if err != nil {
		return nil, err
	}
	if fine.Heights().Points < 500 {
		return nil, fmt.Errorf("only %d points of the surface are measured on a grid of %g micrometres; at least 500 are needed to compare", fine.Heights().Points, set.SpacingUm)
	}
	t := &Template{settings: set}
	if t.fine, err = fine.even(set, set.HighPassUm); err != nil {
		return nil, err
	}
	for y := 1; y < fine.Height; y += 2 {
		for x := 1; x < fine.Width; x += 2 {
			if z := t.fine.HeightUm[y*fine.Width+x]; z == z {
				t.points = append(t.points, samplePoint{float32(x), float32(y), z})
			}
		}
	}
	for i, um := range set.CoarseUm {
		if t.coarse[i], err = newCoarse(fine, um, set); err != nil {
			return nil, err
		}
	}
	t.cut()
	return t, nil
}

// even cuts what sticks out, takes waves longer than highPassUm out of s (none with 0) and brings every neighbourhood
// to the same size of heights. Deep and shallow impressions of one breech face, burrs and the slope to the rim then weigh alike: without it the
// deepest places decide alone.
func (s *Surface) even(set FastSettings, highPassUm float64) (*Surface, error) {
	out := clipRobust(s, set.ClipSd)
	if highPassUm > 0 {
		out = HighPass(out, highPassUm)
	}
	square := out.Clone()
	for i, z := range square.HeightUm {
		square.HeightUm[i] = z * z
	}
	all := square.Heights().MeanUm
	if !(all > 0) {
		return nil, fmt.Errorf("the surface is flat: all its measured heights are alike")
	}
	local := LowPass(square, set.ContrastUm)
	const floor = 0.1 // of the mean square; keeps places without any mark from becoming noise of full size
	for i, z := range out.HeightUm {
		if z == z {
			out.HeightUm[i] = z / float32(math.Sqrt(math.Max(float64(local.HeightUm[i]), 0)+floor*all))
		}
	}
	return out, nil
}

// clipRobust cuts heights to so many robust standard deviations around the median.
func clipRobust(s *Surface, sd float64) *Surface {
	v := make([]float32, 0, len(s.HeightUm))
	for _, z := range s.HeightUm {
		if z == z {
			v = append(v, z)
		}
	}
	slices.Sort(v)
	middle := v[len(v)/2]
	for i, z := range v {
		v[i] = max(z-middle, middle-z)
	}
	slices.Sort(v)
	reach := float32(sd * float64(v[len(v)/2]) / 0.6745)
	out := s.Clone()
	for i, z := range out.HeightUm {
		if z == z {
			out.HeightUm[i] = min(max(z-middle, -reach), reach)
		}
	}
	return out
}

func newCoarse(fine *Surface, um float64, set FastSettings) (coarse, error) {
	s, err := Resample(fine, um)
	if err != nil {
		return coarse{}, err
	}
	if s, err = s.even(set, 0); err != nil { // coarse grids keep their long waves: poses are found by them
		return coarse{}, err
	}
	c := coarse{surface: s, n: lanes, spectrum: nil, points: s.Heights().Points}
	for c.n < max(s.Width, s.Height) {
		c.n *= 2
	}
	if c.n > 1024 {
		return coarse{}, fmt.Errorf("the surface is %.1f mm wide, too large for a mark of a firearm; cut the mark out first", float64(s.Width)*um/1000)
	}
	tr := newTransform(c.n)
	c.spectrum, c.mask = newField(c.n), newField(c.n)
	standardise(c.spectrum.re, c.n, s, 0, 0, s.Width, s.Height, 1)
	tr.forward(c.spectrum, s.Width)
	for y := range s.Height {
		for x := range s.Width {
			if z := s.HeightUm[y*s.Width+x]; z == z {
				c.mask.re[y*c.n+x] = 1
			}
		}
	}
	tr.forward(c.mask, s.Width)
	return c, nil
}

// reach is how many points around the pose a cell is searched.
func (t *Template) reach() int { return int(t.settings.SearchUm/t.settings.SpacingUm + 0.5) }

// cut makes the cells and their spectra.
func (t *Template) cut() {
	k, f := t.settings.NumCells, t.fine
	t.cellN = lanes
	for t.cellN < max(f.Width, f.Height)/k+1+2*t.reach() {
		t.cellN *= 2
	}
	tr := newTransform(t.cellN)
	for r := range k {
		for c := range k {
			one := cell{index: r*k + c, x: c * f.Width / k, y: r * f.Height / k}
			one.width, one.height = (c+1)*f.Width/k-one.x, (r+1)*f.Height/k-one.y
			one.spectrum = newField(t.cellN)
			if standardise(one.spectrum.re, t.cellN, f, one.x, one.y, one.width, one.height, 1-t.settings.MinFill) {
				tr.forward(one.spectrum, one.width)
				t.cells = append(t.cells, one)
			}
		}
	}
}

// Settings are what the template was made with; only templates with the same settings can be compared.
func (t *Template) Settings() FastSettings { return t.settings }
