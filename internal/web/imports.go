package web

import (
	"io"
	"mime/multipart"
	"net/http"
	"time"

	"focalpoint"
	"focalpoint/internal/importer"
)

const importPage = 50

type importsData struct {
	Uploads []uploadRow
	Runs    []importer.Run
	Names   map[focalpoint.UserID]string
	Busy    bool // something is under way: the page looks again by itself
	Total   int64
	Next    string
	First   string
}

// uploadRow is a file that waits, with the job that reads it.
type uploadRow = importer.Waiting

// imports lists the files that wait, what is being read, and all imports.
func (s *site) imports(rq *request) error {
	ctx := rq.R.Context()
	uploads, err := s.Importer.Uploads(ctx)
	if err != nil {
		return err
	}
	d := importsData{Names: map[focalpoint.UserID]string{}}
	for _, u := range uploads {
		row, err := s.withJob(rq, u)
		if err != nil {
			return err
		}
		d.Uploads = append(d.Uploads, row)
		d.Busy = d.Busy || row.Busy() && !row.Failed()
		d.Names[u.Actor] = s.userName(rq, string(u.Actor))
	}
	runs, err := s.Importer.Runs(ctx)
	if err != nil {
		return err
	}
	if as := rq.R.URL.Query().Get("as"); as != "" {
		return exportRuns(rq, runs, as)
	}
	d.Total = int64(len(runs))
	d.Runs, d.First, d.Next = window(rq, runs, importPage)
	for _, r := range d.Runs {
		d.Names[r.Actor] = s.userName(rq, string(r.Actor))
	}
	return s.render(rq, http.StatusOK, "imports", rq.P.T("web.nav-imports"), d)
}

func (s *site) withJob(rq *request, u importer.Upload) (uploadRow, error) {
	return importer.WithJob(rq.R.Context(), s.Jobs, u)
}

func exportRuns(rq *request, runs []importer.Run, as string) error {
	cells := make([][]string, len(runs))
	for i, r := range runs {
		c := r.Counts
		cells[i] = []string{string(r.ID), r.At.UTC().Format(time.RFC3339), string(r.Actor), r.Target, r.Name, r.File, r.Mapping.Name, count(r.Total), count(c.Read), count(c.Taken), count(c.Refused), count(c.Queued), count(c.Doubts), count(c.Items)}
	}
	return rq.export("imports", as, []string{"id", "at", "actor", "target", "name", "file", "mapping", "rows", "read", "taken", "refused", "queued", "doubts", "items"}, cells, runs)
}

type importNewData struct {
	Targets []choice
	Target  string
	Limit   int64 // megabytes
	Errors  []fieldError
}

func (s *site) importNew(rq *request) error {
	return s.showImportNew(rq, http.StatusOK, rq.R.URL.Query().Get("target"), nil)
}

func (s *site) showImportNew(rq *request, code int, target string, wrong []fieldError) error {
	return s.render(rq, code, "import_new", rq.P.T("imports.new"), importNewData{Targets: s.targets(rq), Target: target, Limit: importer.MaxUpload >> 20, Errors: wrong})
}

func (s *site) targets(rq *request) []choice {
	var out []choice
	for _, name := range s.Importer.Targets() {
		out = append(out, choice{name, rq.P.T("imports.target-" + name)})
	}
	return out
}

// importReceive takes the file piece by piece into the database; the target is
// named by the form before the file.
func (s *site) importReceive(rq *request) error {
	control := http.NewResponseController(rq.W)
	until := time.Now().Add(importer.UploadTime) // a large file on a slow line takes longer than any other form
	for _, set := range []func(time.Time) error{control.SetReadDeadline, control.SetWriteDeadline} {
		if err := set(until); err != nil {
			s.Logger.Debug("upload", "deadline", err)
		}
	}
	parts, err := rq.R.MultipartReader()
	if err != nil {
		return focalpoint.Invalid("web.import", "file", "the form was not sent as a file; choose a file and send it again")
	}
	target := "register"
	for {
		part, err := parts.NextPart()
		if err == io.EOF {
			return s.showImportNew(rq, http.StatusUnprocessableEntity, target, []fieldError{{rq.P.T("imports.file"), rq.P.T("imports.no-file")}})
		}
		if err != nil {
			return err
		}
		switch {
		case part.FormName() == "target":
			text, err := io.ReadAll(io.LimitReader(part, 100))
			if err != nil {
				return err
			}
			target = string(text)
		case part.FormName() == "file" && part.FileName() != "":
			return s.receiveFile(rq, target, part)
		}
	}
}

func (s *site) receiveFile(rq *request, target string, part *multipart.Part) error {
	u, err := s.Importer.Receive(rq.R.Context(), rq.User.ID, target, part.FileName(), part, importer.MaxUpload)
	if kind := focalpoint.KindOf(err); err != nil && kind == focalpoint.KindInvalid {
		return s.showImportNew(rq, status(err), target, rq.fieldErrors(err))
	}
	if err != nil {
		return err
	}
	return rq.redirect("/imports/files/" + u.ID)
}
