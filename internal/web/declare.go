package web

import (
	"net/http"
	"strconv"

	"focalpoint"
	"focalpoint/internal/access"
	"focalpoint/internal/flows"
)

// declarations is what the page of a return needs to say why a block has no count.
type declarations struct {
	Given  map[string]flows.Declared
	Status []choice
	May    bool
	Block  string // that was filled in wrongly
	Reason string
	Errors []fieldError
}

func (s *site) declarationsOf(rq *request, year int) (declarations, error) {
	d := declarations{May: rq.User.May(access.ApproveFigures)}
	var err error
	d.Given, err = s.Figures.DeclaredFor(rq.R.Context(), year, s.Log.Now())
	for _, st := range []flows.Status{flows.StatusNone, flows.StatusNotCollected, flows.StatusNotApplicable, flows.StatusUnknown} {
		d.Status = append(d.Status, choice{string(st), s.codeName(rq.P, "absence", string(st))})
	}
	return d, err
}

// declare says of a block of a year why it has no count, or withdraws that.
func (s *site) declare(rq *request) error {
	if err := rq.R.ParseForm(); err != nil {
		return err
	}
	f := form{values: rq.R.PostForm}
	year, err := strconv.Atoi(rq.R.PathValue("year"))
	if err != nil {
		return focalpoint.Invalid("web.return", "year", "%q is no year", rq.R.PathValue("year"))
	}
	block, d := f.get("block"), flows.Declared{Status: flows.Status(f.get("status")), Reason: f.get("reason")}
	if d.Reason == "" {
		err = focalpoint.Invalid("web.declare", "reason", "%s", rq.P.T("lists.declare-why"))
	} else {
		err = s.Figures.Declare(rq.R.Context(), rq.User.ID, year, block, d)
	}
	if kind := focalpoint.KindOf(err); err != nil && kind == focalpoint.KindInvalid {
		return s.showReturn(rq, http.StatusUnprocessableEntity, year, block, rq.fieldErrors(err))
	}
	if err != nil {
		return err
	}
	return rq.redirect("/returns/" + strconv.Itoa(year) + "?done=saved#b-" + block)
}
