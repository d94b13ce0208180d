package worldmap

import (
	"fmt"
	"html"
	"html/template"
	"math"
	"slices"
	"strconv"
	"strings"
)

// Options says what a map shows. The zero value is an empty map of the world.
type Options struct {
	ID     string  // begins every id inside the drawing; unique in the page
	Title  string  // what is shown, spoken by screen readers
	Desc   string  // what a reader should see in it; may be empty
	RTL    bool    // the language is written from right to left; the earth is not mirrored
	Width  float64 // in pixels; 0 is 720
	Height float64 // in pixels; 0 lets the part shown decide

	Focus  string   // code of a region to show closely; empty shows everything
	Box    Box      // a part to show closely; the zero Box shows everything
	Shapes []Region // instead of the countries of the world, e.g. provinces or a fictional State

	Shades  []Shade
	Bubbles []Bubble
	Arcs    []Arc
	Number  func(float64) string // writes a value in the legend; nil writes it plainly
	NoData  string               // the legend's text for regions without a value; empty leaves it out
}

// Shade gives a region a value, shown by its darkness.
type Shade struct {
	Code  string
	Value float64
	Label string // for example "France: 12"; shown and spoken
	Href  string // the records behind it; may be empty
}

// Bubble is a circle whose area shows a value.
type Bubble struct {
	At    Point
	Value float64
	Label string
	Href  string
}

// Arc is a curve from one place to another, its width showing a value; the end is
// marked by an arrow.
type Arc struct {
	From, To Point
	Value    float64
	Label    string
	Href     string
}

// Figure is a finished map.
type Figure struct {
	SVG  template.HTML // a whole svg element
	Rows []Row         // what is shown, in the order given: shades, bubbles, arcs
}

// Row is one line of the table under a map.
type Row struct {
	Label string
	Value string
	Href  string
}

// The part of the world shown by default leaves out Antarctica, where nothing is seized.
var inhabited = Box{-180, -57, 180, 84}

const (
	sea      = "#eef3f7"
	land     = "#d9d9d6"
	border   = "#ffffff"
	ink      = "#222222"
	focus    = "#f6efd9"
	accent   = "#d55e00"
	defaultW = 720
)

type drawing struct {
	Options
	view
	b      strings.Builder
	linked bool
}

// Draw draws a map.
func Draw(o Options) Figure {
	d := &drawing{Options: o}
	shapes := o.Shapes
	if shapes == nil {
		shapes = theWorld().regions
	}
	w := o.Width
	if w <= 0 {
		w = defaultW
	}
	d.view = newView(d.part(shapes), 2*w, 2*o.Height)
	d.land(shapes)
	c := newClasses(o.Shades)
	d.shades(shapes, c)
	d.arcs()
	d.bubbles()
	return Figure{SVG: d.finish(c), Rows: d.rows()}
}

// part decides what is shown: a box, a region, or all there is.
func (d *drawing) part(shapes []Region) Box {
	if d.Box != (Box{}) {
		return d.Box
	}
	if i := slices.IndexFunc(shapes, func(r Region) bool { return r.Code == d.Focus }); d.Focus != "" && i >= 0 {
		return widen(Around(shapes[i]))
	}
	if p, ok := Centre(d.Focus); ok && d.Shapes == nil {
		return Box{p.Lon - 4, p.Lat - 3, p.Lon + 4, p.Lat + 3} // a small country: its surroundings
	}
	if d.Shapes == nil {
		return inhabited
	}
	all := Region{}
	for _, r := range shapes {
		all.Rings = append(all.Rings, r.Rings...)
	}
	if len(all.Rings) == 0 {
		return inhabited
	}
	return widen(Around(all))
}

// widen leaves a margin around what is shown.
func widen(b Box) Box {
	x, y := (b.East-b.West)*0.06, (b.North-b.South)*0.06
	return Box{b.West - x, math.Max(-89, b.South-y), b.East + x, math.Min(89, b.North+y)}
}

func (d *drawing) printf(format string, args ...any) { fmt.Fprintf(&d.b, format, args...) }

// path writes rings as one path of whole grid steps.
func (d *drawing) path(r Region) string {
	var b strings.Builder
	for _, ring := range r.Rings {
		for _, points := range d.rings(ring) {
			outline(&b, points)
		}
	}
	return b.String()
}

// outline writes a ring as steps from point to point, as short as the notation allows.
func outline(b *strings.Builder, points [][2]int) {
	fmt.Fprintf(b, "M%d %dl", points[0][0], points[0][1])
	for i := 1; i < len(points); i++ {
		dx, dy := points[i][0]-points[i-1][0], points[i][1]-points[i-1][1]
		if i > 1 && dx >= 0 {
			b.WriteByte(' ')
		}
		b.WriteString(strconv.Itoa(dx))
		if dy >= 0 {
			b.WriteByte(' ')
		}
		b.WriteString(strconv.Itoa(dy))
	}
	b.WriteByte('z')
}

// land draws the regions without a value, all in one path; Antarctica, around the pole,
// would need a projection of its own and is left out.
func (d *drawing) land(shapes []Region) {
	shaded := map[string]bool{}
	for _, s := range d.Shades {
		shaded[s.Code] = true
	}
	d.printf(`<g class="land" fill="%s" stroke="%s" stroke-width="1" fill-rule="evenodd"><path d="`, land, border)
	for _, r := range shapes {
		if !shaded[r.Code] && r.Code != "AQ" {
			d.b.WriteString(d.path(r))
		}
	}
	d.printf(`"/>`)
	if i := slices.IndexFunc(shapes, func(r Region) bool { return r.Code == d.Focus }); i >= 0 && !shaded[d.Focus] {
		d.printf(`<path class="focus" fill="%s" stroke="%s" d="%s"/>`, focus, ink, d.path(shapes[i]))
	}
	d.printf(`</g>`)
}

// shades draws the regions that have a value; one without a shape, or too small
// to be seen, becomes a dot.
func (d *drawing) shades(shapes []Region, c classes) {
	d.printf(`<g class="shades" stroke="%s" stroke-width="1" fill-rule="evenodd">`, border)
	for _, s := range d.Shades {
		path := ""
		if i := slices.IndexFunc(shapes, func(r Region) bool { return r.Code == s.Code }); i >= 0 {
			path = d.path(shapes[i])
		}
		d.link(s.Href, func() {
			if len(path) > 40 {
				d.printf(`<path data-code="%s" fill="%s" d="%s">%s</path>`, html.EscapeString(s.Code), c.colour(s.Value), path, tooltip(s.Label))
				return
			}
			if p, ok := Centre(s.Code); ok && d.Shapes == nil {
				x, y := d.at(p)
				d.printf(`<circle data-code="%s" class="dot" cx="%.0f" cy="%.0f" r="8" fill="%s" stroke="%s">%s</circle>`, html.EscapeString(s.Code), x, y, c.colour(s.Value), ink, tooltip(s.Label))
			}
		})
	}
	d.printf(`</g>`)
}

// bubbles draws the largest first, so that none hides behind another.
func (d *drawing) bubbles() {
	all := slices.Clone(d.Bubbles)
	slices.SortStableFunc(all, func(a, b Bubble) int {
		switch {
		case a.Value > b.Value:
			return -1
		case a.Value < b.Value:
			return 1
		}
		return 0
	})
	for _, b := range all {
		r := math.Max(4, 44*math.Sqrt(math.Max(0, b.Value)/math.Max(all[0].Value, 1e-300)))
		x, y := d.at(b.At)
		d.link(b.Href, func() {
			d.printf(`<circle class="bubble" cx="%.0f" cy="%.0f" r="%.1f" fill="%s" fill-opacity=".55" stroke="%s" stroke-width="1.5">%s</circle>`, x, y, r, accent, ink, tooltip(b.Label))
		})
	}
}

// arcs draws curves that bend to the north, with an arrow at the end.
func (d *drawing) arcs() {
	most := 1e-300
	for _, a := range d.Arcs {
		most = math.Max(most, a.Value)
	}
	for _, a := range d.Arcs {
		x1, y1 := d.at(a.From)
		x2, y2 := d.at(a.To)
		w := 2 + 8*math.Sqrt(math.Max(0, a.Value)/most)
		mx, my := (x1+x2)/2, (y1+y2)/2-math.Hypot(x2-x1, y2-y1)*0.22
		angle := math.Atan2(y2-my, x2-mx)
		head := 8 + 2*w
		ax, ay := x2-head*math.Cos(angle), y2-head*math.Sin(angle)
		px, py := math.Sin(angle)*head*0.45, -math.Cos(angle)*head*0.45
		d.link(a.Href, func() {
			d.printf(`<g class="arc">%s<path d="M%.0f %.0fQ%.0f %.0f %.0f %.0f" fill="none" stroke="%s" stroke-opacity=".75" stroke-width="%.1f"/>`, tooltip(a.Label), x1, y1, mx, my, ax, ay, accent, w)
			d.printf(`<path d="M%.0f %.0fL%.0f %.0f %.0f %.0fz" fill="%s"/></g>`, x2, y2, ax+px, ay+py, ax-px, ay-py, accent)
		})
	}
}

func (d *drawing) link(href string, draw func()) {
	if href == "" {
		draw()
		return
	}
	d.linked = true
	d.printf(`<a href="%s">`, html.EscapeString(href))
	draw()
	d.printf(`</a>`)
}

func tooltip(s string) string {
	if s == "" {
		return ""
	}
	return "<title>" + html.EscapeString(s) + "</title>"
}

func (d *drawing) number(v float64) string {
	if d.Number != nil {
		return d.Number(v)
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}

func (d *drawing) rows() []Row {
	var rows []Row
	for _, s := range d.Shades {
		rows = append(rows, Row{s.Label, d.number(s.Value), s.Href})
	}
	for _, b := range d.Bubbles {
		rows = append(rows, Row{b.Label, d.number(b.Value), b.Href})
	}
	for _, a := range d.Arcs {
		rows = append(rows, Row{a.Label, d.number(a.Value), a.Href})
	}
	return rows
}

// finish puts title, sea, content and legend together. The data attributes tell
// a script in the page how places became points, so that it can turn them back.
func (d *drawing) finish(c classes) template.HTML {
	role, dir := "img", "ltr"
	if d.linked {
		role = "group"
	}
	if d.RTL {
		dir = "rtl"
	}
	id := html.EscapeString(d.ID)
	legend, h := d.legend(c)
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" class="map" viewBox="0 0 %.0f %.0f" width="%.0f" height="%.0f" role="%s" aria-labelledby="%s-t %s-d" direction="%s" font-size="24" font-family="system-ui,sans-serif" data-projection="equal-earth" data-meridian="%s" data-scale="%s" data-dx="%s" data-dy="%s">`,
		d.w, d.h+h, d.w/2, (d.h+h)/2, role, id, id, dir, short(d.lon0), short(d.scale), short(d.dx), short(d.dy))
	fmt.Fprintf(&b, `<title id="%s-t">%s</title><desc id="%s-d">%s</desc>`, id, html.EscapeString(d.Title), id, html.EscapeString(d.Desc))
	fmt.Fprintf(&b, `<clipPath id="%s-c"><rect width="%.0f" height="%.0f"/></clipPath><g clip-path="url(#%s-c)"><rect width="%.0f" height="%.0f" fill="%s"/><g class="zoom">`, id, d.w, d.h, id, d.w, d.h, sea)
	b.WriteString(d.b.String())
	b.WriteString("</g></g>")
	b.WriteString(legend)
	b.WriteString("</svg>")
	return template.HTML(b.String())
}

func short(v float64) string { return strconv.FormatFloat(math.Round(v*1e4)/1e4, 'f', -1, 64) }
