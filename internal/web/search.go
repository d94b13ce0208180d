package web

import (
	"net/http"
	"strings"

	"focalpoint"
	"focalpoint/internal/register"
	"focalpoint/tag"
)

type searchData struct {
	Query register.Query
	Asked bool
	Error string
	Found register.Found

	Tagged *register.Tagged // where the text is what a scanner read
}

const searchLimit = 100

// search answers "is it ours, where is it now?" from one field: an identifier
// opens its page, everything else is a mark.
func (s *site) search(rq *request) error {
	q := rq.R.URL.Query()
	text := strings.TrimSpace(q.Get("q"))
	if focalpoint.IDPrefix(text) != "" && len(text) == 22 {
		if href := hrefOf(text); href != "" {
			return rq.redirect(href)
		}
	}
	d := searchData{Query: register.Query{Pattern: text, Make: strings.TrimSpace(q.Get("make")), Model: strings.TrimSpace(q.Get("model")), Calibre: strings.TrimSpace(q.Get("calibre")),
		Year: strings.TrimSpace(q.Get("year")), Country: strings.TrimSpace(q.Get("country")), Limit: searchLimit}}
	code := http.StatusOK
	if text != "" {
		d.Asked = true
		if tag.Looks(text) {
			return s.searchTag(rq, d)
		}
		found, err := s.Register.Search(rq.R.Context(), d.Query)
		switch {
		case focalpoint.KindOf(err) == focalpoint.KindInvalid && err != nil:
			for _, e := range focalpoint.FieldErrors(err) {
				d.Error = rq.sentence(e)
			}
			code = http.StatusUnprocessableEntity
		case err != nil:
			return err
		}
		d.Found = found
		if as := q.Get("as"); as != "" && err == nil {
			return rq.exportFound(as, found)
		}
	}
	return s.render(rq, code, "search", rq.P.T("web.search"), d)
}

func (rq *request) exportFound(as string, found register.Found) error {
	var cells [][]string
	for _, c := range found.Candidates {
		cells = append(cells, []string{string(c.Item), c.Mark, c.Make, c.Model, c.Calibre, c.TypeClass, string(c.Status), rq.P.Decimal(c.Probability, 6)})
	}
	return rq.export("search", as, []string{"item", "mark", "make", "model", "calibre", "type", "status", "probability"}, cells, found)
}
