package x3p

import (
	"fmt"
	"math"
)

// A Grid is one layer of a file as a regular grid in micrometres, ready for comparing.
type Grid struct {
	Width, Height        int
	PitchXUm, PitchYUm   float64
	OriginXUm, OriginYUm float64
	HeightUm             []float32 // row by row; NaN for a missing point
}

// Grid gives layer z of a matrix (the only one of most files is 0) with the file's units repaired. Absolute
// positions are accepted when they lie on a regular grid. Heights are relative to the middle of the layer's range
// rounded to a micrometre, so that float32 keeps a nanometre of an instrument far from its zero.
func (f *File) Grid(z int) (*Grid, error) {
	if !f.Matrix() {
		return nil, fmt.Errorf("the scan is a list of %d points without a grid; export it from the instrument as a surface", f.ListSize)
	}
	if z < 0 || z >= f.SizeZ {
		return nil, fmt.Errorf("the scan has %d layers; there is no layer %d", f.SizeZ, z)
	}
	n := f.SizeX * f.SizeY
	layer := func(v []float64) []float64 {
		if v == nil {
			return nil
		}
		return v[z*n : (z+1)*n]
	}
	u := f.Units()
	g := &Grid{Width: f.SizeX, Height: f.SizeY}
	var err error
	if g.OriginXUm, g.PitchXUm, err = f.spacing("x", f.X, layer(f.XM), f.SizeX, func(i int) int { return i % f.SizeX }); err != nil {
		return nil, err
	}
	if g.OriginYUm, g.PitchYUm, err = f.spacing("y", f.Y, layer(f.YM), f.SizeY, func(i int) int { return i / f.SizeX }); err != nil {
		return nil, err
	}
	for _, v := range []*float64{&g.OriginXUm, &g.OriginYUm, &g.PitchXUm, &g.PitchYUm} {
		*v *= 1e6 * u.GridM
	}
	g.HeightUm = centred(layer(f.ZM), 1e6*u.HeightM)
	return g, nil
}

// centred turns heights into micrometres about the middle of their range.
func centred(z []float64, um float64) []float32 {
	low, high := math.Inf(1), math.Inf(-1)
	for _, v := range z {
		if v == v {
			low, high = min(low, v), max(high, v)
		}
	}
	middle := 0.0
	if low <= high {
		middle = math.Round((low/2 + high/2) * um)
	}
	out := make([]float32, len(z))
	for i, v := range z {
		h := float32(v*um - middle)
		if h-h != 0 { // NaN, or beyond float32
			h = float32(math.NaN())
		}
		out[i] = h
	}
	return out
}

// spacing gives origin and pitch of one axis in its own unit; for absolute positions those of the regular grid they
// lie on.
func (f *File) spacing(name string, a Axis, at []float64, n int, index func(int) int) (origin, pitch float64, err error) {
	if a.Incremental {
		return a.Offset, a.Increment, nil
	}
	first, last := -1, -1
	for i, v := range at {
		if v != v {
			continue
		}
		if first < 0 || index(i) < index(first) {
			first = i
		}
		if last < 0 || index(i) > index(last) {
			last = i
		}
	}
	if first < 0 || n > 1 && index(first) == index(last) {
		return 0, 0, fmt.Errorf("too few points of the scan have a position along %s to tell the distance between them", name)
	}
	pitch = 1
	if n > 1 {
		pitch = (at[last] - at[first]) / float64(index(last)-index(first))
	}
	origin = at[first] - pitch*float64(index(first))
	if !(pitch > 0) {
		return 0, 0, fmt.Errorf("the positions of the scan's points along %s do not grow from one to the next", name)
	}
	for i, v := range at {
		if off := math.Abs(v - origin - pitch*float64(index(i))); off > pitch/20 {
			return 0, 0, fmt.Errorf("the points of the scan do not lie on a regular grid along %s (point %d is off by %.0f %% of the distance between two); resample it where it was measured", name, i+1, 100*off/pitch)
		}
	}
	return origin, pitch, nil
}
