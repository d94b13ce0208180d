package importer

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"focalpoint"
	"focalpoint/internal/jobs"
	"focalpoint/internal/ledger"
	"focalpoint/internal/store"
)

// UploadState is where a file that was handed in stands.
type UploadState string

// States of an upload.
const (
	UploadOpen    UploadState = "open"    // waits for a person to look at it
	UploadTrying  UploadState = "trying"  // a dry run is under way
	UploadLoading UploadState = "loading" // the import is under way
	UploadDone    UploadState = "done"    // imported; the bytes are gone
)

// Upload is a file that was handed in and waits to be imported. Its bytes lie
// in the database, where every node and a restarted one finds them, until the
// import is done or the file is discarded.
type Upload struct {
	ID      string            `json:"id"`
	At      time.Time         `json:"at"`
	Actor   focalpoint.UserID `json:"actor"`
	Name    string            `json:"name"`
	Size    int64             `json:"size"`
	Target  string            `json:"target"`
	Mapping *Mapping          `json:"mapping,omitempty"` // as settled so far; nil leaves it to the header
	State   UploadState       `json:"state"`
	Job     string            `json:"-"`                // the job that tries or loads it
	Report  *Report           `json:"report,omitempty"` // of the last dry run or of the import
	Wrong   []Wrong           `json:"wrong,omitempty"`  // why the last job took nothing
}

// MaxUpload is how many bytes a file handed in through pages or API may have;
// larger ones are imported from the command line, which reads them in place.
const MaxUpload = 1 << 30

// UploadTime is how long handing in a file may take: on a slow line far longer
// than any other request.
const UploadTime = 2 * time.Hour

// Wrong is what was wrong with a file, as an Error of ours says it.
type Wrong struct {
	Field string `json:"field,omitempty"`
	Msg   string `json:"msg"`
	Key   string `json:"key,omitempty"`
	Args  []any  `json:"args,omitempty"`
}

// Err makes the Error of it again.
func (w Wrong) Err() *focalpoint.Error {
	return &focalpoint.Error{Op: "importer.Import", Kind: focalpoint.KindInvalid, Field: w.Field, Msg: w.Msg, Key: w.Key, Args: w.Args}
}

// Wrongs takes an error about a file apart, so that it can be kept and shown.
func Wrongs(err error) []Wrong {
	var out []Wrong
	for _, e := range focalpoint.FieldErrors(err) {
		w := Wrong{Field: e.Field, Msg: e.Msg, Key: e.Key}
		for _, a := range e.Args {
			switch a.(type) {
			case int, int64, float64, string:
			default:
				a = fmt.Sprint(a)
			}
			w.Args = append(w.Args, a)
		}
		out = append(out, w)
	}
	if len(out) == 0 {
		out = []Wrong{{Msg: err.Error()}}
	}
	return out
}

// UploadJob is the kind of job that tries or imports a file that was handed in.
const UploadJob = "import.upload"

const chunkSize = 1 << 20

// Receive keeps a file of at most limit bytes. A longer one is refused and
// nothing of it stays.
func (im *Importer) Receive(ctx context.Context, by focalpoint.UserID, target, name string, r io.Reader, limit int64) (Upload, error) {
	if _, err := im.Target(target); err != nil {
		return Upload{}, err
	}
	name = filepath.Base(strings.ReplaceAll(name, `\`, "/"))
	now := im.log.Now().UTC().Truncate(time.Microsecond)
	u := Upload{ID: focalpoint.NewID("iu", now, im.log.Rand), At: now, Actor: by, Name: name, Target: target, State: UploadOpen}
	err := im.keep(ctx, &u, r, limit)
	if err == nil {
		err = im.log.DB.Update(ctx, func(tx *store.Tx) error {
			_, err := tx.Exec(ctx, `INSERT INTO import_upload (id, at, actor, name, size, target, mapping, state, job, report, message) VALUES ($1, $2, $3, $4, $5, $6, '', $7, '', '', '')`,
				u.ID, u.At.UnixMicro(), string(by), name, u.Size, target, string(u.State))
			return err
		})
	}
	if err != nil {
		return Upload{}, errors.Join(err, im.drop(context.WithoutCancel(ctx), u.ID))
	}
	return u, nil
}

// keep stores the bytes piece by piece, so that memory stays small and no
// transaction lasts as long as a slow line.
func (im *Importer) keep(ctx context.Context, u *Upload, r io.Reader, limit int64) error {
	buf := make([]byte, chunkSize)
	for n := 0; ; n++ {
		got, err := io.ReadFull(r, buf)
		if got > 0 {
			if u.Size += int64(got); u.Size > limit {
				return focalpoint.Errorf("importer.Receive", focalpoint.KindTooLarge, "the file is larger than %d MiB; pack it with gzip, split it, or import it with the command line on the server", limit>>20)
			}
			if err := im.log.DB.Update(ctx, func(tx *store.Tx) error {
				_, err := tx.Exec(ctx, `INSERT INTO import_chunk (upload, n, body) VALUES ($1, $2, $3)`, u.ID, n, buf[:got])
				return err
			}); err != nil {
				return err
			}
		}
		switch {
		case err == io.EOF || err == io.ErrUnexpectedEOF:
			if u.Size == 0 {
				return focalpoint.Invalid("importer.Receive", "file", "the file is empty; choose the file with the rows")
			}
			return nil
		case err != nil:
			return err
		}
	}
}

func (im *Importer) drop(ctx context.Context, id string) error {
	return im.log.DB.Update(ctx, func(tx *store.Tx) error { return dropUpload(ctx, tx, id) })
}

func dropUpload(ctx context.Context, tx *store.Tx, id string) error {
	if _, err := tx.Exec(ctx, `DELETE FROM import_chunk WHERE upload = $1`, id); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `DELETE FROM import_upload WHERE id = $1`, id)
	return err
}

// Discard forgets a file that was handed in and never became records. Nothing on
// record is lost by it; that somebody did so, and when, stays in the log. A file
// that is being imported stays.
func (im *Importer) Discard(ctx context.Context, by focalpoint.UserID, id string) error {
	u, err := im.Upload(ctx, id)
	if err != nil {
		return err
	}
	if u.State == UploadLoading || u.State == UploadTrying {
		return focalpoint.Errorf("importer.Discard", focalpoint.KindConflict, "the file %s is being read; wait until that is done", u.Name)
	}
	_, err = im.log.Write(ctx, ledger.Entry{Actor: by, Action: "import.discard", Subject: id}, func(tx *ledger.Tx) error {
		tx.Enter()
		return dropUpload(ctx, tx.Tx, id)
	})
	return err
}

const uploadColumns = `SELECT id, at, actor, name, size, target, mapping, state, job, report, message FROM import_upload `

// Uploads lists the files that were handed in and not yet imported, the latest first.
func (im *Importer) Uploads(ctx context.Context) ([]Upload, error) {
	return im.uploads(ctx, `WHERE state <> 'done' ORDER BY at DESC, id DESC`)
}

// Upload gives one of them, also when it is imported.
func (im *Importer) Upload(ctx context.Context, id string) (Upload, error) {
	list, err := im.uploads(ctx, `WHERE id = $1`, id)
	if err != nil {
		return Upload{}, err
	}
	if len(list) == 0 {
		return Upload{}, focalpoint.Errorf("importer.Upload", focalpoint.KindNotFound, "there is no file %s waiting; it may have been discarded", id)
	}
	return list[0], nil
}

func (im *Importer) uploads(ctx context.Context, where string, args ...any) ([]Upload, error) {
	rows, err := im.log.DB.QueryContext(ctx, uploadColumns+where, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Upload
	for rows.Next() {
		var u Upload
		var at int64
		var mapping, report, message string
		if err := rows.Scan(&u.ID, &at, &u.Actor, &u.Name, &u.Size, &u.Target, &mapping, &u.State, &u.Job, &report, &message); err != nil {
			return nil, err
		}
		u.At = time.UnixMicro(at).UTC()
		if mapping != "" {
			u.Mapping = &Mapping{}
			if err := json.Unmarshal([]byte(mapping), u.Mapping); err != nil {
				return nil, err
			}
		}
		if report != "" {
			u.Report = &Report{}
			if err := json.Unmarshal([]byte(report), u.Report); err != nil {
				return nil, err
			}
		}
		if message != "" {
			if err := json.Unmarshal([]byte(message), &u.Wrong); err != nil {
				return nil, err
			}
		}
		out = append(out, u)
	}
	return out, rows.Err()
}

// Settle keeps target and mapping of a file; a nil mapping leaves it to the
// header again. What an earlier dry run said is forgotten.
func (im *Importer) Settle(ctx context.Context, id, target string, m *Mapping) error {
	t, err := im.Target(target)
	if err != nil {
		return err
	}
	text := ""
	if m != nil {
		if err := m.check(); err != nil {
			return err
		}
		if err := m.takes(t); err != nil {
			return err
		}
		body, err := json.Marshal(m)
		if err != nil {
			return err
		}
		text = string(body)
	}
	return im.change(ctx, id, UploadOpen, `target = $1, mapping = $2, report = '', message = ''`, target, text)
}

// change updates a file that stands in one state, or says that it no longer does.
func (im *Importer) change(ctx context.Context, id string, from UploadState, set string, args ...any) error {
	return im.log.DB.Update(ctx, func(tx *store.Tx) error { return changeUpload(ctx, tx, id, from, set, args...) })
}

func changeUpload(ctx context.Context, tx *store.Tx, id string, from UploadState, set string, args ...any) error {
	n := len(args)
	res, err := tx.Exec(ctx, `UPDATE import_upload SET `+set+` WHERE id = `+dollar(n+1)+` AND state = `+dollar(n+2), append(args, id, string(from))...)
	if err != nil {
		return err
	}
	if changed, err := res.RowsAffected(); err != nil || changed == 1 {
		return err
	}
	return focalpoint.Errorf("importer.Upload", focalpoint.KindConflict, "the file is being read or was imported meanwhile; look at it again")
}

// Enqueue puts a dry run or the import of a file into the queue, once.
func (im *Importer) Enqueue(ctx context.Context, queue *jobs.Queue, by focalpoint.UserID, id string, dry bool) error {
	state := UploadLoading
	if dry {
		state = UploadTrying
	}
	return im.log.DB.Update(ctx, func(tx *store.Tx) error {
		job, err := queue.Put(ctx, tx, UploadJob, "", im.log.Now(), uploadWork{id, by, dry})
		if err != nil {
			return err
		}
		return changeUpload(ctx, tx, id, UploadOpen, `state = $1, job = $2, report = '', message = ''`, string(state), job)
	})
}

// uploadWork is the body of the job.
type uploadWork struct {
	Upload string            `json:"upload"`
	Actor  focalpoint.UserID `json:"actor"`
	Dry    bool              `json:"dry,omitempty"`
}

// Serve does the jobs of Enqueue. A job that is cut off goes on where it stood,
// on this node or another one; a file that cannot be taken is not tried again.
func (im *Importer) Serve(queue *jobs.Queue) {
	queue.Handle(UploadJob, func(ctx context.Context, j jobs.Job, report func(done, total int64, message string) error) error {
		var w uploadWork
		if err := json.Unmarshal(j.Body, &w); err != nil {
			return err
		}
		u, err := im.Upload(ctx, w.Upload)
		if focalpoint.KindOf(err) == focalpoint.KindNotFound || err == nil && u.Job != j.ID {
			return nil
		}
		if err != nil {
			return err
		}
		return im.take(ctx, u, w, report)
	})
}

func (im *Importer) take(ctx context.Context, u Upload, w uploadWork, tell func(done, total int64, message string) error) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	last := im.log.Now()
	req := Request{Target: u.Target, Source: im.content(ctx, u), Use: u.Mapping, Actor: w.Actor, DryRun: w.Dry, Progress: func(p Progress) {
		if now := im.log.Now(); now.Sub(last) >= time.Second {
			last = now
			if err := tell(p.Read, p.Total, p.Stage); err != nil {
				stop(err) // the job was taken over
			}
		}
	}}
	rep, err := im.Import(ctx, req)
	switch kind := focalpoint.KindOf(err); {
	case err == nil && w.Dry:
		return im.noteReport(ctx, u, rep, UploadOpen)
	case err == nil:
		if err := im.noteReport(ctx, u, rep, UploadDone); err != nil {
			return err
		}
		return im.log.DB.Update(ctx, func(tx *store.Tx) error {
			_, err := tx.Exec(ctx, `DELETE FROM import_chunk WHERE upload = $1`, u.ID)
			return err
		})
	case ctx.Err() == nil && (kind == focalpoint.KindInvalid || kind == focalpoint.KindConflict || kind == focalpoint.KindTooLarge):
		text, jerr := json.Marshal(Wrongs(err))
		if jerr != nil {
			return jerr
		}
		return im.change(ctx, u.ID, u.State, `state = $1, message = $2`, string(UploadOpen), string(text))
	}
	return err
}

func (im *Importer) noteReport(ctx context.Context, u Upload, rep Report, state UploadState) error {
	body, err := json.Marshal(rep)
	if err != nil {
		return err
	}
	return im.change(ctx, u.ID, u.State, `state = $1, report = $2, message = ''`, string(state), string(body))
}

// PreviewUpload is Preview of a file that was handed in, with its mapping.
// Where no mapping fits, the error comes together with the columns and first
// rows as they stand, so that a person can say what they mean.
func (im *Importer) PreviewUpload(ctx context.Context, u Upload) (Preview, error) {
	req := Request{Target: u.Target, Source: im.content(ctx, u), Use: u.Mapping}
	p, err := im.Preview(ctx, req)
	if focalpoint.KindOf(err) != focalpoint.KindInvalid || err == nil {
		return p, err
	}
	if plain, perr := im.plain(req); perr == nil {
		return plain, err
	}
	return p, err
}

// plain reads the beginning of a file without a mapping.
func (im *Importer) plain(req Request) (Preview, error) {
	m := Mapping{Name: "by-header", Target: req.Target}
	if req.Use != nil {
		m = *req.Use
	}
	r, err := req.Source.open(m.options(req.Sheet))
	if err != nil {
		return Preview{}, err
	}
	defer r.Close()
	p := Preview{Mapping: m}
	for len(p.Rows) < previewRows {
		row, err := r.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return Preview{}, err
		}
		p.Rows = append(p.Rows, PreviewRow{Number: row.Number, Cells: slices.Clone(row.Cells)})
	}
	p.Info, p.Title, p.HeaderRow, p.Header, p.Notes = r.Info(), r.Title(), r.HeaderRow(), r.Header(), r.Notes()
	return p, nil
}

// ReportOf gives the report of an import that came in by an upload, nil for others.
func (im *Importer) ReportOf(ctx context.Context, r Run) (*Report, error) {
	list, err := im.uploads(ctx, `WHERE state = 'done' AND target = $1 AND name = $2 AND size = $3 ORDER BY at DESC, id DESC`, r.Target, r.Name, r.Size)
	if err != nil {
		return nil, err
	}
	for _, u := range list {
		if u.Report != nil && u.Report.Run.ID == r.ID {
			return u.Report, nil
		}
	}
	return nil, nil
}
