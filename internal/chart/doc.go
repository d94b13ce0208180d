// Package chart draws small accessible charts as SVG on the server: bars, grouped
// or stacked; horizontal bars; lines with intervals; curves over two numeric axes; a timeline with gaps; a
// link graph; a sparkline.
//
//	f := chart.Bars(chart.Options{ID: "year", Title: "Seized firearms", RTL: p.Dir() == "rtl", Number: p.Number},
//		[]string{"2023", "2024"}, []chart.Series{{Name: "Pistols", Values: []chart.Value{{Y: 120}, {Y: 95}}}})
//	f.SVG    // for the page, the print page and a file of its own
//	f.Table  // the same data, for the table that stands under every chart
//
// What may be relied on: every drawing has a title and a description, and a Table
// with the same values; a value may carry a link, and then the mark drawn for it
// is that link; colours are told apart by colour-blind readers (Okabe and Ito's
// set) and never alone: series also differ by hatching, dash or shape, so that a
// grey print can be read; right-to-left drawings are mirrored; a value that is
// not known (NaN) is a gap, never a zero; the same input gives the same bytes;
// all text is escaped.
//
// It holds no words: every text, already in the reader's language, is handed in.
package chart
