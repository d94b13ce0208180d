package letter_test

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"io"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"focalpoint/internal/letter"
)

func sample(lang, dir string) *letter.Letter {
	l := &letter.Letter{Lang: lang, Dir: dir, Title: "Request <1> & more", Banner: "EXERCISE", Footer: "small print"}
	l.Address("Focal point", "", "Somewhere")
	l.Heading("Marks")
	l.Paragraph("رقم \u2068AB?12\u2069 على الإطار")
	l.Fields(letter.Field{Name: "Number", Value: letter.AsIs("AB?12[38]4")}, letter.Field{Name: "Nothing", Value: letter.Words(" ")})
	l.Grid([]string{"a", "b"}, []letter.Text{letter.Words("x\ny"), letter.AsIs("1")})
	l.Grid([]string{"no rows"})
	l.Bullets(letter.Words("one"), letter.AsIs("two"))
	return l
}

// unzip reads a document's parts, each of which must be well-formed XML.
func unzip(t interface{ Fatalf(string, ...any) }, doc []byte) map[string]string {
	z, err := zip.NewReader(bytes.NewReader(doc), int64(len(doc)))
	if err != nil {
		t.Fatalf("%v", err)
	}
	parts := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatalf("%v", err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatalf("%v", err)
		}
		d := xml.NewDecoder(bytes.NewReader(text))
		for {
			if _, err := d.Token(); err == io.EOF {
				break
			} else if err != nil {
				t.Fatalf("%s is not well-formed: %v", f.Name, err)
			}
		}
		parts[f.Name] = string(text)
	}
	return parts
}

func TestDOCX(t *testing.T) {
	doc, err := sample("ar", "rtl").DOCX()
	if err != nil {
		t.Fatal(err)
	}
	again, _ := sample("ar", "rtl").DOCX()
	if !bytes.Equal(doc, again) {
		t.Error("the same letter gave different bytes")
	}
	body := unzip(t, doc)["word/document.xml"]
	for _, want := range []string{"<w:bidi/>", "<w:bidiVisual/>", "AB?12[38]4", "Request &lt;1&gt; &amp; more", `<w:t xml:space="preserve">AB?12</w:t>`, "<w:br/>"} {
		if !strings.Contains(body, want) {
			t.Errorf("the document lacks %q", want)
		}
	}
	if strings.Contains(body, "\u2068") || strings.Contains(body, "Nothing") || strings.Contains(body, "no rows") {
		t.Error("isolates, empty fields or empty tables are in the document")
	}
	// The number stands in a run of its own without <w:rtl/>.
	at := strings.Index(body, ">AB?12<")
	if run := body[strings.LastIndex(body[:at], "<w:r>"):at]; strings.Contains(run, "rtl") {
		t.Errorf("the number runs from right to left: %s", run)
	}
	plain, _ := sample("en", "ltr").DOCX()
	if strings.Contains(unzip(t, plain)["word/document.xml"], "bidi") {
		t.Error("an English letter is laid out from right to left")
	}
}

func TestHTML(t *testing.T) {
	page, err := sample("ar", "rtl").HTML()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`<html lang="ar" dir="rtl">`, `dir="ltr" translate="no">AB?12[38]4</bdi>`, "Request &lt;1&gt; &amp; more", "EXERCISE", "small print"} {
		if !strings.Contains(string(page), want) {
			t.Errorf("the page lacks %q", want)
		}
	}
}

// TestAnyText: whatever is typed, the document can be read by an XML parser.
func TestAnyText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "text")
		l := &letter.Letter{Lang: rapid.SampledFrom([]string{"ar", "en", "zh", "<&\""}).Draw(t, "lang"), Dir: rapid.SampledFrom([]string{"rtl", "ltr"}).Draw(t, "dir"), Title: s}
		l.Paragraph(s)
		l.Fields(letter.Field{Name: s, Value: letter.AsIs(s)})
		doc, err := l.DOCX()
		if err != nil {
			t.Fatalf("%v", err)
		}
		unzip(t, doc)
	})
}
