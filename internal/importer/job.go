package importer

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"runtime"
	"sync"
	"time"

	"focalpoint"
	"focalpoint/internal/ledger"
	"focalpoint/internal/sheet"
)

// job is one import under way.
type job struct {
	im      *Importer
	req     Request
	target  Target
	run     Run
	mapping Mapping
	options sheet.Options
	plan    *plan
	notes   []sheet.Note
	begun   bool        // import_run holds it
	salt    ledger.Salt // the salts of the batches follow from it
}

// begin finds the mapping and whether the file was begun before.
func (im *Importer) begin(ctx context.Context, req Request) (*job, error) {
	target, err := im.Target(req.Target)
	if err != nil {
		return nil, err
	}
	digest, err := req.Source.digest()
	if err != nil {
		return nil, err
	}
	j := &job{im: im, req: req, target: target}
	if j.salt, err = im.log.NewSalt(); err != nil {
		return nil, err
	}
	have, err := runOf(ctx, im.log.DB, req.Target, digest)
	if err != nil {
		return nil, err
	}
	if have != nil {
		j.run, j.begun, j.mapping = *have, true, have.Mapping
		if req.Use != nil && req.Use.Name != have.Mapping.Name || req.Mapping != "" && req.Mapping != have.Mapping.Name {
			return nil, failure("Import", focalpoint.KindConflict, "mapping", "begun", "date", have.At.Format(time.DateOnly), "mapping", have.Mapping.Name, "id", string(have.ID))
		}
	} else {
		if err := j.choose(ctx); err != nil {
			return nil, err
		}
		now := im.log.Now().UTC().Truncate(time.Microsecond)
		j.run = Run{ID: focalpoint.ImportID(focalpoint.NewID(focalpoint.PrefixImport, now, im.log.Rand)), At: now, Actor: req.Actor, Target: req.Target,
			File: digest, Name: req.Source.Name, Size: req.Source.Size, Mapping: j.mapping}
	}
	j.options = j.mapping.options(req.Sheet)
	return j, j.mapping.takes(target)
}

// choose settles the mapping of a file that is new.
func (j *job) choose(ctx context.Context) error {
	var err error
	switch {
	case j.req.Use != nil:
		j.mapping = *j.req.Use
		err = j.mapping.check()
	case j.req.Mapping != "":
		j.mapping, err = j.im.MappingNamed(ctx, j.req.Mapping)
	default:
		var saved []Mapping
		if saved, err = j.im.Mappings(ctx); err != nil {
			return err
		}
		var r *sheet.Reader
		if r, err = j.req.Source.open(j.req.Sheet); err != nil {
			return err
		}
		defer r.Close()
		j.mapping, err = Choose(j.target, saved, peekHeader(r))
	}
	if err == nil && j.mapping.Target != j.req.Target {
		err = failure("Import", focalpoint.KindInvalid, "mapping", "wrong-target", "mapping", j.mapping.Name, "target", j.mapping.Target, "asked", j.req.Target)
	}
	return err
}

// peekHeader gives the header; JSON Lines has one only once rows are read.
func peekHeader(r *sheet.Reader) []string {
	for n := 0; r.Info().Format == sheet.JSONLines && n < 100; n++ {
		if _, err := r.Next(); err != nil {
			break
		}
	}
	return r.Header()
}

// check reads the whole file once: a broken file is refused before its first
// row is stored, the rows are counted and the order of dates is learnt.
func (j *job) check(ctx context.Context) error {
	r, err := j.req.Source.open(j.options)
	if err != nil {
		return err
	}
	defer r.Close()
	if r.Info().Format != sheet.JSONLines {
		if err := j.resolve(r); err != nil {
			return err
		}
	}
	start, total := j.im.log.Now(), int64(0)
	for {
		row, err := r.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return fileError(err)
		}
		total++
		if j.plan != nil {
			j.plan.learn(row)
		}
		if total%50000 == 0 {
			if err := ctx.Err(); err != nil {
				return err
			}
			j.progress(Progress{Stage: "check", Read: total, Elapsed: j.im.log.Now().Sub(start)})
		}
	}
	j.run.Total, j.notes = total, r.Notes()
	if j.plan == nil {
		return j.resolve(r)
	}
	return nil
}

func (j *job) resolve(r *sheet.Reader) (err error) {
	if len(r.Header()) == 0 {
		return failure("Import", focalpoint.KindInvalid, "file", "header")
	}
	j.plan, err = newPlan(j.mapping, r.Header(), r.Info().Date1904, j.run.At)
	return err
}

func (j *job) progress(p Progress) {
	if j.req.Progress != nil {
		j.req.Progress(p)
	}
}

// work is one batch on its way from the file to the database.
type work struct {
	n           int64
	first, last int64
	size        int // bytes of its cells
	source      []Row
	counts      Counts
	findings    []Finding
	batch       Batch
	err         error
	done        chan struct{}
}

// batchBytes ends a batch before its rows are many, where cells are huge: memory
// is bounded whatever a file holds.
const batchBytes = 4 << 20

// load reads, plans and stores: one goroutine reads, as many as there are
// processors plan, the caller stores, in order. At most a few batches are
// under way, so memory does not grow with the file.
func (j *job) load(ctx context.Context, rep *reporter) error {
	ctx, cancel := context.WithCancel(ctx)
	var wait sync.WaitGroup
	defer wait.Wait()
	defer cancel()
	planners := runtime.GOMAXPROCS(0)
	todo, ordered := make(chan *work), make(chan *work, planners)
	var readErr error
	wait.Add(1)
	go func() {
		defer wait.Done()
		defer close(ordered)
		defer close(todo)
		readErr = j.read(ctx, func(w *work) bool {
			for _, to := range []chan *work{ordered, todo} {
				select {
				case to <- w:
				case <-ctx.Done():
					return false
				}
			}
			return true
		})
	}()
	for range planners {
		wait.Add(1)
		go func() {
			defer wait.Done()
			for w := range todo {
				w.batch, w.err = j.target.Plan(j.stamp(w), w.source)
				close(w.done)
			}
		}()
	}
	if err := j.store(ctx, ordered, rep); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return readErr // set before ordered was closed
}

func (j *job) stamp(w *work) Stamp {
	return Stamp{Import: j.run.ID, Batch: w.n, Begun: j.run.At, At: j.im.log.Now().UTC().Truncate(time.Microsecond), Source: j.mapping.Name, Salt: j.salt.Nth(w.n), first: w.first}
}

// read cuts the file into batches, leaving out what is stored already.
func (j *job) read(ctx context.Context, give func(*work) bool) error {
	r, err := j.req.Source.open(j.options)
	if err != nil {
		return err
	}
	defer r.Close()
	after := j.run.Counts.LastRow
	n := j.run.Counts.Batches
	w := &work{n: n, done: make(chan struct{})}
	for {
		row, err := r.Next()
		if err == io.EOF {
			w.counts.Final = true
			give(w)
			return nil
		}
		if err != nil {
			return fileError(err)
		}
		if int64(row.Number) <= after {
			continue
		}
		if w.counts.Read >= int64(j.im.batch) || w.size >= batchBytes {
			if !give(w) {
				return ctx.Err()
			}
			n++
			w = &work{n: n, done: make(chan struct{})}
		}
		j.take(w, row)
	}
}

// take adds a row of the file to a batch.
func (j *job) take(w *work, row sheet.Row) {
	if w.counts.Read == 0 {
		w.first = int64(row.Number)
	}
	w.last = int64(row.Number)
	w.counts.Read++
	for _, c := range row.Cells {
		w.size += len(c)
	}
	items, refused := j.plan.apply(row)
	if refused != nil {
		w.findings = append(w.findings, *refused)
		return
	}
	w.source = append(w.source, items...)
}

// store writes the batches in order.
func (j *job) store(ctx context.Context, ordered <-chan *work, rep *reporter) error {
	start, total := j.im.log.Now(), j.run.Counts
	for w := range ordered {
		select {
		case <-w.done:
		case <-ctx.Done():
			return ctx.Err()
		}
		if w.err != nil {
			return w.err
		}
		outcome := w.batch.Outcome()
		outcome.Findings = append(w.findings, outcome.Findings...)
		w.count(outcome)
		if !j.req.DryRun {
			if err := j.write(ctx, w, outcome); err != nil {
				return err
			}
		}
		w.counts.Batches, w.counts.LastRow = 1, w.last
		rep.add(outcome, w.counts)
		total.add(w.counts)
		j.progress(Progress{Stage: "store", Read: total.Read, Total: j.run.Total, Refused: total.Refused, Queued: total.Queued, Elapsed: j.im.log.Now().Sub(start)})
	}
	return nil
}

// count turns an outcome into numbers of rows.
func (w *work) count(o Outcome) {
	refused := map[int64]bool{}
	taken := map[int64]bool{}
	for i := range w.source {
		taken[w.source[i].Number] = true
	}
	for _, f := range o.Findings {
		if f.Taken {
			w.counts.Doubts++
			continue
		}
		refused[f.Row] = true
	}
	w.counts.Items, w.counts.Queued, w.counts.Refused = int64(o.Items), int64(len(o.Queued)), int64(len(refused))
	w.counts.Taken = w.counts.Read - w.counts.Refused
}

// write stores one batch: what the rows become, what was found, and the
// position reached, in one transaction with one log entry.
func (j *job) write(ctx context.Context, w *work, o Outcome) error {
	entry := ledger.Entry{Actor: j.req.Actor, Action: "import.batch", Subject: string(j.run.ID), Salt: j.salt.Nth(w.n)}
	_, err := j.im.log.Write(ctx, entry, func(tx *ledger.Tx) error {
		if err := j.position(ctx, tx, w); err != nil {
			return err
		}
		if err := w.batch.Write(ctx, tx); err != nil {
			return err
		}
		final := int64(0)
		if w.counts.Final {
			final = 1
		}
		c := w.counts
		if err := tx.Insert(ctx, batchTable, []any{string(j.run.ID), w.n, w.first, w.last, c.Read, c.Taken, c.Refused, c.Queued, c.Doubts, c.Items, final}); err != nil {
			return err
		}
		if len(o.Findings) == 0 {
			return nil
		}
		return tx.Insert(ctx, findingTable, findingRows(j.run.ID, o.Findings)...)
	})
	if err == nil {
		j.begun = true
	}
	return err
}

// position makes sure that this batch is the next one: two programs may have
// begun the same file.
func (j *job) position(ctx context.Context, tx *ledger.Tx, w *work) error {
	if !j.begun {
		mapping, err := json.Marshal(j.mapping)
		if err != nil {
			return err
		}
		err = tx.Insert(ctx, runTable, []any{string(j.run.ID), j.run.At, string(j.run.Actor), j.run.Target, j.run.File, j.run.Name, j.run.Size, j.run.Total, string(mapping)})
		if focalpoint.KindOf(err) == focalpoint.KindConflict {
			return errElsewhere()
		}
		return err
	}
	var n int64
	if err := tx.QueryRowContext(ctx, `SELECT COUNT(*) FROM import_batch WHERE import = $1`, string(j.run.ID)).Scan(&n); err != nil {
		return err
	}
	if n != w.n {
		return errElsewhere()
	}
	return nil
}

func errElsewhere() error {
	return failure("Import", focalpoint.KindConflict, "", "elsewhere")
}

func findingRows(id focalpoint.ImportID, list []Finding) [][]any {
	out := make([][]any, len(list))
	n := map[int64]int64{}
	for i, f := range list {
		taken := int64(0)
		if f.Taken {
			taken = 1
		}
		out[i] = []any{string(id), f.Row, n[f.Row], f.Column, f.Code, f.Cell, f.Message, taken}
		n[f.Row]++
	}
	return out
}

// Interrupted says whether an import ended because it was told to stop; what
// was stored so far stays, and the next import of the file goes on there.
func Interrupted(err error) bool {
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}
