package worldmap

import "math"

// The Equal Earth projection: B. Šavrič, T. Patterson and B. Jenny, "The Equal
// Earth map projection", International Journal of Geographical Information
// Science 33(3), 2019.
const (
	a1 = 1.340264
	a2 = -0.081106
	a3 = 0.000893
	a4 = 0.003796
)

var half3 = math.Sqrt(3) / 2

// Project turns a place into the plane, in units of the earth's radius: x to the
// east of the meridian lon0, y to the north.
func Project(p Point, lon0 float64) (x, y float64) {
	t := math.Asin(half3 * math.Sin(p.Lat*math.Pi/180))
	t2 := t * t
	t6 := t2 * t2 * t2
	l := (p.Lon - lon0) * math.Pi / 180
	x = l * math.Cos(t) / (half3 * (a1 + 3*a2*t2 + t6*(7*a3+9*a4*t2)))
	return x, t * (a1 + a2*t2 + t6*(a3+a4*t2))
}

// Unproject is the place of a point of the plane; ok is false outside the earth.
func Unproject(x, y, lon0 float64) (p Point, ok bool) {
	t := y
	for range 16 {
		t2 := t * t
		t6 := t2 * t2 * t2
		f := t*(a1+a2*t2+t6*(a3+a4*t2)) - y
		d := a1 + 3*a2*t2 + t6*(7*a3+9*a4*t2)
		t -= f / d
		if math.Abs(f) < 1e-12 {
			break
		}
	}
	t2 := t * t
	t6 := t2 * t2 * t2
	sin := math.Sin(t) / half3
	l := x * half3 * (a1 + 3*a2*t2 + t6*(7*a3+9*a4*t2)) / math.Cos(t)
	if math.Abs(sin) > 1 || math.Abs(l) > math.Pi+1e-9 {
		return Point{}, false
	}
	return Point{lon0 + l*180/math.Pi, math.Asin(sin) * 180 / math.Pi}, true
}

// A view maps places to the grid of a drawing, whose unit is half a pixel.
type view struct {
	lon0          float64 // the meridian in the middle
	scale, dx, dy float64
	w, h          float64 // of the grid
}

// newView fits a box into a drawing of a width; the height follows unless given.
func newView(box Box, w, h float64) view {
	if box.East < box.West {
		box.East += 360
	}
	v := view{lon0: (box.West + box.East) / 2, w: w, h: h}
	left, right, bottom, top := math.Inf(1), math.Inf(-1), math.Inf(1), math.Inf(-1)
	for i := range 33 { // the edges of the box are curves
		s := float64(i) / 32
		for _, p := range []Point{
			{box.West + s*(box.East-box.West), box.South}, {box.West + s*(box.East-box.West), box.North},
			{box.West, box.South + s*(box.North-box.South)}, {box.East, box.South + s*(box.North-box.South)},
		} {
			x, y := Project(p, v.lon0)
			left, right, bottom, top = math.Min(left, x), math.Max(right, x), math.Min(bottom, y), math.Max(top, y)
		}
	}
	if v.h <= 0 {
		v.h = math.Round(math.Min(math.Max(w*(top-bottom)/(right-left), w*0.4), w*0.75))
	}
	v.scale = math.Min(v.w/(right-left), v.h/(top-bottom))
	v.dx = v.w/2 - v.scale*(left+right)/2
	v.dy = v.h/2 + v.scale*(bottom+top)/2
	return v
}

// at is the grid point of a place, taken the short way round from the middle.
func (v view) at(p Point) (x, y float64) {
	p.Lon = v.lon0 + math.Remainder(p.Lon-v.lon0, 360)
	return v.place(p)
}

func (v view) place(p Point) (x, y float64) {
	px, py := Project(p, v.lon0)
	return v.dx + px*v.scale, v.dy - py*v.scale
}

// rings projects a ring onto the grid: cut where the map ends in the west and in
// the east, points that fall together dropped. The grid is the same for both neighbours
// of a border, so no slivers open. What lies outside the view is left out.
func (v view) rings(ring []Point) [][][2]int {
	var out [][][2]int
	west, east := math.Inf(1), math.Inf(-1)
	for _, p := range ring {
		west, east = math.Min(west, p.Lon), math.Max(east, p.Lon)
	}
	for turn := -720.0; turn <= 720; turn += 360 {
		if east+turn <= v.lon0-180 || west+turn >= v.lon0+180 {
			continue
		}
		piece := make([]Point, len(ring))
		for i, p := range ring {
			piece[i] = Point{p.Lon + turn, p.Lat}
		}
		if west+turn < v.lon0-180 {
			piece = cut(piece, v.lon0-180, 1)
		}
		if east+turn > v.lon0+180 {
			piece = cut(piece, v.lon0+180, -1)
		}
		if points := v.grid(piece); points != nil {
			out = append(out, points)
		}
	}
	return out
}

// cut keeps the part of a ring east (side 1) or west (side -1) of a meridian
// (I. Sutherland and G. Hodgman, "Reentrant polygon clipping", 1974).
func cut(ring []Point, meridian, side float64) []Point {
	var out []Point
	for i, p := range ring {
		q := ring[(i+1)%len(ring)]
		in, next := (p.Lon-meridian)*side >= 0, (q.Lon-meridian)*side >= 0
		if in {
			out = append(out, p)
		}
		if in != next {
			out = append(out, Point{meridian, p.Lat + (q.Lat-p.Lat)*(meridian-p.Lon)/(q.Lon-p.Lon)})
		}
	}
	return out
}

// grid turns a ring into whole steps; nil when nothing of it can be seen.
func (v view) grid(ring []Point) [][2]int {
	var out [][2]int
	minX, maxX, minY, maxY := math.MaxInt, math.MinInt, math.MaxInt, math.MinInt
	for _, p := range ring {
		x, y := v.place(p)
		q := [2]int{int(math.Round(x)), int(math.Round(y))}
		minX, maxX, minY, maxY = min(minX, q[0]), max(maxX, q[0]), min(minY, q[1]), max(maxY, q[1])
		if len(out) == 0 || out[len(out)-1] != q {
			out = append(out, q)
		}
	}
	if len(out) > 1 && out[0] == out[len(out)-1] {
		out = out[:len(out)-1]
	}
	if len(out) < 3 || maxX < 0 || maxY < 0 || minX > int(v.w) || minY > int(v.h) {
		return nil
	}
	return out
}
