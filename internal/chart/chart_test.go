package chart_test

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
	"time"

	"focalpoint/internal/chart"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func day(y, m, d int) time.Time { return time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC) }

var years = []string{"2019", "2020", "2021", "2022", "2023"}

func values(ys ...float64) []chart.Value {
	var v []chart.Value
	for _, y := range ys {
		v = append(v, chart.Value{Y: y})
	}
	return v
}

func withInterval(v []chart.Value, share float64) []chart.Value {
	for i := range v {
		v[i].Low, v[i].High = v[i].Y*(1-share), v[i].Y*(1+share)
	}
	return v
}

// samples draws one of each kind, used by the tests below and looked at by people:
// with CHART_SAMPLES=folder the test writes them there.
func samples(rtl bool) map[string]chart.Figure {
	o := chart.Options{ID: "c", Title: "Seized firearms by year", Desc: "Five years, three kinds.", RTL: rtl, Corner: "Year", Empty: "No data yet"}
	kinds := []chart.Series{
		{Name: "Pistols", Values: values(1240, 1390, 980, 1720, 1510)},
		{Name: "Rifles", Values: []chart.Value{{Y: 310}, {Y: 420, Href: "/r?a=1&b=2"}, chart.Missing(), {Y: 515}, {Y: 480}}},
		{Name: "Shotguns", Values: values(110, 95, 130, 88)},
	}
	if rtl {
		o.Title, kinds[0].Name, kinds[1].Name, kinds[2].Name = "الأسلحة النارية المضبوطة حسب السنة", "مسدسات", "بنادق", "بنادق صيد"
	}
	line := []chart.Series{
		{Name: "Indicator", Values: withInterval(values(12.5, 14.1, 11.8, 16.2, 18.9), 0.12)},
		{Name: "Second", Values: []chart.Value{{Y: 8}, chart.Missing(), {Y: 9}, {Y: 7.5}, chart.Missing()}},
	}
	moments := []chart.Moment{
		{From: day(1994, 1, 1), When: "1994", Label: "made", Lane: "Firearm"},
		{From: day(1995, 6, 2), When: "2 June 1995", Label: "exported to the Republic of Novaria", Lane: "Firearm", Kind: 1},
		{From: day(1995, 8, 1), To: day(2003, 5, 1), When: "1995-2003", Label: "licensed holder", Lane: "Firearm", Kind: 2, Href: "/e/1"},
		{From: day(2003, 5, 1), To: day(2017, 9, 9), Label: "14 years without a report: dealer Orlov & Sons", Lane: "Firearm", Gap: true},
		{From: day(2017, 9, 9), Label: "seized", Lane: "Firearm", Kind: 3},
		{From: day(2017, 12, 1), Label: "request sent", Lane: "Trace", Kind: 4},
		{From: day(2018, 1, 20), Label: "answer", Lane: "Trace", Kind: 5},
		{Label: "stolen, date not known", When: "unknown"},
	}
	nodes := []chart.Node{{"p1", "Pistol AB?123", 0, "/i/1"}, {"p2", "Pistol 7781", 0, ""}, {"s1", "Seizure of 3 May", 1, ""}, {"s2", "Seizure of 9 June", 1, ""},
		{"m", "Male, suspected", 2, ""}, {"g", "Group North <Quay>", 3, ""}, {"x", "Linked to nothing", 2, ""}}
	edges := []chart.Edge{{"p1", "s1", "seized in", false}, {"p2", "s2", "seized in", false}, {"m", "s1", "", false}, {"m", "g", "member", true}, {"m", "s2", "", false}, {"m", "nobody", "", false}}
	horizontal := []chart.Item{{"Handguns", chart.Value{Y: 812, Href: "/x"}}, {"Rifles, semi-automatic, of a very long name that has to be cut somewhere", chart.Value{Y: 140}}, {"Not collected", chart.Missing()}, {"Shotguns", chart.Value{Y: 0}}}
	return map[string]chart.Figure{
		"bars":       chart.Bars(o, years, kinds),
		"stacked":    chart.Stacked(o, years, kinds),
		"lines":      chart.Lines(o, years, line),
		"horizontal": chart.Horizontal(o, horizontal),
		"timeline":   chart.Timeline(o, moments),
		"graph":      chart.Graph(o, []string{"Item", "Seizure", "Person", "Group"}, nodes, edges),
		"spark":      chart.Spark(o, []float64{3, 5, math.NaN(), 8, 2, 9}),
		"empty":      chart.Bars(o, years, nil),
	}
}

func names(figures map[string]chart.Figure) []string {
	var all []string
	for name := range figures {
		all = append(all, name)
	}
	slices.Sort(all)
	return all
}

// elements parses a drawing as XML and counts its elements; it fails when it is not well formed.
func elements(t interface{ Fatalf(string, ...any) }, f chart.Figure) map[string]int {
	count := map[string]int{}
	for d := xml.NewDecoder(strings.NewReader(string(f.SVG))); ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return count
		}
		if err != nil {
			t.Fatalf("not well formed: %v\n%s", err, f.SVG)
		}
		if start, ok := token.(xml.StartElement); ok {
			count[start.Name.Local]++
		}
	}
}

func TestEveryChart(t *testing.T) {
	for _, rtl := range []bool{false, true} {
		figures := samples(rtl)
		page := "<meta charset=utf-8><body style='background:#fff'>"
		for _, name := range names(figures) {
			f := figures[name]
			got := elements(t, f)
			if got["desc"] != 1 || got["svg"] != 1 || got["title"] < 1 {
				t.Errorf("%s: %v: a drawing has one title of its own and one description", name, got)
			}
			if again := samples(rtl)[name]; again.SVG != f.SVG {
				t.Errorf("%s: two drawings of the same data differ", name)
			}
			if linked := strings.Contains(string(f.SVG), "<a "); linked == strings.Contains(string(f.SVG), `role="img"`) {
				t.Errorf("%s: a drawing with links is a group, one without is an image", name)
			}
			if strings.Contains(string(f.SVG), "NaN") || strings.Contains(string(f.SVG), "Inf") {
				t.Errorf("%s: draws what is not a number", name)
			}
			page += "<h3>" + name + "</h3>" + string(f.SVG)
		}
		if dir := os.Getenv("CHART_SAMPLES"); dir != "" {
			if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("charts-rtl-%v.html", rtl)), []byte(page), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func TestBarsDrawWhatIsKnown(t *testing.T) {
	f := samples(false)["bars"]
	if got, want := strings.Count(string(f.SVG), "<rect x="), 5+4+4+3; got != want {
		t.Errorf("%d bars and samples, want %d: missing values are not drawn", got, want)
	}
	want := chart.Row{Head: "2021", Cells: []chart.Cell{{Text: "980"}, {}, {Text: "130"}}}
	if diff := cmp.Diff(want, f.Table.Rows[2]); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"Year", "Pistols", "Rifles", "Shotguns"}, f.Table.Head); diff != "" {
		t.Error(diff)
	}
	if !strings.Contains(string(f.SVG), `<a href="/r?a=1&amp;b=2">`) {
		t.Error("a value with a link is drawn as that link")
	}
}

func TestLinesBreakWhereValuesAreMissing(t *testing.T) {
	f := samples(false)["lines"]
	if got := strings.Count(string(f.SVG), "<polyline"); got != 3 {
		t.Errorf("%d pieces of line, want one whole and two broken", got)
	}
	if got := f.Table.Rows[0].Cells[0].Text; !strings.HasPrefix(got, "12.5 (11") {
		t.Errorf("an interval stands in the table beside its value, got %q", got)
	}
}

func TestTimelineNamesGapsAndKeepsTheUndated(t *testing.T) {
	f := samples(false)["timeline"]
	if !strings.Contains(string(f.SVG), "stroke-dasharray") || !strings.Contains(string(f.SVG), "Orlov &amp; Sons") {
		t.Error("the gap is not drawn with its name")
	}
	if got := f.Table.Rows[len(f.Table.Rows)-1]; got.Head != "unknown" || strings.Contains(string(f.SVG), "date not known") {
		t.Errorf("an undated moment is in the table only, got %+v", got)
	}
}

func TestRightToLeftIsMirrored(t *testing.T) {
	o := chart.Options{ID: "m", Title: "t", Width: 200, Height: 100}
	item := []chart.Item{{Name: "x", Value: chart.Value{Y: 5}}}
	plain := string(chart.Horizontal(o, item).SVG)
	o.RTL = true
	mirrored := string(chart.Horizontal(o, item).SVG)
	var x, w, mx, mw float64
	scan := func(s string, x, w *float64) {
		at := strings.Index(s, `<rect x="`)
		var y float64
		if _, err := fmt.Sscanf(s[at:], `<rect x="%f" y="%f" width="%f"`, x, &y, w); err != nil {
			t.Fatal(err)
		}
	}
	scan(plain, &x, &w)
	scan(mirrored, &mx, &mw)
	if w != mw || math.Abs(x-(200-mx-mw)) > 0.011 {
		t.Errorf("bar at %v+%v, mirrored at %v+%v", x, w, mx, mw)
	}
	if !strings.Contains(mirrored, `direction="rtl"`) {
		t.Error("the text direction is not set")
	}
}

// TestAnyNumbers: whatever the values are, drawings are well formed, without
// a coordinate that is not a number, and the table has every value.
func TestAnyNumbers(t *testing.T) {
	number := rapid.Float64Range(-1e12, 1e12)
	rapid.Check(t, func(t *rapid.T) {
		var v []chart.Value
		for range rapid.IntRange(0, 12).Draw(t, "n") {
			y := number.Draw(t, "y")
			if rapid.IntRange(0, 5).Draw(t, "missing") == 0 {
				y = math.NaN()
			}
			v = append(v, chart.Value{Y: y})
		}
		o := chart.Options{ID: "r", Title: rapid.String().Draw(t, "title"), RTL: rapid.Bool().Draw(t, "rtl")}
		if strings.ContainsFunc(o.Title, func(r rune) bool { return r < ' ' || r >= 0xfffe || r == 0xfffd }) {
			o.Title = "<&>"
		}
		categories := make([]string, len(v))
		for _, f := range []chart.Figure{
			chart.Bars(o, categories, []chart.Series{{Values: v}}), chart.Stacked(o, categories, []chart.Series{{Values: v}, {Values: v}}),
			chart.Lines(o, categories, []chart.Series{{Values: v}}),
		} {
			elements(t, f)
			if strings.Contains(string(f.SVG), "NaN") || len(f.Table.Rows) != len(v) {
				t.Fatalf("%d rows of %d values\n%s", len(f.Table.Rows), len(v), f.SVG)
			}
		}
	})
}

func TestGraphOfAnySize(t *testing.T) {
	for _, n := range []int{0, 1, 2, 40, 400} {
		var nodes []chart.Node
		var edges []chart.Edge
		for i := range n {
			nodes = append(nodes, chart.Node{ID: fmt.Sprint(i), Label: fmt.Sprint("n", i)})
			edges = append(edges, chart.Edge{From: fmt.Sprint(i), To: fmt.Sprint(i * i % n)})
		}
		f := chart.Graph(chart.Options{ID: "g", Title: "g", Empty: "nothing"}, nil, nodes, edges)
		if got := strings.Count(string(f.SVG), `class="node"`); got != n {
			t.Errorf("%d nodes drawn of %d", got, n)
		}
		elements(t, f)
	}
}
