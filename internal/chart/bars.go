package chart

import "math"

// Bars draws upright bars, one group for each category and in it one bar for
// each series.
func Bars(o Options, categories []string, series []Series) Figure {
	c := newCanvas(o, 300)
	table := c.table(categories, series)
	if !drawable(categories, series) {
		return c.blank(table)
	}
	top := c.legend(series, 2, c.box)
	low, high := span(categories, series)
	y, x0, step := c.plot(categories, low, high, top)
	w := math.Min(step*0.8/float64(len(series)), 64)
	for i, name := range categories {
		left := x0 + (float64(i)+0.5)*step - w*float64(len(series))/2
		for k, s := range series {
			v := at(s, i)
			if !v.known() {
				continue
			}
			x := left + float64(k)*w
			c.link(v.Href, func() { c.bar(x, w, y.at(0), y.at(v.Y), k, c.tip(name, s.Name, v)) })
			if v.interval() {
				c.whisker(x+w/2, y.at(v.Low), y.at(v.High))
			}
		}
	}
	c.line(x0, y.at(0), c.w, y.at(0), ink, 1)
	return c.finish(table)
}

// Stacked draws upright bars, one for each category, with the series on top
// of each other; negative values count as nothing here.
func Stacked(o Options, categories []string, series []Series) Figure {
	c := newCanvas(o, 300)
	table := c.table(categories, series)
	if !drawable(categories, series) {
		return c.blank(table)
	}
	top := c.legend(series, 2, c.box)
	high := 0.0
	for i := range categories {
		sum := 0.0
		for _, s := range series {
			if v := at(s, i); v.known() {
				sum += math.Max(0, v.Y)
			}
		}
		high = math.Max(high, sum)
	}
	y, x0, step := c.plot(categories, 0, high, top)
	w := math.Min(step*0.7, 90)
	for i, name := range categories {
		sum := 0.0
		for k, s := range series {
			v := at(s, i)
			if !v.known() || v.Y <= 0 {
				continue
			}
			from, to := y.at(sum), y.at(sum+v.Y)
			sum += v.Y
			c.link(v.Href, func() { c.bar(x0+(float64(i)+0.5)*step-w/2, w, from, to, k, c.tip(name, s.Name, v)) })
		}
	}
	c.line(x0, y.at(0), c.w, y.at(0), ink, 1)
	return c.finish(table)
}

// Item is one bar of Horizontal.
type Item struct {
	Name string
	Value
}

// Horizontal draws bars side by side along the reading direction, with the name
// before and the value after each: the chart for long names. Order is kept.
func Horizontal(o Options, items []Item) Figure {
	c := newCanvas(o, 12+24*float64(len(items)))
	table := Table{Caption: o.Title, Head: []string{o.Corner, o.Title}}
	names, values, high, wide := []string{}, Series{}, 0.0, 0.0
	for _, it := range items {
		names, values.Values = append(names, it.Name), append(values.Values, it.Value)
		table.Rows = append(table.Rows, Row{it.Name, []Cell{{c.number(it.Y), it.Href}}})
		if it.known() {
			high, wide = math.Max(high, it.Y), math.Max(wide, width(c.number(it.Y)))
		}
	}
	if !drawable(names, []Series{values}) {
		return c.blank(table)
	}
	x0 := math.Min(c.widest(names)+14, c.w*0.4)
	scale := (c.w - x0 - wide - 16) / math.Max(high, 1e-300)
	step := (c.h - 12) / float64(len(items))
	for i, it := range items {
		y := 6 + float64(i)*step
		c.text(x0-8, y+step/2+4, "end", shorten(it.Name, x0-8))
		if !it.known() {
			continue
		}
		w := math.Max(0, it.Y*scale)
		c.link(it.Href, func() { c.rect(x0, y+step*0.14, w, step*0.72, c.fill(0), c.tip(it.Name, "", it.Value)) })
		c.text(x0+w+6, y+step/2+4, "start", c.number(it.Y))
	}
	c.line(x0, 4, x0, c.h-4, ink, 1)
	return c.finish(table)
}

// bar draws one upright bar between two heights.
func (c *canvas) bar(x, w, from, to float64, series int, tip string) {
	c.rect(x, math.Min(from, to), w, math.Abs(to-from), c.fill(series), tip)
}

// whisker draws an interval.
func (c *canvas) whisker(x, low, high float64) {
	c.line(x, low, x, high, ink, 1.5)
	c.line(x-4, low, x+4, low, ink, 1.5)
	c.line(x-4, high, x+4, high, ink, 1.5)
}

// box is the legend's sample of a bar.
func (c *canvas) box(i int, x, y float64) { c.rect(x, y, 16, 12, c.fill(i), "") }

// tip is what a pointer over a value shows.
func (c *canvas) tip(category, series string, v Value) string {
	s := category
	if series != "" {
		s += ", " + series
	}
	s += ": " + c.number(v.Y)
	if v.interval() {
		s += " (" + c.number(v.Low) + "–" + c.number(v.High) + ")"
	}
	return s
}
