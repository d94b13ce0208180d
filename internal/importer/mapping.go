package importer

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"focalpoint"
	"focalpoint/internal/sheet"
)

// Mapping says how files of one source are read. It is JSON, shipped with the
// program or saved by a State, and kept with every import made by it.
type Mapping struct {
	Name      string            `json:"name"`                // the source, for example "rio-de-janeiro"
	Target    string            `json:"target"`              // "register", "lost", "seizure"
	About     string            `json:"about,omitempty"`     // what files it is for
	Match     []string          `json:"match,omitempty"`     // header names by which a file of the source is known
	File      File              `json:"file,omitzero"`       //
	Columns   []Column          `json:"columns"`             //
	Constants map[string]string `json:"constants,omitempty"` // fields that are the same in every row
}

// File says what package sheet would otherwise find out by itself.
type File struct {
	Encoding  string `json:"encoding,omitempty"`
	Comma     string `json:"comma,omitempty"`
	Sheet     string `json:"sheet,omitempty"`
	HeaderRow int    `json:"headerRow,omitempty"`
	NoQuotes  bool   `json:"noQuotes,omitempty"`
}

// Column says what a column means. A column may be named twice when its cells
// fill two fields. Columns that no mapping names are kept beside the row.
type Column struct {
	Column string            `json:"column"`           // as in the header, letter case apart
	Field  string            `json:"field"`            //
	As     string            `json:"as,omitempty"`     // "whole" (848045.0 is 848045), "date", "" as it stands
	Dates  string            `json:"dates,omitempty"`  // order of written dates: "dmy", "mdy", "" finds out
	Values map[string]string `json:"values,omitempty"` // cell (letter case apart) to value
	Split  string            `json:"split,omitempty"`  // "auto" or a separator: the cell holds several values
	Each   bool              `json:"each,omitempty"`   // each of them is an item of its own
}

// ParseMapping reads a mapping and checks it.
func ParseMapping(text []byte) (Mapping, error) {
	var m Mapping
	d := json.NewDecoder(strings.NewReader(string(text)))
	d.DisallowUnknownFields()
	if err := d.Decode(&m); err != nil {
		return m, focalpoint.Invalid("importer.ParseMapping", "mapping", "the mapping is not well-formed JSON of the form `focalpoint import --help` shows: %v", err)
	}
	return m, m.check()
}

func (m *Mapping) check() error {
	var wrong focalpoint.Fields
	if m.Name == "" {
		wrong.Add("name", "give the mapping the name of its source")
	}
	if m.Target == "" {
		wrong.Add("target", "say what the rows become: register, lost or seizure")
	}
	for i, c := range m.Columns {
		at := fmt.Sprintf("columns[%d].", i)
		if c.Column == "" {
			wrong.Add(at+"column", "name the column as in the header of the file")
		}
		if _, ok := FieldNamed(c.Field); !ok && c.Field != "" {
			wrong.Add(at+"field", "there is no field %q; the fields are %s", c.Field, fieldNames())
		}
		if c.As != "" && c.As != "whole" && c.As != "date" {
			wrong.Add(at+"as", "%q is not a way to read a cell; write whole, date or nothing", c.As)
		}
		if c.Dates != "" && c.Dates != orderDMY && c.Dates != orderMDY {
			wrong.Add(at+"dates", "%q is no order of dates; write dmy, mdy or nothing", c.Dates)
		}
		if f, ok := FieldNamed(c.Field); ok && c.Split != "" && !c.Each && !f.Many {
			wrong.Add(at+"split", "the field %s takes one value; set \"each\" if every value is an item of its own", c.Field)
		}
	}
	for name := range m.Constants {
		if _, ok := FieldNamed(name); !ok {
			wrong.Add("constants."+name, "there is no field %q; the fields are %s", name, fieldNames())
		}
	}
	return wrong.Err("importer.Mapping")
}

func fieldNames() string {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.Name
	}
	return strings.Join(names, ", ")
}

// options are what the mapping says about the file, under what the caller says.
func (m *Mapping) options(o sheet.Options) sheet.Options {
	if o.Encoding == "" {
		o.Encoding = m.File.Encoding
	}
	if o.Comma == 0 && m.File.Comma != "" {
		o.Comma = []rune(m.File.Comma)[0]
	}
	if o.Sheet == "" {
		o.Sheet = m.File.Sheet
	}
	if o.HeaderRow == 0 {
		o.HeaderRow = m.File.HeaderRow
	}
	o.NoQuotes = o.NoQuotes || m.File.NoQuotes
	o.Columns = m.Match
	return o
}

// fits says how well a mapping fits a header: the number of its match names,
// or 0 when one of them is missing.
func (m *Mapping) fits(header []string) int {
	have := map[string]bool{}
	for _, h := range header {
		have[columnKey(h)] = true
	}
	for _, name := range m.Match {
		if !have[columnKey(name)] {
			return 0
		}
	}
	return len(m.Match)
}

// columnKey is how names of columns are compared.
func columnKey(name string) string {
	return strings.ToLower(strings.Join(strings.Fields(name), " "))
}

// takes says whether the target has every field the mapping fills.
func (m *Mapping) takes(t Target) error {
	var wrong focalpoint.Fields
	for i, c := range m.Columns {
		if c.Field != "" && !slices.Contains(t.Fields(), c.Field) {
			args := []any{"target", t.Name(), "field", c.Field, "fields", listed(t.Fields())}
			wrong = append(wrong, &focalpoint.Error{Kind: focalpoint.KindInvalid, Field: fmt.Sprintf("columns[%d].field", i), Msg: english("err.field", args...), Key: "import.err.field", Args: args})
		}
	}
	return wrong.Err("importer.Mapping")
}
