package sheet

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"
)

// sheetRows streams the rows of one worksheet.
type sheetRows struct {
	w     *workbook
	x     *xmlScan
	part  string
	row   int
	cells []string
	flags []Flag
	any   Flag // all flags of the row together
	value []byte
	over  bool
}

func (w *workbook) rows(ws worksheet) (*sheetRows, *counted, error) {
	f, ok := w.parts[ws.part]
	if !ok {
		return nil, nil, &Error{Code: "empty", Problem: "the worksheet “" + ws.name + "” has no content", Mend: "Choose another worksheet"}
	}
	if err := w.readStrings(); err != nil {
		return nil, nil, err
	}
	rc, err := w.open(f)
	if err != nil {
		return nil, nil, err
	}
	w.opened = append(w.opened, rc)
	g := &counted{r: rc}
	return &sheetRows{w: w, x: newXMLScan(g, w.o.MaxCell), part: ws.part}, g, nil
}

// next finds the next row that holds something.
func (s *sheetRows) next() (Row, error) {
	for !s.over {
		kind, err := s.x.next()
		if err == io.EOF {
			return Row{}, &Error{Row: s.row, Code: "damaged", Problem: "the worksheet ends in the middle", Mend: "The file may be cut short; save or fetch it again"}
		}
		if err != nil {
			return Row{}, s.located(err)
		}
		switch {
		case kind == xmlText:
		case string(s.x.name) == "sheetData" && kind != xmlStart, string(s.x.name) == "worksheet" && kind == xmlEnd:
			s.over = true
		case string(s.x.name) == "row" && kind != xmlEnd:
			s.number()
			if kind == xmlEmpty {
				continue
			}
			if err := s.readRow(); err != nil {
				return Row{}, s.located(err)
			}
			if !blank(s.cells) {
				return s.take(), nil
			}
		}
	}
	return Row{}, io.EOF
}

func (s *sheetRows) take() Row {
	r := Row{Number: s.row, Cells: s.cells}
	if s.any != 0 {
		r.Flags = s.flags
	}
	return r
}

// number takes the row's number from the file; rows without one, or out of
// order, are counted on, so that numbers always rise.
func (s *sheetRows) number() {
	n, err := strconv.Atoi(string(s.x.attr("r")))
	switch {
	case err != nil:
		s.row++
	case n <= s.row || n > 1<<30:
		s.row++
		s.w.notes.add(NoteShape, s.row, "rows of the worksheet are out of order; they were counted on")
	default:
		s.row = n
	}
	if h := s.x.attr("hidden"); string(h) == "1" || string(h) == "true" {
		s.w.notes.add(NoteHidden, s.row, "rows hidden in the worksheet were read as well")
	}
}

// readRow reads the cells up to </row>.
func (s *sheetRows) readRow() error {
	s.cells, s.flags, s.any = s.cells[:0], s.flags[:0], 0
	for {
		kind, err := s.x.next()
		if err != nil {
			return err
		}
		if kind == xmlText {
			continue
		}
		switch string(s.x.name) {
		case "row":
			if kind == xmlEnd {
				return nil
			}
		case "c":
			at, err := s.column(s.x.attr("r"))
			if err != nil {
				return err
			}
			if kind != xmlStart {
				continue
			}
			if err := s.readCell(at); err != nil {
				return err
			}
		}
	}
}

// column makes room for the cell named by a reference such as "AB12", or for
// the next one when it has no reference.
func (s *sheetRows) column(ref []byte) (int, error) {
	at := 0
	for _, c := range ref {
		if c |= 0x20; c < 'a' || c > 'z' || at > 1<<20 {
			break
		}
		at = at*26 + int(c|0x20-'a') + 1
	}
	if at == 0 {
		at = len(s.cells) + 1
	}
	if at > s.w.o.MaxColumns {
		return 0, &Error{Row: s.row, Code: "wide", Args: []any{"most", s.w.o.MaxColumns}, Problem: fmt.Sprintf("the row has a cell in column %d; at most %d columns are read", at, s.w.o.MaxColumns), Mend: "Take away the cells far to the side"}
	}
	for len(s.cells) < at {
		s.cells = append(s.cells, "")
		s.flags = append(s.flags, 0)
	}
	return at - 1, nil
}

// readCell reads one cell up to </c>.
func (s *sheetRows) readCell(at int) error {
	kindOf := string(s.x.attr("t"))
	style, _ := strconv.Atoi(string(s.x.attr("s")))
	s.value = s.value[:0]
	var inline cellScan
	inValue, formula := false, false
	for {
		kind, err := s.x.next()
		if err != nil {
			return err
		}
		if kind == xmlText {
			if inValue || inline.inText && inline.phonetic == 0 {
				if len(s.value)+len(s.x.text) > s.w.o.MaxCell {
					return errXMLLong
				}
				s.value = append(s.value, s.x.text...)
			}
			continue
		}
		switch string(s.x.name) {
		case "v":
			inValue = kind == xmlStart
		case "f":
			formula = true
		case "c":
			if kind == xmlEnd {
				return s.setCell(at, kindOf, style, formula)
			}
		default:
			inline.tag(kind, s.x.name)
		}
	}
}

// setCell stores what the cell means by its type (ECMA-376 part 1, 18.18.11).
func (s *sheetRows) setCell(at int, kind string, style int, formula bool) error {
	var text string
	var flag Flag
	switch kind {
	case "s":
		i, err := strconv.Atoi(strings.TrimSpace(string(s.value)))
		if len(s.value) == 0 {
			break
		}
		t, ok := s.w.strings.at(i)
		if err != nil || !ok {
			return &Error{Row: s.row, Column: at + 1, Code: "damaged", Problem: "the cell refers to a text the workbook does not hold", Mend: "Save the table as a new workbook or as CSV"}
		}
		text = t
	case "b":
		text = map[string]string{"1": "TRUE", "0": "FALSE"}[string(s.value)]
	case "str", "inlineStr":
		text, _ = unescapeX(s.value)
	case "e":
		text, flag = string(s.value), FlagError
		s.w.notes.add(NoteError, s.row, "cells hold an error of the spreadsheet program, such as #REF!; the error was taken as text")
	case "d":
		text, flag = string(s.value), FlagDate
	default:
		text = string(s.value)
		if style >= 0 && style < len(s.w.dates) && s.w.dates[style] && text != "" {
			flag = FlagDate
		}
	}
	if formula {
		flag |= FlagFormula
		s.w.notes.add(NoteFormula, s.row, "cells hold formulas; the values saved beside them were taken as text, nothing was computed")
	}
	if !utf8.ValidString(text) || strings.IndexByte(text, 0) >= 0 {
		text, flag = strings.ReplaceAll(strings.ToValidUTF8(text, "\uFFFD"), "\x00", "\uFFFD"), flag|FlagReplaced
		s.w.notes.add(NoteText, s.row, "characters could not be decoded and were replaced by U+FFFD")
		if s.w.o.Strict {
			return &Error{Row: s.row, Column: at + 1, Code: "text", Problem: "the cell holds bytes that are not text", Mend: "Save the table as a new workbook or as CSV"}
		}
	}
	s.cells[at], s.flags[at] = text, flag
	s.any |= flag
	return nil
}

func (s *sheetRows) located(err error) error {
	switch err {
	case io.EOF, errXMLShort:
		return &Error{Row: s.row, Code: "damaged", Problem: "the worksheet ends in the middle of the row", Mend: "The file may be cut short; save or fetch it again"}
	case errXMLLong:
		return &Error{Row: s.row, Code: "long", Args: []any{"most", s.w.o.MaxCell}, Problem: fmt.Sprintf("a cell in this row or just after it is longer than %d bytes", s.w.o.MaxCell), Mend: "Shorten the cell or raise the limit"}
	}
	if _, ok := err.(*Error); ok {
		return err
	}
	return s.w.broken(s.part, err)
}
