package sheet

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// textRows cuts separated text into rows. Its buffer grows to the longest row
// and never beyond Options.MaxCell and one read.
type textRows struct {
	src   io.Reader // UTF-8, possibly broken
	d     dialect
	o     Options
	notes *notes

	buf        []byte
	start, end int
	eof        bool

	row, line int
	scratch   []byte // unquoted text of a row that holds quotation marks
	ends      []int  // where each cell ends in scratch
	cells     []string
	flags     []Flag
}

const readSize = 256 << 10

func newTextRows(src io.Reader, d dialect, o Options, n *notes) *textRows {
	t := &textRows{src: src, d: d, o: o, notes: n, buf: make([]byte, readSize)}
	t.row -= d.skip
	return t
}

// next gives the next row that is not blank; blank rows count.
func (t *textRows) next() (Row, error) {
	for {
		raw, quoted, err := t.record()
		if err != nil {
			return Row{}, err
		}
		t.row++
		line := t.line + 1
		t.line++
		if quoted {
			t.line += bytes.Count(raw, []byte{t.lineEnd()})
		}
		if t.row <= 0 || len(raw) == 0 {
			continue
		}
		if err := t.cut(raw, quoted); err != nil {
			return Row{}, err
		}
		if blank(t.cells) {
			continue
		}
		return Row{Number: t.row, Line: line, Cells: t.cells, Flags: t.flags}, nil
	}
}

func (t *textRows) lineEnd() byte {
	if t.d.cr {
		return '\r'
	}
	return '\n'
}

// record returns the bytes of the next row without its line end. The slice is
// valid until the next call.
func (t *textRows) record() (raw []byte, quoted bool, err error) {
	seen := 0
	for {
		data := t.buf[t.start:t.end]
		if i := bytes.IndexByte(data[seen:], t.lineEnd()); i >= 0 {
			raw = data[:seen+i]
			if t.d.quotes && bytes.IndexByte(raw, '"') >= 0 {
				return t.quotedRecord()
			}
			if len(raw) > t.o.MaxCell {
				return nil, false, t.tooLong()
			}
			t.start += len(raw) + 1
			return t.trim(raw), false, nil
		}
		seen = len(data)
		if t.eof {
			if len(data) == 0 {
				return nil, false, io.EOF
			}
			if t.d.quotes && bytes.IndexByte(data, '"') >= 0 {
				return t.quotedRecord()
			}
			t.start = t.end
			return t.trim(data), false, nil
		}
		if seen > t.o.MaxCell {
			if t.d.quotes && bytes.IndexByte(data, '"') >= 0 {
				return t.quotedRecord()
			}
			return nil, false, t.tooLong()
		}
		if err := t.fill(); err != nil {
			return nil, false, err
		}
	}
}

// quoteState is where in a cell a scan stands. Finding the end of a row and
// cutting it must agree on it, so both are written against these rules.
type quoteState uint8

const (
	atStart quoteState = iota
	inCell
	inQuotes
	afterQuote
)

// step gives the state after c: a mark opens a quoted cell only at its start,
// and a mark straight after a closing one is a doubled mark.
func (s quoteState) step(c, comma byte) quoteState {
	switch {
	case s == inQuotes && c == '"':
		return afterQuote
	case s == inQuotes:
		return inQuotes
	case c == '"' && (s == atStart || s == afterQuote):
		return inQuotes
	case c == comma:
		return atStart
	}
	return inCell
}

// quotedRecord finds the end of a row that holds quotation marks: line ends
// inside a quoted cell belong to the cell.
func (t *textRows) quotedRecord() ([]byte, bool, error) {
	state, opened, column := atStart, 0, 1
	for i := 0; ; i++ {
		for i >= t.end-t.start {
			if (t.eof || i > t.o.MaxCell) && state == inQuotes {
				return nil, false, t.neverClosed(opened)
			}
			if t.eof {
				raw := t.buf[t.start:t.end]
				t.start = t.end
				return t.trim(raw), true, nil
			}
			if i > t.o.MaxCell {
				return nil, false, t.tooLong()
			}
			if err := t.fill(); err != nil {
				return nil, false, err
			}
		}
		c := t.buf[t.start+i]
		if c == t.lineEnd() && state != inQuotes {
			raw := t.buf[t.start : t.start+i]
			t.start += i + 1
			return t.trim(raw), true, nil
		}
		was := state
		state = state.step(c, t.d.comma)
		if was == atStart && state == inQuotes {
			opened = column
		}
		if state == atStart {
			column++
		}
	}
}

// cut splits one row into t.cells and flags what needs flagging.
func (t *textRows) cut(raw []byte, quoted bool) error {
	text, replaced, err := t.clean(raw)
	if err != nil {
		return err
	}
	t.cells, t.flags = t.cells[:0], nil
	if quoted {
		t.cutQuoted(text)
	} else {
		for {
			i := strings.IndexByte(text, t.d.comma)
			if i < 0 {
				t.cells = append(t.cells, text)
				break
			}
			t.cells = append(t.cells, text[:i])
			text = text[i+1:]
		}
	}
	if len(t.cells) > t.o.MaxColumns {
		return &Error{Row: t.row, Code: "wide", Args: []any{"most", t.o.MaxColumns}, Problem: fmt.Sprintf("the row has %d cells; at most %d are read", len(t.cells), t.o.MaxColumns),
			Mend: "Check the separator of the file"}
	}
	t.flagCells(replaced)
	return nil
}

// flagCells marks formulas (a cell that begins with "=") and replaced text.
func (t *textRows) flagCells(replaced bool) {
	for i, c := range t.cells {
		var f Flag
		if len(c) > 1 && c[0] == '=' {
			f |= FlagFormula
			t.notes.add(NoteFormula, t.row, "cells hold formulas; they were taken as the text that stands there")
		}
		if replaced && strings.ContainsRune(c, utf8.RuneError) {
			f |= FlagReplaced
		}
		if f != 0 {
			if t.flags == nil {
				t.flags = make([]Flag, len(t.cells))
			}
			t.flags[i] = f
		}
	}
}

// clean makes valid UTF-8 without zero bytes of a row, and says so.
func (t *textRows) clean(raw []byte) (text string, replaced bool, err error) {
	if utf8.Valid(raw) && bytes.IndexByte(raw, 0) < 0 {
		text = string(raw)
		if strings.Contains(text, "\uFFFD") {
			t.notes.add(NoteText, t.row, "characters could not be decoded and were replaced by U+FFFD")
			replaced = true
		}
	} else {
		text = strings.ReplaceAll(strings.ToValidUTF8(string(raw), "\uFFFD"), "\x00", "\uFFFD")
		t.notes.add(NoteText, t.row, "characters could not be decoded and were replaced by U+FFFD")
		replaced = true
	}
	if replaced && t.o.Strict {
		return "", true, &Error{Row: t.row, Code: "text", Problem: "the row holds bytes that are not text in the encoding of the file",
			Mend: "Name the right encoding, or allow such bytes to be replaced"}
	}
	return text, replaced, nil
}

// cutQuoted splits text that holds quotation marks. What the format does not
// foresee is kept literally and noted: a mark inside an unquoted cell, or text
// after the closing mark.
func (t *textRows) cutQuoted(text string) {
	t.scratch, t.ends = t.scratch[:0], t.ends[:0]
	for i := 0; ; {
		if i < len(text) && text[i] == '"' {
			i = t.quotedCell(text, i+1)
		}
		for i < len(text) && text[i] != t.d.comma {
			if text[i] == '"' {
				t.notes.add(NoteQuote, t.row, "a quotation mark inside a cell was kept as it stands")
			}
			t.scratch = append(t.scratch, text[i])
			i++
		}
		t.ends = append(t.ends, len(t.scratch))
		if i >= len(text) {
			break
		}
		i++
	}
	all, from := string(t.scratch), 0
	for _, to := range t.ends {
		t.cells = append(t.cells, all[from:to])
		from = to
	}
}

// quotedCell copies the cell whose opening mark stands before i and returns
// the place after its closing mark.
func (t *textRows) quotedCell(text string, i int) int {
	for i < len(text) {
		j := strings.IndexByte(text[i:], '"')
		if j < 0 {
			break
		}
		t.scratch = append(t.scratch, text[i:i+j]...)
		i += j + 1
		if i >= len(text) || text[i] != '"' {
			if i < len(text) && text[i] != t.d.comma {
				t.notes.add(NoteQuote, t.row, "text after a closing quotation mark was kept as it stands")
			}
			return i
		}
		t.scratch = append(t.scratch, '"')
		i++
	}
	t.scratch = append(t.scratch, text[i:]...)
	return len(text)
}

func (t *textRows) trim(raw []byte) []byte {
	if t.d.cr && len(raw) > 0 && raw[0] == '\n' {
		return raw[1:]
	}
	if !t.d.cr && len(raw) > 0 && raw[len(raw)-1] == '\r' {
		return raw[:len(raw)-1]
	}
	return raw
}

// fill reads more, moving what is left to the front and growing the buffer
// only when a row fills it.
func (t *textRows) fill() error {
	if t.start > 0 {
		copy(t.buf, t.buf[t.start:t.end])
		t.end -= t.start
		t.start = 0
	}
	if t.end == len(t.buf) {
		t.buf = append(t.buf, make([]byte, len(t.buf))...)
	}
	n, err := io.ReadAtLeast(t.src, t.buf[t.end:], 1)
	t.end += n
	if err == io.EOF {
		t.eof = true
		return nil
	}
	return err
}

func (t *textRows) tooLong() error {
	return &Error{Row: t.row + 1, Code: "long", Args: []any{"most", t.o.MaxCell}, Problem: fmt.Sprintf("the line is longer than %d bytes", t.o.MaxCell),
		Mend: "Check that the file is a table with one record to a line, cut the line, or raise the limit"}
}

func (t *textRows) neverClosed(column int) error {
	return &Error{Row: t.row + 1, Column: column, Code: "quote", Problem: "a quotation mark is opened and never closed",
		Mend: "Close it, double it (\"\"), or read the file with quotation marks as ordinary characters"}
}

func blank(cells []string) bool {
	for _, c := range cells {
		if strings.TrimSpace(c) != "" {
			return false
		}
	}
	return true
}
