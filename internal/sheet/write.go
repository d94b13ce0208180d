package sheet

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
)

// Writer writes tables row by row. Values may be string, bool, any integer,
// float64, time.Time or nil for an empty cell. Close must be called; it writes
// what is still held back.
type Writer interface {
	// Sheet begins a table with a name and a header row.
	Sheet(name string, header ...string) error
	// Row writes one row of the table begun last.
	Row(values ...any) error
	// Close finishes the file. It does not close what the file is written to.
	Close() error
}

// CSVOptions shape a CSV file. The zero value writes what RFC 4180 asks for.
type CSVOptions struct {
	Comma rune // 0 means ","
	Mark  bool // begin with a byte order mark, which old spreadsheet programs need to see UTF-8

	// Guard puts an apostrophe before texts that a spreadsheet program would
	// run as a formula when it opens the file: those that begin with = + - @
	// or a control character and are no plain number. It changes the text, so
	// leave it off for files that programs read.
	Guard bool
}

// NewCSV writes CSV in UTF-8 with CRLF line ends. It holds one table only.
func NewCSV(w io.Writer, o CSVOptions) Writer {
	b := bufio.NewWriter(w)
	c := csv.NewWriter(b)
	c.UseCRLF = true
	if o.Comma != 0 {
		c.Comma = o.Comma
	}
	return &csvWriter{o: o, b: b, c: c}
}

type csvWriter struct {
	o     CSVOptions
	b     *bufio.Writer
	c     *csv.Writer
	begun bool
	cells []string
}

func (w *csvWriter) Sheet(_ string, header ...string) error {
	if w.begun {
		return errors.New("a CSV file holds one table; write the second to a file of its own or use XLSX")
	}
	w.begun = true
	if w.o.Mark {
		if _, err := w.b.WriteString("\uFEFF"); err != nil {
			return err
		}
	}
	if len(header) == 0 {
		return nil
	}
	return w.c.Write(header)
}

func (w *csvWriter) Row(values ...any) error {
	w.cells = w.cells[:0]
	for i, v := range values {
		text, isText, err := plain(v)
		if err != nil {
			return fmt.Errorf("cell %d: %w", i+1, err)
		}
		if isText && w.o.Guard && dangerous(text) {
			text = "'" + text
		}
		w.cells = append(w.cells, text)
	}
	// encoding/csv writes a single empty cell as a blank line, which readers
	// pass over; quoted it stays a row.
	if len(w.cells) == 1 && w.cells[0] == "" {
		w.c.Flush()
		_, err := w.b.WriteString("\"\"\r\n")
		return errors.Join(w.c.Error(), err)
	}
	return w.c.Write(w.cells)
}

func (w *csvWriter) Close() error {
	w.c.Flush()
	return errors.Join(w.c.Error(), w.b.Flush())
}

// plain gives a value as text and whether it was text to begin with. Times are
// written in RFC 3339, a midnight in UTC as the date alone.
func plain(v any) (text string, isText bool, err error) {
	switch v := v.(type) {
	case nil:
		return "", false, nil
	case string:
		return strings.ToValidUTF8(v, "\uFFFD"), true, nil
	case bool:
		return strconv.FormatBool(v), false, nil
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64), false, nil
	case time.Time:
		if v.Location() == time.UTC && v.Equal(v.Truncate(24*time.Hour)) {
			return v.Format(time.DateOnly), false, nil
		}
		return v.Format(time.RFC3339), false, nil
	case int, int8, int16, int32, int64, uint, uint8, uint16, uint32, uint64:
		return fmt.Sprint(v), false, nil
	}
	return "", false, fmt.Errorf("a value of type %T cannot be written to a table", v)
}

func dangerous(text string) bool {
	if text == "" || isNumber(text) {
		return false
	}
	return strings.IndexByte("=+-@\t\r\n", text[0]) >= 0
}

// What a worksheet can hold.
const (
	maxSheetRows = 1 << 20
	maxCellRunes = 32767
)

// NewXLSX writes a workbook. Texts are stored as texts, so none can act as a
// formula. Rows beyond a few megabytes wait in temporary files, not in memory.
func NewXLSX(w io.Writer) Writer {
	return &xlsxWriter{w: w, f: excelize.NewFile()}
}

type xlsxWriter struct {
	w      io.Writer
	f      *excelize.File
	s      *excelize.StreamWriter
	name   string
	sheets int
	row    int
	bold   int
	date   int
	cells  []any
}

func (w *xlsxWriter) Sheet(name string, header ...string) error {
	if err := w.endSheet(); err != nil {
		return err
	}
	name = sheetName(name)
	if w.sheets == 0 {
		if err := w.styles(); err != nil {
			return err
		}
		if err := w.f.SetSheetName("Sheet1", name); err != nil {
			return err
		}
	} else if _, err := w.f.NewSheet(name); err != nil {
		return err
	}
	s, err := w.f.NewStreamWriter(name)
	if err != nil {
		return err
	}
	w.s, w.name, w.row = s, name, 0
	w.sheets++
	if len(header) == 0 {
		return nil
	}
	if err := s.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	cells := make([]any, len(header))
	for i, h := range header {
		cells[i] = excelize.Cell{StyleID: w.bold, Value: h}
	}
	return w.put(cells)
}

func (w *xlsxWriter) styles() (err error) {
	if w.bold, err = w.f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}}); err != nil {
		return err
	}
	format := "yyyy-mm-dd hh:mm:ss"
	w.date, err = w.f.NewStyle(&excelize.Style{CustomNumFmt: &format})
	return err
}

func (w *xlsxWriter) Row(values ...any) error {
	if w.s == nil {
		return errors.New("begin a sheet before writing rows")
	}
	w.cells = w.cells[:0]
	for i, v := range values {
		text, isText, err := plain(v)
		if err != nil {
			return fmt.Errorf("cell %d: %w", i+1, err)
		}
		switch t := v.(type) {
		case string:
			if utf8.RuneCountInString(text) > maxCellRunes {
				return fmt.Errorf("sheet %s, row %d, cell %d: a workbook cell holds at most %d characters; write the table as CSV", w.name, w.row+1, i+1, maxCellRunes)
			}
			v = strings.Map(printable, text)
		case time.Time:
			v = excelize.Cell{StyleID: w.date, Value: t}
		}
		if isText && text == "" {
			v = nil
		}
		w.cells = append(w.cells, v)
	}
	return w.put(w.cells)
}

// printable drops the control characters that XML cannot hold.
func printable(r rune) rune {
	if r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0xFFFE || r == 0xFFFF {
		return utf8.RuneError
	}
	return r
}

func (w *xlsxWriter) put(cells []any) error {
	if w.row >= maxSheetRows {
		return fmt.Errorf("sheet %s: a worksheet holds at most %d rows; write the table as CSV", w.name, maxSheetRows)
	}
	w.row++
	at, err := excelize.CoordinatesToCellName(1, w.row)
	if err != nil {
		return err
	}
	return w.s.SetRow(at, cells)
}

func (w *xlsxWriter) endSheet() error {
	if w.s == nil {
		return nil
	}
	err := w.s.Flush()
	w.s = nil
	return err
}

func (w *xlsxWriter) Close() error {
	err := w.endSheet()
	if err == nil {
		err = w.f.Write(w.w)
	}
	return errors.Join(err, w.f.Close())
}

// sheetName makes a worksheet name: at most 31 characters, none of : \ / ? * [ ].
func sheetName(name string) string {
	name = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`:\/?*[]`, r) {
			return '-'
		}
		return r
	}, strings.Trim(name, "'"))
	runes := []rune(name)
	if len(runes) > 31 {
		runes = runes[:31]
	}
	if len(runes) == 0 {
		return "Sheet1"
	}
	return string(runes)
}
