package sheet

import (
	"fmt"
	"io"
	"strconv"
	"strings"
)

// sharedText holds the texts of a workbook that cells refer to by number, in
// one block: a million of them cost their bytes and four more each.
type sharedText struct {
	all  []byte
	ends []uint32
}

// at gives text i; ok is false when the workbook has no such text.
func (t *sharedText) at(i int) (string, bool) {
	if i < 0 || i >= len(t.ends) {
		return "", false
	}
	from := uint32(0)
	if i > 0 {
		from = t.ends[i-1]
	}
	return string(t.all[from:t.ends[i]]), true
}

// readStrings loads the shared texts. Phonetic readings are left out, rich
// text is joined.
func (w *workbook) readStrings() error {
	f, ok := w.parts["xl/sharedstrings.xml"]
	if !ok {
		return nil
	}
	rc, err := w.open(f)
	if err != nil {
		return err
	}
	defer rc.Close()
	s := newXMLScan(rc, w.o.MaxCell)
	var cell cellScan
	for {
		kind, err := s.next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return w.broken("xl/sharedStrings.xml", err)
		}
		switch {
		case kind == xmlText:
			if cell.inText && cell.phonetic == 0 {
				w.strings.all = append(w.strings.all, s.text...)
			}
		case string(s.name) == "si" && kind != xmlStart:
			if err := w.endString(); err != nil {
				return err
			}
			cell = cellScan{}
		default:
			cell.tag(kind, s.name)
		}
	}
}

// endString closes one shared text, decoding the _x000D_ notation workbooks
// use for control characters.
func (w *workbook) endString() error {
	t := &w.strings
	from := 0
	if n := len(t.ends); n > 0 {
		from = int(t.ends[n-1])
	}
	one := t.all[from:]
	if len(one) > w.o.MaxCell {
		return &Error{Code: "bomb", Problem: fmt.Sprintf("text %d of the workbook is longer than %d bytes", len(t.ends), w.o.MaxCell), Mend: "Shorten the cell or raise the limit"}
	}
	if decoded, changed := unescapeX(one); changed {
		t.all = append(t.all[:from], decoded...)
	}
	if int64(len(t.all)) > w.o.MaxStrings {
		return &Error{Code: "bomb", Problem: fmt.Sprintf("the texts of the workbook are larger than %d bytes", w.o.MaxStrings), Mend: "Save the table as CSV and read that"}
	}
	t.ends = append(t.ends, uint32(len(t.all)))
	return nil
}

// cellScan tracks which text inside <si>, <is> or <c> counts.
type cellScan struct {
	inText   bool
	phonetic int
}

func (c *cellScan) tag(kind xmlKind, name []byte) {
	switch {
	case string(name) == "t":
		c.inText = kind == xmlStart
	case string(name) == "rPh" && kind == xmlStart:
		c.phonetic++
	case string(name) == "rPh" && kind == xmlEnd:
		c.phonetic--
	}
}

// unescapeX decodes _xHHHH_; a zero character becomes U+FFFD.
func unescapeX(b []byte) (string, bool) {
	s := string(b)
	if !strings.Contains(s, "_x") {
		return s, false
	}
	var out strings.Builder
	for i := 0; i < len(s); {
		if strings.HasPrefix(s[i:], "_x") && len(s) >= i+7 && s[i+6] == '_' {
			if n, err := strconv.ParseUint(s[i+2:i+6], 16, 16); err == nil {
				r := rune(n)
				if r == 0 {
					r = '\uFFFD'
				}
				out.WriteRune(r)
				i += 7
				continue
			}
		}
		out.WriteByte(s[i])
		i++
	}
	return out.String(), true
}

func (w *workbook) broken(part string, err error) error {
	return &Error{Code: "damaged", Problem: "the part " + part + " of the workbook cannot be read", Err: err,
		Mend: "Save the table as a new workbook or as CSV; if a cell is too long, shorten it"}
}

// readStyles finds out which cell formats show numbers as dates.
func (w *workbook) readStyles() error {
	var styles struct {
		Formats []struct {
			ID   int    `xml:"numFmtId,attr"`
			Code string `xml:"formatCode,attr"`
		} `xml:"numFmts>numFmt"`
		Cells []struct {
			Format int `xml:"numFmtId,attr"`
		} `xml:"cellXfs>xf"`
	}
	if err := w.small("xl/styles.xml", &styles); err != nil {
		// Without styles the dates are not flagged; that is no reason to
		// refuse the table.
		w.notes.add(NoteShape, 0, "the formats of the workbook cannot be read; dates are not recognized as such")
		return nil
	}
	custom := map[int]bool{}
	for _, f := range styles.Formats {
		custom[f.ID] = dateFormat(f.Code)
	}
	for _, c := range styles.Cells {
		date, ok := custom[c.Format]
		if !ok {
			date = c.Format >= 14 && c.Format <= 22 || c.Format >= 27 && c.Format <= 36 ||
				c.Format >= 45 && c.Format <= 47 || c.Format >= 50 && c.Format <= 58
		}
		w.dates = append(w.dates, date)
	}
	return nil
}

// dateFormat reports whether a number format code shows a date or time: it has
// a y, m, d, h or s outside quotes, brackets and escapes (ECMA-376 part 1,
// 18.8.31).
func dateFormat(code string) bool {
	quoted, bracket := false, false
	for i := 0; i < len(code); i++ {
		c := code[i]
		switch {
		case quoted:
			quoted = c != '"'
		case bracket:
			bracket = c != ']'
		case c == '"':
			quoted = true
		case c == '[':
			// Elapsed time such as [h]:mm is a duration; [Red] is a colour.
			bracket = true
		case c == '\\' || c == '_' || c == '*':
			i++
		case c == ';':
			return false
		case strings.IndexByte("ymdhsYMDHS", c) >= 0:
			return !strings.HasPrefix(strings.ToLower(code[i:]), "standard")
		}
	}
	return false
}
