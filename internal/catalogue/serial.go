package catalogue

import (
	"fmt"
	"regexp"
	"strings"

	"focalpoint"
	"focalpoint/mark"
)

// serialFormats is the list of makers' serial formats. A State adds and replaces records by
// "focalpoint catalogue import serial-format FILE", with the columns of mark.FormatColumns; a record with a last
// day no longer counts.
const serialFormats = "serial-format"

// formatList makes the list from the records of package mark.
func formatList() *List {
	l := &List{Name: serialFormats, Edition: "1", From: "2026-01-01", Source: "own; each record names its source and its trust, most are from memory", Licence: "Apache-2.0",
		Title: Names{"en": "Formats of serial numbers", "fr": "Formats des numéros de série", "es": "Formatos de los números de serie", "ru": "Форматы серийных номеров", "ar": "صيغ الأرقام التسلسلية", "zh": "序列号格式"}}
	year := func(y int) string {
		if y == 0 {
			return ""
		}
		return fmt.Sprint(y)
	}
	for _, f := range mark.BuiltinFormats() {
		e := Entry{Code: f.Code, Parent: f.Maker, Names: Names{"en": f.Template}, Source: f.Source, Attr: map[string]string{
			"maker": f.Maker, "template": f.Template, "made_from": year(f.From), "made_to": year(f.To), "trust": string(f.Trust), "note": f.Note}}
		for k, v := range e.Attr {
			if v == "" {
				delete(e.Attr, k)
			}
		}
		l.Entries = append(l.Entries, e)
	}
	l.reindex()
	return l
}

// newFormats makes the records ready. What a State imports must be right; what was once stored and no longer is
// (its maker was renamed) is left out.
func newFormats(l *List, makes *List, stored map[string]bool) (*mark.Formats, error) {
	var list []mark.Format
	for _, e := range l.Entries {
		if e.To != "" {
			continue
		}
		f, err := mark.FormatOf(func(column string) string {
			switch v := e.Attr[column]; {
			case v != "":
				return v
			case column == "code":
				return e.Code
			case column == "maker":
				return e.Parent
			case column == "template":
				return e.Names["en"]
			case column == "source":
				return e.Source
			}
			return ""
		})
		if err == nil && !makes.Has(f.Maker) {
			err = fmt.Errorf("the list of makers has no code %q; add the maker first", f.Maker)
		}
		switch {
		case err == nil:
			list = append(list, f)
		case !stored[e.Code]:
			return nil, focalpoint.Invalid("catalogue.New", serialFormats+"."+e.Code, "%v", err)
		}
	}
	return mark.NewFormats(list), nil
}

// storedFormats names the records that were stored before.
func storedFormats(additions []Addition) map[string]bool {
	out := map[string]bool{}
	for _, a := range additions {
		for _, e := range a.Entries[serialFormats] {
			out[e.Code] = a.stored
		}
	}
	return out
}

// A Meaning is what a text taken for a serial number may be instead, or what a maker named may be.
type Meaning struct {
	Kind string `json:"kind"` // model, calibre, patent, proof, approval, importer
	List string `json:"list,omitempty"`
	Code string `json:"code,omitempty"` // in the list
	Text string `json:"text"`           // what it would be, in English
}

// Kinds of Meaning.
const (
	MeansModel    = "model"    // the model's name, not a number
	MeansCalibre  = "calibre"  // the calibre
	MeansPatent   = "patent"   // a patent
	MeansProof    = "proof"    // a proof mark
	MeansApproval = "approval" // an approval mark of blank arms
	MeansImporter = "importer" // the maker named is an importer: the firearm was made by another
)

// otherMark is a form of what is struck on firearms beside the number.
type otherMark struct {
	entry Entry
	form  *regexp.Regexp
}

func newOtherMarks(l *List) ([]otherMark, error) {
	var out []otherMark
	for _, e := range l.Entries {
		form, err := regexp.Compile(e.Attr["pattern"])
		if err != nil || e.Attr["pattern"] == "" {
			return nil, focalpoint.Invalid("catalogue.New", "other-mark."+e.Code, "the column pattern is no regular expression: %v", err)
		}
		out = append(out, otherMark{e, form})
	}
	return out, nil
}

// Meanings lists what a text offered as a serial number may be instead, the maker's code being a help and "" when
// not known; a number that is nothing else gives nil.
func (c *snapshot) Meanings(text, makeCode string) []Meaning {
	var out []Meaning
	if c.IsImporter(makeCode) {
		out = append(out, Meaning{Kind: MeansImporter, List: "make", Code: makeCode, Text: c.Name("make", makeCode, "en") + " imports firearms that others make"})
	}
	text = strings.TrimSpace(text)
	if text == "" {
		return out
	}
	for _, m := range c.otherMarks {
		if m.form.MatchString(text) {
			out = append(out, Meaning{Kind: m.entry.Attr["kind"], List: "other-mark", Code: m.entry.Code, Text: m.entry.Name("en")})
		}
	}
	if r := c.codeModel(text, Hints{Make: makeCode}); r.Code != "" && r.Confidence >= 0.8 && c.lists["model"].Has(r.Code) {
		out = append(out, Meaning{Kind: MeansModel, List: "model", Code: r.Code, Text: c.Name("make", c.Class("model", r.Code), "en") + " " + c.Name("model", r.Code, "en")})
	}
	if r := c.Code("calibre", text, Hints{Make: makeCode}); r.Code != "" && r.Confidence >= 0.9 && strings.ContainsAny(text, "xX×хХ.,/ ") && c.lists["calibre"].Has(r.Code) {
		out = append(out, Meaning{Kind: MeansCalibre, List: "calibre", Code: r.Code, Text: c.Name("calibre", r.Code, "en")})
	}
	return out
}

// Formats are the makers' serial formats: the shipped ones with those of the State.
func (c *Catalogue) Formats() *mark.Formats { return c.now.Load().formats }

// JudgeSerial says whether a text in the mark notation can be a serial number of the maker made in the year (0
// when not known): fits, unusual with the reason, or cannot be, which only a record with a published source says.
// A text that cannot be read gives unknown.
func (c *Catalogue) JudgeSerial(makeCode, text string, year int) mark.Verdict {
	p, err := mark.Parse(text)
	if err != nil {
		return mark.Verdict{Result: mark.FormatUnknown}
	}
	return c.Formats().Judge(makeCode, p, year)
}

// Meanings lists what a text offered as a serial number may be instead: a model, a calibre, a patent, a proof
// mark; and whether the maker named is an importer. A number that is nothing else gives nil.
func (c *Catalogue) Meanings(text, makeCode string) []Meaning {
	return c.now.Load().Meanings(text, makeCode)
}
