// Package letter writes a letter or report, given as blocks of text and tables,
// as an HTML page made for printing and as a DOCX file that an office can edit.
//
//	l := letter.Letter{Lang: "ar", Dir: "rtl", Title: "…"}
//	l.Heading("…")
//	l.Fields(letter.Field{"Number", letter.AsIs("AB 123")})
//	page, err := l.HTML()
//	file, err := l.DOCX()
//
// Right-to-left languages are laid out from right to left, paragraph by
// paragraph and table by table; text that must stay as it is written (numbers
// struck in metal, references) is marked by AsIs and stays left to right inside
// them. Unicode isolates in a text are honoured.
//
// The same letter always gives the same bytes. It knows no language and no word
// of any field; texts come from the caller. PDF is made from the HTML elsewhere.
package letter
