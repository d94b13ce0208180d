package web

import (
	"net/http"
	"net/url"
	"strings"

	"focalpoint"
	"focalpoint/internal/directory"
	"focalpoint/internal/trace"
)

// requestFields are the fields of what is asked: grounds, legal basis, questions
// and who asks.
type requestFields struct {
	fieldSet
	Bases   []basisChoice
	Lists   map[string][]choice
	Parties []choice
}

// traceRequestData is the form of what is asked, the same for every addressee.
type traceRequestData struct {
	requestFields
	Version trace.Version
	T       *trace.Trace
	Missing []trace.Missing
	Back    string
	HopOf   string // the question the reader came from
	Errors  []fieldError
}

// Fields are the fields for templates.
func (d requestFields) Fields() requestFields { return d }

// basisChoice is a legal basis with how both States stand to it.
type basisChoice struct {
	directory.Basis
	Name string
}

func (s *site) traceRequest(rq *request) error {
	v, err := s.Traces.Get(rq.R.Context(), focalpoint.TraceID(rq.R.PathValue("id")))
	if err != nil {
		return err
	}
	return s.showTraceRequest(rq, http.StatusOK, v, writeRequest(v.Doc.Request), rq.R.URL.Query().Get("hop"), nil)
}

func (s *site) showTraceRequest(rq *request, code int, v trace.Version, values url.Values, hop string, wrong []fieldError) error {
	d := traceRequestData{Version: v, T: &v.Doc, Errors: wrong, Back: "/traces/" + v.ID, HopOf: hop}
	to := trace.Addressee{Kind: trace.ToState}
	for _, h := range v.Doc.Hops {
		if string(h.ID) == hop || hop == "" && !h.Status.Done() {
			to, d.Back = h.To, "/traces/"+v.ID+"/hops/"+string(h.ID)
		}
	}
	state := to.Country
	if state == "" && len(v.Doc.Finding.Next) > 0 {
		state = v.Doc.Finding.Next[0].To.Country
	}
	d.Missing = trace.Complete(v.Doc.Request, to)
	var err error
	if d.requestFields, err = s.requestFields(rq, values, state); err != nil {
		return err
	}
	return s.render(rq, code, "trace_request", rq.P.T("traces.request"), d)
}

// requestFields offers what the fields can hold; state is the State asked, for
// the legal basis.
func (s *site) requestFields(rq *request, values url.Values, state focalpoint.Country) (d requestFields, err error) {
	d.values, d.Lists = values, map[string][]choice{}
	home := s.Traces.Policy().Home
	for _, b := range directory.Bases(home, state, focalpoint.DateOf(s.Log.Now())) {
		d.Bases = append(d.Bases, basisChoice{b, rq.P.T("trace.basis." + b.Code)})
	}
	for _, u := range trace.Uses() {
		d.Lists["use"] = append(d.Lists["use"], choice{string(u), rq.P.T("trace.use." + string(u))})
	}
	for _, q := range trace.Questions() {
		d.Lists["ask"] = append(d.Lists["ask"], choice{q, rq.P.T("trace.ask." + q)})
	}
	for _, p := range []trace.Priority{trace.Routine, trace.Urgent} {
		d.Lists["priority"] = append(d.Lists["priority"], choice{string(p), rq.P.T("trace.priority." + string(p))})
	}
	d.Lists["offence"] = s.choices(rq.P, "offence")
	d.Parties, err = s.partyChoices(rq, directory.Filter{Country: home})
	return d, err
}

// traceRequestSave writes what a person fills in; what follows from the item
// stays as the register has it.
func (s *site) traceRequestSave(rq *request) error {
	f, base, err := rq.posted()
	if err != nil {
		return err
	}
	id := focalpoint.TraceID(rq.R.PathValue("id"))
	v, err := s.Traces.Get(rq.R.Context(), id)
	if err != nil {
		return err
	}
	request := readRequest(f, v.Doc.Request)
	if request.Requester.Party, err = s.findParty(rq, "request.party", f.get("from")); err == nil {
		_, err = s.Traces.SetRequest(rq.R.Context(), rq.User.ID, id, base, request)
	}
	if err != nil {
		if !mendable(err) {
			return err
		}
		return s.showTraceRequest(rq, status(err), v, f.values, f.get("hop"), rq.deskErrors(err))
	}
	to := "/traces/" + string(id)
	if hop := f.get("hop"); focalpoint.IDPrefix(hop) == focalpoint.PrefixHop {
		to += "/hops/" + hop
	}
	return rq.redirect(to + "?done=saved")
}

// readRequest reads the form over what the request already says.
func readRequest(f form, r trace.Request) trace.Request {
	r.Why, r.Basis, r.BasisText, r.Circumstances = f.get("why"), f.get("basis"), f.get("basis-text"), f.get("circumstances")
	r.Use, r.Questions = trace.Use(f.get("use")), f.all("ask")
	r.Priority, r.PriorityReason = trace.Priority(f.get("priority")), f.get("priority-reason")
	r.Requester = trace.Requester{Authority: f.get("authority"), Officer: f.get("officer"), Contact: f.get("contact"), Case: f.get("case"), Country: r.Requester.Country}
	r.Handling, r.Note = f.get("handling"), f.get("note")
	r.Offences = keptList(r.Offences, f.chosenAll("offences"))
	r.Waived = map[string]string{}
	for name := range f.values {
		if field, ok := strings.CutPrefix(name, "waived."); ok && f.get(name) != "" {
			r.Waived[field] = f.get(name)
		}
	}
	return r
}

// writeRequest is the way back.
func writeRequest(r trace.Request) url.Values {
	v := url.Values{}
	for name, value := range map[string]string{"why": r.Why, "basis": r.Basis, "basis-text": r.BasisText, "circumstances": r.Circumstances, "use": string(r.Use), "priority": string(r.Priority),
		"priority-reason": r.PriorityReason, "from": string(r.Requester.Party), "authority": r.Requester.Authority, "officer": r.Requester.Officer, "contact": r.Requester.Contact,
		"case": r.Requester.Case, "handling": r.Handling, "note": r.Note} {
		if value != "" {
			v.Set(name, value)
		}
	}
	v["ask"] = r.Questions
	for _, o := range r.Offences {
		v.Add("offences", o.Code)
	}
	for field, why := range r.Waived {
		v.Set("waived."+field, why)
	}
	return v
}
