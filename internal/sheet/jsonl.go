package sheet

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
)

// jsonRows reads one JSON object to a line. Its keys are the columns, in order
// of first appearance; a nested value stays JSON text; null is an empty cell.
type jsonRows struct {
	lines  *textRows
	header []string
	column map[string]int
	cells  []string
	flags  []Flag
}

func newJSONRows(lines *textRows) *jsonRows {
	lines.d = dialect{comma: 0, quotes: false}
	return &jsonRows{lines: lines, column: map[string]int{}}
}

func (j *jsonRows) next() (Row, error) {
	for {
		raw, _, err := j.lines.record()
		if err != nil {
			return Row{}, err
		}
		j.lines.row++
		j.lines.line++
		if len(bytes.TrimSpace(raw)) == 0 {
			continue
		}
		text, replaced, err := j.lines.clean(raw)
		if err != nil {
			return Row{}, err
		}
		j.flags = nil
		if err := j.object(text, replaced); err != nil {
			return Row{}, err
		}
		return Row{Number: j.lines.row, Line: j.lines.line, Cells: j.cells, Flags: j.flags}, nil
	}
}

// object fills j.cells from one line; replaced says that characters of the line
// could not be decoded.
func (j *jsonRows) object(text string, replaced bool) error {
	row := j.lines.row
	clear(j.cells)
	seen := map[string]bool{}
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	if tok, err := d.Token(); err != nil || tok != json.Delim('{') {
		return &Error{Row: row, Code: "json", Problem: "the line is not a JSON object", Err: err,
			Mend: "Write one object to a line, such as {\"a\": 1, \"b\": 2}"}
	}
	for d.More() {
		tok, err := d.Token()
		key, ok := tok.(string)
		if err != nil || !ok {
			return j.broken(err)
		}
		var raw json.RawMessage
		if err := d.Decode(&raw); err != nil {
			return j.broken(err)
		}
		if seen[key] {
			j.lines.notes.add(NoteShape, row, fmt.Sprintf("the key “%s” is given twice in one object; the last one counts", key))
		}
		seen[key] = true
		at, err := j.place(key)
		if err != nil {
			return err
		}
		j.cells[at] = cellText(raw)
		if strings.Contains(j.cells[at], "\uFFFD") && (replaced || !bytes.Contains(raw, []byte("\uFFFD"))) {
			j.flag(at, replaced)
		}
	}
	if _, err := d.Token(); err != nil {
		return j.broken(err)
	}
	if rest := strings.TrimSpace(text[d.InputOffset():]); rest != "" {
		return &Error{Row: row, Code: "json", Problem: "something follows the JSON object on its line", Mend: "Write one object to a line"}
	}
	return nil
}

// flag says that a cell holds characters that could not be decoded, such as half
// of a pair of escapes ("\ud800").
func (j *jsonRows) flag(at int, noted bool) {
	for len(j.flags) < j.lines.o.MaxColumns && len(j.flags) <= at {
		j.flags = append(j.flags, 0)
	}
	j.flags[at] |= FlagReplaced
	if !noted {
		j.lines.notes.add(NoteText, j.lines.row, "characters could not be decoded and were replaced by U+FFFD")
	}
}

// place gives the column of a key, making one for a new key.
func (j *jsonRows) place(key string) (int, error) {
	at, ok := j.column[key]
	if !ok {
		if len(j.header) >= j.lines.o.MaxColumns {
			return 0, &Error{Row: j.lines.row, Code: "wide", Args: []any{"most", j.lines.o.MaxColumns}, Problem: fmt.Sprintf("the rows use more than %d different keys", j.lines.o.MaxColumns),
				Mend: "Check that each object is a record of the same table"}
		}
		at = len(j.header)
		j.column[key] = at
		j.header = append(j.header, key)
		j.cells = append(j.cells, "")
	}
	return at, nil
}

func (j *jsonRows) broken(err error) error {
	return &Error{Row: j.lines.row, Code: "json", Problem: "the line is not well-formed JSON", Err: err,
		Mend: "Mend the line, or leave it out"}
}

// cellText gives the text of a JSON value: strings without their quotes,
// numbers with the digits as written, anything nested as JSON.
func cellText(raw json.RawMessage) string {
	switch {
	case len(raw) == 0 || string(raw) == "null":
		return ""
	case raw[0] == '"':
		var s string
		if json.Unmarshal(raw, &s) == nil {
			return strings.ReplaceAll(s, "\x00", "\uFFFD")
		}
	}
	return string(raw)
}
