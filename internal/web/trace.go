package web

import (
	"net/http"
	"slices"
	"time"

	"focalpoint"
	"focalpoint/internal/access"
	"focalpoint/internal/casework"
	"focalpoint/internal/chart"
	"focalpoint/internal/directory"
	"focalpoint/internal/register"
	"focalpoint/internal/trace"
)

// traceData is one trace as a person works on it.
type traceData struct {
	fieldSet   // what was typed into a form that must be mended
	Version    trace.Version
	T          *trace.Trace
	F          *trace.Finding
	Item       register.Item
	Say        trace.Speaker
	Life       chart.Figure
	Steps      []traceStep
	Loose      []trace.Gap // gaps that follow no event of the timeline
	Candidates []candidate
	Marks      []register.ItemMark // that may be read again
	Named      bool                // persons are shown by name
	Persons    int                 // how many the timeline names
	Errors     []fieldError
	Names      map[focalpoint.UserID]string
	History    []trace.Version
	Cases      []choice
	Parties    []choice
	Countries  []choice
	Lists      map[string][]choice
	FollowUps  []casework.FollowRow
	Called     names  // what the page names by its number
	DueLike    string // a day in the form in which one is written
	Now        time.Time
	MayWrite   bool
}

// traceStep is one line of the timeline with the gaps that follow it.
type traceStep struct {
	trace.Step
	Last, Taking bool
	Gaps         []trace.Gap
}

// candidate is an item that the traced one may be, with the reasons sign by
// sign as the search gives them now.
type candidate struct {
	trace.Candidate
	Symbols []register.Symbol
	Fields  []register.Agreement
	Held    bool // held to be the same
}

func (s *site) trace(rq *request) error {
	v, err := s.Traces.Get(rq.R.Context(), focalpoint.TraceID(rq.R.PathValue("id")))
	if err != nil {
		return err
	}
	return s.showTrace(rq, http.StatusOK, v, fieldSet{}, nil)
}

// showTrace renders a trace, with what must be mended in a form that was sent.
func (s *site) showTrace(rq *request, code int, v trace.Version, typed fieldSet, wrong []fieldError) error {
	ctx := rq.R.Context()
	t := &v.Doc
	it, err := s.Register.Item(ctx, t.Item)
	if err != nil {
		return err
	}
	d := traceData{fieldSet: typed, Version: v, T: t, F: &t.Finding, Item: it, Errors: wrong, Now: s.Log.Now(), MayWrite: rq.User.May(access.WriteTraces), Names: map[focalpoint.UserID]string{}}
	if d.Say, err = s.speaker(rq, t); err != nil {
		return err
	}
	d.Named, d.Persons = rq.R.URL.Query().Get("persons") != "", len(personsOf(&t.Finding))
	d.Steps, d.Loose = traceSteps(&t.Finding)
	d.Life = s.lifeFigure(rq, d.Say, &t.Finding)
	if d.Candidates, err = s.candidates(rq, t, it); err != nil {
		return err
	}
	for _, m := range it.Marks {
		if m.Kind == focalpoint.MarkSerial || m.Kind == focalpoint.MarkLot || m.Kind == focalpoint.MarkState {
			d.Marks = append(d.Marks, m)
		}
	}
	if d.History, err = s.Traces.History(ctx, t.ID); err != nil {
		return err
	}
	slices.Reverse(d.History)
	for _, h := range d.History {
		d.Names[h.Actor] = s.userName(rq, string(h.Actor))
	}
	if rq.User.May(access.ReadCases) {
		follow, err := s.Cases.FollowUps(ctx, casework.FollowFilter{Trace: t.ID})
		if err != nil {
			return err
		}
		d.FollowUps = follow.Rows
	}
	if d.Called, err = s.namesOf(rq, string(t.ID), string(t.Item), string(t.Identity.Chosen)); err != nil {
		return err
	}
	d.DueLike = string(focalpoint.DateOf(d.Now.AddDate(0, 2, 0)))
	if d.MayWrite {
		if err := s.traceLists(rq, &d); err != nil {
			return err
		}
	}
	return s.render(rq, code, "trace", rq.P.T("traces.title", "item", s.itemTitle(rq, it)), d)
}

// traceLists fills what the forms of the page offer.
func (s *site) traceLists(rq *request, d *traceData) error {
	var err error
	if d.Parties, err = s.partyChoices(rq, directory.Filter{}); err != nil {
		return err
	}
	d.Countries = s.countries(rq.P)
	d.Lists = map[string][]choice{"way": s.allChoices(rq.P, "diversion")}
	add := func(list, code, key string) { d.Lists[list] = append(d.Lists[list], choice{code, rq.P.T(key + code)}) }
	for _, k := range trace.AddresseeKinds() {
		add("kind", string(k), "trace.kind.")
	}
	for _, c := range trace.FollowUpChoices() {
		add("choice", string(c), "trace.choice.")
	}
	for _, c := range []trace.Decision{trace.NotTraced, trace.NoFurther, trace.HolderGone} {
		add("decision", string(c), "trace.decision.")
	}
	for _, r := range s.Traces.Policy().Rules.Refusals {
		add("refusal", r.Code, "trace.refusal.")
	}
	for _, m := range readMethods() {
		add("method", m, "traces.read-")
	}
	d.Lists["language"] = languageChoices()
	return nil
}

// traceSteps puts the gaps behind the events they follow.
func traceSteps(f *trace.Finding) (steps []traceStep, loose []trace.Gap) {
	at := map[focalpoint.EventID]int{}
	for i, st := range f.Timeline {
		steps = append(steps, traceStep{Step: st, Taking: st.Event == f.Taking, Last: f.LastLegal != nil && st.Event == f.LastLegal.Event})
		at[st.Event] = i
	}
	for _, g := range f.Gaps {
		if i, ok := at[g.After]; ok && g.After != "" {
			steps[i].Gaps = append(steps[i].Gaps, g)
		} else {
			loose = append(loose, g)
		}
	}
	return steps, loose
}

// personsOf lists the persons a finding names.
func personsOf(f *trace.Finding) []focalpoint.PersonID {
	var out []focalpoint.PersonID
	add := func(refs ...focalpoint.Ref) {
		for _, r := range refs {
			if r.Person != "" && !slices.Contains(out, r.Person) {
				out = append(out, r.Person)
			}
		}
	}
	for _, st := range f.Timeline {
		add(st.From, st.To, st.Keeper)
	}
	if f.LastLegal != nil {
		add(f.LastLegal.Holder, f.LastLegal.Keeper)
	}
	add(f.Diversion.Holder)
	return out
}

// speaker writes reasons in the reader's language. Parties are named from the
// directory; persons only when the reader asked for them, which leaves an entry.
func (s *site) speaker(rq *request, t *trace.Trace) (trace.Speaker, error) {
	ctx, names := rq.R.Context(), map[string]string{}
	if rq.R.Method == http.MethodGet && rq.R.URL.Query().Get("persons") != "" && rq.User.May(access.ReadPersons) {
		list, err := s.Persons.ReadMany(ctx, rq.User, access.Purpose{Kind: "trace", Ref: string(t.ID)}, personsOf(&t.Finding))
		if err != nil {
			return trace.Speaker{}, err
		}
		for _, p := range list {
			if p.Seal == nil {
				names[string(p.ID)] = p.Person.Shown()
			} else {
				names[string(p.ID)] = rq.P.T("web.sealed")
			}
		}
	}
	return trace.Speaker{P: rq.P, Codes: s.Codes, Party: func(id string) string {
		if name, ok := names[id]; ok {
			return name
		}
		name := ""
		if focalpoint.IDPrefix(id) == focalpoint.PrefixParty {
			if v, err := s.Directory.Get(ctx, focalpoint.PartyID(id)); err == nil {
				name = v.Doc.NameIn(string(rq.P.Lang()))
			}
		}
		names[id] = name
		return name
	}}, nil
}

// candidates joins what the trace keeps with the signs and fields that the
// search compares.
func (s *site) candidates(rq *request, t *trace.Trace, it register.Item) ([]candidate, error) {
	if len(t.Identity.Candidates) == 0 {
		return nil, nil
	}
	found, err := s.Register.Resembling(rq.R.Context(), it, 50)
	if err != nil {
		return nil, err
	}
	why := map[focalpoint.ItemID]register.Candidate{}
	for _, c := range found {
		why[c.Item] = c
	}
	out := make([]candidate, len(t.Identity.Candidates))
	for i, c := range t.Identity.Candidates {
		out[i] = candidate{Candidate: c, Symbols: why[c.Item].Symbols, Fields: why[c.Item].Fields, Held: c.Item == t.Identity.Chosen}
	}
	return out, nil
}

// lifeFigure draws the life with its gaps: what happened to the item while in
// lawful hands in one lane, where nothing is known in the second, the rest in
// the third.
func (s *site) lifeFigure(rq *request, say trace.Speaker, f *trace.Finding) chart.Figure {
	p := rq.P
	bounds := map[focalpoint.EventID]focalpoint.Date{}
	var moments []chart.Moment
	for _, st := range f.Timeline {
		bounds[st.Event] = st.Happened
		m := chart.Moment{When: p.Date(string(st.Happened)), Label: say.Name("event", string(st.Kind)), Lane: p.T("traces.lane-lawful"), Kind: 0, Href: "#" + string(st.Event)}
		if !st.Lawful {
			m.Lane, m.Kind = p.T("traces.lane-other"), 1
		}
		m.From, m.To = span(st.Happened)
		moments = append(moments, m)
	}
	for _, g := range f.Gaps {
		from, to := span(bounds[g.After])
		if !to.IsZero() {
			from = to
		}
		until, _ := span(bounds[g.Before])
		if until.IsZero() && f.Taking != "" {
			until, _ = span(bounds[f.Taking])
		}
		if from.IsZero() || !until.After(from) {
			continue
		}
		moments = append(moments, chart.Moment{From: from, To: until, Label: p.T("trace.report.gap-mark"), When: say.Say(g.Reason), Lane: p.T("traces.lane-gap"), Kind: 2, Gap: true})
	}
	return chart.Timeline(chart.Options{ID: "life", Title: p.T("trace.report.timeline"), Desc: p.T("traces.life-desc"), Empty: p.T("web.nothing"), RTL: p.Dir() == "rtl", Year: p.Year, Corner: p.T("trace.letter.date")}, moments)
}

// span is the stretch of time a date may mean; zero when there is none.
func span(d focalpoint.Date) (from, to time.Time) {
	first, last, ok := d.Bounds()
	if !ok {
		return from, to
	}
	return first.Time(), last.Time()
}

// readMethods are the ways in which a mark can be read again.
func readMethods() []string {
	return []string{"eye", "polish", "magnetic", "etching", "electrolytic", "x-ray"}
}
