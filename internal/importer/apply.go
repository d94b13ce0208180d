package importer

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"focalpoint"
	"focalpoint/internal/sheet"
)

// plan is a mapping resolved against the header of one file.
type plan struct {
	mapping  Mapping
	header   []string
	labels   []string          // by column: its name, told apart where several share one
	names    map[string]int    // field to place in Row.values
	columns  map[string]string // field to the name of its first column
	personal map[string]bool   // names of columns whose cells no report may show
	sources  []source          // in the order of the file's columns
	constant []constant
	extra    []bool // by column: no field takes it, keep its cells
	date1904 bool
	latest   focalpoint.Day // dates after it lie in the future
}

// source is a column that fills a field.
type source struct {
	at     int // column
	to     int // place in Row.values
	column Column
	field  Field
	values map[string]string // lower-case cell to value
	order  *dateOrder
	date   bool
}

type constant struct {
	to   int
	text string
}

// newPlan resolves a mapping. A column the mapping names and the file lacks is
// an error only when the mapping was chosen for this very source.
func newPlan(m Mapping, header []string, date1904 bool, now time.Time) (*plan, error) {
	p := &plan{mapping: m, header: header, names: map[string]int{}, columns: map[string]string{}, personal: map[string]bool{}, extra: make([]bool, len(header)), date1904: date1904, latest: focalpoint.DayOf(now) + 1}
	at := map[string]int{}
	p.labels = labels(header)
	for i, h := range header {
		p.extra[i] = true
		if _, twice := at[columnKey(h)]; !twice && h != "" {
			at[columnKey(h)] = i
		}
	}
	for _, c := range m.Columns {
		i, ok := at[columnKey(c.Column)]
		if !ok || c.Field == "" {
			continue
		}
		f, _ := FieldNamed(c.Field)
		p.extra[i] = false
		if f.Personal {
			p.personal[header[i]] = true
		}
		if _, twice := p.columns[c.Field]; !twice {
			p.columns[c.Field] = header[i]
		}
		p.sources = append(p.sources, newSource(p.place(c.Field), i, c, f))
	}
	if len(p.sources) == 0 {
		return nil, failure("Mapping", focalpoint.KindInvalid, "columns", "columns", "mapping", m.Name, "columns", listed(header))
	}
	for _, f := range fields {
		if text, ok := m.Constants[f.Name]; ok {
			p.constant = append(p.constant, constant{p.place(f.Name), text})
		}
	}
	return p, nil
}

func newSource(to, at int, c Column, f Field) source {
	s := source{at: at, to: to, column: c, field: f, order: &dateOrder{},
		date: c.As == "date" || f.Name == "date" || f.Name == "reported" || f.Name == "owner-born"}
	if len(c.Values) > 0 {
		s.values = make(map[string]string, len(c.Values))
		for k, v := range c.Values {
			s.values[columnKey(k)] = v
		}
	}
	return s
}

func (p *plan) place(field string) int {
	i, ok := p.names[field]
	if !ok {
		i = len(p.names)
		p.names[field] = i
	}
	return i
}

// learn looks at a row before the import begins: it settles the order of dates.
func (p *plan) learn(row sheet.Row) {
	for i := range p.sources {
		s := &p.sources[i]
		if s.date && s.column.Dates == "" && s.at < len(row.Cells) && row.Flag(s.at)&sheet.FlagDate == 0 {
			s.order.see(row.Cells[s.at])
		}
	}
}

// apply turns one source row into rows of the target: one, or one for each
// item the row speaks of. Findings are about the row as a whole.
func (p *plan) apply(row sheet.Row) ([]Row, *Finding) {
	cells, flags := row.Cells, row.Flags
	each := p.pieces(cells)
	if each == nil {
		r := p.one(row.Number, 0, cells, flags)
		if p.empty(&r) {
			return nil, p.refuseEmpty(row)
		}
		return []Row{r}, nil
	}
	items, ok := align(each)
	if !ok || len(items) < 2 {
		r := p.one(row.Number, 0, cells, flags)
		if !ok {
			r.Doubt("", FindingSplit, "")
		}
		if p.empty(&r) {
			return nil, p.refuseEmpty(row)
		}
		return []Row{r}, nil
	}
	var out []Row
	for n, item := range items {
		mine := slices.Clone(cells)
		for i := range p.sources {
			if s := &p.sources[i]; s.column.Each && s.at < len(mine) {
				mine[s.at] = item[s.column.Column]
			}
		}
		r := p.one(row.Number, n+1, mine, flags)
		if p.empty(&r) {
			continue
		}
		for i := range p.sources {
			if s := &p.sources[i]; s.column.Each && s.at < len(cells) {
				r.keep(p.header[s.at], cells[s.at])
			}
		}
		out = append(out, r)
	}
	if len(out) == 0 {
		return nil, p.refuseEmpty(row)
	}
	return out, nil
}

func (p *plan) refuseEmpty(row sheet.Row) *Finding {
	f := found(int64(row.Number), "", FindingEmpty, strings.TrimSpace(strings.Join(row.Cells, " ")), false)
	return &f
}

// pieces takes the cells apart whose values are items of their own; nil when
// the mapping has none.
func (p *plan) pieces(cells []string) map[string][]Piece {
	var out map[string][]Piece
	for i := range p.sources {
		s := &p.sources[i]
		if !s.column.Each || s.at >= len(cells) {
			continue
		}
		if out == nil {
			out = map[string][]Piece{}
		}
		out[s.column.Column] = SplitBy(cells[s.at], s.column.Split)
	}
	return out
}

// one applies the mapping to one item's cells.
func (p *plan) one(number, part int, cells []string, flags []sheet.Flag) Row {
	r := Row{Number: int64(number), Part: part, names: p.names, column: p.columns, personal: p.personal, values: make([]string, len(p.names))}
	for i := range p.sources {
		s := &p.sources[i]
		if s.at < len(cells) && cells[s.at] != "" {
			var flag sheet.Flag
			if s.at < len(flags) {
				flag = flags[s.at]
			}
			p.fill(&r, s, cells[s.at], flag)
		}
	}
	for i, c := range cells {
		switch {
		case c == "":
		case i >= len(p.header):
			if strings.TrimSpace(c) != "" {
				r.keep(fmt.Sprintf("column %d", i+1), c)
				r.Doubt("", FindingShape, c)
			}
		case p.extra[i]:
			r.keep(p.name(i), c)
		}
		if i < len(flags) && flags[i]&sheet.FlagReplaced != 0 {
			r.Doubt(p.name(i), FindingText, c)
		}
	}
	for _, c := range p.constant {
		if r.values[c.to] == "" {
			r.values[c.to] = c.text
		}
	}
	return r
}

// labels names each column so that cells kept beside a row never overwrite each other.
func labels(header []string) []string {
	out, seen := make([]string, len(header)), map[string]bool{}
	for i, h := range header {
		switch {
		case h == "":
			h = fmt.Sprintf("column %d", i+1)
		case seen[h]:
			h = fmt.Sprintf("%s (column %d)", h, i+1)
		}
		seen[h], out[i] = true, h
	}
	return out
}

func (p *plan) name(i int) string {
	if i < len(p.labels) {
		return p.labels[i]
	}
	return fmt.Sprintf("column %d", i+1)
}

// fill puts one cell into its field.
func (p *plan) fill(r *Row, s *source, cell string, flag sheet.Flag) {
	text := strings.TrimSpace(sheet.Unquote(cell))
	if text == "" {
		return
	}
	switch {
	case s.date:
		text = p.date(r, s, text, flag)
	case s.column.As == "whole":
		text = sheet.Whole(text)
	}
	if s.values != nil {
		v, ok := s.values[columnKey(text)]
		if !ok {
			r.Doubt(s.column.Column, FindingValue, cell)
		} else {
			text = v
		}
	}
	if s.column.Split != "" && !s.column.Each {
		p.list(r, s, text)
	}
	if text != strings.TrimSpace(cell) && !s.field.Personal {
		r.keep(p.name(s.at), cell)
	}
	switch have := r.values[s.to]; {
	case have == "":
		r.values[s.to] = text
	case s.field.Name == "serial":
		r.values[s.to] = have + " " + text
	case s.field.Personal:
		r.values[s.to] = have + " " + text
	case text != "":
		r.keep(p.name(s.at), cell) // the first column of a field wins
	}
}

func (p *plan) list(r *Row, s *source, text string) {
	if r.lists == nil {
		r.lists = map[string][]string{}
	}
	pieces := SplitBy(text, s.column.Split)
	if len(pieces) > mostValues {
		r.Doubt(s.column.Field, FindingSplit, text)
		r.keep(p.name(s.at), text)
		return
	}
	for _, piece := range pieces {
		if piece.Text != "" && !slices.Contains(r.lists[s.field.Name], piece.Text) {
			r.lists[s.field.Name] = append(r.lists[s.field.Name], piece.Text)
		}
	}
}

// date reads a date cell; what cannot be read or lies in the future leaves the
// field empty, the cell kept and a doubt.
func (p *plan) date(r *Row, s *source, cell string, flag sheet.Flag) string {
	order := s.column.Dates
	if order == "" {
		order = s.order.order()
	}
	d, ok := readDate(cell, flag&sheet.FlagDate != 0 && digitsOrPoint(cell), p.date1904, order)
	if !ok {
		r.Doubt(s.column.Column, FindingDate, cell)
		return ""
	}
	if first, _, has := d.Bounds(); has && first > p.latest {
		r.Doubt(s.column.Column, FindingFuture, cell)
		return ""
	}
	return string(d)
}

func digitsOrPoint(s string) bool { return strings.Trim(s, "0123456789.") == "" }

// empty reports whether no mapped column of the file holds anything.
func (p *plan) empty(r *Row) bool {
	for i := range p.sources {
		if r.values[p.sources[i].to] != "" && !p.isConstant(p.sources[i].to, r) {
			return false
		}
	}
	return len(r.doubts) == 0
}

func (p *plan) isConstant(to int, r *Row) bool {
	for _, c := range p.constant {
		if c.to == to && r.values[to] == c.text {
			return true
		}
	}
	return false
}
