package importer

import (
	"context"
	"io"

	"focalpoint"
	"focalpoint/internal/sheet"
)

// Preview shows what a file holds and how it would be read, before anything is stored.
type Preview struct {
	Info      sheet.Info          `json:"info"`
	Title     [][]string          `json:"title,omitempty"` // rows above the header
	HeaderRow int                 `json:"headerRow"`
	Header    []string            `json:"header"`
	Rows      []PreviewRow        `json:"rows"`
	Mapping   Mapping             `json:"mapping"` // proposed
	Known     bool                `json:"known"`   // the mapping is a saved or shipped one for this source
	Unmapped  []string            `json:"unmapped"`
	Missing   []string            `json:"missing"` // columns the mapping names and the file lacks
	Notes     []sheet.Note        `json:"notes"`
	Before    *Run                `json:"before,omitempty"` // the file was begun or imported before
	Fields    []string            `json:"fields"`           // what columns can mean for this target
	Sum       string              `json:"digest"`           // hexadecimal SHA-256 of the file
	Options   sheet.Options       `json:"-"`
	Import    focalpoint.ImportID `json:"-"`
}

// PreviewRow is a row as it stands and what the mapping makes of it.
type PreviewRow struct {
	Number int               `json:"number"`
	Cells  []string          `json:"cells"`
	Values map[string]string `json:"values"` // by field
	Items  int               `json:"items"`  // how many items the row speaks of; 0 when it would not be taken
	Doubts []Finding         `json:"doubts,omitempty"`
}

// previewRows is how many rows a preview shows.
const previewRows = 20

// Preview reads the beginning of a file. The mapping is chosen as Import would
// choose it; one handed in (Use, Mapping) is tried instead.
func (im *Importer) Preview(ctx context.Context, req Request) (Preview, error) {
	j, err := im.begin(ctx, req)
	if err != nil {
		return Preview{}, err
	}
	r, err := req.Source.open(j.options)
	if err != nil {
		return Preview{}, err
	}
	defer r.Close()
	var rows []sheet.Row
	for len(rows) < previewRows {
		row, err := r.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return Preview{}, fileError(err)
		}
		row.Cells = append([]string(nil), row.Cells...)
		row.Flags = append([]sheet.Flag(nil), row.Flags...)
		rows = append(rows, row)
	}
	if err := j.resolve(r); err != nil {
		return Preview{}, err
	}
	p := Preview{Info: r.Info(), Title: r.Title(), HeaderRow: r.HeaderRow(), Header: r.Header(), Mapping: j.mapping, Known: j.mapping.Name != "by-header",
		Fields: j.target.Fields(), Sum: j.run.File, Options: j.options, Import: j.run.ID, Rows: []PreviewRow{}, Notes: []sheet.Note{}, Unmapped: []string{}, Missing: []string{}}
	if j.begun {
		before := j.run
		p.Before = &before
	}
	for i, extra := range j.plan.extra {
		if extra && p.Header[i] != "" {
			p.Unmapped = append(p.Unmapped, p.Header[i])
		}
	}
	p.Missing = append(p.Missing, missing(j.mapping, p.Header)...)
	for _, row := range rows {
		j.plan.learn(row)
	}
	for _, row := range rows {
		p.Rows = append(p.Rows, j.show(row))
	}
	p.Notes = append(p.Notes, r.Notes()...)
	return p, nil
}

func (j *job) show(row sheet.Row) PreviewRow {
	out := PreviewRow{Number: row.Number, Cells: row.Cells, Values: map[string]string{}}
	items, refused := j.plan.apply(row)
	out.Items = len(items)
	if refused != nil {
		out.Doubts = append(out.Doubts, *refused)
	}
	for i := range items {
		out.Doubts = append(out.Doubts, items[i].doubts...)
		if i > 0 {
			continue
		}
		for field := range j.plan.names {
			if v := items[0].Get(field); v != "" {
				out.Values[field] = v
			}
		}
	}
	return out
}

// missing lists the columns a mapping names that a header lacks.
func missing(m Mapping, header []string) []string {
	have := map[string]bool{}
	for _, h := range header {
		have[columnKey(h)] = true
	}
	var out []string
	for _, c := range m.Columns {
		if !have[columnKey(c.Column)] {
			out = append(out, c.Column)
		}
	}
	return out
}
