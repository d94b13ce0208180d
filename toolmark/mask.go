package toolmark

import (
	"fmt"
	"math"
	"slices"
)

// A Mask says which points of a grid are kept, row by row.
type Mask struct {
	Width, Height int
	Keep          []bool
}

// Apply is s with every point outside the mask missing. An examiner's own mask goes the same way as a found one.
func (m *Mask) Apply(s *Surface) (*Surface, error) {
	if m.Width != s.Width || m.Height != s.Height || len(m.Keep) != len(s.HeightUm) {
		return nil, fmt.Errorf("a mask of %d by %d points does not fit a surface of %d by %d", m.Width, m.Height, s.Width, s.Height)
	}
	out := s.Clone()
	missing := float32(math.NaN())
	for i, keep := range m.Keep {
		if !keep {
			out.HeightUm[i] = missing
		}
	}
	return out, nil
}

// A MaskSettings says how the breech-face impression is found on a raw scan of a cartridge case's primer.
type MaskSettings struct {
	SpacingUm float64 // the search works on points so far apart
	MaxSlope  float64 // steeper places are edges: the rim of the primer, the firing pin's hole, flowed metal
	BandUm    float64 // points further from the impression's own smooth shape do not belong to it
	MarginUm  float64 // taken off along every edge, where measurements are poor
}

// DefaultMask are the settings that find the impression on the raw scans at hand, of two instruments.
func DefaultMask() MaskSettings {
	return MaskSettings{SpacingUm: 25, MaxSlope: 0.35, BandUm: 12, MarginUm: 75}
}

// FindBreechFace proposes which points of a raw scan are the breech-face impression: the largest smooth patch that
// does not run along the border of the scan, less what stands off from its own smooth shape (the shear ring around
// the firing pin, dirt), less a margin. It is a proposal that an examiner looks at, and an error when nothing of the
// kind is on the scan.
func FindBreechFace(s *Surface, set MaskSettings) (*Mask, error) {
	if err := s.Check(); err != nil {
		return nil, err
	}
	if !length(set.SpacingUm) || !length(set.MaxSlope) || !length(set.BandUm) || set.MarginUm < 0 {
		return nil, fmt.Errorf("the impression cannot be searched with points %g um apart, slopes up to %g, a band of %g um and a margin of %g um", set.SpacingUm, set.MaxSlope, set.BandUm, set.MarginUm)
	}
	g, err := Resample(s, max(set.SpacingUm, s.PitchXUm, s.PitchYUm))
	if err != nil {
		return nil, err
	}
	smooth := g.smoothPlaces(set.MaxSlope)
	patch := g.mainPatch(smooth)
	if patch == nil {
		return nil, fmt.Errorf("no smooth patch of an impression was found on the scan; mark the breech face by hand")
	}
	var shape *trend
	for range 3 {
		if shape = g.fitQuadratic(patch); shape == nil {
			return nil, fmt.Errorf("the smooth patch on the scan is too small to be an impression; mark the breech face by hand")
		}
		near := make([]bool, len(patch))
		for i, z := range g.HeightUm {
			near[i] = z == z && smooth[i] && math.Abs(float64(z)-shape.at(i%g.Width, i/g.Width)) <= set.BandUm
		}
		if patch = g.mainPatch(near); patch == nil {
			return nil, fmt.Errorf("the smooth patch on the scan has no even shape; mark the breech face by hand")
		}
	}
	patch = g.rounded(patch, shape, set)
	area := 0
	for _, p := range patch {
		if p {
			area++
		}
	}
	if mm2 := float64(area) * g.PitchXUm * g.PitchYUm / 1e6; mm2 < 0.5 {
		return nil, fmt.Errorf("only %.2f square millimetres of an impression were found on the scan; mark the breech face by hand", mm2)
	}
	m := &Mask{Width: s.Width, Height: s.Height, Keep: make([]bool, len(s.HeightUm))}
	for i := range m.Keep {
		x := int((float64(i%s.Width) + 0.5) * s.PitchXUm / g.PitchXUm)
		y := int((float64(i/s.Width) + 0.5) * s.PitchYUm / g.PitchYUm)
		m.Keep[i] = x < g.Width && y < g.Height && patch[y*g.Width+x]
	}
	return m, nil
}

// rounded gives a patch smooth edges: where it is a ring, circles through its outer and its inner edge, less the
// margin, and all between them but what stands far off the shape; else its own edges less the margin.
func (s *Surface) rounded(patch []bool, shape *trend, set MaskSettings) []bool {
	const far = 4 // bands from the shape: flowed metal and dirt
	margin := set.MarginUm / s.PitchXUm
	outer, inner, ok := fitRings(patch, s.Width, s.Height)
	if !ok {
		patch = erode(dilate(patch, s.Width, s.Height, 1), s.Width, s.Height, 1)
		return erode(patch, s.Width, s.Height, int(margin+0.5))
	}
	out := make([]bool, len(patch))
	for i, z := range s.HeightUm {
		x, y := i%s.Width, i/s.Width
		out[i] = outer.distance(x, y) < -margin && inner.distance(x, y) > margin &&
			!(math.Abs(float64(z)-shape.at(x, y)) > far*set.BandUm)
	}
	return out
}

// smoothPlaces marks points whose slope to every neighbour that is there stays below a limit.
func (s *Surface) smoothPlaces(maxSlope float64) []bool {
	out := make([]bool, len(s.HeightUm))
	for i, z := range s.HeightUm {
		if z != z {
			continue
		}
		x, y := i%s.Width, i/s.Width
		out[i] = true
		for _, d := range [...][2]int{{1, 0}, {-1, 0}, {0, 1}, {0, -1}} {
			if w := s.At(x+d[0], y+d[1]); w == w && math.Abs(float64(w-z)) > maxSlope*s.PitchXUm {
				out[i] = false
			}
		}
	}
	return out
}

// mainPatch is the connected patch with the most points among those that lie on less than a fifth of the border,
// without its thin bridges; nil without any.
func (s *Surface) mainPatch(in []bool) []bool {
	core := erode(in, s.Width, s.Height, 1)
	label := make([]int32, len(core))
	var best, most int32
	var next int32
	var stack []int
	for start, ok := range core {
		if !ok || label[start] != 0 {
			continue
		}
		next++
		var size, border int32
		label[start] = next
		for stack = append(stack[:0], start); len(stack) > 0; {
			i := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			size++
			x, y := i%s.Width, i/s.Width
			if x <= 1 || y <= 1 || x >= s.Width-2 || y >= s.Height-2 {
				border++
			}
			for _, d := range [...][2]int{{1, 0}, {-1, 0}, {0, 1}, {0, -1}} {
				u, v := x+d[0], y+d[1]
				if j := v*s.Width + u; u >= 0 && v >= 0 && u < s.Width && v < s.Height && core[j] && label[j] == 0 {
					label[j] = next
					stack = append(stack, j)
				}
			}
		}
		if size > most && border*5 < int32(2*(s.Width+s.Height)) {
			best, most = next, size
		}
	}
	if best == 0 || most < 50 {
		return nil
	}
	out := make([]bool, len(core))
	for i, l := range label {
		out[i] = l == best
	}
	out = dilate(out, s.Width, s.Height, 1)
	for i := range out {
		out[i] = out[i] && in[i]
	}
	return out
}

// erode takes r points off along every edge, the border of the grid included; dilate adds them.
func erode(in []bool, width, height, r int) []bool  { return spread(in, width, height, r, false) }
func dilate(in []bool, width, height, r int) []bool { return spread(in, width, height, r, true) }

func spread(in []bool, width, height, r int, to bool) []bool {
	out := slices.Clone(in)
	for range r {
		last := slices.Clone(out)
		for i, v := range last {
			if v == to {
				continue
			}
			x, y := i%width, i/width
			if x > 0 && last[i-1] == to || x < width-1 && last[i+1] == to || y > 0 && last[i-width] == to || y < height-1 && last[i+width] == to {
				out[i] = to
			}
			if !to && (x == 0 || y == 0 || x == width-1 || y == height-1) {
				out[i] = false
			}
		}
	}
	return out
}
