package sheet

import (
	"fmt"
	"strings"
)

// Error says what is wrong with a file, where, and how to mend it.
type Error struct {
	File    string // base name
	Row     int    // numbered as a spreadsheet program does; 0 when the whole file is meant
	Column  int    // 1 for the first; 0 when the whole row is meant
	Code    string // which fault it is, for programs that say it in other words: see Codes
	Args    []any  // what the fault is about, beside Row and Column: names and values in turn
	Problem string // a sentence without its full stop
	Mend    string // what the reader of the message can do; may be empty
	Err     error  // the cause, if another layer reported one
}

// Codes lists the faults an Error may have, sorted.
func Codes() []string {
	return []string{"bomb", "damaged", "empty", "encoding", "json", "kind", "long", "open", "password", "quote", "sheet", "text", "wide"}
}

// Error gives one or two sentences: place, problem, remedy.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.File)
	if e.Row > 0 {
		fmt.Fprintf(&b, ", row %d", e.Row)
	}
	if e.Column > 0 {
		fmt.Fprintf(&b, ", column %d", e.Column)
	}
	b.WriteString(": ")
	b.WriteString(e.Problem)
	if e.Err != nil {
		fmt.Fprintf(&b, " (%v)", e.Err)
	}
	b.WriteString(".")
	if e.Mend != "" {
		b.WriteString(" ")
		b.WriteString(e.Mend)
		b.WriteString(".")
	}
	return b.String()
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// Kind tells what a Note is about, so that a program can count or hide it.
type Kind string

// The kinds of notes.
const (
	NoteText    Kind = "text"    // characters that could not be decoded were replaced by U+FFFD
	NoteFormula Kind = "formula" // cells hold formulas; their saved values were taken as text
	NoteActive  Kind = "active"  // macros, controls or links were left alone
	NoteSheets  Kind = "sheets"  // further worksheets were not read
	NoteHidden  Kind = "hidden"  // rows hidden by a filter were read as well
	NoteQuote   Kind = "quote"   // a quotation mark stands where the format does not foresee one
	NoteShape   Kind = "shape"   // rows longer than the header, keys given twice, rows out of order
	NoteTwice   Kind = "twice"   // columns share a name
	NoteError   Kind = "error"   // cells hold an error value of the spreadsheet program (#REF!)
)

// Note is something a careful reader wants to know although the row was read.
// Notes of one kind are gathered: Count says how often, Rows names the first
// few rows.
type Note struct {
	Kind  Kind
	Text  string // a sentence without its full stop
	Count int
	Rows  []int // at most noteRows of them, ascending
}

// noteRows is how many rows a note names before it only counts.
const noteRows = 20

// String gives the note as one line.
func (n Note) String() string {
	if len(n.Rows) == 0 {
		return n.Text
	}
	rows := strings.Trim(strings.ReplaceAll(fmt.Sprint(n.Rows), " ", ", "), "[]")
	if n.Count > len(n.Rows) {
		rows += ", …"
	}
	return fmt.Sprintf("%s (%d times; rows %s)", n.Text, n.Count, rows)
}

// notes gathers notes by kind and text, in order of first appearance.
type notes struct {
	list []Note
	at   map[string]int
}

func (n *notes) add(kind Kind, row int, text string) {
	key := string(kind) + "\x00" + text
	i, ok := n.at[key]
	if !ok {
		if n.at == nil {
			n.at = map[string]int{}
		}
		i = len(n.list)
		n.at[key] = i
		n.list = append(n.list, Note{Kind: kind, Text: text})
	}
	it := &n.list[i]
	it.Count++
	if row > 0 && len(it.Rows) < noteRows && (len(it.Rows) == 0 || it.Rows[len(it.Rows)-1] != row) {
		it.Rows = append(it.Rows, row)
	}
}
