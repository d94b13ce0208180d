package worldmap

import (
	_ "embed"
	"encoding/json"
	"math"
	"sort"
	"sync"
)

//go:embed data/world.json
var worldJSON []byte

// Point is a place: degrees east and north, WGS 84.
type Point struct{ Lon, Lat float64 }

// Region is an area with its outlines. A ring goes on past 180 degrees east rather
// than jump to the other side of the map. Holes and islands are rings like any other:
// a point is inside where an odd number of rings hold it.
type Region struct {
	Code  string
	Rings [][]Point
}

// A world is the embedded data, unpacked.
type world struct {
	regions []Region // in order of code
	points  map[string]Point
}

// The data is TopoJSON in short: arcs as differences on a grid, shared between
// neighbours; a negative index is the arc backwards.
var theWorld = sync.OnceValue(func() world {
	var raw struct {
		Scale, Translate [2]float64
		Arcs             [][]int
		Shapes           map[string][][][]int
		Points           map[string][2]float64
	}
	if err := json.Unmarshal(worldJSON, &raw); err != nil {
		panic("worldmap: the embedded shapes cannot be read: " + err.Error()) // caught by any test
	}
	arcs := make([][]Point, len(raw.Arcs))
	for i, flat := range raw.Arcs {
		x, y := 0, 0
		for k := 0; k+1 < len(flat); k += 2 {
			x, y = x+flat[k], y+flat[k+1]
			arcs[i] = append(arcs[i], Point{float64(x)*raw.Scale[0] + raw.Translate[0], float64(y)*raw.Scale[1] + raw.Translate[1]})
		}
	}
	w := world{points: map[string]Point{}}
	for code, polygons := range raw.Shapes {
		r := Region{Code: code}
		for _, polygon := range polygons {
			for _, ring := range polygon {
				r.Rings = append(r.Rings, join(arcs, ring))
			}
		}
		w.regions = append(w.regions, r)
	}
	sort.Slice(w.regions, func(i, j int) bool { return w.regions[i].Code < w.regions[j].Code })
	for code, p := range raw.Points {
		w.points[code] = Point{p[0], p[1]}
	}
	for _, r := range w.regions {
		if _, ok := w.points[r.Code]; !ok {
			w.points[r.Code] = middle(r)
		}
	}
	return w
})

// join makes a ring of arcs; each begins where the one before ends.
func join(arcs [][]Point, ring []int) []Point {
	var points []Point
	for _, i := range ring {
		arc := arcs[max(i, ^i)]
		for k := range arc {
			p := arc[k]
			if i < 0 {
				p = arc[len(arc)-1-k]
			}
			if k > 0 || len(points) == 0 {
				points = append(points, p)
			}
		}
	}
	return unroll(points)
}

// unroll lets a ring that crosses the 180th meridian go on beyond it, so that its
// longitudes never jump; the westernmost stays within -180 and 180.
func unroll(ring []Point) []Point {
	west := math.Inf(1)
	for i := range ring {
		if i > 0 {
			ring[i].Lon = ring[i-1].Lon + math.Remainder(ring[i].Lon-ring[i-1].Lon, 360)
		}
		west = math.Min(west, ring[i].Lon)
	}
	turn := 360 * math.Floor((west+180)/360)
	for i := range ring {
		ring[i].Lon -= turn
	}
	return ring
}

// Countries lists the countries that have a shape, by ISO 3166-1 alpha-2 code, sorted.
func Countries() []string {
	var codes []string
	for _, r := range theWorld().regions {
		codes = append(codes, r.Code)
	}
	return codes
}

// Country returns the shape of a country, with its rings as in the data.
func Country(code string) (Region, bool) {
	all := theWorld().regions
	i := sort.Search(len(all), func(i int) bool { return all[i].Code >= code })
	if i == len(all) || all[i].Code != code {
		return Region{}, false
	}
	return all[i], true
}

// Centre is a point in the middle of a country's largest part, for bubbles and
// arcs; small countries without a shape have one too.
func Centre(code string) (Point, bool) {
	p, ok := theWorld().points[code]
	return p, ok
}

// At names the country a point lies in, by the coarse shapes of this package; ok
// is false at sea and in countries too small to have a shape.
func At(p Point) (code string, ok bool) {
	for _, r := range theWorld().regions {
		if r.Holds(p) {
			return r.Code, true
		}
	}
	return "", false
}

// Holds says whether a point lies inside the region.
func (r Region) Holds(p Point) bool {
	return r.around(p) || p.Lon < 0 && r.around(Point{p.Lon + 360, p.Lat})
}

func (r Region) around(p Point) bool {
	inside := false
	for _, ring := range r.Rings {
		for i := range ring {
			a, b := ring[i], ring[(i+1)%len(ring)]
			if (a.Lat > p.Lat) != (b.Lat > p.Lat) && p.Lon < (b.Lon-a.Lon)*(p.Lat-a.Lat)/(b.Lat-a.Lat)+a.Lon {
				inside = !inside
			}
		}
	}
	return inside
}

// Box is a part of the map in degrees. A box across the 180th meridian has an East
// beyond 180, or smaller than West.
type Box struct{ West, South, East, North float64 }

// Around is the box of a region's main parts: islands far smaller than the largest
// part, and far from it, do not widen the view.
func Around(r Region) Box {
	largest := 0.0
	for _, ring := range r.Rings {
		largest = math.Max(largest, math.Abs(area(ring)))
	}
	b := Box{math.Inf(1), 90, math.Inf(-1), -90}
	for _, ring := range r.Rings {
		if math.Abs(area(ring)) < largest*0.1 {
			continue
		}
		for _, p := range ring {
			b = Box{math.Min(b.West, p.Lon), math.Min(b.South, p.Lat), math.Max(b.East, p.Lon), math.Max(b.North, p.Lat)}
		}
	}
	return b
}

// area is the signed area of a ring in square degrees.
func area(ring []Point) float64 {
	sum := 0.0
	for i, a := range ring {
		b := ring[(i+1)%len(ring)]
		sum += a.Lon*b.Lat - b.Lon*a.Lat
	}
	return sum / 2
}

// middle is the centre of gravity of a region's largest ring.
func middle(r Region) Point {
	var best Point
	most := 0.0
	for _, ring := range r.Rings {
		if a := area(ring); math.Abs(a) > most {
			most = math.Abs(a)
			x, y := 0.0, 0.0
			for i, p := range ring {
				q := ring[(i+1)%len(ring)]
				k := p.Lon*q.Lat - q.Lon*p.Lat
				x, y = x+(p.Lon+q.Lon)*k, y+(p.Lat+q.Lat)*k
			}
			best = Point{x / (6 * a), y / (6 * a)}
		}
	}
	return best
}
