package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"focalpoint"
	"focalpoint/internal/trace"
)

// jointData is the form of one letter about several items.
type jointData struct {
	requestFields
	Joint     trace.Joint
	Items     []trace.JointItem
	Called    names           // the traces, until the letter can be prepared
	Missing   []trace.Missing // that some item still lacks
	Open      int             // items that are not complete
	Dups      bool
	Errors    []fieldError
	Countries []choice
}

// letterNew is the form for the traces that were chosen, or for all that wait
// for one addressee.
func (s *site) letterNew(rq *request) error {
	q := rq.R.URL.Query()
	if asks := q.Get("party"); asks != "" && len(q["trace"]) == 0 {
		page, err := s.Traces.List(rq.R.Context(), trace.Filter{Asks: asks, Sort: "opened", Limit: trace.JointMost})
		if err != nil {
			return err
		}
		for _, r := range page.Rows {
			q.Add("trace", string(r.ID))
		}
	}
	if q.Get("party") == "" {
		to, err := s.asksOf(rq, q["trace"])
		if err != nil {
			return err
		}
		q.Set("party", string(to.Party))
		if to.Party == "" {
			q.Set("kind", string(to.Kind))
			q.Set("country", string(to.Country))
		}
	}
	return s.showJoint(rq, http.StatusOK, q, nil)
}

// asksOf is whom the chosen traces ask next, when all ask the same.
func (s *site) asksOf(rq *request, traces []string) (to trace.Addressee, err error) {
	ids := make([]focalpoint.TraceID, len(traces))
	for i, id := range traces {
		ids[i] = focalpoint.TraceID(id)
	}
	list, err := s.Traces.Many(rq.R.Context(), ids)
	if err != nil {
		return to, err
	}
	for i, v := range list {
		next := v.Doc.Asks()
		if i > 0 && next != to {
			return trace.Addressee{}, nil
		}
		to = next
	}
	return to, nil
}

// readJoint reads the form of a letter.
func (s *site) readJoint(rq *request, f form) (j trace.Joint, err error) {
	for _, id := range f.all("trace") {
		j.Traces = append(j.Traces, focalpoint.TraceID(id))
	}
	j.Common = readRequest(f, trace.Request{})
	j.Language = f.get("language")
	j.Sending = trace.Sending{Means: f.get("means"), Contact: f.get("to-contact"), Despite: f.get("despite")}
	if j.To, err = s.addressee(rq, f); err != nil {
		return j, err
	}
	j.Common.Requester.Party, err = s.findParty(rq, "request.party", f.get("from"))
	return j, err
}

func (s *site) showJoint(rq *request, code int, values url.Values, wrong []fieldError) error {
	d := jointData{Errors: wrong, Countries: s.countries(rq.P)}
	j, err := s.readJoint(rq, form{values: values})
	if err == nil {
		d.Joint, d.Items, err = s.Traces.PrepareJoint(rq.R.Context(), j)
	}
	if err != nil {
		if !mendable(err) {
			return err
		}
		if d.Joint = j; len(wrong) == 0 && rq.R.URL.Query().Get("party") != "" {
			d.Errors, code = rq.deskErrors(err), status(err)
		}
	}
	for _, it := range d.Items {
		if it.Open() > 0 {
			d.Open++
		}
		d.Dups = d.Dups || len(it.Dups) > 0
		for _, m := range it.Missing {
			if !slices.ContainsFunc(d.Missing, func(o trace.Missing) bool { return o.Field == m.Field }) {
				d.Missing = append(d.Missing, m)
			}
		}
	}
	if d.requestFields, err = s.requestFields(rq, values, d.Joint.To.Country); err != nil {
		return err
	}
	s.jointLists(rq, &d)
	if d.Called, err = s.namesOf(rq, values["trace"]...); err != nil {
		return err
	}
	return s.render(rq, code, "letter_new", rq.P.T("letters.title"), d)
}

func (s *site) jointLists(rq *request, d *jointData) {
	d.Lists["language"] = languageChoices()
	for _, k := range trace.AddresseeKinds() {
		d.Lists["to"] = append(d.Lists["to"], choice{string(k), rq.P.T("trace.kind." + string(k))})
	}
	d.Lists["means"] = s.meansChoices(rq)
}

// letterSend shows the letter as it would leave, or records that it left.
func (s *site) letterSend(rq *request) error {
	f, _, err := rq.posted()
	if err != nil {
		return err
	}
	act := f.get("act")
	if act == "" {
		return s.showJoint(rq, http.StatusOK, f.values, nil)
	}
	j, err := s.readJoint(rq, f)
	if err != nil {
		return s.jointMend(rq, f, err)
	}
	if act != "send" {
		l, err := s.Traces.PreviewJoint(rq.R.Context(), j)
		if err != nil {
			return s.jointMend(rq, f, err)
		}
		return s.sendLetterAs(rq, l, "letter", strings.TrimPrefix(act, "print"))
	}
	list, err := s.Traces.SendJoint(rq.R.Context(), rq.User.ID, j)
	if err != nil {
		return s.jointMend(rq, f, err)
	}
	for _, h := range list[0].Doc.Hops {
		if h.Joint != "" && h.Sent.Equal(list[0].At) {
			return rq.redirect("/letters/" + h.Joint + "?done=saved")
		}
	}
	return rq.redirect("/traces")
}

func (s *site) jointMend(rq *request, f form, err error) error {
	if !mendable(err) {
		return err
	}
	return s.showJoint(rq, status(err), f.values, rq.deskErrors(err))
}

// letterData is a letter about several items that left.
type letterData struct {
	Reference string
	Rows      []trace.HopRow
	Letter    string // digest of the letter as it left
	To        string
}

// letterPage tells how the questions of a letter stand.
func (s *site) letterPage(rq *request) error {
	d := letterData{Reference: rq.R.PathValue("reference")}
	var err error
	if d.Rows, err = s.Traces.Hops(rq.R.Context(), trace.HopFilter{Joint: d.Reference, Limit: trace.JointMost}); err != nil {
		return err
	}
	if len(d.Rows) == 0 {
		return focalpoint.Errorf("web.letter", focalpoint.KindNotFound, "there is no letter %s", d.Reference)
	}
	slices.SortFunc(d.Rows, func(a, b trace.HopRow) int { return strings.Compare(string(a.Trace), string(b.Trace)) })
	v, err := s.Traces.Get(rq.R.Context(), d.Rows[0].Trace)
	if err != nil {
		return err
	}
	for _, h := range v.Doc.Hops {
		if h.ID == d.Rows[0].ID {
			d.Letter = h.Letter
		}
	}
	d.To = s.addresseeName(rq, d.Rows[0].To)
	return s.render(rq, http.StatusOK, "letter", rq.P.T("letters.to", "to", d.To), d)
}

func (s *site) letterPrint(rq *request) error {
	reference := rq.R.PathValue("reference")
	l, err := s.Traces.JointLetter(rq.R.Context(), reference)
	if err != nil {
		return err
	}
	return s.sendLetter(rq, l, reference)
}
