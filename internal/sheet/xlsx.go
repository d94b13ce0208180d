package sheet

import (
	"archive/zip"
	"encoding/xml"
	"fmt"
	"io"
	"path"
	"strings"
)

// workbook is an open XLSX file: the zip directory and what its small parts say.
type workbook struct {
	o        Options
	notes    *notes
	parts    map[string]*zip.File // by lower-case name without a leading slash
	sheets   []worksheet
	date1904 bool
	strings  sharedText
	dates    []bool // by cell format: whether it shows numbers as dates
	opened   []io.Closer
}

type worksheet struct {
	name   string
	part   string
	hidden bool
}

// smallPart bounds the parts that describe the workbook.
const smallPart = 16 << 20

func openWorkbook(ra io.ReaderAt, size int64, o Options, n *notes) (*workbook, error) {
	z, err := zip.NewReader(ra, size)
	if err != nil {
		return nil, &Error{Code: "damaged", Problem: "the workbook cannot be opened", Err: err, Mend: "The file may be damaged or cut short; save or fetch it again"}
	}
	if len(z.File) > o.MaxEntries {
		return nil, &Error{Code: "bomb", Problem: fmt.Sprintf("the archive holds %d parts; at most %d are accepted", len(z.File), o.MaxEntries),
			Mend: "Save the table as a new workbook or as CSV"}
	}
	w := &workbook{o: o, notes: n, parts: map[string]*zip.File{}}
	for _, f := range z.File {
		w.parts[partName(f.Name)] = f
	}
	if err := w.describe(); err != nil {
		return nil, err
	}
	w.noteActive()
	return w, nil
}

func partName(name string) string {
	return strings.ToLower(strings.TrimPrefix(path.Clean(strings.ReplaceAll(name, `\`, "/")), "/"))
}

// describe reads the list of sheets, the cell formats and nothing else.
func (w *workbook) describe() error {
	var book struct {
		Pr struct {
			Date1904 string `xml:"date1904,attr"`
		} `xml:"workbookPr"`
		Sheets []struct {
			Name  string     `xml:"name,attr"`
			State string     `xml:"state,attr"`
			Attrs []xml.Attr `xml:",any,attr"`
		} `xml:"sheets>sheet"`
	}
	if _, ok := w.parts["xl/workbook.xml"]; !ok {
		return &Error{Code: "kind", Args: []any{"what", "ZIP"}, Problem: "the archive is not an XLSX workbook (it has no xl/workbook.xml)",
			Mend: "Unpack the archive and give the table in it, or save the table as .xlsx or CSV"}
	}
	if err := w.small("xl/workbook.xml", &book); err != nil {
		return err
	}
	w.date1904 = book.Pr.Date1904 == "1" || book.Pr.Date1904 == "true"
	targets, err := w.targets()
	if err != nil {
		return err
	}
	for i, s := range book.Sheets {
		ws := worksheet{name: s.Name, hidden: s.State == "hidden" || s.State == "veryHidden"}
		for _, a := range s.Attrs {
			if a.Name.Local == "id" {
				ws.part = targets[a.Value]
			}
		}
		if ws.part == "" {
			ws.part = fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1)
		}
		w.sheets = append(w.sheets, ws)
	}
	return w.readStyles()
}

// targets maps the relation ids of the workbook to part names.
func (w *workbook) targets() (map[string]string, error) {
	var rels struct {
		List []struct {
			ID     string `xml:"Id,attr"`
			Target string `xml:"Target,attr"`
			Mode   string `xml:"TargetMode,attr"`
		} `xml:"Relationship"`
	}
	if err := w.small("xl/_rels/workbook.xml.rels", &rels); err != nil {
		return nil, err
	}
	out := map[string]string{}
	for _, r := range rels.List {
		if strings.EqualFold(r.Mode, "External") {
			continue
		}
		name := r.Target
		if !strings.HasPrefix(name, "/") && !strings.HasPrefix(name, "xl/") {
			name = "xl/" + name
		}
		out[r.ID] = partName(name)
	}
	return out, nil
}

// small decodes one of the describing parts; a part that is not there leaves
// into as it is.
func (w *workbook) small(name string, into any) error {
	f, ok := w.parts[name]
	if !ok {
		return nil
	}
	rc, err := w.open(f)
	if err != nil {
		return err
	}
	defer rc.Close()
	d := xml.NewDecoder(io.LimitReader(rc, smallPart))
	d.Strict = false
	d.CharsetReader = func(label string, in io.Reader) (io.Reader, error) {
		return decoder(in, canonicalEncoding(label))
	}
	if err := d.Decode(into); err != nil {
		return &Error{Code: "damaged", Problem: "the part " + name + " of the workbook cannot be read", Err: err, Mend: "Save the table as a new workbook or as CSV"}
	}
	return nil
}

// open unpacks one part under the limits.
func (w *workbook) open(f *zip.File) (io.ReadCloser, error) {
	if f.Flags&1 != 0 {
		return nil, &Error{Code: "password", Problem: "the workbook is protected by a password", Mend: "Save it without a password"}
	}
	rc, err := f.Open()
	if err != nil {
		return nil, &Error{Code: "damaged", Problem: "the part " + f.Name + " of the workbook cannot be unpacked", Err: err, Mend: "Save the table as a new workbook or as CSV"}
	}
	g := &guard{r: rc, packed: func() int64 { return int64(f.CompressedSize64) }, o: w.o}
	return struct {
		io.Reader
		io.Closer
	}{g, rc}, nil
}

// noteActive says what in the workbook could do something and was left alone.
func (w *workbook) noteActive() {
	kinds := []struct{ prefix, text string }{
		{"xl/vbaproject", "the workbook holds macros; they were left alone"},
		{"xl/macrosheets/", "the workbook holds macro sheets; they were left alone"},
		{"xl/activex/", "the workbook holds ActiveX controls; they were left alone"},
		{"xl/embeddings/", "the workbook holds embedded objects; they were left alone"},
		{"xl/externallinks/", "the workbook links to other files; the links were not followed"},
		{"xl/connections", "the workbook connects to outside data; nothing was fetched"},
	}
	for _, k := range kinds {
		for name := range w.parts {
			if strings.HasPrefix(name, k.prefix) {
				w.notes.add(NoteActive, 0, k.text)
				break
			}
		}
	}
}

// names lists the worksheets.
func (w *workbook) names() []string {
	var out []string
	for _, s := range w.sheets {
		out = append(out, s.name)
	}
	return out
}

// pick chooses the worksheet to read: the named one, else the first visible
// one that holds rows.
func (w *workbook) pick() (worksheet, error) {
	if w.o.Sheet != "" {
		for _, s := range w.sheets {
			if strings.EqualFold(s.name, w.o.Sheet) {
				return s, nil
			}
		}
		return worksheet{}, &Error{Code: "sheet", Args: []any{"name", w.o.Sheet}, Problem: "the workbook has no worksheet “" + w.o.Sheet + "”",
			Mend: "It has: " + strings.Join(w.names(), ", ")}
	}
	for _, s := range w.sheets {
		f, ok := w.parts[s.part]
		if !ok || s.hidden {
			continue
		}
		has, err := w.hasRows(f)
		if err != nil {
			return worksheet{}, err
		}
		if has {
			if len(w.sheets) > 1 {
				w.notes.add(NoteSheets, 0, fmt.Sprintf("the workbook has %d worksheets (%s); only “%s” was read",
					len(w.sheets), strings.Join(w.names(), ", "), s.name))
			}
			return s, nil
		}
	}
	return worksheet{}, &Error{Code: "empty", Problem: "no visible worksheet of the workbook holds rows",
		Mend: "Name the worksheet to read; it has: " + strings.Join(w.names(), ", ")}
}

func (w *workbook) hasRows(f *zip.File) (bool, error) {
	rc, err := w.open(f)
	if err != nil {
		return false, err
	}
	defer rc.Close()
	s := newXMLScan(rc, w.o.MaxCell)
	for {
		kind, err := s.next()
		if err == io.EOF {
			return false, nil
		}
		if err != nil {
			return false, err
		}
		if kind != xmlText && string(s.name) == "c" {
			return true, nil
		}
		if kind == xmlEnd && string(s.name) == "sheetData" {
			return false, nil
		}
	}
}
