package web

import (
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"focalpoint"
	"focalpoint/internal/catalogue"
	"focalpoint/internal/i18n"
	"focalpoint/internal/register"
)

const reviewPage = 50

type reviewData struct {
	List      string
	Text      string
	Lists     []choice
	Questions []register.Question
	Total     int64
	First     string
	Next      string
}

// review is the queue of texts that wait for a code, what concerns most items first.
func (s *site) review(rq *request) error {
	q := rq.R.URL.Query()
	d := reviewData{List: q.Get("list"), Text: strings.TrimSpace(q.Get("text"))}
	from, err := strconv.ParseInt(q.Get("from-row"), 10, 64)
	if err != nil || from < 0 {
		from = 0
	}
	export, text := q.Get("as") != "", strings.ToLower(d.Text)
	waiting := map[string]int64{}
	err = s.Review.Each(rq.R.Context(), "", func(x register.Question) error { // all of it, of which only a page is kept
		waiting[x.List]++
		if d.List != "" && x.List != d.List || text != "" && !strings.Contains(strings.ToLower(x.Raw), text) {
			return nil
		}
		if d.Total++; export && d.Total > maxExport {
			return tooLong(d.Total)
		}
		if export || d.Total > from && d.Total <= from+reviewPage {
			d.Questions = append(d.Questions, x)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if export {
		return exportQuestions(rq, d.Questions, q.Get("as"))
	}
	for _, l := range s.Codes.Lists() {
		if n := waiting[l.Name]; n > 0 || l.Name == d.List {
			d.Lists = append(d.Lists, choice{l.Name, rq.P.T("review.list-n", "list", s.listName(rq.P, l.Name), "n", n)})
		}
	}
	here := rq.R.URL.RequestURI()
	if from > 0 {
		d.First = withQuery(here, "from-row", "")
	}
	if from+reviewPage < d.Total {
		d.Next = withQuery(here, "from-row", count(from+reviewPage))
	}
	return s.render(rq, http.StatusOK, "review", rq.P.T("web.nav-review"), d)
}

// listName is the name of a code list in the reader's language.
func (s *site) listName(p *i18n.Printer, name string) string {
	if l, err := s.Codes.List(name); err == nil {
		if title := l.Title.In(string(p.Lang())); title != "" && title != name {
			return title
		}
	}
	if key := "lists.list-" + name; p.Has(key) {
		return p.T(key) // a list of this State's own, made by the program
	}
	return name
}

func exportQuestions(rq *request, list []register.Question, as string) error {
	cells := make([][]string, len(list))
	for i, x := range list {
		cells[i] = []string{x.List, x.Raw, x.Make, x.Code, x.Reason, count(x.Items)}
	}
	return rq.export("review", as, []string{"list", "raw", "make", "proposed", "reason", "items"}, cells, list)
}

// questionHref is the page of one text.
func questionHref(list, raw, maker string) string {
	v := url.Values{"list": {list}, "raw": {raw}}
	if maker != "" {
		v.Set("make", maker)
	}
	return "/review/one?" + v.Encode()
}

type reviewOneData struct {
	Decision  catalogue.Decision
	Title     string
	Back      bool // an earlier decision is taken back
	Question  *register.Question
	Examples  []register.Row
	Proposed  []proposal
	Query     string
	Found     []proposal
	Absences  []choice
	Chosen    bool
	Changes   []register.Change
	Items     int64
	Errors    []fieldError
	PlainList string
}

// proposal is a code to choose, with why it is offered.
type proposal struct {
	Code, Name, Why string
	Confidence      float64
	Href            string
	Current         bool
}

func decisionOf(v url.Values) catalogue.Decision {
	return catalogue.Decision{List: v.Get("list"), Raw: v.Get("raw"), Make: v.Get("make"), Code: v.Get("code"), Exact: v.Get("exact") != "", Reason: strings.TrimSpace(v.Get("reason"))}
}

func (s *site) reviewOne(rq *request) error {
	v := rq.R.URL.Query()
	return s.showQuestion(rq, http.StatusOK, decisionOf(v), v, nil)
}

// showQuestion shows one text: what the coder makes of it, a search for other
// codes, and what the code chosen would change.
func (s *site) showQuestion(rq *request, code int, dec catalogue.Decision, v url.Values, wrong []fieldError) error {
	ctx := rq.R.Context()
	if _, err := s.Codes.List(dec.List); err != nil {
		return err
	}
	if strings.TrimSpace(dec.Raw) == "" {
		return focalpoint.Invalid("web.review", "raw", "say which text is decided on")
	}
	d := reviewOneData{Decision: dec, Title: s.listName(rq.P, dec.List), Back: v.Get("back") != "", Query: strings.TrimSpace(v.Get("q")), Errors: wrong, PlainList: dec.List}
	question, waits, err := s.Review.Question(ctx, dec.List, dec.Raw, dec.Make)
	if err != nil {
		return err
	}
	if waits {
		d.Question = &question
	}
	if d.Question != nil {
		if d.Examples, err = s.Register.RowsOf(ctx, d.Question.Examples); err != nil {
			return err
		}
	}
	link := func(code string) string {
		u := questionHref(dec.List, dec.Raw, dec.Make) + "&code=" + url.QueryEscape(code)
		if d.Query != "" {
			u += "&q=" + url.QueryEscape(d.Query)
		}
		return u
	}
	s.proposals(rq, &d, link)
	if d.Chosen = dec.Code != "" || d.Back; d.Chosen {
		changes, err := s.Review.Preview(ctx, dec)
		if kind := focalpoint.KindOf(err); err != nil && kind == focalpoint.KindInvalid {
			d.Errors, d.Chosen = append(d.Errors, rq.fieldErrors(err)...), false
		} else if err != nil {
			return err
		}
		d.Changes = changes
		for _, c := range changes {
			d.Items += c.Items
		}
	}
	return s.render(rq, code, "review_one", rq.P.T("review.one", "text", dec.Raw), d)
}

func (s *site) proposals(rq *request, d *reviewOneData, link func(string) string) {
	lang, dec := string(rq.P.Lang()), d.Decision
	r := s.Codes.Code(dec.List, dec.Raw, catalogue.Hints{Make: dec.Make})
	offer := func(c, why string, sure float64) proposal {
		return proposal{Code: c, Name: s.codeName(rq.P, dec.List, c), Why: why, Confidence: sure, Href: link(c), Current: c == dec.Code}
	}
	if r.Code != "" && r.Code != focalpoint.CodeUncoded {
		d.Proposed = append(d.Proposed, offer(r.Code, r.Reason, r.Confidence))
	}
	for _, a := range r.Alternatives {
		if a.Code != r.Code {
			d.Proposed = append(d.Proposed, offer(a.Code, a.Reason, a.Confidence))
		}
	}
	if d.Query != "" {
		for _, f := range s.Codes.Search(dec.List, d.Query, lang, "", 20) {
			d.Found = append(d.Found, offer(f.Code, f.Why, 0))
		}
	}
	for _, c := range []string{focalpoint.CodeUnknown, focalpoint.CodeNone, focalpoint.CodeNotCollected, focalpoint.CodeNotApplicable} {
		d.Absences = append(d.Absences, choice{link(c), s.codeName(rq.P, "absence", c)})
	}
}

// reviewDecide stores the decision; what it changes was shown before.
func (s *site) reviewDecide(rq *request) error {
	if err := rq.R.ParseForm(); err != nil {
		return err
	}
	dec := decisionOf(rq.R.PostForm)
	if dec.Code == "" && rq.R.PostForm.Get("back") == "" {
		return s.showQuestion(rq, http.StatusUnprocessableEntity, dec, rq.R.PostForm, []fieldError{{"", rq.P.T("review.choose")}})
	}
	_, _, err := s.Review.Decide(rq.R.Context(), rq.User.ID, dec)
	if kind := focalpoint.KindOf(err); err != nil && kind == focalpoint.KindInvalid {
		return s.showQuestion(rq, status(err), dec, rq.R.PostForm, rq.fieldErrors(err))
	}
	if err != nil {
		return err
	}
	if rq.R.PostForm.Get("back") != "" {
		return rq.redirect("/review/decisions?done=saved")
	}
	return rq.redirect("/review?done=saved&list=" + url.QueryEscape(dec.List))
}

type decisionsData struct {
	List  string
	Lists []choice
	Rows  []decisionRow
	Total int64
	First string
	Next  string
}

// decisionRow is a decision and whether it still holds.
type decisionRow struct {
	catalogue.Decision
	Who   string
	Holds bool
	Href  string
}

// decisions lists what was decided, the latest first.
func (s *site) decisions(rq *request) error {
	q := rq.R.URL.Query()
	all, err := s.Review.Decisions(rq.R.Context(), q.Get("list"), math.MaxInt32)
	if err != nil {
		return err
	}
	if as := q.Get("as"); as != "" {
		return exportDecisions(rq, all, as)
	}
	d := decisionsData{List: q.Get("list"), Total: int64(len(all))}
	for _, l := range s.Codes.Lists() {
		d.Lists = append(d.Lists, choice{l.Name, s.listName(rq.P, l.Name)})
	}
	later := map[string]bool{}
	rows := make([]decisionRow, len(all))
	for i, x := range all {
		key := x.List + "\x00" + x.Make + "\x00" + strings.ToLower(strings.Join(strings.Fields(x.Raw), " "))
		rows[i] = decisionRow{x, s.userName(rq, string(x.By)), !later[key] && x.Code != "", questionHref(x.List, x.Raw, x.Make)}
		if x.Exact {
			rows[i].Href += "&exact=1"
		}
		later[key] = true
	}
	d.Rows, d.First, d.Next = window(rq, rows, reviewPage)
	return s.render(rq, http.StatusOK, "decisions", rq.P.T("review.decisions"), d)
}

func exportDecisions(rq *request, list []catalogue.Decision, as string) error {
	cells := make([][]string, len(list))
	for i, x := range list {
		cells[i] = []string{x.ID, x.List, x.Raw, x.Code, x.Make, x.Reason, x.Source, string(x.By), x.At.UTC().Format(time.RFC3339)}
	}
	return rq.export("decisions", as, []string{"id", "list", "raw", "code", "make", "reason", "source", "by", "at"}, cells, list)
}
