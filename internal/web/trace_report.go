package web

import (
	"encoding/json"
	"fmt"

	"focalpoint"
	"focalpoint/internal/letter"
	"focalpoint/internal/pdf"
)

// traceReport is the report of a trace: a page to print, PDF where a browser is
// installed, DOCX, or JSON with the proof that its records stand in the log.
func (s *site) traceReport(rq *request) error {
	r, err := s.Traces.Report(rq.R.Context(), focalpoint.TraceID(rq.R.PathValue("id")))
	if err != nil {
		return err
	}
	if rq.R.URL.Query().Get("as") == "json" {
		rq.W.Header().Set("Content-Type", "application/json")
		rq.W.Header().Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q", string(r.Trace.Doc.ID)+".json"))
		return json.NewEncoder(rq.W).Encode(r)
	}
	say, err := s.speaker(rq, &r.Trace.Doc)
	if err != nil {
		return err
	}
	return s.sendLetter(rq, s.Traces.ReportLetter(r, string(rq.P.Lang()), say.Party), string(r.Trace.Doc.ID))
}

// traceReply is our answer to a partner, in the partner's language.
func (s *site) traceReply(rq *request) error {
	id := focalpoint.TraceID(rq.R.PathValue("id"))
	l, err := s.Traces.ReplyLetter(rq.R.Context(), id)
	if err != nil {
		return err
	}
	return s.sendLetter(rq, l, string(id)+"-reply")
}

// hopLetter is the question of a hop, in the addressee's language.
func (s *site) hopLetter(rq *request) error {
	id, hop := focalpoint.TraceID(rq.R.PathValue("id")), focalpoint.HopID(rq.R.PathValue("hop"))
	l, err := s.Traces.Letter(rq.R.Context(), id, hop)
	if err != nil {
		return err
	}
	return s.sendLetter(rq, l, string(hop))
}

// sendLetter answers with a letter in the form that the address asks for.
func (s *site) sendLetter(rq *request, l *letter.Letter, name string) error {
	return s.sendLetterAs(rq, l, name, rq.R.URL.Query().Get("as"))
}

// sendLetterAs answers with a letter: as a page to print, DOCX or PDF.
func (s *site) sendLetterAs(rq *request, l *letter.Letter, name, as string) error {
	if s.Exercise {
		l.Banner = rq.P.T("web.exercise")
	}
	h := rq.W.Header()
	var body []byte
	var err error
	switch as {
	case "":
		h.Set("Content-Type", "text/html; charset=utf-8")
		body, err = l.HTML()
	case "docx":
		body, err = l.DOCX()
		h.Set("Content-Type", "application/vnd.openxmlformats-officedocument.wordprocessingml.document")
		h.Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q", name+".docx"))
	case "pdf":
		if body, err = s.printed(rq, l); err == nil {
			h.Set("Content-Type", "application/pdf")
			h.Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q", name+".pdf"))
		}
	default:
		err = focalpoint.Invalid("web.letter", "as", "%q is no format of a letter; choose docx or pdf, or print the page", as)
	}
	if err != nil {
		for _, k := range []string{"Content-Disposition", "Content-Type"} {
			h.Del(k)
		}
		return err
	}
	_, err = rq.W.Write(body)
	return ignoreGone(err)
}

func (s *site) printed(rq *request, l *letter.Letter) ([]byte, error) {
	page, err := l.HTML()
	if err != nil {
		return nil, err
	}
	body, err := pdf.Print(rq.R.Context(), page)
	if pdf.Absent(err) {
		return nil, &focalpoint.Error{Op: "web.letter", Kind: focalpoint.KindNotFound, Msg: rq.P.T("traces.no-browser")}
	}
	return body, err
}
