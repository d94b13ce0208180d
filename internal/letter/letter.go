package letter

import (
	"bytes"
	"embed"
	"html/template"
	"strings"
	"sync"
)

// Letter is a document in one language. The zero value is an empty one.
type Letter struct {
	Lang   string // two letters, for the lang attribute
	Dir    string // "ltr" or "rtl"
	Title  string
	Banner string // printed on top of every page of paper, such as a marking as exercise
	Footer string // small print at the end
	Blocks []Block
}

// Block is one part of a letter: exactly one of its fields is set.
type Block struct {
	Heading string   // a heading of a section
	Text    *Text    // a paragraph
	List    []Text   // a list with bullets
	Fields  []Field  // names and values
	Table   *Table   // rows under column heads
	Lines   []string // an address: lines kept together
}

// Text is words in the letter's language, or something that stays as written.
type Text struct {
	Words string
	AsIs  bool // written left to right, not translated, in a fixed-width face
}

// Field is a name with its value.
type Field struct {
	Name  string
	Value Text
}

// Table is rows of cells under column heads.
type Table struct {
	Head []string
	Rows [][]Text
}

// Words makes a Text in the letter's language.
func Words(s string) Text { return Text{Words: s} }

// AsIs makes a Text that stays as it is written.
func AsIs(s string) Text { return Text{Words: s, AsIs: true} }

// Heading adds a heading.
func (l *Letter) Heading(s string) { l.Blocks = append(l.Blocks, Block{Heading: s}) }

// Paragraph adds a paragraph.
func (l *Letter) Paragraph(s string) {
	l.Blocks = append(l.Blocks, Block{Text: &Text{Words: s}})
}

// Address adds lines that stand together.
func (l *Letter) Address(lines ...string) {
	kept := make([]string, 0, len(lines))
	for _, s := range lines {
		if strings.TrimSpace(s) != "" {
			kept = append(kept, s)
		}
	}
	if len(kept) > 0 {
		l.Blocks = append(l.Blocks, Block{Lines: kept})
	}
}

// Bullets adds a list.
func (l *Letter) Bullets(items ...Text) {
	if len(items) > 0 {
		l.Blocks = append(l.Blocks, Block{List: items})
	}
}

// Fields adds names with values; those without a value are left out.
func (l *Letter) Fields(fields ...Field) {
	var kept []Field
	for _, f := range fields {
		if strings.TrimSpace(f.Value.Words) != "" {
			kept = append(kept, f)
		}
	}
	if len(kept) > 0 {
		l.Blocks = append(l.Blocks, Block{Fields: kept})
	}
}

// Grid adds a table; without rows nothing is added.
func (l *Letter) Grid(head []string, rows ...[]Text) {
	if len(rows) > 0 {
		l.Blocks = append(l.Blocks, Block{Table: &Table{Head: head, Rows: rows}})
	}
}

//go:embed letter.html
var files embed.FS

var page = sync.OnceValues(func() (*template.Template, error) {
	return template.ParseFS(files, "letter.html")
})

// HTML writes the letter as one page that needs nothing else: styles are
// inside, and printing it gives A4 sheets.
func (l *Letter) HTML() ([]byte, error) {
	t, err := page()
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := t.Execute(&b, l); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
