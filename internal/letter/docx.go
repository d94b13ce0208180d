package letter

import (
	"archive/zip"
	"bytes"
	"fmt"
	"strings"
	"time"
	"unicode"
)

// DOCX writes the letter as a minimal Office Open XML document (ECMA-376,
// transitional): one body, a few styles, no fonts, no macros, no links.
func (l *Letter) DOCX() ([]byte, error) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w := docx{rtl: l.Dir == "rtl", lang: l.Lang}
	w.letter(l)
	for _, part := range []struct{ name, text string }{
		{"[Content_Types].xml", contentTypes},
		{"_rels/.rels", packageRels},
		{"word/document.xml", w.document()},
		{"word/styles.xml", styles},
		{"word/numbering.xml", numbering},
		{"word/_rels/document.xml.rels", documentRels},
		{"docProps/core.xml", fmt.Sprintf(coreProps, xmlText(l.Title), xmlText(l.Lang))},
	} {
		// One instant for every file, so that the same letter gives the same bytes.
		f, err := z.CreateHeader(&zip.FileHeader{Name: part.name, Method: zip.Deflate, Modified: time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)})
		if err != nil {
			return nil, err
		}
		if _, err := f.Write([]byte(part.text)); err != nil {
			return nil, err
		}
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

type docx struct {
	b    strings.Builder
	rtl  bool
	lang string
}

func (w *docx) letter(l *Letter) {
	if l.Banner != "" {
		w.paragraph("Banner", Words(l.Banner))
	}
	w.paragraph("Title", Words(l.Title))
	for _, b := range l.Blocks {
		switch {
		case b.Heading != "":
			w.paragraph("Heading1", Words(b.Heading))
		case b.Text != nil:
			w.paragraph("", *b.Text)
		case b.Lines != nil:
			w.open("")
			for i, s := range b.Lines {
				if i > 0 {
					w.b.WriteString("<w:r><w:br/></w:r>")
				}
				w.runs(Words(s), false)
			}
			w.b.WriteString("</w:p>")
		case b.List != nil:
			for _, t := range b.List {
				w.paragraph("Bullet", t)
			}
		case b.Fields != nil:
			rows := make([][]Text, len(b.Fields))
			for i, f := range b.Fields {
				rows[i] = []Text{Words(f.Name), f.Value}
			}
			w.table(nil, rows, []int{3000, 6600}, true)
		case b.Table != nil:
			widths := make([]int, len(b.Table.Head))
			for i := range widths {
				widths[i] = 9600 / len(widths)
			}
			w.table(b.Table.Head, b.Table.Rows, widths, false)
		}
	}
	if l.Footer != "" {
		w.paragraph("Small", Words(l.Footer))
	}
}

func (w *docx) open(style string) {
	w.b.WriteString("<w:p><w:pPr>")
	if style != "" {
		w.b.WriteString(`<w:pStyle w:val="` + style + `"/>`)
	}
	if w.rtl {
		w.b.WriteString("<w:bidi/>")
	}
	w.b.WriteString("</w:pPr>")
}

func (w *docx) paragraph(style string, t Text) {
	w.open(style)
	w.runs(t, false)
	w.b.WriteString("</w:p>")
}

// runs writes a text; inside a right-to-left text each isolate becomes a run
// of its own with its own direction.
func (w *docx) runs(t Text, bold bool) {
	if t.AsIs || !w.rtl {
		w.run(plain(t.Words), t.AsIs, false, bold)
		return
	}
	for i, part := range strings.Split(strings.ReplaceAll(t.Words, "\u2069", "\u2068"), "\u2068") {
		if part != "" {
			// Parts at odd places stood inside an isolate.
			w.run(part, false, i%2 == 0 || strings.ContainsFunc(part, rightToLeft), bold)
		}
	}
}

func (w *docx) run(s string, asIs, rtl, bold bool) {
	w.b.WriteString("<w:r><w:rPr>")
	if asIs {
		w.b.WriteString(`<w:rFonts w:ascii="DejaVu Sans Mono" w:hAnsi="DejaVu Sans Mono" w:cs="DejaVu Sans Mono"/>`)
	}
	if bold {
		w.b.WriteString("<w:b/><w:bCs/>")
	}
	if asIs {
		w.b.WriteString("<w:noProof/>")
	}
	if rtl {
		w.b.WriteString("<w:rtl/>")
	}
	if !asIs && w.lang != "" {
		switch {
		case w.rtl:
			w.b.WriteString(`<w:lang w:bidi="` + xmlText(w.lang) + `"/>`)
		case w.lang == "zh":
			w.b.WriteString(`<w:lang w:eastAsia="zh-CN"/>`)
		default:
			w.b.WriteString(`<w:lang w:val="` + xmlText(w.lang) + `"/>`)
		}
	}
	w.b.WriteString("</w:rPr>")
	for i, line := range strings.Split(s, "\n") {
		if i > 0 {
			w.b.WriteString("<w:br/>")
		}
		w.b.WriteString(`<w:t xml:space="preserve">` + xmlText(line) + "</w:t>")
	}
	w.b.WriteString("</w:r>")
}

func (w *docx) table(head []string, rows [][]Text, widths []int, fields bool) {
	w.b.WriteString(`<w:tbl><w:tblPr>`)
	if w.rtl {
		w.b.WriteString("<w:bidiVisual/>")
	}
	w.b.WriteString(`<w:tblW w:w="0" w:type="auto"/><w:tblBorders>`)
	for _, side := range []string{"top", "start", "bottom", "end", "insideH", "insideV"} {
		if side == "start" {
			side = "left" // the transitional schema's name of the side where the table begins
		} else if side == "end" {
			side = "right"
		}
		w.b.WriteString(`<w:` + side + ` w:val="single" w:sz="4" w:space="0" w:color="BBBBBB"/>`)
	}
	w.b.WriteString("</w:tblBorders></w:tblPr><w:tblGrid>")
	for _, n := range widths {
		fmt.Fprintf(&w.b, `<w:gridCol w:w="%d"/>`, n)
	}
	w.b.WriteString("</w:tblGrid>")
	if head != nil {
		cells := make([]Text, len(head))
		for i, h := range head {
			cells[i] = Words(h)
		}
		w.row(cells, widths, true, false)
	}
	for _, r := range rows {
		w.row(r, widths, false, fields)
	}
	w.b.WriteString("</w:tbl>")
	w.open("Small") // a paragraph must follow a table
	w.b.WriteString("</w:p>")
}

func (w *docx) row(cells []Text, widths []int, head, fields bool) {
	w.b.WriteString("<w:tr><w:trPr><w:cantSplit/>")
	if head {
		w.b.WriteString("<w:tblHeader/>")
	}
	w.b.WriteString("</w:trPr>")
	for i, t := range cells {
		if i < len(widths) {
			fmt.Fprintf(&w.b, `<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/></w:tcPr>`, widths[i])
			w.open("")
			w.runs(t, head || fields && i == 0)
			w.b.WriteString("</w:p></w:tc>")
		}
	}
	w.b.WriteString("</w:tr>")
}

func (w *docx) document() string {
	bidi := ""
	if w.rtl {
		bidi = "<w:bidi/>"
	}
	return `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>` + w.b.String() +
		`<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="1020" w:bottom="1134" w:left="1020" w:header="567" w:footer="567" w:gutter="0"/>` + bidi + `</w:sectPr></w:body></w:document>`
}

// plain drops isolates, which some word processors show as boxes.
func plain(s string) string {
	return strings.NewReplacer("\u2066", "", "\u2067", "", "\u2068", "", "\u2069", "").Replace(s)
}

func rightToLeft(r rune) bool {
	return unicode.In(r, unicode.Arabic, unicode.Hebrew, unicode.Syriac, unicode.Thaana, unicode.Nko)
}

// xmlText escapes a text and drops what XML 1.0 cannot hold.
func xmlText(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == '&':
			b.WriteString("&amp;")
		case r == '<':
			b.WriteString("&lt;")
		case r == '>':
			b.WriteString("&gt;")
		case r == '"':
			b.WriteString("&quot;")
		case r == '\t', r == '\n', r >= 0x20 && r != 0xfffe && r != 0xffff && !unicode.Is(unicode.Cs, r):
			b.WriteRune(r)
		}
	}
	return b.String()
}

const (
	contentTypes = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/><Override PartName="/word/numbering.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>`
	packageRels = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/><Relationship Id="r2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>`
	documentRels = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/><Relationship Id="r2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/numbering" Target="numbering.xml"/></Relationships>`
	coreProps = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>%s</dc:title><dc:language>%s</dc:language></cp:coreProperties>`
	numbering = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:numbering xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/><w:lvlJc w:val="left"/><w:pPr><w:ind w:left="360" w:hanging="360"/></w:pPr></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>`
	styles = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Noto Sans" w:hAnsi="Noto Sans" w:eastAsia="Noto Sans CJK SC" w:cs="Noto Sans Arabic"/><w:sz w:val="22"/><w:szCs w:val="22"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="120"/></w:pPr></w:pPrDefault></w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style><w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/><w:basedOn w:val="Normal"/><w:rPr><w:b/><w:bCs/><w:sz w:val="32"/><w:szCs w:val="32"/></w:rPr></w:style><w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/><w:basedOn w:val="Normal"/><w:pPr><w:keepNext/><w:spacing w:before="240" w:after="80"/><w:outlineLvl w:val="0"/></w:pPr><w:rPr><w:b/><w:bCs/><w:sz w:val="26"/><w:szCs w:val="26"/></w:rPr></w:style><w:style w:type="paragraph" w:styleId="Bullet"><w:name w:val="List Bullet"/><w:basedOn w:val="Normal"/><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr></w:style><w:style w:type="paragraph" w:styleId="Banner"><w:name w:val="Banner"/><w:basedOn w:val="Normal"/><w:pPr><w:jc w:val="center"/></w:pPr><w:rPr><w:b/><w:bCs/><w:color w:val="AA0000"/></w:rPr></w:style><w:style w:type="paragraph" w:styleId="Small"><w:name w:val="Small"/><w:basedOn w:val="Normal"/><w:rPr><w:sz w:val="18"/><w:szCs w:val="18"/></w:rPr></w:style></w:styles>`
)
