package importer

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"focalpoint"
	"focalpoint/internal/ledger"
	"focalpoint/internal/sheet"
)

// Importer loads files. It is safe for concurrent use.
type Importer struct {
	log     *ledger.Log
	targets map[string]Target
	batch   int
}

// BatchRows is how many rows of a file make one transaction and one log entry.
const BatchRows = 4000

// New returns an importer that writes through log into the given targets.
func New(log *ledger.Log, targets ...Target) *Importer {
	im := &Importer{log: log, targets: map[string]Target{}, batch: BatchRows}
	for _, t := range targets {
		im.targets[t.Name()] = t
	}
	return im
}

// WithBatch returns an importer that stores n rows at a time.
func (im *Importer) WithBatch(n int) *Importer {
	out := *im
	out.batch = max(1, n)
	return &out
}

// Targets lists the names of the targets, sorted.
func (im *Importer) Targets() []string {
	var out []string
	for name := range im.targets {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}

// Target gives a target by name.
func (im *Importer) Target(name string) (Target, error) {
	t, ok := im.targets[name]
	if !ok {
		return nil, failure("Target", focalpoint.KindInvalid, "target", "target", "name", name, "names", listed(im.Targets()))
	}
	return t, nil
}

// Request says what to import and how.
type Request struct {
	Target  string
	Source  Source
	Mapping string            // name of a saved or shipped mapping; "" finds it by the header
	Use     *Mapping          // a mapping handed in; goes before Mapping
	Sheet   sheet.Options     // overrules what the mapping says of the file
	Actor   focalpoint.UserID //
	DryRun  bool              // does everything but store
	// Progress is told now and then how far the import is; it may be nil.
	Progress func(Progress)
}

// Source is a file to import.
type Source struct {
	Name string // base name, kept in the record
	Size int64
	Data io.ReaderAt
	file *os.File
}

// FileSource opens a file. Close it when done.
func FileSource(path string) (Source, error) {
	f, err := os.Open(path)
	if err != nil {
		return Source{}, failure("FileSource", focalpoint.KindInvalid, "file", "open")
	}
	st, err := f.Stat()
	if err != nil || !st.Mode().IsRegular() {
		f.Close()
		return Source{}, failure("FileSource", focalpoint.KindInvalid, "file", "open")
	}
	return Source{Name: filepath.Base(path), Size: st.Size(), Data: f, file: f}, nil
}

// Close releases a file opened by FileSource.
func (s Source) Close() error {
	if s.file == nil {
		return nil
	}
	return s.file.Close()
}

// digest is the SHA-256 of the file as it lies there, packed or not.
func (s Source) digest() (string, error) {
	h := sha256.New()
	if _, err := io.Copy(h, io.NewSectionReader(s.Data, 0, s.Size)); err != nil {
		return "", focalpoint.E("importer.Digest", err)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

func (s Source) open(o sheet.Options) (*sheet.Reader, error) {
	r, err := sheet.New(s.Data, s.Size, s.Name, o)
	return r, fileError(err)
}

// Progress is how far an import is.
type Progress struct {
	Stage   string // "check", "store"
	Read    int64  // rows
	Total   int64  // rows of the file, once known
	Refused int64
	Queued  int64
	Elapsed time.Duration // of this stage
}

// Report is what became of a file.
type Report struct {
	Run      Run          `json:"run"`
	DryRun   bool         `json:"dryRun,omitempty"`
	Repeated bool         `json:"repeated,omitempty"` // the file had been imported before; nothing was added
	Resumed  bool         `json:"resumed,omitempty"`  // an import that was cut off went on
	Added    Counts       `json:"added"`              // by this call alone
	Refused  []Finding    `json:"refused"`            // rows not taken: the first ones, all are in the record
	Doubts   []Finding    `json:"doubts"`             // cells not understood in rows taken: the first ones
	Queued   []int64      `json:"queuedRows"`         // rows taken that wait for review: the first ones
	Waiting  []CellCount  `json:"waiting"`            // cells that wait for review, the most frequent first
	Notes    []sheet.Note `json:"notes"`              // what was noted about the file
	Elapsed  float64      `json:"seconds"`
}

// CellCount is a cell that waits for review and how often it was met.
type CellCount struct {
	Cell
	Count int64 `json:"count"`
}

// how many findings, rows and cells a report names itself
const (
	reportFindings = 1000
	reportCells    = 200
	watchedCells   = 20000 // different cells counted; later new ones are not
)

// reporter gathers a report while batches are stored.
type reporter struct {
	report *Report
	cells  map[string]*CellCount
}

func (r *reporter) add(o Outcome, c Counts) {
	r.report.Added.add(c)
	for _, f := range o.Findings {
		list := &r.report.Refused
		if f.Taken {
			list = &r.report.Doubts
		}
		if len(*list) < reportFindings {
			*list = append(*list, f)
		}
	}
	if room := reportFindings - len(r.report.Queued); room > 0 {
		r.report.Queued = append(r.report.Queued, o.Queued[:min(room, len(o.Queued))]...)
	}
	for _, c := range o.Waiting {
		key := c.Raw + "\x00" + c.Code
		have := r.cells[key]
		if have == nil {
			if len(r.cells) >= watchedCells {
				continue
			}
			have = &CellCount{Cell: c}
			r.cells[key] = have
		}
		have.Count++
	}
}

func (r *reporter) finish() {
	for _, c := range r.cells {
		r.report.Waiting = append(r.report.Waiting, *c)
	}
	slices.SortFunc(r.report.Waiting, func(a, b CellCount) int {
		if a.Count != b.Count {
			return int(b.Count - a.Count)
		}
		return strings.Compare(a.Raw+"\x00"+a.Code, b.Raw+"\x00"+b.Code)
	})
	r.report.Waiting = r.report.Waiting[:min(len(r.report.Waiting), reportCells)]
}

// Import loads a file. A file that was imported before adds nothing; an import
// that was cut off goes on after the last row stored. The error is about the
// whole file; rows that were not taken are in the report.
func (im *Importer) Import(ctx context.Context, req Request) (Report, error) {
	start := im.log.Now()
	j, err := im.begin(ctx, req)
	if err != nil {
		return Report{}, err
	}
	report := Report{Run: j.run, DryRun: req.DryRun, Refused: []Finding{}, Doubts: []Finding{}, Queued: []int64{}, Waiting: []CellCount{}, Notes: []sheet.Note{}}
	if j.run.Counts.Final {
		report.Repeated = true
		return report, nil
	}
	report.Resumed = j.run.Counts.Batches > 0
	if err := j.check(ctx); err != nil {
		return report, err
	}
	rep := &reporter{report: &report, cells: map[string]*CellCount{}}
	if err := j.load(ctx, rep); err != nil {
		return report, err
	}
	rep.finish()
	report.Notes = append(report.Notes, j.notes...)
	report.Run = j.run
	report.Run.Counts.add(report.Added)
	report.Elapsed = im.log.Now().Sub(start).Seconds()
	return report, nil
}
