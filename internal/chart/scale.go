package chart

import "math"

// ticks returns round values from a low to a high one that a reader would
// choose: steps of 1, 2 or 5 times a power of ten, about n of them. The first is
// not above low and the last not below high.
func ticks(low, high float64, n int) []float64 {
	if !(high-low > 1e-12) {
		high = low + 1
	}
	raw := (high - low) / float64(n)
	step := math.Pow(10, math.Floor(math.Log10(raw)))
	for _, m := range []float64{1, 2, 5, 10} {
		if step*m >= raw*0.999 {
			step *= m
			break
		}
	}
	first, last := math.Floor(low/step+1e-9), math.Ceil(high/step-1e-9)
	var values []float64
	for i := first; i <= last; i++ {
		values = append(values, round(i*step, step))
	}
	return values
}

// round drops what binary fractions add: 0.30000000000000004 is 0.3.
func round(v, step float64) float64 {
	p := math.Pow(10, math.Max(0, 2-math.Floor(math.Log10(step))))
	return math.Round(v*p) / p
}

// An axis maps values to pixels.
type axis struct {
	ticks      []float64
	from, to   float64 // pixels of the first and the last tick
	start, end float64 // values of the first and the last tick
}

func newAxis(low, high, from, to float64, n int) axis {
	t := ticks(low, high, n)
	return axis{ticks: t, from: from, to: to, start: t[0], end: t[len(t)-1]}
}

// at is the pixel of a value.
func (a axis) at(v float64) float64 {
	return a.from + (v-a.start)/(a.end-a.start)*(a.to-a.from)
}

// plot draws the frame of a chart with values upwards: grid, numbers, categories.
// It returns the vertical axis, where the categories begin, and the step between them.
func (c *canvas) plot(categories []string, low, high, top float64) (y axis, x0, step float64) {
	bottom := c.h - 24
	y = newAxis(low, high, bottom, top+8, 5)
	x0 = 12.0
	for _, v := range y.ticks {
		x0 = math.Max(x0, width(c.number(v))+12)
	}
	for _, v := range y.ticks {
		c.line(x0, y.at(v), c.w, y.at(v), faint, 1)
		c.text(x0-6, y.at(v)+4, "end", c.number(v))
	}
	step = (c.w - x0) / float64(max(1, len(categories)))
	every := 1
	for widest := c.widest(categories); float64(every)*step < math.Min(widest, 90)+4 && every < len(categories); {
		every++
	}
	for i, name := range categories {
		if i%every == 0 {
			room := step * float64(every)
			c.text(x0+(float64(i)+0.5)*step, c.h-8, "middle", shorten(name, room))
		}
	}
	return y, x0, step
}

func (c *canvas) widest(names []string) float64 {
	w := 0.0
	for _, name := range names {
		w = math.Max(w, width(name))
	}
	return w
}

// span is the lowest and highest value of the series, intervals and zero included.
func span(categories []string, series []Series) (low, high float64) {
	for _, s := range series {
		for i := range categories {
			if v := at(s, i); v.known() {
				low, high = math.Min(low, v.Y), math.Max(high, v.Y)
				if v.interval() {
					low, high = math.Min(low, v.Low), math.Max(high, v.High)
				}
			}
		}
	}
	return low, high
}
