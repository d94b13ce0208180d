package api

import (
	"context"
	"io"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"focalpoint"
	"focalpoint/internal/access"
	"focalpoint/internal/importer"
)

// uploadPath is where files to import are handed in; its body is the file.
const uploadPath = "/import-files"

// uploadAnswer is a file that waits, and how far the job that reads it is.
type uploadAnswer struct {
	importer.Upload
	Busy     bool            `json:"busy" doc:"a job reads the file now"`
	Failed   bool            `json:"failed,omitempty" doc:"the job gave up for a reason that lies not in the file; start it again"`
	Progress *uploadProgress `json:"progress,omitempty"`
}

type uploadProgress struct {
	Stage string  `json:"stage" doc:"check: the file is read through; store: rows are stored"`
	Done  int64   `json:"done" doc:"rows"`
	Total int64   `json:"total"`
	Share float64 `json:"share" doc:"0 to 1"`
}

func (s *server) uploadAnswer(ctx context.Context, u importer.Upload) (uploadAnswer, error) {
	w, err := importer.WithJob(ctx, s.Jobs, u)
	out := uploadAnswer{Upload: u, Busy: w.Busy() && !w.Failed(), Failed: w.Failed()}
	if w.Job != nil {
		out.Progress = &uploadProgress{Stage: w.Job.Message, Done: w.Job.Done, Total: w.Job.Total, Share: w.Share()}
	}
	return out, err
}

type uploadID struct {
	ID string `path:"id" doc:"of the file that waits"`
}

// uploadOperations hand in a file, look at it, say what its columns mean, try
// and import it: what the pages' wizard does.
func (s *server) uploadOperations() {
	s.uploadReceive()
	add(s, operation("list-import-files", http.MethodGet, uploadPath, "List the files that were handed in and not imported yet", "imports"), access.Import,
		func(ctx context.Context, _ *struct{}) (*body[[]uploadAnswer], error) {
			list, err := s.Importer.Uploads(ctx)
			out := make([]uploadAnswer, 0, len(list))
			for _, u := range list {
				a, err := s.uploadAnswer(ctx, u)
				if err != nil {
					return nil, err
				}
				out = append(out, a)
			}
			return &body[[]uploadAnswer]{out}, err
		})
	add(s, operation("get-import-file", http.MethodGet, uploadPath+"/{id}", "Read where a file stands: progress, report of the last dry run or of the import", "imports"), access.Import,
		func(ctx context.Context, in *uploadID) (*body[uploadAnswer], error) { return s.uploadNow(ctx, in.ID) })
	discard := operation("discard-import-file", http.MethodDelete, uploadPath+"/{id}", "Forget a file that was handed in", "imports")
	discard.DefaultStatus = http.StatusNoContent
	add(s, discard, access.Import, func(ctx context.Context, in *uploadID) (*struct{}, error) {
		return nil, s.Importer.Discard(ctx, who(ctx).ID, in.ID)
	})
	add(s, operation("preview-import-file", http.MethodGet, uploadPath+"/{id}/preview", "See the first rows and how they would be read", "imports"), access.Import, s.uploadPreview)
	add(s, operation("settle-import-file", http.MethodPut, uploadPath+"/{id}/mapping", "Say what kind of file it is and what its columns mean", "imports"), access.Import, s.uploadSettle)
	for _, x := range []struct {
		id, word, summary string
		dry               bool
	}{{"try-import-file", "dry-run", "Do everything but store; the report comes with the file", true}, {"start-import-file", "start", "Import the file; the report comes with the file and the import", false}} {
		op := operation(x.id, http.MethodPost, uploadPath+"/{id}/"+x.word, x.summary, "imports")
		op.DefaultStatus = http.StatusAccepted
		add(s, op, access.Import, func(ctx context.Context, in *uploadID) (*body[uploadAnswer], error) {
			if err := s.Importer.Enqueue(ctx, s.Jobs, who(ctx).ID, in.ID, x.dry); err != nil {
				return nil, s.absent(ctx, in.ID, err)
			}
			return s.uploadNow(ctx, in.ID)
		})
	}
}

// absent says that a file is not there rather than that it changed.
func (s *server) absent(ctx context.Context, id string, err error) error {
	if _, gone := s.Importer.Upload(ctx, id); gone != nil {
		return gone
	}
	return err
}

func (s *server) uploadNow(ctx context.Context, id string) (*body[uploadAnswer], error) {
	u, err := s.Importer.Upload(ctx, id)
	if err != nil {
		return nil, err
	}
	out, err := s.uploadAnswer(ctx, u)
	return &body[uploadAnswer]{out}, err
}

type uploadKey struct{}

// uploadReceive takes the body of a request piece by piece into the database,
// whatever its size, with the time a slow line needs.
func (s *server) uploadReceive() {
	op := operation("hand-in-import-file", http.MethodPost, uploadPath, "Hand in a file to import", "imports")
	op.DefaultStatus = http.StatusCreated
	op.Errors = append(op.Errors, http.StatusRequestEntityTooLarge)
	op.Description = "The body is the file as it is: CSV, XLSX or JSON Lines, packed with gzip or not, at most 1 GiB. Nothing is imported yet: look at the preview, settle the mapping, try, start. " +
		"With an Idempotency-Key the same file handed in again (same address, length and Content-Digest) gets the first answer."
	op.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"application/octet-stream": {Schema: &huma.Schema{Type: "string", Format: "binary"}}}}
	op.Middlewares = huma.Middlewares{func(ctx huma.Context, next func(huma.Context)) {
		r, w := humago.Unwrap(ctx)
		control, until := http.NewResponseController(w), time.Now().Add(importer.UploadTime)
		for _, set := range []func(time.Time) error{control.SetReadDeadline, control.SetWriteDeadline} {
			if err := set(until); err != nil {
				s.Logger.Debug("upload", "deadline", err)
			}
		}
		next(huma.WithValue(ctx, uploadKey{}, r))
	}}
	add(s, op, access.Import, func(ctx context.Context, in *struct {
		Target string `query:"target" required:"true" doc:"what kind of file it is: register, lost, seizure" example:"lost"`
		Name   string `query:"name" required:"true" minLength:"1" maxLength:"255" doc:"name of the file, with its ending" example:"stolen-2026.csv"`
	}) (*body[uploadAnswer], error) {
		r, ok := ctx.Value(uploadKey{}).(*http.Request)
		if !ok {
			return nil, focalpoint.Invalid("api.imports", "", "the request has no body; send the file as it is")
		}
		if r.ContentLength > importer.MaxUpload {
			return nil, focalpoint.Errorf("api.imports", focalpoint.KindTooLarge, "the file has %d bytes, more than the %d MiB that may be handed in; pack it with gzip, split it, or import it with the command line on the server", r.ContentLength, importer.MaxUpload>>20)
		}
		u, err := s.Importer.Receive(ctx, who(ctx).ID, in.Target, in.Name, io.Reader(r.Body), importer.MaxUpload)
		if err != nil {
			return nil, err
		}
		out, err := s.uploadAnswer(ctx, u)
		return &body[uploadAnswer]{out}, err
	})
}

// previewAnswer is how a file would be read. Where no mapping fits, the rows
// are as they stand and Wrong says what is missing.
type previewAnswer struct {
	importer.Preview
	Wrong []importer.Wrong `json:"wrong,omitempty"`
}

func (s *server) uploadPreview(ctx context.Context, in *uploadID) (*body[previewAnswer], error) {
	u, err := s.Importer.Upload(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	p, err := s.Importer.PreviewUpload(ctx, u)
	if err != nil && (len(p.Header) == 0 || focalpoint.KindOf(err) != focalpoint.KindInvalid) {
		return nil, err
	}
	out := previewAnswer{Preview: p}
	if err != nil {
		out.Wrong = importer.Wrongs(err)
	}
	return &body[previewAnswer]{out}, nil
}

// uploadSettle keeps a mapping by its name, a mapping written out, or none: the
// header decides.
func (s *server) uploadSettle(ctx context.Context, in *struct {
	ID   string `path:"id" doc:"of the file that waits"`
	Body struct {
		Target  string            `json:"target,omitempty" doc:"another kind of file than it was handed in as"`
		Known   string            `json:"known,omitempty" doc:"name of a saved or shipped mapping (GET /mappings)"`
		Mapping *importer.Mapping `json:"mapping,omitempty" doc:"a mapping written out; without either the header decides"`
	}
}) (*body[uploadAnswer], error) {
	u, err := s.Importer.Upload(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	m := in.Body.Mapping
	if in.Body.Known != "" {
		known, err := s.Importer.MappingNamed(ctx, in.Body.Known)
		if err != nil {
			return nil, err
		}
		m = &known
	}
	target := u.Target
	if in.Body.Target != "" {
		target = in.Body.Target
	}
	if m != nil && m.Target == "" {
		m.Target = target
	}
	if m != nil && m.Name == "" {
		m.Name = "by-header"
	}
	if m != nil && m.Target != target {
		return nil, focalpoint.Invalid("api.imports", "mapping.target", "the mapping %s is for files of the kind %s, this one is %s; say the target too", m.Name, m.Target, target)
	}
	if err := s.Importer.Settle(ctx, in.ID, target, m); err != nil {
		return nil, err
	}
	return s.uploadNow(ctx, in.ID)
}
