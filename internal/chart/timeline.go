package chart

import (
	"math"
	"slices"
	"strconv"
	"time"
)

// Moment is one thing that happened, or one stretch of time, on a timeline.
type Moment struct {
	From  time.Time // zero: no date is known, the moment is in the table only
	To    time.Time // zero or equal to From: a point in time
	When  string    // the date as the reader should read it, with its precision
	Label string
	Lane  string // moments of one lane share a row; lanes stand in order of appearance
	Kind  int    // colour and shape
	Gap   bool   // nothing is known of this stretch: drawn open and dashed
	Href  string
}

const (
	rowHeight  = 22.0
	axisHeight = 26.0
)

// Timeline draws moments along an axis of years, each lane with as many rows as
// its labels need to be read. Gaps are drawn as what they are: open, dashed, named.
func Timeline(o Options, moments []Moment) Figure {
	c := newCanvas(o, 0)
	table := Table{Caption: o.Title, Head: []string{o.Corner, o.Title}}
	var dated []Moment
	for _, m := range moments {
		table.Rows = append(table.Rows, Row{m.When, []Cell{{m.Label, m.Href}}})
		if !m.From.IsZero() {
			dated = append(dated, m)
		}
	}
	if len(dated) == 0 {
		return c.blank(table)
	}
	first, last := years(dated)
	lanes, heads := laneNames(dated)
	x0 := math.Min(heads+12, c.w*0.25)
	scale := func(t time.Time) float64 {
		year := float64(t.Year()) + float64(t.YearDay()-1)/366
		return x0 + (year-float64(first))/float64(last-first)*(c.w-x0-8)
	}
	y := 8.0
	for _, lane := range lanes {
		top := y
		y += c.lane(lane, dated, scale)(y)
		if lane != "" {
			c.text(x0-8, top+15, "end", shorten(lane, x0-12))
		}
		c.line(0, y, c.w, y, faint, 1)
		y += 4
	}
	c.years(first, last, y, scale)
	c.h = y + axisHeight
	return c.finish(table)
}

// years is the range of whole years that holds all moments.
func years(moments []Moment) (first, last int) {
	first, last = moments[0].From.Year(), moments[0].From.Year()
	for _, m := range moments {
		first, last = min(first, m.From.Year()), max(last, m.From.Year())
		if !m.To.IsZero() {
			last = max(last, m.To.Year())
		}
	}
	return first, last + 1
}

func laneNames(moments []Moment) (lanes []string, widest float64) {
	for _, m := range moments {
		if !slices.Contains(lanes, m.Lane) {
			lanes, widest = append(lanes, m.Lane), math.Max(widest, width(m.Lane))
		}
	}
	return lanes, widest
}

// lane lays out the moments of a lane in rows so that no label covers another,
// and returns what draws them from a height on and tells how much they take.
func (c *canvas) lane(name string, moments []Moment, scale func(time.Time) float64) func(y float64) float64 {
	return func(y float64) float64 {
		var ends []float64 // where each row is taken up to
		for _, m := range moments {
			if m.Lane != name {
				continue
			}
			from, to := scale(m.From), scale(m.From)
			if m.To.After(m.From) {
				to = scale(m.To)
			}
			label := shorten(m.Label, c.w*0.45)
			at, anchor, begin, end := to+9, "start", from-6, to+13+width(label)
			if end > c.w {
				at, anchor, begin, end = from-9, "end", from-13-width(label), to+6
			}
			row := slices.IndexFunc(ends, func(e float64) bool { return e <= begin })
			if row < 0 {
				row, ends = len(ends), append(ends, 0)
			}
			ends[row] = end
			top := y + float64(row)*rowHeight
			c.link(m.Href, func() {
				c.moment(m, from, to, top+rowHeight/2)
				c.text(at, top+rowHeight/2+4, anchor, label)
			})
		}
		return float64(len(ends)) * rowHeight
	}
}

// moment draws the mark of one moment at a height.
func (c *canvas) moment(m Moment, from, to, y float64) {
	tip := m.Label
	if m.When != "" {
		tip = m.When + ": " + m.Label
	}
	switch {
	case m.Gap:
		x := math.Min(c.x(from), c.x(to))
		c.printf(`<rect x="%s" y="%s" width="%s" height="12" rx="3" fill="#ffffff" stroke="%s" stroke-width="1.5" stroke-dasharray="4 3">%s</rect>`,
			num(x), num(y-6), num(math.Max(8, to-from)), palette[5], tooltip(tip))
	case to > from+1:
		c.rect(from, y-5, to-from, 10, colour(m.Kind), tip)
	default:
		c.symbol(c.x(from), y, 5, m.Kind, colour(m.Kind), tip)
	}
}

// years draws the axis with as many years as can be read.
func (c *canvas) years(first, last int, y float64, scale func(time.Time) float64) {
	every := 1
	for _, every = range []int{1, 2, 5, 10, 20, 50, 100} {
		if float64(last-first)/float64(every)*46 <= c.w {
			break
		}
	}
	for year := first; year <= last; year++ {
		if year%every != 0 {
			continue
		}
		x := scale(time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC))
		c.line(x, y-4, x, y+4, ink, 1)
		label := strconv.Itoa(year)
		if c.Year != nil {
			label = c.Year(year)
		}
		anchor := "middle"
		if x > c.w-20 {
			anchor = "end"
		} else if x < 20 {
			anchor = "start"
		}
		c.text(x, y+18, anchor, label)
	}
	c.line(0, y, c.w, y, ink, 1)
}
