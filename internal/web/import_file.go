package web

import (
	"cmp"
	"net/http"
	"slices"
	"strings"

	"focalpoint"
	"focalpoint/internal/importer"
	"focalpoint/internal/sheet"
)

// importFileData is the wizard: what the file holds, what each column means,
// what the last dry run said.
type importFileData struct {
	File      uploadRow
	Preview   *importer.Preview
	Rows      []mapRow
	Constants []constantRow
	Mapping   importer.Mapping
	Fields    []choice
	Known     []choice // mappings by name
	Targets   []choice
	Sheets    []choice
	Encodings []choice
	Orders    []choice
	Errors    []fieldError
	Report    *importer.Report
	Notes     []string
}

// mapRow is one column of the file and what it means.
type mapRow struct {
	N                   int
	Column, Field       string
	Dates               string
	Sample              string
	Missing, Date, Keep bool // not in the file; a date; kept beside the row
}

// constantRow is a field that is the same in every row.
type constantRow struct {
	N            int
	Field, Value string
}

func (s *site) importFile(rq *request) error { return s.showImportFile(rq, http.StatusOK, nil, nil) }

// showImportFile renders the wizard. typed, when not nil, is a mapping that
// could not be kept.
func (s *site) showImportFile(rq *request, code int, typed *importer.Mapping, wrong []fieldError) error {
	u, err := s.Importer.Upload(rq.R.Context(), rq.R.PathValue("id"))
	if err != nil {
		return err
	}
	if u.State == importer.UploadDone && u.Report != nil {
		return rq.redirect("/imports/" + string(u.Report.Run.ID))
	}
	d := importFileData{Errors: wrong, Report: u.Report, Targets: s.targets(rq)}
	if d.File, err = s.withJob(rq, u); err != nil {
		return err
	}
	for _, w := range u.Wrong {
		e := w.Err()
		d.Errors = append(d.Errors, fieldError{e.Field, rq.sentence(e)})
	}
	if !d.File.Busy() {
		if err := s.previewFile(rq, &d, typed); err != nil {
			return err
		}
	}
	return s.render(rq, code, "import_file", rq.P.T("imports.file-title", "name", u.Name), d)
}

func (s *site) previewFile(rq *request, d *importFileData, typed *importer.Mapping) error {
	u := d.File.Upload
	p, err := s.Importer.PreviewUpload(rq.R.Context(), u)
	switch kind := focalpoint.KindOf(err); {
	case err != nil && (kind == focalpoint.KindInvalid || kind == focalpoint.KindConflict || kind == focalpoint.KindTooLarge):
		d.Errors = append(d.Errors, rq.fieldErrors(err)...)
		if len(p.Header) > 0 { // the columns can be shown all the same
			d.Preview = &p
		}
	case err != nil:
		return err
	default:
		d.Preview = &p
	}
	d.Mapping = importer.Mapping{Name: "by-header", Target: u.Target}
	switch {
	case typed != nil:
		d.Mapping = *typed
	case d.Preview != nil:
		d.Mapping = p.Mapping
	case u.Mapping != nil:
		d.Mapping = *u.Mapping
	}
	d.Rows = mapRows(p, d.Mapping)
	for _, name := range slices.Sorted(mapsKeys(d.Mapping.Constants)) {
		d.Constants = append(d.Constants, constantRow{len(d.Constants), name, d.Mapping.Constants[name]})
	}
	for range 2 {
		d.Constants = append(d.Constants, constantRow{N: len(d.Constants)})
	}
	return s.fileChoices(rq, d, p)
}

// fileChoices fills what the selects of the wizard offer.
func (s *site) fileChoices(rq *request, d *importFileData, p importer.Preview) error {
	t, err := s.Importer.Target(d.File.Target)
	if err != nil {
		return err
	}
	for _, f := range t.Fields() {
		d.Fields = append(d.Fields, choice{f, rq.P.T("import.field." + f)})
	}
	order := rq.P.Compare()
	slices.SortStableFunc(d.Fields, func(a, b choice) int { return order(a.Name, b.Name) })
	own, err := s.Importer.Mappings(rq.R.Context())
	if err != nil {
		return err
	}
	for _, m := range append(own, importer.Shipped()...) {
		if m.Target == d.File.Target {
			d.Known = append(d.Known, choice{m.Name, m.Name})
		}
	}
	for _, name := range p.Info.Sheets {
		d.Sheets = append(d.Sheets, choice{name, name})
	}
	for _, name := range sheet.Encodings() {
		d.Encodings = append(d.Encodings, choice{name, name})
	}
	d.Orders = []choice{{"dmy", rq.P.T("imports.dates-dmy")}, {"mdy", rq.P.T("imports.dates-mdy")}}
	for _, n := range p.Notes {
		text := n.Text
		if key := "import.note." + string(n.Kind); rq.P.Has(key) {
			text = rq.P.T(key)
		}
		d.Notes = append(d.Notes, text)
	}
	return nil
}

// mapRows puts the columns of a file beside what a mapping says of them, in
// the order of the file; a column that fills two fields stands twice.
func mapRows(p importer.Preview, m importer.Mapping) []mapRow {
	var out []mapRow
	used := make([]bool, len(m.Columns))
	add := func(c importer.Column, sample string, missing bool) {
		out = append(out, mapRow{N: len(out), Column: c.Column, Field: c.Field, Dates: c.Dates, Sample: sample, Missing: missing,
			Date: c.As == "date" || c.Field == "date" || c.Field == "reported", Keep: c.Field == ""})
	}
	for i, h := range p.Header {
		if h == "" {
			continue
		}
		sample, found := samples(p, i), false
		for j, c := range m.Columns {
			if sameColumn(c.Column, h) {
				add(c, sample, false)
				used[j], found = true, true
			}
		}
		if !found {
			add(importer.Column{Column: h}, sample, false)
		}
	}
	for j, c := range m.Columns {
		if !used[j] {
			add(c, "", true)
		}
	}
	return out
}

func sameColumn(a, b string) bool {
	return strings.EqualFold(strings.Join(strings.Fields(a), " "), strings.Join(strings.Fields(b), " "))
}

// samples are the first different cells of a column.
func samples(p importer.Preview, i int) string {
	var out []string
	for _, r := range p.Rows {
		if i < len(r.Cells) && r.Cells[i] != "" && !slices.Contains(out, r.Cells[i]) && len(out) < 3 {
			cell := []rune(r.Cells[i])
			if len(cell) > 40 {
				cell = append(cell[:40], '…')
			}
			out = append(out, string(cell))
		}
	}
	return strings.Join(out, " | ")
}

// importAct does what a button of the wizard says.
func (s *site) importAct(rq *request) error {
	if err := rq.R.ParseForm(); err != nil {
		return err
	}
	ctx, id, f := rq.R.Context(), rq.R.PathValue("id"), form{values: rq.R.PostForm}
	u, err := s.Importer.Upload(ctx, id)
	if err != nil {
		return err
	}
	act := f.get("do")
	if act == "discard" {
		if err := s.Importer.Discard(ctx, rq.User.ID, id); err != nil {
			return err
		}
		return rq.redirect("/imports")
	}
	m, err := s.mappingOf(rq, u, f, act)
	if err == nil {
		err = s.Importer.Settle(ctx, id, cmp.Or(f.get("target"), u.Target), m)
	}
	if err == nil && act == "save" {
		err = s.Importer.SaveMapping(ctx, rq.User.ID, *m, f.get("reason"))
	}
	if err == nil && (act == "try" || act == "load") {
		err = s.Importer.Enqueue(ctx, s.Jobs, rq.User.ID, id, act == "try")
	}
	if kind := focalpoint.KindOf(err); err != nil && (kind == focalpoint.KindInvalid || kind == focalpoint.KindConflict) {
		return s.showImportFile(rq, status(err), m, rq.fieldErrors(err))
	}
	if err != nil {
		return err
	}
	to := "/imports/files/" + id
	if act == "save" {
		to += "?done=saved"
	}
	return rq.redirect(to)
}

// mappingOf is the mapping the form means: none when the header shall decide
// (another target was chosen), one by name, or the one written out.
func (s *site) mappingOf(rq *request, u importer.Upload, f form, act string) (*importer.Mapping, error) {
	switch {
	case f.get("target") != "" && f.get("target") != u.Target:
		return nil, nil
	case act == "known":
		own, err := s.Importer.Mappings(rq.R.Context())
		if err != nil {
			return nil, err
		}
		for _, m := range append(own, importer.Shipped()...) {
			if m.Name == f.get("known") && m.Target == u.Target {
				return &m, nil
			}
		}
		return nil, nil
	}
	base := importer.Mapping{Name: "by-header", Target: u.Target}
	if p, err := s.Importer.PreviewUpload(rq.R.Context(), u); err == nil || p.Mapping.Name != "" {
		base = p.Mapping
	} else if u.Mapping != nil {
		base = *u.Mapping
	}
	m := editMapping(base, f)
	if act == "save" && m.Name == "by-header" {
		return &m, focalpoint.Invalid("web.import", "name", "%s", rq.P.T("imports.name-it"))
	}
	return &m, nil
}

// editMapping changes a mapping by the form; what the form does not show of a
// column (values, splitting) stays as long as it fills the same field.
func editMapping(base importer.Mapping, f form) importer.Mapping {
	m := importer.Mapping{Name: cmp.Or(f.get("name"), base.Name), Target: base.Target, About: base.About, Match: base.Match, File: base.File, Constants: map[string]string{}}
	m.File.Sheet, m.File.Encoding = f.get("sheet"), f.get("encoding")
	if n, ok := f.number("header-row"); ok && n >= 0 && n <= 1000 {
		m.File.HeaderRow = int(n)
	}
	for _, b := range f.blocks("columns") {
		field := b.get("field")
		if field == "" {
			continue
		}
		c := importer.Column{Column: b.values.Get(b.prefix + "column"), Field: field}
		at := slices.IndexFunc(base.Columns, func(x importer.Column) bool { return sameColumn(x.Column, c.Column) && x.Field == field })
		if at >= 0 {
			c = base.Columns[at]
		} else if known, _ := importer.FieldNamed(field); known.Many {
			c.Split = "auto"
		}
		if field == "date" || field == "reported" {
			c.As, c.Dates = "date", b.get("dates")
		}
		m.Columns = append(m.Columns, c)
	}
	for _, b := range f.blocks("constants") {
		if field, value := b.get("field"), b.get("value"); field != "" && value != "" {
			m.Constants[field] = value
		}
	}
	if m.Name != base.Name { // a mapping of its own is known by the columns it reads
		m.Match, m.About = nil, ""
		for _, c := range m.Columns {
			if !slices.Contains(m.Match, c.Column) {
				m.Match = append(m.Match, c.Column)
			}
		}
	}
	return m
}
