package importer

import (
	"strconv"
	"strings"

	"focalpoint"
	"focalpoint/internal/catalogue"
)

// Item makes of a row what its reporter said the item is, and the marks he
// wrote. Cells stay raw: the register codes them when it stores the item and
// again whenever the catalogue learns.
func Item(r *Row, codes Codes) (*focalpoint.Description, []focalpoint.Mark) {
	d := &focalpoint.Description{
		Make: r.Coded("make"), Model: r.Coded("model"), Calibre: r.Coded("calibre"), Type: r.Coded("type"), Action: r.Coded("action"),
		Origin: r.Coded("origin"), Country: r.Coded("country"), Importer: r.Coded("importer"), Marking: r.Coded("marking"),
		Year: strings.TrimSpace(r.Get("year")), Unit: strings.TrimSpace(r.Get("unit")),
	}
	if k := Word(r, codes, "kind", "kind"); k != "" {
		d.Kind = focalpoint.ItemKind(k)
	}
	if k := Word(r, codes, "part", "part"); k != "" {
		d.Part, d.Kind = focalpoint.PartKind(k), focalpoint.Part
	}
	if q, ok := r.Float("quantity"); ok && q >= 0 && q < 1<<53 {
		d.Quantity = int64(q)
	}
	if bore := r.Get("bore"); bore != "" {
		r.keep("bore", bore) // the catalogue's coders look for it under this name
	}
	for _, field := range []string{"quantity", "reported"} {
		if text := r.Get(field); text != "" && text != strconv.FormatInt(d.Quantity, 10) {
			r.Keep(field)
		}
	}
	marks := serialMarks(r, codes, d)
	if text := strings.TrimSpace(r.Get("tag")); text != "" {
		marks = append(marks, focalpoint.Mark{Kind: focalpoint.MarkTag, Text: text})
	}
	d.Extra = r.Extra
	return d, marks
}

// Word codes a cell whose value decides what is stored, such as the kind; "" when
// it is empty or no known word, which becomes a doubt.
func Word(r *Row, codes Codes, field, list string) string {
	raw := strings.TrimSpace(r.Get(field))
	if raw == "" {
		return ""
	}
	res := codes.Code(list, raw, catalogue.Hints{})
	if focalpoint.Absent(res.Code) {
		r.Doubt(field, FindingValue, raw)
		r.Keep(field)
		return ""
	}
	if res.Code != raw {
		r.Keep(field)
	}
	return res.Code
}

// serialMarks turns the serial cell into marks, and into a statement about the
// marks when it says more than a number ("removed", "partly erased: AB?12").
// The phrase is kept as said; it is no text of a mark, so no search meets it.
func serialMarks(r *Row, codes Codes, d *focalpoint.Description) []focalpoint.Mark {
	cell := strings.TrimSpace(r.Get("serial"))
	if cell == "" {
		return nil
	}
	if plainSerial(cell) {
		return []focalpoint.Mark{{Kind: focalpoint.MarkSerial, Text: cell}}
	}
	m := codes.Marking(cell)
	plain := m.Status == focalpoint.MarkedUniquely && m.Condition == "" && m.Reading == "" && len(m.Others) == 0
	if plain {
		return []focalpoint.Mark{{Kind: focalpoint.MarkSerial, Text: cell}}
	}
	if d.Marking.IsZero() {
		d.Marking = focalpoint.Raw(cell)
	}
	r.Keep("serial")
	var out []focalpoint.Mark
	if m.Text != "" || m.Reading != "" || m.Condition != "" {
		out = append(out, focalpoint.Mark{Kind: focalpoint.MarkSerial, Text: m.Text, Reading: m.Reading, Condition: m.Condition})
	}
	for _, text := range m.Others {
		out = append(out, focalpoint.Mark{Kind: focalpoint.MarkOther, Text: text})
	}
	return out
}
