// Package worldmap draws maps of the world or of a part of it as SVG on the
// server: shaded countries, bubbles, and arcs between places, in the Equal Earth
// projection, which keeps areas true.
//
//	f := worldmap.Draw(worldmap.Options{ID: "m", Title: "Origin of seized firearms",
//		Shades: []worldmap.Shade{{Code: "FR", Value: 12, Label: "France: 12", Href: "/items?country=FR"}}})
//	f.SVG    // a whole svg element
//	f.Rows   // the same values, for the table under the map
//
// Shapes are Natural Earth's at 1:110 million (public domain; data/convert.mjs says
// how they were made and where borders follow the United Nations). They are a
// picture, no statement on any border: print the disclaimer (message map.disclaimer)
// on every map. Countries too small for the scale are drawn as dots.
// A caller may hand in shapes of its own, such as provinces or a fictional country.
//
// What may be relied on: the same input gives the same bytes; all text is
// escaped; a country without a value is drawn differently from one with the value zero;
// a drawing of the world stays under 60 kB. It holds no words: names and labels come
// from the caller, in the reader's language.
package worldmap
