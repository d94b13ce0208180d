package chart

import (
	"fmt"
	"html"
	"html/template"
	"math"
	"strconv"
	"strings"
	"unicode"
)

// Options are what all charts have in common. The zero value draws, but a chart
// without ID and Title cannot be spoken of; set both.
type Options struct {
	ID     string               // begins every id inside the drawing; unique in the page
	Title  string               // what is shown, spoken by screen readers
	Desc   string               // what a reader should see in it; may be empty
	Empty  string               // text shown when there is nothing to draw
	RTL    bool                 // the language is written from right to left
	Width  float64              // of the view box, in pixels; 0 is 720
	Height float64              // of the view box; 0 leaves it to the chart
	Number func(float64) string // writes a value; nil writes it plainly
	Year   func(int) string     // writes a year on a time axis; nil writes it plainly
	Corner string               // head of the first column of the table, e.g. "Year"
}

// Series is one row of values, one for each category.
type Series struct {
	Name   string
	Values []Value
}

// Value is one point. A Y that is NaN was not reported: nothing is drawn and
// the table says so with an empty cell.
type Value struct {
	Y         float64
	Low, High float64 // an interval around Y; both zero for none
	Href      string  // where the records behind the value are; may be empty
}

// Missing is the value of a category nobody reported.
func Missing() Value { return Value{Y: math.NaN()} }

// known says whether there is a value to draw.
func (v Value) known() bool { return !math.IsNaN(v.Y) && !math.IsInf(v.Y, 0) }

func (v Value) interval() bool { return v.Low != 0 || v.High != 0 }

// Figure is a finished chart.
type Figure struct {
	SVG   template.HTML // a whole svg element; empty text and title are inside
	Table Table         // the same values for reading, copying and printing
}

// Table is the data behind a chart, ready to be shown.
type Table struct {
	Caption string
	Head    []string // the first names the categories
	Rows    []Row
}

// Row is one line of a Table: its head, then one cell for each further column.
type Row struct {
	Head  string
	Cells []Cell
}

// Cell is one value as text; Href opens the records behind it.
type Cell struct {
	Text string
	Href string
}

// Colours told apart with every common colour vision: M. Okabe and K. Ito,
// "Color Universal Design", 2008; the order puts the darker ones first.
var palette = [...]string{"#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#f0e442", "#555555"}

// Dashes of lines, so that series differ without colour too.
var dashes = [...]string{"", "6 3", "2 3", "8 3 2 3", "1 2", "10 4", "4 4 1 4", "3 6"}

func colour(i int) string { return palette[i%len(palette)] }

const (
	ink       = "#222222"
	faint     = "#d0d4d9"
	fontSize  = 12.0
	lineWidth = 720.0
)

// A canvas is a drawing in progress. Positions are as for left-to-right; x
// mirrors them where needed, so that no chart thinks of direction itself.
type canvas struct {
	Options
	b       strings.Builder
	hatched map[int]bool
	linked  bool
	w, h    float64
}

func newCanvas(o Options, height float64) *canvas {
	c := &canvas{Options: o, w: o.Width, h: o.Height, hatched: map[int]bool{}}
	if c.w <= 0 {
		c.w = lineWidth
	}
	if c.h <= 0 {
		c.h = height
	}
	return c
}

// x mirrors a position when the drawing runs from right to left.
func (c *canvas) x(v float64) float64 {
	if c.RTL {
		return c.w - v
	}
	return v
}

// number writes a value for a label.
func (c *canvas) number(v float64) string {
	if math.IsNaN(v) {
		return ""
	}
	if c.Number != nil {
		return c.Number(v)
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}

func (c *canvas) printf(format string, args ...any) { fmt.Fprintf(&c.b, format, args...) }

// num writes a coordinate short: two decimals, no trailing zeros.
func num(v float64) string {
	s := strconv.FormatFloat(math.Round(v*100)/100, 'f', -1, 64)
	if s == "-0" {
		return "0"
	}
	return s
}

// rect draws a filled rectangle from x over width w, with its tooltip.
func (c *canvas) rect(x, y, w, h float64, fill, tip string) {
	left := c.x(x)
	if c.RTL {
		left -= w
	}
	c.printf(`<rect x="%s" y="%s" width="%s" height="%s" fill="%s" stroke="%s" stroke-width=".75">%s</rect>`,
		num(left), num(y), num(w), num(h), fill, ink, tooltip(tip))
}

func tooltip(s string) string {
	if s == "" {
		return ""
	}
	return "<title>" + html.EscapeString(s) + "</title>"
}

// line draws a straight line.
func (c *canvas) line(x1, y1, x2, y2 float64, stroke string, width float64) {
	c.printf(`<line x1="%s" y1="%s" x2="%s" y2="%s" stroke="%s" stroke-width="%s"/>`,
		num(c.x(x1)), num(y1), num(c.x(x2)), num(y2), stroke, num(width))
}

// text writes a text at a point. anchor is start, middle or end, in reading
// direction, which the direction attribute of the drawing mirrors by itself.
func (c *canvas) text(x, y float64, anchor, s string) {
	c.printf(`<text x="%s" y="%s" text-anchor="%s">%s</text>`, num(c.x(x)), num(y), anchor, html.EscapeString(c.isolate(s)))
}

// isolate keeps the order of a text in another direction than the drawing's, with
// Unicode's first-strong isolate.
func (c *canvas) isolate(s string) string {
	if c.RTL && s != "" {
		return "\u2068" + s + "\u2069"
	}
	return s
}

// link wraps what draw draws in a link, where there is one.
func (c *canvas) link(href string, draw func()) {
	if href == "" {
		draw()
		return
	}
	c.linked = true
	c.printf(`<a href="%s">`, html.EscapeString(href))
	draw()
	c.printf(`</a>`)
}

// fill is the colour of a series, hatched from the second on.
func (c *canvas) fill(series int) string {
	if series == 0 {
		return colour(0)
	}
	c.hatched[series] = true
	return "url(#" + html.EscapeString(c.ID) + "-h" + strconv.Itoa(series) + ")"
}

// patterns defines the hatchings used, each at an angle and distance of its own.
func (c *canvas) patterns() string {
	var b strings.Builder
	for i := 1; i < 64; i++ {
		if c.hatched[i] {
			fmt.Fprintf(&b, `<pattern id="%s-h%d" width="%d" height="%d" patternUnits="userSpaceOnUse" patternTransform="rotate(%d)"><rect width="20" height="20" fill="%s"/><path d="M0 0V20" stroke="%s" stroke-opacity=".55" stroke-width="1"/></pattern>`,
				html.EscapeString(c.ID), i, 4+i%3*2, 20, i*50%180, colour(i), ink)
		}
	}
	if b.Len() == 0 {
		return ""
	}
	return "<defs>" + b.String() + "</defs>"
}

// finish closes the drawing. A drawing with links is a group, since the inside
// of an image cannot be reached with the keyboard.
func (c *canvas) finish(table Table) Figure {
	role, dir := "img", "ltr"
	if c.linked {
		role = "group"
	}
	if c.RTL {
		dir = "rtl"
	}
	id := html.EscapeString(c.ID)
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" class="chart" viewBox="0 0 %s %s" width="%s" height="%s" role="%s" aria-labelledby="%s-t %s-d" direction="%s" font-size="%s" font-family="system-ui,sans-serif" fill="%s">`,
		num(c.w), num(c.h), num(c.w), num(c.h), role, id, id, dir, num(fontSize), ink)
	fmt.Fprintf(&b, `<title id="%s-t">%s</title><desc id="%s-d">%s</desc>`, id, html.EscapeString(c.Title), id, html.EscapeString(c.Desc))
	b.WriteString(c.patterns())
	b.WriteString(c.b.String())
	b.WriteString("</svg>")
	return Figure{SVG: template.HTML(b.String()), Table: table}
}

// blank is a chart without data: its title and the text that says so.
func (c *canvas) blank(table Table) Figure {
	c.h = 80
	c.text(c.w/2, c.h/2, "middle", c.Empty)
	return c.finish(table)
}

// width estimates how wide a text is drawn, in pixels; CJK signs are square.
func width(s string) float64 {
	w := 0.0
	for _, r := range s {
		switch {
		case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul):
			w += fontSize
		case unicode.IsUpper(r) || r == 'm' || r == 'w':
			w += fontSize * 0.7
		case unicode.In(r, unicode.Mn, unicode.Cf):
		default:
			w += fontSize * 0.55
		}
	}
	return w
}

// shorten cuts a text to a width, ending in an ellipsis.
func shorten(s string, max float64) string {
	if width(s) <= max {
		return s
	}
	runes := []rune(s)
	for len(runes) > 1 && width(string(runes))+fontSize > max {
		runes = runes[:len(runes)-1]
	}
	return strings.TrimSpace(string(runes)) + "…"
}

// legend draws the names of the series in rows and returns their height.
func (c *canvas) legend(series []Series, y float64, swatch func(i int, x, y float64)) float64 {
	if len(series) < 2 {
		return 0
	}
	x, top := 4.0, y
	for i, s := range series {
		w := 34 + width(s.Name)
		if x+w > c.w && x > 4 {
			x, y = 4, y+18
		}
		swatch(i, x, y)
		c.text(x+22, y+10, "start", s.Name)
		x += w
	}
	return y - top + 26
}

// table is the data of a chart with categories and series.
func (c *canvas) table(categories []string, series []Series) Table {
	t := Table{Caption: c.Title, Head: []string{c.Corner}}
	for _, s := range series {
		t.Head = append(t.Head, s.Name)
	}
	for i, name := range categories {
		row := Row{Head: name}
		for _, s := range series {
			v := at(s, i)
			text := c.number(v.Y)
			if v.known() && v.interval() {
				text += " (" + c.number(v.Low) + "–" + c.number(v.High) + ")"
			}
			row.Cells = append(row.Cells, Cell{text, v.Href})
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// at is the value of a category; a series may be shorter than the categories.
func at(s Series, i int) Value {
	if i < len(s.Values) {
		return s.Values[i]
	}
	return Missing()
}

// drawable says whether some series has something to draw.
func drawable(categories []string, series []Series) bool {
	for _, s := range series {
		for i := range categories {
			if at(s, i).known() {
				return true
			}
		}
	}
	return false
}
