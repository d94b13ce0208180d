package web

import (
	"net/http"
	"strconv"
	"strings"

	"focalpoint"
	"focalpoint/internal/casework"
)

// caseFormData is the form of a case.
type caseFormData struct {
	ID       focalpoint.CaseID
	Base     int64
	Case     casework.Case
	Links    string // ids, one a line, of a new case
	Reason   string // of a change
	Offences []choice
	Statuses []choice
	Errors   []fieldError
}

// Is says whether an offence is chosen.
func (f caseFormData) Is(code string) bool {
	for _, o := range f.Case.Offences {
		if o.Code == code {
			return true
		}
	}
	return false
}

func (s *site) caseForm(rq *request) error {
	f := caseFormData{ID: focalpoint.CaseID(rq.R.PathValue("id")), Case: casework.Case{Status: "open"}, Links: rq.R.URL.Query().Get("ref")}
	if f.ID != "" {
		v, err := s.Cases.Get(rq.R.Context(), f.ID)
		if err != nil {
			return err
		}
		f.Case, f.Base = v.Doc, v.Version
	}
	return s.showCaseForm(rq, http.StatusOK, f)
}

func (s *site) showCaseForm(rq *request, code int, f caseFormData) error {
	f.Offences = s.choices(rq.P, "offence")
	for _, st := range []string{"open", "suspended", "closed"} {
		f.Statuses = append(f.Statuses, choice{st, rq.P.T("casework.status-" + st)})
	}
	title := rq.P.T("cases.new")
	if f.ID != "" {
		title = rq.P.T("cases.edit")
	}
	return s.render(rq, code, "case_form", title, f)
}

func (s *site) caseSave(rq *request) error {
	if err := rq.R.ParseForm(); err != nil {
		return err
	}
	v := form{values: rq.R.PostForm}
	f := caseFormData{ID: focalpoint.CaseID(rq.R.PathValue("id")), Links: v.get("links"), Reason: v.get("reason")}
	f.Base, _ = strconv.ParseInt(v.get("base"), 10, 64) // the room refuses a change without its base
	if f.ID != "" {
		have, err := s.Cases.Get(rq.R.Context(), f.ID)
		if err != nil {
			return err
		}
		f.Case = have.Doc // what the form does not show stays
	}
	c := &f.Case
	c.Number, c.Title, c.Summary, c.Status = v.get("number"), v.get("title"), v.get("summary"), casework.Status(v.get("status"))
	c.Opened, c.Ended, c.Outcome, c.Authority.Name = focalpoint.Date(v.get("opened")), focalpoint.Date(v.get("ended")), v.get("outcome"), v.get("authority")
	c.Offences = v.chosenAll("offences")
	for _, ref := range strings.Fields(f.Links) {
		c.Links = append(c.Links, casework.Link{Kind: casework.KindOfID(ref), ID: ref})
	}
	id, _, err := s.Cases.Save(rq.R.Context(), rq.User.ID, casework.Input{ID: f.ID, Base: f.Base, Reason: v.get("reason"), Case: *c})
	if kind := focalpoint.KindOf(err); err != nil && (kind == focalpoint.KindInvalid || kind == focalpoint.KindConflict) {
		f.Errors = rq.fieldErrors(err)
		return s.showCaseForm(rq, status(err), f)
	}
	if err != nil {
		return err
	}
	return rq.redirect("/cases/" + string(id) + "?done=saved")
}
