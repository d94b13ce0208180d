package web

import (
	"net/http"
	"strconv"
	"strings"

	"focalpoint"
	"focalpoint/internal/access"
	"focalpoint/internal/ledger"
)

// limitsData is how much each role may ask of the register.
type limitsData struct {
	fieldSet
	Rows   []limitRow
	Base   int64
	Past   []limitChange
	Errors []fieldError
}

type limitRow struct {
	Role, Name    string
	Bits, PerHour string // as typed
}

type limitChange struct {
	ledger.Version[access.Limits]
	Who string
}

func (s *site) limits(rq *request) error {
	set, base, err := access.ReadLimits(rq.R.Context(), s.Log)
	if err != nil {
		return err
	}
	values := map[string][]string{}
	for r, l := range set {
		values[string(r)+".bits"] = []string{strconv.FormatFloat(l.Bits, 'g', -1, 64)}
		values[string(r)+".perHour"] = []string{strconv.Itoa(l.PerHour)}
	}
	return s.showLimits(rq, http.StatusOK, limitsData{fieldSet: fieldSet{values: values}, Base: base})
}

func (s *site) showLimits(rq *request, code int, d limitsData) error {
	for _, r := range access.Searchers() {
		role := string(r)
		d.Rows = append(d.Rows, limitRow{role, rq.P.T("web.user-role-" + role), d.V(role + ".bits"), d.V(role + ".perHour")})
	}
	past, err := access.LimitHistory(rq.R.Context(), s.Log)
	if err != nil {
		return err
	}
	for _, v := range past {
		d.Past = append(d.Past, limitChange{v, s.userName(rq, string(v.Actor))})
	}
	return s.render(rq, code, "limits", rq.P.T("access.limits"), d)
}

func (s *site) limitsSave(rq *request) error {
	f, base, err := rq.posted()
	if err != nil {
		return err
	}
	set := access.Limits{}
	for _, r := range access.Searchers() {
		own := access.Limit{Bits: -1} // what cannot be read is refused with what may stand there
		if n, ok := f.number(string(r) + ".bits"); ok && f.get(string(r)+".bits") != "" {
			own.Bits = n
		}
		if n, ok := f.number(string(r) + ".perHour"); ok && n == float64(int(n)) {
			own.PerHour = int(n)
		}
		set[r] = own
	}
	if err := access.SaveLimits(rq.R.Context(), s.Log, rq.User.ID, base, set, f.get("reason")); err != nil {
		if !mendable(err) {
			return err
		}
		return s.showLimits(rq, status(err), limitsData{fieldSet: fieldSet{values: f.values}, Base: base, Errors: rq.limitErrors(err)})
	}
	return rq.redirect("/limits?done=saved")
}

// limitErrors names the role and the figure that each finding is about.
func (rq *request) limitErrors(err error) []fieldError {
	out := rq.fieldErrors(err)
	for i, e := range focalpoint.FieldErrors(err) {
		if role, what, ok := strings.Cut(e.Field, "."); ok {
			out[i].Field = rq.P.T("web.user-role-"+role) + " · " + rq.P.T("access."+strings.ToLower(what))
		}
	}
	return out
}
