package chart_test

import (
	"fmt"
	"strings"

	"focalpoint/internal/chart"
)

func ExampleBars() {
	o := chart.Options{ID: "year", Title: "Seized firearms", Corner: "Year"}
	f := chart.Bars(o, []string{"2023", "2024"}, []chart.Series{
		{Name: "Pistols", Values: []chart.Value{{Y: 120, Href: "/items?year=2023"}, {Y: 95}}},
		{Name: "Rifles", Values: []chart.Value{{Y: 14}, chart.Missing()}},
	})
	fmt.Println(strings.Contains(string(f.SVG), `<a href="/items?year=2023">`))
	fmt.Println(f.Table.Head)
	for _, row := range f.Table.Rows {
		fmt.Println(row.Head, row.Cells)
	}
	// Output:
	// true
	// [Year Pistols Rifles]
	// 2023 [{120 /items?year=2023} {14 }]
	// 2024 [{95 } { }]
}
