package web

import (
	"net/http"
	"strings"

	"focalpoint"
	"focalpoint/internal/access"
	"focalpoint/internal/register"
	"focalpoint/tag"
)

type searchData struct {
	fieldSet // of the purpose
	Query    register.Query
	Asked    bool
	Error    string
	Found    register.Found
	// Why is what the searches are for; Whither its page. Until it is said nothing is looked up.
	Why      access.Purpose
	Whither  string
	Purposes []choice
	Errors   []fieldError // of the purpose
	Next     string       // the search to go on with

	Tagged *register.Tagged // where the text is what a scanner read
}

const searchLimit = 100

// search answers "is it ours, where is it now?" from one field: an identifier
// opens its page, everything else is a mark. Each search is entered with what it
// is for; that is said once and holds until it is changed.
func (s *site) search(rq *request) error {
	q := rq.R.URL.Query()
	text := strings.TrimSpace(q.Get("q"))
	if focalpoint.IDPrefix(text) != "" && len(text) == 22 {
		if href := hrefOf(text); href != "" {
			return rq.redirect(href)
		}
	}
	d := searchData{Query: register.Query{Pattern: text, Make: strings.TrimSpace(q.Get("make")), Model: strings.TrimSpace(q.Get("model")), Calibre: strings.TrimSpace(q.Get("calibre")),
		Year: strings.TrimSpace(q.Get("year")), Country: strings.TrimSpace(q.Get("country")), Limit: searchLimit}, Next: withQuery(rq.R.URL.RequestURI(), "as", "")}
	d.values = map[string][]string{"purpose": {q.Get("purpose")}, "ref": {q.Get("ref")}}
	var err error
	if d.Why, err = s.Users.WorksOn(rq.R.Context(), rq.token()); err != nil {
		return err
	}
	code := http.StatusOK
	// A link on another site must not search in its reader's name.
	if text != "" && d.Why.Kind != "" && rq.R.Header.Get("Sec-Fetch-Site") != "cross-site" {
		d.Asked = true
		if tag.Looks(text) {
			return s.searchTag(rq, d)
		}
		found, err := s.Register.SearchFor(rq.R.Context(), s.Log, rq.User, d.Why, d.Query)
		switch kind := focalpoint.KindOf(err); {
		case err != nil && (kind == focalpoint.KindInvalid || kind == focalpoint.KindTooOften):
			for _, e := range focalpoint.FieldErrors(err) {
				d.Error = rq.sentence(e)
			}
			code = status(err)
		case err != nil:
			return err
		}
		d.Found = found
		if as := q.Get("as"); as != "" && err == nil {
			return rq.exportFound(as, found)
		}
	}
	return s.showSearch(rq, code, d)
}

func (s *site) showSearch(rq *request, code int, d searchData) error {
	d.Whither = hrefOf(d.Why.Ref)
	for _, k := range access.SearchKinds() {
		d.Purposes = append(d.Purposes, choice{k, rq.P.T("web.purpose-" + k)})
	}
	return s.render(rq, code, "search", rq.P.T("web.search"), d)
}

// searchFor says what the searches are for and goes on with the one that waits.
func (s *site) searchFor(rq *request) error {
	f, _, err := rq.posted()
	if err != nil {
		return err
	}
	d := searchData{fieldSet: fieldSet{values: f.values}, Next: f.get("next")}
	if !strings.HasPrefix(d.Next, "/search") {
		d.Next = "/search"
	}
	if err := s.Users.WorkOn(rq.R.Context(), rq.token(), purpose(f)); err != nil {
		if !mendable(err) {
			return err
		}
		d.Errors = rq.fieldErrors(err)
		return s.showSearch(rq, status(err), d)
	}
	return rq.redirect(withQuery(withQuery(d.Next, "purpose", ""), "ref", ""))
}

func (rq *request) exportFound(as string, found register.Found) error {
	var cells [][]string
	for _, c := range found.Candidates {
		cells = append(cells, []string{string(c.Item), c.Mark, c.Make, c.Model, c.Calibre, c.TypeClass, string(c.Status), rq.P.Decimal(c.Probability, 6)})
	}
	return rq.export("search", as, []string{"item", "mark", "make", "model", "calibre", "type", "status", "probability"}, cells, found)
}
