package importer

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"io"
	"time"

	"focalpoint"
	"focalpoint/internal/catalogue"
	"focalpoint/internal/ledger"
)

// Target decides what rows become. The register and the lost and stolen file
// are targets of this package; the room of seizures brings its own.
type Target interface {
	// Name is the word used on the command line: "register", "lost", "seizure".
	Name() string
	// Fields names the fields a mapping may fill.
	Fields() []string
	// Plan makes everything that can be made without the database. It runs on
	// several goroutines at once and must depend on its arguments only.
	Plan(s Stamp, rows []Row) (Batch, error)
}

// Batch is planned rows ready to be stored.
type Batch interface {
	// Write stores the rows in the import's transaction. It may run again when
	// the database asks for it.
	Write(ctx context.Context, tx *ledger.Tx) error
	// Outcome says what became of the rows.
	Outcome() Outcome
}

// Outcome is what became of the rows of a batch.
type Outcome struct {
	Items    int
	Queued   []int64 // rows taken that hold a cell a person must look at
	Waiting  []Cell  // those cells
	Findings []Finding
}

// Cell is a cell that no code was found for with certainty.
type Cell struct {
	Raw  string `json:"raw"`
	Code string `json:"code,omitempty"` // the best guess
	Why  string `json:"why,omitempty"`
}

// Finding is a row that was not taken, or a cell of a taken row that was not
// understood. Code tells pages which sentence to show.
type Finding struct {
	Row     int64  `json:"row"`
	Column  string `json:"column,omitempty"`
	Code    string `json:"code"`
	Cell    string `json:"cell,omitempty"`
	Message string `json:"message"`
	Taken   bool   `json:"taken"` // the row was stored nevertheless
}

// Codes of findings.
const (
	FindingEmpty  = "row-empty"   // no mapped column holds anything
	FindingWrong  = "row-wrong"   // the row breaks a rule of the register
	FindingDate   = "date"        // a date that cannot be read
	FindingFuture = "date-future" // a date that lies in the future
	FindingValue  = "value"       // a word that no rule of the mapping knows
	FindingNumber = "number"      // a quantity or coordinate that is no number
	FindingSplit  = "split"       // cells with several values that do not match each other
	FindingShape  = "shape"       // more cells than the header has
	FindingText   = "text"        // text that could not be decoded
)

// Codes turns words into codes; the catalogue is one.
type Codes interface {
	// Code codes a cell of a list.
	Code(list, raw string, h catalogue.Hints) catalogue.Result
	// Region places a police or other unit of a State.
	Region(state focalpoint.Country, unit string) catalogue.Region
	// Marking reads a serial cell, which may hold words instead of a number.
	Marking(raw string) catalogue.Marking
}

// Stamp is what all rows of one batch share.
type Stamp struct {
	Import focalpoint.ImportID
	Batch  int64
	Begun  time.Time   // when the import was begun
	At     time.Time   // when the batch was made
	Source string      // name of the mapping
	Salt   ledger.Salt // of the write that will store the batch
	first  int64       // row the batch begins with
}

// ID makes the identifier of something a row becomes. It follows from import,
// row and n alone, so that it does not matter which goroutine asks first, and
// rises with the row, so that what a batch stores is in the order of the file.
func (s Stamp) ID(prefix string, row int64, n int) string {
	return focalpoint.NewID(prefix, s.At, s.bytes(prefix, row, n))
}

// KeyID makes an identifier that all rows of the import with the same key
// share, in whichever batch they stand.
func (s Stamp) KeyID(prefix, key string) string {
	sum := sha256.Sum256([]byte(string(s.Import) + "\x00" + prefix + "\x00" + key))
	return focalpoint.NewID(prefix, s.Begun, &fixed{sum[:]})
}

func (s Stamp) bytes(prefix string, row int64, n int) io.Reader {
	b := make([]byte, 0, 96)
	b = binary.BigEndian.AppendUint32(b, uint32(row-s.first)<<12|uint32(n)&0xfff)
	full := append(append(b[4:4], s.Import...), prefix...)
	full = binary.BigEndian.AppendUint64(full, uint64(row))
	full = binary.BigEndian.AppendUint64(full, uint64(n))
	sum := sha256.Sum256(full)
	return &fixed{append(b[:4:4], sum[:]...)}
}

// fixed yields the same bytes every time.
type fixed struct{ b []byte }

func (f *fixed) Read(p []byte) (int, error) {
	n := copy(p, f.b)
	f.b = f.b[n:]
	if n == 0 {
		return 0, io.EOF
	}
	return n, nil
}
