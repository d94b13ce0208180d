package importer

import (
	"strconv"
	"strings"

	"focalpoint"
)

// Row is one item of a source row after the mapping was applied: the values of
// the fields, and every cell that has no place of its own in what is stored.
type Row struct {
	Number   int64             // as a spreadsheet program numbers it
	Part     int               // from 1 when the row speaks of several items, else 0
	Extra    map[string]string // cells by column name, as written
	names    map[string]int
	column   map[string]string // field to the name of its first column
	personal map[string]bool   // columns whose cells no report may show
	values   []string
	lists    map[string][]string
	doubts   []Finding
}

// Get gives the value of a field, "" when no column holds it.
func (r *Row) Get(field string) string {
	if i, ok := r.names[field]; ok {
		return r.values[i]
	}
	return ""
}

// List gives the values of a field that may have several.
func (r *Row) List(field string) []string {
	if l, ok := r.lists[field]; ok {
		return l
	}
	if v := r.Get(field); v != "" {
		return []string{v}
	}
	return nil
}

// Coded gives a field as a cell that waits for a coder.
func (r *Row) Coded(field string) focalpoint.Coded {
	return focalpoint.Raw(strings.TrimSpace(r.Get(field)))
}

// Date gives a date field in the form the mapping brought it to.
func (r *Row) Date(field string) focalpoint.Date { return focalpoint.Date(r.Get(field)) }

// Float reads a field as a number; ok is false when it is empty. What cannot
// be read becomes a doubt.
func (r *Row) Float(field string) (f float64, ok bool) {
	text := strings.TrimSpace(r.Get(field))
	if text == "" {
		return 0, false
	}
	f, err := strconv.ParseFloat(strings.ReplaceAll(text, ",", "."), 64)
	if err != nil {
		r.Doubt(field, FindingNumber, text)
		r.Keep(field)
	}
	return f, err == nil
}

// Doubt notes that the cell of a field was not understood although the row is taken.
func (r *Row) Doubt(field, code, cell string) {
	if c, ok := r.column[field]; ok {
		field = c
	}
	if r.personal[field] {
		cell = ""
	}
	r.doubts = append(r.doubts, found(r.Number, field, code, cell, true))
}

// Keep puts the value of a field beside the row under the name of its column,
// for a target that stores something else than what was written.
func (r *Row) Keep(field string) {
	if c, ok := r.column[field]; ok && !r.personal[c] {
		r.keep(c, r.Get(field))
	}
}

// keep puts a cell beside the row as it was written.
func (r *Row) keep(column, cell string) {
	if r.Extra == nil {
		r.Extra = map[string]string{}
	}
	if _, ok := r.Extra[column]; !ok {
		r.Extra[column] = cell
	}
}

// abridge cuts a cell for a report.
func abridge(cell string) string {
	const most = 200
	if len(cell) <= most {
		return cell
	}
	return strings.ToValidUTF8(cell[:most], "") + " …"
}
