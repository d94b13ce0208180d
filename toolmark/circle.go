package toolmark

import (
	"math"
	"slices"
)

// A circle on a grid, in points.
type circle struct{ x, y, r float64 }

// distance of a point from the line of the circle; negative inside.
func (c circle) distance(x, y int) float64 {
	return math.Hypot(float64(x)-c.x, float64(y)-c.y) - c.r
}

// fitRings fits circles to the outer and the inner edge of a patch as seen from the inside of its hole; false when the
// patch is no ring or its outer edge no circle.
func fitRings(patch []bool, width, height int) (outer, inner circle, ok bool) {
	middle := circle{x: float64(width) / 2, y: float64(height) / 2}
	in, out := edges(patch, width, height, middle)
	if len(out) < 90 {
		return outer, inner, false
	}
	outer = fitCircle(out)
	for range 3 { // the hole need not lie in the middle
		in, _ = edges(patch, width, height, middle)
		in = slices.DeleteFunc(in, func(p [2]float64) bool {
			return math.Hypot(p[0]-outer.x, p[1]-outer.y) > outer.r-3
		})
		if len(in) < 90 {
			return outer, inner, false
		}
		inner = fitCircle(in)
		middle = inner
	}
	round := typical(out, outer) < 0.03*outer.r && typical(in, inner) < 0.1*inner.r
	return outer, inner, round && inner.r < outer.r && finite(outer.r) && finite(inner.r)
}

// edges gives, for each of 180 directions from a middle, the first and the last point of a patch.
func edges(patch []bool, width, height int, from circle) (first, last [][2]float64) {
	const step = 0.25
	reach := math.Hypot(float64(width), float64(height))
	for a := range 180 {
		sin, cos := math.Sincos(float64(a) * math.Pi / 90)
		var near, far [2]float64
		seen := false
		for r := 0.0; r < reach; r += step {
			x, y := from.x+r*cos, from.y+r*sin
			i, j := int(math.Floor(x+0.5)), int(math.Floor(y+0.5))
			if i < 0 || j < 0 || i >= width || j >= height {
				break
			}
			if patch[j*width+i] {
				far = [2]float64{x, y}
				if !seen {
					near, seen = far, true
				}
			}
		}
		if seen {
			first, last = append(first, near), append(last, far)
		}
	}
	return first, last
}

// typical is the median distance of points from a circle.
func typical(p [][2]float64, c circle) float64 {
	d := make([]float64, len(p))
	for i, q := range p {
		d[i] = math.Abs(math.Hypot(q[0]-c.x, q[1]-c.y) - c.r)
	}
	slices.Sort(d)
	return d[len(d)/2]
}

// fitCircle is the circle of least absolute distances, by weighing the algebraic fit again and again.
func fitCircle(p [][2]float64) circle {
	weight := make([]float64, len(p))
	for i := range weight {
		weight[i] = 1
	}
	var c circle
	for range 30 {
		a := [][]float64{make([]float64, 4), make([]float64, 4), make([]float64, 4)}
		for i, q := range p {
			t := [3]float64{q[0], q[1], 1}
			for j, u := range t {
				for k, v := range t {
					a[j][k] += weight[i] * u * v
				}
				a[j][3] += weight[i] * u * (q[0]*q[0] + q[1]*q[1])
			}
		}
		s := solve(a)
		if s == nil {
			return circle{r: math.NaN()}
		}
		c = circle{x: s[0] / 2, y: s[1] / 2}
		c.r = math.Sqrt(s[2] + c.x*c.x + c.y*c.y)
		for i, q := range p {
			weight[i] = 1 / max(math.Abs(math.Hypot(q[0]-c.x, q[1]-c.y)-c.r), 0.2)
		}
	}
	return c
}
