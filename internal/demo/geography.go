package demo

import (
	"hash/fnv"
	"math"
	"strings"
	"sync"

	"focalpoint/internal/worldmap"
)

// chart is the drawn country, one letter for each cell of a bent grid: regions of home in capitals, other States in
// small letters, a dot for the sea. It lies in the South Pacific, where there is no land.
const chart = `
.sssskk...
sssNNNkkk.
ssNNNEEkk.
.tWNCEEEk.
ttWCCEE.k.
ttWWSSE...
.ttSSS..O.
..t.....OO
..........
.f.....rr.
ff....rrr.
`

// codes of the letters of the chart.
var letters = map[byte]string{'N': "XMD-NO", 'C': "XMD-CA", 'E': "XMD-EA", 'S': "XMD-SO", 'W': "XMD-WE", 'O': "XMD-IS", 's': "XSV", 'k': "XKT", 't': "XTL", 'f': "XZF", 'r': "XRD"}

const (
	chartWest, chartNorth = -126.0, -37.0
	cellWidth, cellHeight = 1.9, 1.35 // degrees
)

type corner struct{ x, y int }

// rows of the chart, from north to south.
func chartRows() []string { return strings.Split(strings.Trim(chart, "\n"), "\n") }

// Shapes returns the outlines of the exercise: each region of home, and every other State.
func Shapes() []worldmap.Region { return shapes() }

var shapes = sync.OnceValue(func() []worldmap.Region {
	var out []worldmap.Region
	for _, l := range []byte("NCESWOsktfr") {
		out = append(out, worldmap.Region{Code: letters[l], Rings: outline(func(c byte) bool { return c == l })})
	}
	return out
})

// HomeShape returns the outline of the home State as a whole.
func HomeShape() worldmap.Region {
	return worldmap.Region{Code: string(Home), Rings: outline(func(c byte) bool { return c >= 'A' && c <= 'Z' })}
}

// outline draws the border around all cells that belong: of every cell's four sides those stay that no other
// cell of the area walks in the other direction; they are joined to rings and bent.
func outline(belongs func(byte) bool) [][]worldmap.Point {
	next := map[corner][]corner{}
	var order []corner
	add := func(a, b corner) {
		for i, c := range next[b] {
			if c == a {
				next[b] = append(next[b][:i:i], next[b][i+1:]...)
				return
			}
		}
		next[a] = append(next[a], b)
		order = append(order, a)
	}
	for y, row := range chartRows() {
		for x := range len(row) {
			if belongs(row[x]) {
				a, b, c, d := corner{x, y}, corner{x + 1, y}, corner{x + 1, y + 1}, corner{x, y + 1}
				add(a, b)
				add(b, c)
				add(c, d)
				add(d, a)
			}
		}
	}
	var rings [][]worldmap.Point
	for _, start := range order {
		for len(next[start]) > 0 {
			var ring []worldmap.Point
			for at := start; len(next[at]) > 0; {
				to := next[at][0]
				next[at] = next[at][1:]
				ring = append(ring, bend(at, to)...)
				at = to
			}
			rings = append(rings, ring)
		}
	}
	return rings
}

// at places a corner of the grid, moved a little so that no border is straight.
func (c corner) at() worldmap.Point {
	return worldmap.Point{Lon: chartWest + cellWidth*(float64(c.x)+.5*wobble(c, corner{1, 0})), Lat: chartNorth - cellHeight*(float64(c.y)+.5*wobble(c, corner{0, 1}))}
}

// bend draws a side of a cell as a coast would go: three points between its ends, the same in both directions.
func bend(a, b corner) []worldmap.Point {
	from, to := a.at(), b.at()
	p, q, flip := a, b, 1.0
	if b.y < a.y || b.y == a.y && b.x < a.x {
		p, q, flip = b, a, -1
	}
	out := []worldmap.Point{from}
	for i := 1; i <= 3; i++ {
		t := float64(i) / 4
		k := i
		if flip < 0 {
			k = 4 - i
		}
		off := .22 * wobble(p, corner{q.x*31 + k, q.y*17 + k}) * flip
		dx, dy := to.Lon-from.Lon, to.Lat-from.Lat
		out = append(out, worldmap.Point{Lon: round(from.Lon + t*dx - off*dy), Lat: round(from.Lat + t*dy + off*dx)})
	}
	return out
}

func round(v float64) float64 { return math.Round(v*1e4) / 1e4 }

// wobble is a fixed number from -0.5 to 0.5 for a pair of corners.
func wobble(a, b corner) float64 {
	h := fnv.New32a()
	_, _ = h.Write([]byte{byte(a.x), byte(a.y), byte(b.x), byte(b.y), byte(b.x >> 8)}) // never fails
	v := h.Sum32() * 2654435761
	return float64(v>>8)/float64(1<<24) - .5
}

// pointIn throws for a place inside a region of home: near the middle of one of its cells.
func pointIn(d dice, code string) worldmap.Point {
	var cells []corner
	for y, row := range chartRows() {
		for x := range len(row) {
			if letters[row[x]] == code {
				cells = append(cells, corner{x, y})
			}
		}
	}
	c := of(d, cells)
	a, b := c.at(), corner{c.x + 1, c.y + 1}.at()
	f, g := .35+.3*d.Float64(), .35+.3*d.Float64()
	return worldmap.Point{Lon: round(a.Lon + f*(b.Lon-a.Lon)), Lat: round(a.Lat + g*(b.Lat-a.Lat))}
}
