package chart_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"focalpoint/internal/chart"
)

func ExampleCurves() {
	o := chart.Options{ID: "det", Title: "Missed against false links"}
	x := chart.Axis{Name: "False links", Deviates: true}
	y := chart.Axis{Name: "Missed links", Deviates: true}
	f := chart.Curves(o, x, y, []chart.Curve{{Name: "Firing pin", Points: []chart.Point{{X: 0.001, Y: 0.2}, {X: 0.1, Y: 0.01}}}})
	fmt.Println(f.Table.Rows[1])
	// Output:
	// {Firing pin [{0.1 } {0.01 }]}
}

func TestCurvesAreDrawnInsideTheFrame(t *testing.T) {
	curves := []chart.Curve{
		{Name: "steps", Steps: true, Points: []chart.Point{{X: -1, Y: 1}, {X: 0, Y: 0.5}, {X: math.NaN(), Y: 0}, {X: 1, Y: 0.25}, {X: 5, Y: 0}}},
		{Name: "points", Scatter: true, Points: []chart.Point{{X: 0.5, Y: 0.5}, {X: 0.6, Y: math.Inf(1)}}},
	}
	for _, rtl := range []bool{false, true} {
		o := chart.Options{ID: "c", Title: "curves", RTL: rtl, Empty: "nothing"}
		f := chart.Curves(o, chart.Axis{Name: "x", Low: -2, High: 2}, chart.Axis{Name: "y", High: 1}, curves)
		if got := elements(t, f); got["polyline"] != 2 {
			t.Errorf("%d pieces of line, want two: the curve breaks where a position is missing", got["polyline"])
		}
		if strings.Contains(string(f.SVG), "NaN") || strings.Contains(string(f.SVG), "Inf") {
			t.Error("draws what is not a number")
		}
		if len(f.Table.Rows) != 7 {
			t.Errorf("%d rows, want every point", len(f.Table.Rows))
		}
	}
	if f := chart.Curves(chart.Options{ID: "e", Title: "t", Empty: "nothing"}, chart.Axis{}, chart.Axis{}, nil); !strings.Contains(string(f.SVG), "nothing") {
		t.Error("no curves: the drawing does not say so")
	}
}
