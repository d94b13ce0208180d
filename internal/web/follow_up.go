package web

import (
	"net/http"
	"net/url"
	"slices"

	"focalpoint"
	"focalpoint/internal/access"
	"focalpoint/internal/casework"
	"focalpoint/internal/directory"
	"focalpoint/internal/ledger"
)

// followForm is one follow-up: what is on record, and the form that adds to it.
type followForm struct {
	fieldSet
	ID       string
	Base     int64
	U        casework.FollowUp
	History  []ledger.Version[casework.FollowUp]
	Names    map[focalpoint.UserID]string
	Lists    map[string][]choice
	Parties  []choice
	Errors   []fieldError
	Overdue  bool
	MayWrite bool
}

// Decided says whether the decision is the trace's, and so is changed there.
func (f followForm) Decided() bool { return f.U.Trace != "" }

func (s *site) followUp(rq *request) error {
	v, err := s.Cases.FollowUp(rq.R.Context(), rq.R.PathValue("id"))
	if err != nil {
		return err
	}
	return s.showFollowUp(rq, http.StatusOK, followForm{ID: v.ID, Base: v.Version, U: v.Doc, fieldSet: fieldSet{values: writeFollowUp(&v.Doc)}})
}

func (s *site) followNew(rq *request) error {
	q := rq.R.URL.Query()
	v := url.Values{"case": {q.Get("case")}, "item": {q.Get("item")}}
	return s.showFollowUp(rq, http.StatusOK, followForm{fieldSet: fieldSet{values: v}})
}

func (s *site) showFollowUp(rq *request, code int, f followForm) error {
	ctx := rq.R.Context()
	f.MayWrite, f.Names, f.Lists = rq.User.May(access.WriteCases), map[focalpoint.UserID]string{}, map[string][]choice{}
	f.Overdue = f.U.Overdue(s.today())
	var err error
	if err = s.nameRefs(rq, &f.U.Keeper, &f.U.Holder, &f.U.To); err != nil {
		return err
	}
	if f.ID != "" {
		if f.History, err = s.Cases.FollowUpHistory(ctx, f.ID); err != nil {
			return err
		}
		slices.Reverse(f.History)
	}
	for _, h := range f.History {
		f.Names[h.Actor] = s.userName(rq, string(h.Actor))
	}
	for _, st := range f.U.Steps {
		f.Names[st.By] = s.userName(rq, string(st.By))
	}
	for _, d := range casework.Decisions() {
		f.Lists["decision"] = append(f.Lists["decision"], choice{string(d), rq.P.T("casework.decision-" + string(d))})
	}
	for _, o := range casework.Outcomes() {
		f.Lists["result"] = append(f.Lists["result"], choice{string(o), rq.P.T("casework.outcome-" + string(o))})
	}
	if f.MayWrite {
		if f.Parties, err = s.partyChoices(rq, directory.Filter{}); err != nil {
			return err
		}
	}
	title := rq.P.T("follow.new")
	if f.ID != "" {
		title = rq.P.T("follow.one")
	}
	return s.render(rq, code, "follow_up", title, f)
}

func (s *site) followSave(rq *request) error {
	v, base, err := rq.posted()
	if err != nil {
		return err
	}
	f := followForm{fieldSet: fieldSet{values: v.values}, ID: rq.R.PathValue("id"), Base: base}
	if f.ID != "" {
		have, err := s.Cases.FollowUp(rq.R.Context(), f.ID)
		if err != nil {
			return err
		}
		f.U = have.Doc // what the form does not show stays
	}
	u := s.readFollowUp(rq, v, f.U)
	if text, date := v.get("step-text"), v.get("step-date"); text != "" || date != "" {
		files, err := s.storeLetters(rq, "step-file")
		if err != nil {
			return err
		}
		files = append(v.all("stored"), files...)
		v.values["stored"] = files // a second try does not ask for the file again
		step := casework.Step{Date: focalpoint.Date(date), Text: text, By: rq.User.ID}
		if len(files) > 0 {
			step.File = files[0]
		}
		if step.Date == "" {
			step.Date = focalpoint.DateOf(s.Log.Now())
		}
		u.Steps = append(slices.Clone(u.Steps), step)
	}
	id, _, err := s.Cases.SaveFollowUp(rq.R.Context(), rq.User.ID, f.ID, base, u, v.get("reason"))
	if err != nil {
		if !mendable(err) {
			return err
		}
		f.Errors = rq.fieldErrors(err)
		return s.showFollowUp(rq, status(err), f)
	}
	return rq.redirect("/follow-ups/" + id + "?done=saved")
}

// readFollowUp reads the form over what is on record. The decision of a
// follow-up that a trace led to is the trace's.
func (s *site) readFollowUp(rq *request, f form, u casework.FollowUp) casework.FollowUp {
	if u.Trace == "" {
		u.Decision, u.Decided = casework.Decision(f.get("decision")), focalpoint.Date(f.get("decided"))
		u.Item, u.Reason = focalpoint.ItemID(f.get("item")), f.get("why")
	}
	u.Case, u.Due = focalpoint.CaseID(f.get("case")), focalpoint.Date(f.get("due"))
	if to := f.get("to"); to != u.To.Name && to != string(u.To.Party) {
		u.To = s.ref(rq, to)
	}
	u.Result, u.Words, u.Ended, u.Told = casework.Outcome(f.get("result")), f.get("words"), focalpoint.Date(f.get("ended")), focalpoint.Date(f.get("told"))
	return u
}

// writeFollowUp is the way back.
func writeFollowUp(u *casework.FollowUp) url.Values {
	v := url.Values{}
	to := string(u.To.Party)
	if to == "" {
		to = u.To.Name
	}
	for name, value := range map[string]string{"decision": string(u.Decision), "decided": string(u.Decided), "why": u.Reason, "case": string(u.Case), "item": string(u.Item), "to": to, "due": string(u.Due),
		"result": string(u.Result), "words": u.Words, "ended": string(u.Ended), "told": string(u.Told)} {
		if value != "" {
			v.Set(name, value)
		}
	}
	return v
}
