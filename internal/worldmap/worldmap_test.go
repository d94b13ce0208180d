package worldmap_test

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"focalpoint/internal/worldmap"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// province is a made-up region: a square with a hole.
func province(code string, west, south float64) worldmap.Region {
	square := func(w, s, size float64) []worldmap.Point {
		return []worldmap.Point{{Lon: w, Lat: s}, {Lon: w + size, Lat: s}, {Lon: w + size, Lat: s + size}, {Lon: w, Lat: s + size}}
	}
	return worldmap.Region{Code: code, Rings: [][]worldmap.Point{square(west, south, 2), square(west+0.8, south+0.8, 0.4)}}
}

func samples(rtl bool) map[string]worldmap.Options {
	centre := func(code string) worldmap.Point { p, _ := worldmap.Centre(code); return p }
	o := worldmap.Options{ID: "m", Title: "Seized firearms by country of manufacture", RTL: rtl, NoData: "no data"}
	shaded := o
	for i, code := range []string{"US", "RU", "BR", "RS", "TR", "IT", "DE", "MT", "FJ", "SG", "UA", "FR", "CY"} {
		shaded.Shades = append(shaded.Shades, worldmap.Shade{Code: code, Value: float64(i * i * 7), Label: fmt.Sprintf("%s: %d", code, i*i*7), Href: "/items?country=" + code + "&x=1"})
	}
	flows := o
	flows.Arcs = []worldmap.Arc{{centre("RS"), centre("FR"), 12, "Serbia to France: 12", ""}, {centre("US"), centre("BR"), 80, "", ""}, {centre("TR"), centre("KE"), 3, "", ""}}
	flows.Bubbles = []worldmap.Bubble{{centre("BR"), 80, "Brazil <80>", "/x"}, {centre("MT"), 5, "Malta", ""}}
	focus := o
	focus.Focus = "UA"
	focus.Bubbles = []worldmap.Bubble{{worldmap.Point{Lon: 30.5, Lat: 50.45}, 10, "Kyiv", ""}}
	fiji, nz := o, o
	fiji.Focus, nz.Box = "FJ", worldmap.Box{West: 160, South: -50, East: -160, North: -5}
	tiny := o
	tiny.Focus = "MT"
	own := o
	own.Shapes = []worldmap.Region{province("N1", 3, 2), province("N2", 5, 2), province("N3", 5, 4)}
	own.Shades = []worldmap.Shade{{"N1", 0, "North: 0", ""}, {"N3", 5, "East: 5", ""}}
	return map[string]worldmap.Options{"shaded": shaded, "flows": flows, "focus": focus, "fiji": fiji, "pacific": nz, "tiny": tiny, "own": own, "plain": o}
}

func TestEveryMap(t *testing.T) {
	for _, rtl := range []bool{false, true} {
		page := "<meta charset=utf-8>"
		all := samples(rtl)
		var names []string
		for name := range all {
			names = append(names, name)
		}
		slices.Sort(names)
		for _, name := range names {
			o := all[name]
			o.ID = name
			f := worldmap.Draw(o)
			wellFormed(t, name, string(f.SVG))
			if again := worldmap.Draw(o); again.SVG != f.SVG {
				t.Errorf("%s: two drawings of the same data differ", name)
			}
			if len(f.SVG) > 60_000 {
				t.Errorf("%s: %d bytes, promised are 60 kB at most", name, len(f.SVG))
			}
			page += fmt.Sprintf("<h3>%s %d</h3>%s", name, len(f.SVG), f.SVG)
		}
		if dir := os.Getenv("CHART_SAMPLES"); dir != "" { // to be looked at by a person
			if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("maps-rtl-%v.html", rtl)), []byte(page), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func wellFormed(t *testing.T, name, svg string) {
	t.Helper()
	for d := xml.NewDecoder(strings.NewReader(svg)); ; {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
	if strings.Contains(svg, "NaN") || strings.Contains(svg, "Inf") {
		t.Errorf("%s: draws what is not a number", name)
	}
}

func TestShadesAndSmallCountries(t *testing.T) {
	f := worldmap.Draw(samples(false)["shaded"])
	svg := string(f.SVG)
	for _, want := range []string{`<path data-code="US"`, `<circle data-code="MT"`, `<circle data-code="SG"`, `<a href="/items?country=FR&amp;x=1">`, "<title>RS: 63</title>"} {
		if !strings.Contains(svg, want) {
			t.Errorf("the map lacks %s", want)
		}
	}
	if diff := cmp.Diff(worldmap.Row{Label: "BR: 28", Value: "28", Href: "/items?country=BR&x=1"}, f.Rows[2]); diff != "" {
		t.Error(diff)
	}
	own := string(worldmap.Draw(samples(false)["own"]).SVG)
	if strings.Count(own, "data-code=") != 2 || strings.Contains(own, `data-code="N2"`) {
		t.Error("a region without a value is not the same as one with the value zero")
	}
}

func TestCountriesAndCentres(t *testing.T) {
	codes := worldmap.Countries()
	if len(codes) < 170 || !slices.IsSorted(codes) {
		t.Fatalf("%d countries", len(codes))
	}
	for _, code := range codes {
		r, ok := worldmap.Country(code)
		if !ok || len(r.Rings) == 0 {
			t.Errorf("%s has no shape", code)
		}
		if _, ok := worldmap.Centre(code); !ok {
			t.Errorf("%s has no centre", code)
		}
	}
	if _, ok := worldmap.Country("ZZ"); ok {
		t.Error("ZZ is no country")
	}
	if _, ok := worldmap.Centre("MT"); !ok {
		t.Error("Malta has no centre")
	}
}

func TestAt(t *testing.T) {
	for _, c := range []struct {
		lon, lat float64
		want     string
	}{
		{2.35, 48.85, "FR"}, {37.6, 55.75, "RU"}, {30.5, 50.45, "UA"}, {34.1, 45.2, "UA"}, {-43.5, -22.5, "BR"},
		{44.1, 9.6, "SO"}, {178.0, -17.8, "FJ"}, {-175, 66.5, "RU"}, {0, 0, ""}, {28, -29.5, "LS"},
	} {
		if got, _ := worldmap.At(worldmap.Point{Lon: c.lon, Lat: c.lat}); got != c.want {
			t.Errorf("%v %v: %q, want %q", c.lon, c.lat, got, c.want)
		}
	}
}

// TestProjectionVectors compares with d3-geo's geoEqualEarthRaw.
func TestProjectionVectors(t *testing.T) {
	for _, c := range [][4]float64{ // longitude, latitude, x, y
		{0, 0, 0, 0},
		{180, 0, 2.7066297, 0},
		{0, 90, 0, 1.3173628},
		{180, 90, 1.6035886, 1.3173628},
		{10, 50, 0.1240350, 0.9415402},
		{-120, -33.3, -1.6611820, -0.6542416},
	} {
		x, y := worldmap.Project(worldmap.Point{Lon: c[0], Lat: c[1]}, 0)
		if math.Abs(x-c[2]) > 1e-6 || math.Abs(y-c[3]) > 1e-6 {
			t.Errorf("%v %v: %v %v, want %v %v", c[0], c[1], x, y, c[2], c[3])
		}
	}
	if _, ok := worldmap.Unproject(3, 1, 0); ok {
		t.Error("a point beside the earth has no place")
	}
}

func TestProjectionTurnsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := worldmap.Point{Lon: rapid.Float64Range(-179.9, 179.9).Draw(t, "lon"), Lat: rapid.Float64Range(-89, 89).Draw(t, "lat")}
		lon0 := rapid.Float64Range(-10, 10).Draw(t, "lon0")
		if math.Abs(p.Lon-lon0) > 179.9 {
			return
		}
		x, y := worldmap.Project(p, lon0)
		q, ok := worldmap.Unproject(x, y, lon0)
		if !ok || math.Abs(p.Lon-q.Lon) > 1e-6 || math.Abs(p.Lat-q.Lat) > 1e-6 {
			t.Fatalf("%v became %v", p, q)
		}
	})
}

// TestAreasAreTrue: Equal Earth keeps areas, so a cell of one degree near the pole is as
// much smaller as it is on the globe.
func TestAreasAreTrue(t *testing.T) {
	cell := func(lat float64) float64 {
		x0, y0 := worldmap.Project(worldmap.Point{Lon: 0, Lat: lat - 0.05}, 0)
		x1, _ := worldmap.Project(worldmap.Point{Lon: 0.1, Lat: lat}, 0)
		_, y1 := worldmap.Project(worldmap.Point{Lon: 0, Lat: lat + 0.05}, 0)
		return (x1 - x0) * (y1 - y0)
	}
	for _, lat := range []float64{20, 45, 60, 80} {
		want := math.Cos(lat * math.Pi / 180)
		if got := cell(lat) / cell(0); math.Abs(got-want) > 0.002 {
			t.Errorf("at %v degrees a cell is %.4f of one at the equator, on the globe %.4f", lat, got, want)
		}
	}
}

func TestAnyValues(t *testing.T) {
	codes := worldmap.Countries()
	rapid.Check(t, func(t *rapid.T) {
		var o worldmap.Options
		for range rapid.IntRange(0, 8).Draw(t, "n") {
			o.Shades = append(o.Shades, worldmap.Shade{Code: rapid.SampledFrom(codes).Draw(t, "code"), Value: rapid.Float64Range(0, 1e9).Draw(t, "value")})
		}
		o.Focus = rapid.SampledFrom(append(codes, "", "MT", "nowhere")).Draw(t, "focus")
		if svg := string(worldmap.Draw(o).SVG); strings.Contains(svg, "NaN") || strings.Contains(svg, "Inf") || len(svg) > 60_000 {
			t.Fatalf("%d bytes\n%.2000s", len(svg), svg)
		}
	})
}

func BenchmarkDrawWorld(b *testing.B) {
	o := samples(false)["shaded"]
	for b.Loop() {
		worldmap.Draw(o)
	}
}

func ExampleDraw() {
	f := worldmap.Draw(worldmap.Options{ID: "m", Title: "Origin of seized firearms", Shades: []worldmap.Shade{{Code: "FR", Value: 12, Label: "France", Href: "/items?country=FR"}}})
	fmt.Println(strings.HasPrefix(string(f.SVG), "<svg "), f.Rows)
	// Output: true [{France 12 /items?country=FR}]
}

func ExampleAt() {
	fmt.Println(worldmap.At(worldmap.Point{Lon: 20.46, Lat: 44.8}))
	// Output: RS true
}
