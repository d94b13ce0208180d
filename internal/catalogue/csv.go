package catalogue

import (
	"encoding/csv"
	"io"
	"maps"
	"slices"
	"strconv"

	"focalpoint"
)

// ReadAddition reads a State's own entries or synonyms of one list from a CSV
// with a header line. With a column "text" each row is a synonym (text, code,
// and optionally exact, make, confidence, reason, source); else each row is an entry
// (code, en, and optionally parent, fr, es, ru, ar, zh, from, to, source and
// any further column, such as alias or country). source stands for rows that
// name none. Errors name the line.
func ReadAddition(r io.Reader, list, source string) (Addition, error) {
	a := Addition{Entries: map[string][]Entry{}}
	rows, err := readRecords(r)
	if err != nil {
		return a, focalpoint.Invalid("catalogue.ReadAddition", "file", "the file is no CSV with a header line: %v", err)
	}
	var f focalpoint.Fields
	for i, row := range rows {
		line := strconv.Itoa(i + 2)
		if row["source"] == "" {
			row["source"] = source
		}
		if row["source"] == "" {
			f.Add("line "+line, "say where the row comes from, in a column source or for the whole file")
		}
		if row["code"] == "" {
			f.Add("line "+line, "the column code is empty")
		}
		if row["text"] == "" {
			a.Entries[list] = append(a.Entries[list], entryOf(row))
			continue
		}
		y := Synonym{List: list, Text: row["text"], Code: row["code"], Exact: row["exact"] == "yes" || row["exact"] == "1", Make: row["make"], Reason: row["reason"], Source: row["source"]}
		if v := row["confidence"]; v != "" {
			if y.Confidence, err = strconv.ParseFloat(v, 64); err != nil || y.Confidence <= 0 || y.Confidence > 1 {
				f.Add("line "+line, "the confidence %q is no number above 0 and up to 1", v)
			}
		}
		a.Synonyms = append(a.Synonyms, y)
	}
	return a, f.Err("catalogue.ReadAddition")
}

// WriteCSV writes a list in the form ReadAddition takes.
func (l *List) WriteCSV(w io.Writer) error {
	columns := map[string]bool{}
	for _, e := range l.Entries {
		for k := range e.Attr {
			columns[k] = true
		}
	}
	more := slices.Sorted(maps.Keys(columns))
	head := append([]string{"code", "parent"}, Languages()...)
	head = append(append(head, "from", "to", "source"), more...)
	cw := csv.NewWriter(w)
	if err := cw.Write(head); err != nil {
		return err
	}
	for _, e := range l.Entries {
		row := []string{e.Code, e.Parent}
		for _, lang := range Languages() {
			row = append(row, e.Names[lang])
		}
		row = append(row, string(e.From), string(e.To), e.Source)
		for _, k := range more {
			row = append(row, e.Attr[k])
		}
		if err := cw.Write(row); err != nil {
			return err
		}
	}
	cw.Flush()
	return cw.Error()
}
