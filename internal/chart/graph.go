package chart

import (
	"html"
	"math"
)

// Node is one thing in a link graph. Kind chooses shape and colour.
type Node struct {
	ID    string // named by edges; unique
	Label string
	Kind  int
	Href  string
}

// Edge links two nodes by their IDs. An edge to a node that is not there is not drawn.
type Edge struct {
	From, To string
	Label    string
	Dashed   bool // suspected rather than established
}

// Graph draws nodes and the links between them, laid out by springs from a fixed
// start (Fruchterman and Reingold, "Graph Drawing by Force-directed Placement",
// 1991), so that the same graph always looks the same. Kinds names the kinds for
// the legend, by index. The table lists the links.
func Graph(o Options, kinds []string, nodes []Node, edges []Edge) Figure {
	c := newCanvas(o, 420)
	index, names := map[string]int{}, map[string]string{}
	for i, n := range nodes {
		index[n.ID], names[n.ID] = i, n.Label
	}
	table := Table{Caption: o.Title, Head: []string{o.Corner, "", ""}}
	var links [][2]int
	var drawn []Edge
	for _, e := range edges {
		a, ok1 := index[e.From]
		b, ok2 := index[e.To]
		if ok1 && ok2 {
			links, drawn = append(links, [2]int{a, b}), append(drawn, e)
			table.Rows = append(table.Rows, Row{names[e.From], []Cell{{e.Label, ""}, {names[e.To], nodes[b].Href}}})
		}
	}
	if len(nodes) == 0 {
		return c.blank(table)
	}
	var samples []Series
	for _, k := range kinds {
		samples = append(samples, Series{Name: k})
	}
	top := c.legend(samples, 2, func(i int, x, y float64) { c.symbol(c.x(x+8), y+6, 6, i, colour(i), "") })
	at := layout(len(nodes), links, c.w-100, c.h-top-50)
	for i := range at {
		at[i].x, at[i].y = c.x(at[i].x+50), at[i].y+top+16
	}
	for i, l := range links {
		c.edge(drawn[i], at[l[0]], at[l[1]])
	}
	for i, n := range nodes {
		c.link(n.Href, func() { c.node(n, at[i]) })
	}
	return c.finish(table)
}

func (c *canvas) edge(e Edge, a, b point) {
	dash := ""
	if e.Dashed {
		dash = ` stroke-dasharray="5 4"`
	}
	c.printf(`<line class="edge" data-from="%s" data-to="%s" x1="%s" y1="%s" x2="%s" y2="%s" stroke="#777777" stroke-width="1.25"%s>%s</line>`,
		html.EscapeString(e.From), html.EscapeString(e.To), num(a.x), num(a.y), num(b.x), num(b.y), dash, tooltip(e.Label))
}

func (c *canvas) node(n Node, at point) {
	c.printf(`<g class="node" data-node="%s" transform="translate(%s,%s)">`, html.EscapeString(n.ID), num(at.x), num(at.y))
	c.symbol(0, 0, 7, n.Kind, colour(n.Kind), n.Label)
	c.printf(`<text y="20" text-anchor="middle" font-size="11">%s</text></g>`, html.EscapeString(c.isolate(shorten(n.Label, 130))))
}

type point struct{ x, y float64 }

// layout places n nodes in a box of w by h. It starts from a spiral and lets links
// pull and nodes push, cooling down; a weak pull to the middle keeps parts that
// are not linked together. Effort is bounded for large graphs.
func layout(n int, links [][2]int, w, h float64) []point {
	at := make([]point, n)
	for i := range at {
		r, a := math.Sqrt((float64(i)+0.5)/float64(n)), float64(i)*2.399963229728653 // the golden angle
		at[i] = point{r * math.Cos(a), r * math.Sin(a)}
	}
	k := 1.6 / math.Sqrt(float64(n))
	rounds := min(300, max(30, 30_000_000/max(1, n*n)))
	push := make([]point, n)
	for round := range rounds {
		heat := 0.12 * (1 - float64(round)/float64(rounds))
		for i := range at {
			push[i] = point{-at[i].x * 0.4, -at[i].y * 0.4}
			for j := range at {
				if i != j {
					dx, dy := at[i].x-at[j].x, at[i].y-at[j].y
					f := k * k / math.Max(dx*dx+dy*dy, 1e-6)
					push[i].x, push[i].y = push[i].x+dx*f, push[i].y+dy*f
				}
			}
		}
		for _, l := range links {
			a, b := l[0], l[1]
			dx, dy := at[a].x-at[b].x, at[a].y-at[b].y
			f := math.Hypot(dx, dy) / k * 0.5
			push[a].x, push[a].y = push[a].x-dx*f, push[a].y-dy*f
			push[b].x, push[b].y = push[b].x+dx*f, push[b].y+dy*f
		}
		for i := range at {
			d := math.Max(math.Hypot(push[i].x, push[i].y), 1e-9)
			step := math.Min(d, heat) / d
			at[i].x, at[i].y = at[i].x+push[i].x*step, at[i].y+push[i].y*step
		}
	}
	return fit(at, w, h)
}

// fit stretches a layout to its box; one node stands in the middle.
func fit(at []point, w, h float64) []point {
	low, high := at[0], at[0]
	for _, p := range at {
		low.x, high.x = math.Min(low.x, p.x), math.Max(high.x, p.x)
		low.y, high.y = math.Min(low.y, p.y), math.Max(high.y, p.y)
	}
	for i, p := range at {
		at[i] = point{w / 2, h / 2}
		if high.x-low.x > 1e-6 {
			at[i].x = (p.x - low.x) / (high.x - low.x) * w
		}
		if high.y-low.y > 1e-6 {
			at[i].y = (p.y - low.y) / (high.y - low.y) * h
		}
	}
	return at
}
