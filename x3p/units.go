package x3p

import (
	"fmt"
	"math"
)

// Lengths of the surfaces that instruments for toolmarks measure, in metres: pitches of 20 nm to 0.2 mm and fields
// of up to 0.2 m. A file outside says its lengths in another unit.
const (
	leastPitchM = 2e-8
	mostPitchM  = 2e-4
	mostFieldM  = 0.2
)

// Units says how many metres one unit of a file's lengths is. The standard knows only metres, and a good file has 1
// and 1; files with micrometres and with millimetres occur.
type Units struct {
	GridM   float64 // of the positions x and y
	HeightM float64 // of the heights
}

// Units finds the unit of a matrix from the distance between its points: 7.37 metres between two points of a
// cartridge case can only be micrometres. A distance that is possible in no unit, and a file that is no matrix with
// counted positions, are taken as metres.
func (f *File) Units() Units {
	u := Units{1, 1}
	if !f.judged() || f.possible(1) {
		return u
	}
	for _, unit := range []float64{1e-6, 1e-3} {
		if f.possible(unit) {
			u.GridM = unit
			if f.heightsFit(unit) || !f.heightsFit(1) {
				u.HeightM = unit
			}
			return u
		}
	}
	return u
}

// judged says whether the file has a grid that shows its unit.
func (f *File) judged() bool {
	return f.Matrix() && f.X.Incremental && (f.Y.Incremental || f.SizeY == 1)
}

// unitNotices reports lengths that are not in metres, or in nothing known.
func (f *File) unitNotices() []Notice {
	u := f.Units()
	name := "micrometres"
	switch {
	case u.GridM == 1 && (!f.judged() || f.possible(1)):
		return nil
	case u.GridM == 1:
		return []Notice{{NoticeUnits, fmt.Sprintf("the distance between points is %g metres, which no instrument for toolmarks measures, nor would it in another unit; check it before comparing", f.X.Increment)}}
	case u.GridM == 1e-3:
		name = "millimetres"
	}
	heights := "so are the heights"
	if u.HeightM == 1 {
		heights = "the heights are metres"
	}
	return []Notice{{NoticeUnits, fmt.Sprintf("the distance between points is %g, which can only be %s and not metres; %s", f.X.Increment, name, heights)}}
}

// possible says whether the grid is one of a toolmark scan when its unit is so many metres.
func (f *File) possible(unit float64) bool {
	for _, a := range []struct {
		step float64
		n    int
	}{{f.X.Increment, f.SizeX}, {f.Y.Increment, f.SizeY}} {
		if p := a.step * unit; a.n > 1 && (p < leastPitchM || p > mostPitchM || p*float64(a.n) > mostFieldM) {
			return false
		}
	}
	return true
}

// heightsFit says whether the heights are those of a toolmark scan when their unit is so many metres: more than a
// hundredth of a nanometre and less than 20 mm apart.
func (f *File) heightsFit(unit float64) bool {
	low, high := math.Inf(1), math.Inf(-1)
	for _, z := range f.ZM {
		if z == z {
			low, high = min(low, z), max(high, z)
		}
	}
	d := (high - low) * unit
	return d > 1e-11 && d < 0.02 || high <= low
}

// Repair brings the lengths of f into metres as Units says. It does nothing to a file in metres.
func (f *File) Repair() {
	u := f.Units()
	if u.GridM != 1 {
		for _, a := range []*Axis{&f.X, &f.Y} {
			a.Increment *= u.GridM
			a.Offset *= u.GridM
		}
		for _, p := range [][]float64{f.XM, f.YM} {
			for i := range p {
				p[i] *= u.GridM
			}
		}
	}
	if u.HeightM == 1 {
		return
	}
	f.Z.Offset *= u.HeightM
	if f.Z.Type.integer() {
		f.Z.Increment = f.Z.scale(f.Revision) * u.HeightM
	}
	for i := range f.ZM {
		f.ZM[i] *= u.HeightM
	}
}
