package chart

import (
	"fmt"
	"html"
	"math"
	"strings"
)

// A Curve is a named row of points with numeric positions on both axes.
type Curve struct {
	Name    string
	Points  []Point
	Steps   bool // joined by horizontal and vertical steps instead of straight lines
	Scatter bool // not joined at all
}

// Point is a point of a Curve. A position that is not a finite number breaks the line.
type Point struct{ X, Y float64 }

// Axis is a numeric axis of Curves. A zero Low and High are found from the points.
type Axis struct {
	Name      string
	Low, High float64
	Deviates  bool // shares, drawn at their normal deviates, as a DET curve needs; Low and High must lie between 0 and 1
}

// Curves draws curves over two numeric axes: cumulative shares, trade-offs of
// errors, profiles of a surface. Points outside given limits are drawn at the
// edge.
func Curves(o Options, x, y Axis, curves []Curve) Figure {
	c := newCanvas(o, 360)
	table, series := c.curveTable(x, y, curves)
	x, y = x.fit(curves, func(p Point) float64 { return p.X }), y.fit(curves, func(p Point) float64 { return p.Y })
	if x.High <= x.Low || y.High <= y.Low {
		return c.blank(table)
	}
	top := c.legend(series, 2, c.stroke)
	bottom := c.h - 44
	start := 24.0
	for _, v := range y.ticks() {
		start = math.Max(start, width(c.number(v))+30)
	}
	px := func(v float64) float64 { return start + x.share(v)*(c.w-12-start) }
	py := func(v float64) float64 { return bottom - y.share(v)*(bottom-top-8) }
	for _, v := range y.ticks() {
		c.line(start, py(v), c.w-12, py(v), faint, 1)
		c.text(start-6, py(v)+4, "end", c.number(v))
	}
	for _, v := range x.ticks() {
		c.line(px(v), top+8, px(v), bottom, faint, 1)
		c.text(px(v), bottom+16, "middle", c.number(v))
	}
	c.text((start+c.w-12)/2, c.h-8, "middle", x.Name)
	c.printf(`<text transform="translate(%s %s) rotate(-90)" text-anchor="middle">%s</text>`, num(c.x(12)), num((top+bottom)/2), html.EscapeString(c.isolate(y.Name)))
	for k, curve := range curves {
		c.curve(curve, k, px, py)
	}
	return c.finish(table)
}

// curve draws one curve, or its points where they are not joined.
func (c *canvas) curve(curve Curve, k int, px, py func(float64) float64) {
	var path []string
	flush := func() {
		if len(path) > 1 {
			c.printf(`<polyline points="%s" fill="none" stroke="%s" stroke-width="2" stroke-dasharray="%s"/>`, strings.Join(path, " "), colour(k), dashes[k%len(dashes)])
		}
		path = nil
	}
	var last Point
	for i, p := range curve.Points {
		if bad(p.X) || bad(p.Y) {
			flush()
			continue
		}
		if curve.Scatter {
			c.symbol(c.x(px(p.X)), py(p.Y), 3, k, colour(k), fmt.Sprintf("%s: %s, %s", curve.Name, c.number(p.X), c.number(p.Y)))
			continue
		}
		if curve.Steps && i > 0 && len(path) > 0 {
			path = append(path, num(c.x(px(p.X)))+","+num(py(last.Y)))
		}
		path = append(path, num(c.x(px(p.X)))+","+num(py(p.Y)))
		last = p
	}
	flush()
}

// curveTable lists all points: the curve's name, x, y.
func (c *canvas) curveTable(x, y Axis, curves []Curve) (Table, []Series) {
	t := Table{Caption: c.Title, Head: []string{c.Corner, x.Name, y.Name}}
	var series []Series
	for _, curve := range curves {
		series = append(series, Series{Name: curve.Name})
		for _, p := range curve.Points {
			t.Rows = append(t.Rows, Row{Head: curve.Name, Cells: []Cell{{Text: c.number(p.X)}, {Text: c.number(p.Y)}}})
		}
	}
	return t, series
}

// fit finds limits that were not given.
func (a Axis) fit(curves []Curve, of func(Point) float64) Axis {
	if a.Low != 0 || a.High != 0 {
		return a
	}
	if a.Deviates {
		a.Low, a.High = 0.001, 0.5
		return a
	}
	low, high := math.Inf(1), math.Inf(-1)
	for _, c := range curves {
		for _, p := range c.Points {
			if v := of(p); !math.IsNaN(v) && !math.IsInf(v, 0) {
				low, high = math.Min(low, v), math.Max(high, v)
			}
		}
	}
	if low > high {
		return a
	}
	t := ticks(low, high, 6)
	a.Low, a.High = t[0], t[len(t)-1]
	return a
}

// share is how far along the axis a value lies, 0 to 1.
func (a Axis) share(v float64) float64 {
	v = math.Min(a.High, math.Max(a.Low, v))
	if !a.Deviates {
		return (v - a.Low) / (a.High - a.Low)
	}
	low, high := deviate(a.Low), deviate(a.High)
	return (deviate(v) - low) / (high - low)
}

// deviate is the standard normal value with a share p below it.
func deviate(p float64) float64 { return math.Sqrt2 * math.Erfinv(2*p-1) }

func (a Axis) ticks() []float64 {
	var in []float64
	if a.Deviates {
		for _, p := range []float64{0.0001, 0.001, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9, 0.99} {
			if p >= a.Low && p <= a.High {
				in = append(in, p)
			}
		}
		return in
	}
	for _, v := range ticks(a.Low, a.High, 6) {
		if v >= a.Low-1e-12 && v <= a.High+1e-12 {
			in = append(in, v)
		}
	}
	return in
}

func bad(v float64) bool { return math.IsNaN(v) || math.IsInf(v, 0) }
