package web

import (
	"context"
	"net/http"
	"time"

	"focalpoint"
	"focalpoint/internal/access"
	"focalpoint/internal/directory"
	"focalpoint/internal/trace"
)

// hopData is one question to one addressee.
type hopData struct {
	fieldSet
	Version   trace.Version
	T         *trace.Trace
	H         *trace.Hop
	Missing   []trace.Missing
	Open      int // missing without a reason
	Dups      []trace.Dup
	Party     *directory.Party
	AtWork    string // message key: open now, closed now
	NextOpen  time.Time
	Clock     trace.Clock
	Remind    time.Time // when the next reminder is owed
	Silent    time.Time // from when silence may be recorded
	MaySilent bool
	Overdue   bool
	Moves     map[string]bool
	Errors    []fieldError
	Names     map[focalpoint.UserID]string
	Lists     map[string][]choice
	Parties   []choice
	Countries []choice
	Now       time.Time
	MayWrite  bool
}

func (s *site) hop(rq *request) error {
	v, err := s.Traces.Get(rq.R.Context(), focalpoint.TraceID(rq.R.PathValue("id")))
	if err != nil {
		return err
	}
	return s.showHop(rq, http.StatusOK, v, fieldSet{}, nil)
}

func (s *site) showHop(rq *request, code int, v trace.Version, typed fieldSet, wrong []fieldError) error {
	id := focalpoint.HopID(rq.R.PathValue("hop"))
	d := hopData{fieldSet: typed, Version: v, T: &v.Doc, Errors: wrong, Now: s.Log.Now(), MayWrite: rq.User.May(access.WriteTraces), Moves: map[string]bool{}, Names: map[focalpoint.UserID]string{}}
	for i := range v.Doc.Hops {
		if v.Doc.Hops[i].ID == id {
			d.H = &v.Doc.Hops[i]
		}
	}
	if d.H == nil {
		return focalpoint.Errorf("web.hop", focalpoint.KindNotFound, "the trace %s has no question %s", v.ID, id)
	}
	for _, m := range d.H.Status.Moves() {
		d.Moves[string(m)] = true
	}
	for _, m := range d.H.History {
		d.Names[m.By] = s.userName(rq, string(m.By))
	}
	if err := s.hopClock(rq, &d); err != nil {
		return err
	}
	if d.H.Sent.IsZero() || d.H.Status == trace.HopNeedsData {
		d.Missing = trace.Complete(v.Doc.Request, d.H.To)
		for _, m := range d.Missing {
			if m.Waived == "" {
				d.Open++
			}
		}
		var err error
		if d.Dups, err = s.Traces.Duplicates(rq.R.Context(), v.Doc.ID, id); err != nil {
			return err
		}
	}
	if d.MayWrite {
		if err := s.hopLists(rq, &d); err != nil {
			return err
		}
	}
	return s.render(rq, code, "trace_hop", rq.P.T("traces.hop-title", "to", s.addresseeName(rq, d.H.To)), d)
}

// hopClock fills the clock and who sits behind the addressee.
func (s *site) hopClock(rq *request, d *hopData) error {
	rules := s.Traces.Policy().Rules
	for _, c := range rules.Clocks {
		if c.Code == d.H.Clock {
			d.Clock = c
		}
	}
	d.Remind, _ = d.H.NextReminder(rules)
	if from, ok := d.H.SilentFrom(rules); ok {
		d.Silent, d.MaySilent = from, !d.Now.Before(from)
	}
	d.Overdue = d.H.Status.Open() && d.Now.After(d.H.Due)
	if d.H.To.Party == "" {
		return nil
	}
	p, err := s.Directory.Get(rq.R.Context(), d.H.To.Party)
	if err != nil {
		return err
	}
	d.Party = &p.Doc
	if open, known := p.Doc.OpenAt(d.Now); known {
		d.AtWork = "directory.open-now"
		if !open {
			d.AtWork = "directory.shut-now"
			d.NextOpen, _ = p.Doc.NextOpen(d.Now)
		}
	}
	return nil
}

func (s *site) hopLists(rq *request, d *hopData) error {
	d.Lists, d.Countries = map[string][]choice{}, s.countries(rq.P)
	add := func(list, code, key string) { d.Lists[list] = append(d.Lists[list], choice{code, rq.P.T(key + code)}) }
	for _, c := range trace.AnswerCodes() {
		add("answer", string(c), "trace.answer.")
	}
	for _, r := range s.Traces.Policy().Rules.Refusals {
		add("refusal", r.Code, "trace.refusal.")
	}
	d.Lists["means"] = s.meansChoices(rq)
	for _, k := range []focalpoint.EventKind{focalpoint.EventManufacture, focalpoint.EventExport, focalpoint.EventImport, focalpoint.EventDeliver, focalpoint.EventSale, focalpoint.EventTransfer,
		focalpoint.EventRegister, focalpoint.EventLicence, focalpoint.EventLoss, focalpoint.EventTheft, focalpoint.EventStockIn, focalpoint.EventStockOut, focalpoint.EventDeactivate, focalpoint.EventDestroy} {
		d.Lists["event"] = append(d.Lists["event"], choice{string(k), s.codeName(rq.P, "event", string(k))})
	}
	var err error
	d.Parties, err = s.partyChoices(rq, directory.Filter{})
	return err
}

// meansChoices are the ways a letter can leave.
func (s *site) meansChoices(rq *request) []choice {
	var out []choice
	for _, k := range directory.ContactKinds() {
		out = append(out, choice{string(k), rq.P.T("directory.contact-" + string(k))})
	}
	return out
}

// addresseeName is whom a question goes to, for people.
func (s *site) addresseeName(rq *request, to trace.Addressee) string {
	if to.Party != "" {
		if v, err := s.Directory.Get(rq.R.Context(), to.Party); err == nil {
			return v.Doc.NameIn(string(rq.P.Lang()))
		}
	}
	if to.Name != "" {
		return to.Name
	}
	return s.countryName(rq.P, string(to.Country))
}

// hopAct takes a form of the page of a question.
func (s *site) hopAct(rq *request) error {
	f, base, err := rq.posted()
	if err != nil {
		return err
	}
	id, hop := focalpoint.TraceID(rq.R.PathValue("id")), focalpoint.HopID(rq.R.PathValue("hop"))
	if reshape(f.values) {
		v, err := s.Traces.Get(rq.R.Context(), id)
		if err != nil {
			return err
		}
		return s.showHop(rq, http.StatusOK, v, fieldSet{values: f.values, Sent: rq.R.PathValue("act")}, nil)
	}
	if err = s.hopDo(rq, id, hop, base, f); err == nil {
		return rq.redirect("/traces/" + string(id) + "/hops/" + string(hop) + "?done=saved")
	}
	if !mendable(err) {
		return err
	}
	v, gerr := s.Traces.Get(rq.R.Context(), id)
	if gerr != nil {
		return gerr
	}
	return s.showHop(rq, status(err), v, fieldSet{values: f.values, Sent: rq.R.PathValue("act")}, rq.deskErrors(err))
}

func (s *site) hopDo(rq *request, id focalpoint.TraceID, hop focalpoint.HopID, base int64, f form) (err error) {
	ctx, by, tr := rq.R.Context(), rq.User.ID, s.Traces
	switch rq.R.PathValue("act") {
	case "check":
		_, err = tr.Check(ctx, by, id, base, hop)
	case "send":
		err = s.hopSend(ctx, by, id, base, hop, f)
	case "acknowledge":
		_, err = tr.Acknowledge(ctx, by, id, base, hop, f.get("theirs"), f.get("note"))
	case "progress":
		_, err = tr.Progress(ctx, by, id, base, hop, f.get("note"))
	case "needs":
		_, err = tr.NeedsMore(ctx, by, id, base, hop, f.get("note"))
	case "resend":
		_, err = tr.Resend(ctx, by, id, base, hop, f.get("note"))
	case "remind":
		_, err = tr.Remind(ctx, by, id, base, hop)
	case "escalate":
		var to focalpoint.PartyID
		if to, err = s.findParty(rq, "to", f.get("to")); err == nil {
			_, err = tr.Escalate(ctx, by, id, base, hop, to, f.get("note"))
		}
	case "withdraw":
		_, err = tr.Withdraw(ctx, by, id, base, hop, f.get("reason"))
	case "silent":
		_, err = tr.Silent(ctx, by, id, base, hop)
	case "refuse", "answer":
		var files []string
		if files, err = s.storeLetters(rq, "file"); err != nil {
			return err
		}
		files = append(f.all("stored"), files...)
		f.values["stored"] = files // a second try does not ask for the file again
		if rq.R.PathValue("act") == "refuse" {
			_, err = tr.Refuse(ctx, by, id, base, hop, f.get("refusal"), f.get("text"), files...)
			return err
		}
		_, err = tr.Answer(ctx, by, id, base, hop, trace.Result{Code: trace.AnswerCode(f.get("code")), Text: f.get("text"), Partly: f.get("partly") != "", Refusal: f.get("refusal"),
			Limits: f.get("limits"), Theirs: f.get("theirs"), Files: files, Events: s.answerEvents(rq, f)})
	default:
		err = focalpoint.Errorf("web.hop", focalpoint.KindNotFound, "there is no button %q", rq.R.PathValue("act"))
	}
	return err
}

// hopSend sends a question; one that is still a draft is checked first.
func (s *site) hopSend(ctx context.Context, by focalpoint.UserID, id focalpoint.TraceID, base int64, hop focalpoint.HopID, f form) error {
	v, err := s.Traces.Get(ctx, id)
	if err != nil {
		return err
	}
	for _, h := range v.Doc.Hops {
		if h.ID == hop && h.Status == trace.HopDraft {
			if v, err = s.Traces.Check(ctx, by, id, base, hop); err != nil {
				return err
			}
			base = v.Version
		}
	}
	_, err = s.Traces.Send(ctx, by, id, base, hop, trace.Sending{Means: f.get("means"), Contact: f.get("contact"), Despite: f.get("despite")})
	return err
}

// answerEvents reads what the addressee's books say about the item.
func (s *site) answerEvents(rq *request, f form) []focalpoint.Event {
	var out []focalpoint.Event
	for _, b := range f.blocks("events") {
		e := focalpoint.Event{Kind: focalpoint.EventKind(b.get("kind")), Happened: focalpoint.Date(b.get("happened")), From: s.ref(rq, b.get("from")), To: s.ref(rq, b.get("to")),
			Document: b.get("document"), Place: focalpoint.Place{Text: b.get("place")}, State: focalpoint.Country(b.get("state"))}
		if c := b.get("to-country"); c != "" {
			e.To.Country = focalpoint.Country(c)
		}
		if e.Kind != "" && (e.Happened != "" || !e.From.IsZero() || !e.To.IsZero() || e.Document != "" || !e.Place.IsZero()) {
			out = append(out, e)
		}
	}
	return out
}
