package sheet

import (
	"errors"
	"io"
	"strings"
)

// Flag says something about one cell that its text alone does not tell.
type Flag uint8

// The flags; a cell may carry several.
const (
	FlagFormula  Flag = 1 << iota // the file holds a formula; the text is its saved value
	FlagDate                      // a number the workbook shows as a date: see Serial
	FlagError                     // an error value of the spreadsheet program, such as #REF!
	FlagReplaced                  // characters that could not be decoded stand as U+FFFD
)

// Row is one row of a table.
type Row struct {
	Number int      // 1 for the first row of the file, as a spreadsheet program numbers it
	Line   int      // the line of the text file it begins on; 0 for workbooks
	Cells  []string // at least as many as the header has; valid until the next row is read
	Flags  []Flag   // nil when no cell has one; else as long as Cells
}

// Flag gives the flags of cell i, counted from 0.
func (r Row) Flag(i int) Flag {
	if i < len(r.Flags) {
		return r.Flags[i]
	}
	return 0
}

// rows is what each format provides: rows in file order, blank ones left out.
type rows interface {
	next() (Row, error)
}

// Info says what was found out about a file.
type Info struct {
	Format   Format
	Encoding string   // of text files
	Comma    string   // of CSV
	LineEnd  string   // of CSV: "LF" (CRLF included) or "CR"
	Packed   bool     // it was gzip
	Sheet    string   // of XLSX: the worksheet that is read
	Sheets   []string // of XLSX: all worksheets
	Date1904 bool     // of XLSX: serial dates count from 1904, see Serial
}

// Reader yields the rows of one table. It is not safe for concurrent use.
type Reader struct {
	name    string
	info    Info
	rows    rows
	notes   *notes
	closers []io.Closer
	done    func() (read, size int64)

	title     [][]string
	header    []string
	headerRow int
	ahead     []Row // rows read while looking for the header
	width     int
	failed    error
}

// Info says what was found out about the file.
func (r *Reader) Info() Info { return r.info }

// Header gives the names of the columns; nil when the table has none. For
// JSON Lines it grows as rows bring new keys.
func (r *Reader) Header() []string {
	if j, ok := r.rows.(*jsonRows); ok {
		return j.header
	}
	return r.header
}

// HeaderRow is the row the header stands in; 0 when there is none.
func (r *Reader) HeaderRow() int { return r.headerRow }

// Title gives the rows above the header.
func (r *Reader) Title() [][]string { return r.title }

// Notes lists what was noted so far, in order of first appearance.
func (r *Reader) Notes() []Note { return r.notes.list }

// Progress is the share of the file read so far, 0 to 1.
func (r *Reader) Progress() float64 {
	read, size := r.done()
	if size <= 0 {
		return 0
	}
	return min(1, float64(read)/float64(size))
}

// Next gives the next row that is not blank, and io.EOF after the last one.
// An error ends the table: every later call repeats it.
func (r *Reader) Next() (Row, error) {
	if r.failed != nil {
		return Row{}, r.failed
	}
	var row Row
	if len(r.ahead) > 0 {
		row, r.ahead = r.ahead[0], r.ahead[1:]
	} else {
		var err error
		if row, err = r.rows.next(); err != nil {
			r.failed = r.located(err)
			return Row{}, r.failed
		}
	}
	if n := len(row.Cells); n < r.width {
		for len(row.Cells) < r.width {
			row.Cells = append(row.Cells, "")
		}
	} else if n > r.width && r.width > 0 && !blank(row.Cells[r.width:]) {
		r.notes.add(NoteShape, row.Number, "the row has more cells than the header")
	}
	if row.Flags != nil {
		for len(row.Flags) < len(row.Cells) {
			row.Flags = append(row.Flags, 0)
		}
	}
	return row, nil
}

// Close releases the file.
func (r *Reader) Close() error {
	var errs []error
	for i := len(r.closers) - 1; i >= 0; i-- {
		errs = append(errs, r.closers[i].Close())
	}
	r.closers = nil
	return errors.Join(errs...)
}

// located puts the file's name into an error of ours and wraps any other.
func (r *Reader) located(err error) error { return locate(r.name, err) }

func locate(name string, err error) error {
	if err == nil || err == io.EOF {
		return err
	}
	var e *Error
	if errors.As(err, &e) {
		if e.File == "" {
			e.File = name
		}
		return e
	}
	return &Error{File: name, Code: "damaged", Problem: "the file cannot be read", Err: err,
		Mend: "It may be damaged or cut short; fetch it again"}
}

// header detection looks at this many rows or bytes, whichever comes first.
const (
	aheadRows  = 50
	aheadBytes = 4 << 20
)

// findHeader reads the first rows and decides which of them names the columns.
func (r *Reader) findHeader(o Options) error {
	size := 0
	for len(r.ahead) < aheadRows && size < aheadBytes {
		row, err := r.rows.next()
		if err == io.EOF {
			break
		}
		if err != nil {
			// A fault within the first rows is reported when it is reached,
			// unless there is nothing before it.
			if len(r.ahead) == 0 {
				return err
			}
			r.rows = &failing{err: err}
			break
		}
		row.Cells = append([]string(nil), row.Cells...)
		row.Flags = append([]Flag(nil), row.Flags...)
		for _, c := range row.Cells {
			size += len(c)
		}
		r.ahead = append(r.ahead, row)
	}
	if len(r.ahead) == 0 {
		return io.EOF
	}
	at := headerIndex(r.ahead, o)
	if at < 0 {
		return nil
	}
	for _, row := range r.ahead[:at] {
		r.title = append(r.title, row.Cells)
	}
	r.header, r.headerRow = trimHeader(r.ahead[at].Cells), r.ahead[at].Number
	r.width = len(r.header)
	r.ahead = r.ahead[at+1:]
	r.noteTwice()
	return nil
}

// noteTwice says which names several columns share: whoever goes by name takes
// the first of them.
func (r *Reader) noteTwice() {
	seen := map[string]bool{}
	for _, h := range r.header {
		key := strings.ToLower(strings.Join(strings.Fields(h), " "))
		if seen[key] && key != "" {
			r.notes.add(NoteTwice, r.headerRow, "several columns are called “"+h+"”; the first counts, the others are kept beside the row")
		}
		seen[key] = true
	}
}

// failing hands out an error met while reading ahead.
type failing struct{ err error }

func (f *failing) next() (Row, error) { return Row{}, f.err }

// headerIndex gives the index of the header among the first rows, -1 for none.
func headerIndex(first []Row, o Options) int {
	if o.HeaderRow == NoHeader || len(first) == 0 {
		return -1
	}
	if o.HeaderRow > 0 {
		for i, row := range first {
			if row.Number >= o.HeaderRow {
				return i
			}
		}
		return -1
	}
	if i := expectedHeader(first, o.Columns); i >= 0 {
		return i
	}
	widest := 0
	for _, row := range first {
		widest = max(widest, filled(row.Cells))
	}
	for i, row := range first {
		// Title rows fill a cell or two; the header fills most columns and is
		// made of words.
		if n := filled(row.Cells); n*5 < widest*3 || (n < 2 && widest > 2) {
			continue
		}
		if numbers(row)*2 > filled(row.Cells) {
			return -1
		}
		return i
	}
	return -1
}

// expectedHeader finds the row that holds at least half of the expected names.
func expectedHeader(first []Row, columns []string) int {
	best, most := -1, 0
	for i, row := range first {
		n := 0
		for _, want := range columns {
			for _, c := range row.Cells {
				if strings.EqualFold(strings.TrimSpace(c), want) {
					n++
					break
				}
			}
		}
		if n > most && n*2 >= len(columns) {
			best, most = i, n
		}
	}
	return best
}

func filled(cells []string) int {
	n := 0
	for _, c := range cells {
		if strings.TrimSpace(c) != "" {
			n++
		}
	}
	return n
}

func numbers(row Row) int {
	n := 0
	for i, c := range row.Cells {
		if c = strings.TrimSpace(c); c != "" && (isNumber(c) || row.Flag(i)&FlagDate != 0 || isDateText(c)) {
			n++
		}
	}
	return n
}

// trimHeader takes blanks off the names and unnamed columns off the end.
func trimHeader(cells []string) []string {
	names := make([]string, len(cells))
	for i, c := range cells {
		names[i] = strings.Join(strings.Fields(c), " ")
	}
	for len(names) > 0 && names[len(names)-1] == "" {
		names = names[:len(names)-1]
	}
	return names
}
