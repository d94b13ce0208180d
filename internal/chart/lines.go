package chart

import (
	"fmt"
	"math"
	"strings"
)

// Lines draws one line for each series over the categories in their order, with
// a band where values have intervals. Where a value is missing the line breaks.
func Lines(o Options, categories []string, series []Series) Figure {
	c := newCanvas(o, 300)
	table := c.table(categories, series)
	if !drawable(categories, series) {
		return c.blank(table)
	}
	top := c.legend(series, 2, c.stroke)
	low, high := span(categories, series)
	y, x0, step := c.plot(categories, low, high, top)
	x := func(i int) float64 { return x0 + (float64(i)+0.5)*step }
	for k, s := range series {
		for _, r := range runs(len(categories), s) {
			c.band(r, s, x, y, k)
			c.path(r, s, x, y, k)
		}
	}
	for k, s := range series {
		for i, name := range categories {
			if v := at(s, i); v.known() {
				c.link(v.Href, func() { c.point(x(i), y.at(v.Y), k, c.tip(name, s.Name, v)) })
			}
		}
	}
	return c.finish(table)
}

// runs are the stretches of categories without a missing value: first and last.
func runs(n int, s Series) [][2]int {
	var all [][2]int
	start := -1
	for i := 0; i <= n; i++ {
		known := i < n && at(s, i).known()
		if known && start < 0 {
			start = i
		}
		if !known && start >= 0 {
			all, start = append(all, [2]int{start, i - 1}), -1
		}
	}
	return all
}

func (c *canvas) path(run [2]int, s Series, x func(int) float64, y axis, series int) {
	var points []string
	for i := run[0]; i <= run[1]; i++ {
		points = append(points, num(c.x(x(i)))+","+num(y.at(at(s, i).Y)))
	}
	c.printf(`<polyline points="%s" fill="none" stroke="%s" stroke-width="2.25" stroke-dasharray="%s"/>`,
		strings.Join(points, " "), colour(series), dashes[series%len(dashes)])
}

// band draws the interval of a run; a point without one narrows it to the line.
func (c *canvas) band(run [2]int, s Series, x func(int) float64, y axis, series int) {
	var up, down []string
	some := false
	for i := run[0]; i <= run[1]; i++ {
		v := at(s, i)
		low, high := v.Y, v.Y
		if v.interval() {
			low, high, some = v.Low, v.High, true
		}
		up = append(up, num(c.x(x(i)))+","+num(y.at(high)))
		down = append([]string{num(c.x(x(i))) + "," + num(y.at(low))}, down...)
	}
	if !some {
		return
	}
	if run[0] == run[1] {
		v := at(s, run[0])
		c.whisker(x(run[0]), y.at(v.Low), y.at(v.High))
		return
	}
	c.printf(`<polygon points="%s %s" fill="%s" fill-opacity=".18" stroke="%s" stroke-width=".5"/>`,
		strings.Join(up, " "), strings.Join(down, " "), colour(series), colour(series))
}

// point draws the mark of a series: circle, square, triangle or diamond.
func (c *canvas) point(x, y float64, series int, tip string) {
	c.symbol(c.x(x), y, 3.5, series, colour(series), tip)
}

// symbol draws one of four shapes around a point already mirrored.
func (c *canvas) symbol(x, y, r float64, shape int, fill, tip string) {
	var element string
	switch shape % 4 {
	case 0:
		element = fmt.Sprintf(`circle cx="%s" cy="%s" r="%s"`, num(x), num(y), num(r))
	case 1:
		element = fmt.Sprintf(`rect x="%s" y="%s" width="%s" height="%s"`, num(x-r), num(y-r), num(2*r), num(2*r))
	case 2:
		element = fmt.Sprintf(`path d="M%s %sl%s %sh%sz"`, num(x), num(y-1.2*r), num(1.2*r), num(2.1*r), num(-2.4*r))
	case 3:
		d := r * math.Sqrt2
		element = fmt.Sprintf(`path d="M%s %sl%s %sl%s %sl%s %sz"`, num(x), num(y-d), num(d), num(d), num(-d), num(d), num(-d), num(-d))
	}
	name, _, _ := strings.Cut(element, " ")
	c.printf(`<%s fill="%s" stroke="%s" stroke-width=".75">%s</%s>`, element, fill, ink, tooltip(tip), name)
}

// stroke is the legend's sample of a line.
func (c *canvas) stroke(i int, x, y float64) {
	c.printf(`<line x1="%s" y1="%s" x2="%s" y2="%s" stroke="%s" stroke-width="2.25" stroke-dasharray="%s"/>`,
		num(c.x(x)), num(y+6), num(c.x(x+18)), num(y+6), colour(i), dashes[i%len(dashes)])
	c.point(x+9, y+6, i, "")
}

// Spark draws a line without axes, as high as a line of text, for a cell of a
// table or beside a number. Missing values break it.
func Spark(o Options, values []float64) Figure {
	if o.Width <= 0 {
		o.Width = 96
	}
	c := newCanvas(o, 24)
	s := Series{Name: o.Title}
	table := Table{Caption: o.Title, Head: []string{o.Corner, o.Title}}
	categories := make([]string, len(values))
	for i, v := range values {
		s.Values = append(s.Values, Value{Y: v})
		table.Rows = append(table.Rows, Row{Cells: []Cell{{Text: c.number(v)}}})
		categories[i] = ""
	}
	if !drawable(categories, []Series{s}) {
		return c.finish(table)
	}
	low, high := span(categories, []Series{s})
	y := axis{from: c.h - 3, to: 3, start: low, end: math.Max(high, low+1e-9)}
	step := (c.w - 8) / float64(max(1, len(values)-1))
	x := func(i int) float64 { return 4 + float64(i)*step }
	last := 0
	for _, r := range runs(len(values), s) {
		c.path(r, s, x, y, 0)
		last = r[1]
	}
	c.point(x(last), y.at(values[last]), 0, c.number(values[last]))
	return c.finish(table)
}
