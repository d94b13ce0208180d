package web

import (
	"net/http"
	"time"

	"focalpoint"
	"focalpoint/internal/access"
	"focalpoint/internal/directory"
	"focalpoint/internal/ledger"
	"focalpoint/internal/trace"
)

// partyData is one party of the directory.
type partyData struct {
	fieldSet
	Version   ledger.Version[directory.Party]
	P         *directory.Party
	History   []ledger.Version[directory.Party]
	Names     map[focalpoint.UserID]string
	AtWork    string
	NextOpen  time.Time
	Local     string // the time there
	Card      directory.Card
	Asked     []trace.HopRow
	Asks      int64 // traces that ask here next
	Standings []directory.Standing
	On        focalpoint.Date
	Parent    *directory.Party
	Successor *directory.Party
	Tasks     []ledger.Version[directory.Task]
	Errors    []fieldError
	Now       time.Time
	MayWrite  bool
	MayTask   bool
}

func (s *site) party(rq *request) error {
	v, err := s.Directory.Get(rq.R.Context(), focalpoint.PartyID(rq.R.PathValue("id")))
	if err != nil {
		return err
	}
	return s.showParty(rq, http.StatusOK, v, fieldSet{}, nil)
}

func (s *site) showParty(rq *request, code int, v ledger.Version[directory.Party], typed fieldSet, wrong []fieldError) error {
	ctx, id := rq.R.Context(), v.Doc.ID
	d := partyData{fieldSet: typed, Version: v, P: &v.Doc, Errors: wrong, Now: s.Log.Now(), Names: map[focalpoint.UserID]string{}, MayWrite: rq.User.May(access.WriteDirectory), MayTask: rq.User.May(access.WriteTraces)}
	d.On = focalpoint.Date(rq.R.URL.Query().Get("on"))
	if _, err := focalpoint.ParseDate(string(d.On)); err != nil {
		return focalpoint.Invalid("web.party", "on", "%q is no date; write 2026-03-05, 2026-03 or 2026", d.On)
	}
	if d.On == "" {
		d.On = focalpoint.DateOf(d.Now)
	}
	if open, known := v.Doc.OpenAt(d.Now); known {
		if d.AtWork = "directory.open-now"; !open {
			d.AtWork = "directory.shut-now"
			d.NextOpen, _ = v.Doc.NextOpen(d.Now)
		}
	}
	if z, err := time.LoadLocation(v.Doc.TimeZone); err == nil && v.Doc.TimeZone != "" {
		d.Local = rq.P.DateTime(d.Now.In(z))
		d.NextOpen = d.NextOpen.In(z)
	}
	if v.Doc.Country != "" {
		for _, t := range directory.Treaties() {
			d.Standings = append(d.Standings, directory.Status(v.Doc.Country, t, d.On))
		}
	}
	if err := s.partyWork(rq, &d); err != nil {
		return err
	}
	var err error
	if d.History, err = s.Directory.History(ctx, id); err != nil {
		return err
	}
	for _, h := range d.History {
		d.Names[h.Actor] = s.userName(rq, string(h.Actor))
	}
	near, err := s.Directory.Many(ctx, []focalpoint.PartyID{v.Doc.Parent, v.Doc.Successor})
	if err != nil {
		return err
	}
	if p, ok := near[v.Doc.Parent]; ok {
		d.Parent = &p
	}
	if p, ok := near[v.Doc.Successor]; ok {
		d.Successor = &p
	}
	return s.render(rq, code, "party", v.Doc.NameIn(string(rq.P.Lang())), d)
}

// partyWork reads what the party was asked and told to do.
func (s *site) partyWork(rq *request, d *partyData) error {
	if !rq.User.May(access.ReadTraces) {
		return nil
	}
	ctx := rq.R.Context()
	var err error
	if d.Card, err = s.Traces.ScoreCard(ctx, d.P.ID); err != nil {
		return err
	}
	if d.Asked, err = s.Traces.Hops(ctx, trace.HopFilter{Party: d.P.ID, Limit: 50}); err != nil {
		return err
	}
	waiting, err := s.Traces.List(ctx, trace.Filter{Asks: string(d.P.ID), Limit: 1})
	if err != nil {
		return err
	}
	d.Asks = waiting.Total
	tasks, err := s.Directory.Tasks(ctx, directory.TaskFilter{Party: d.P.ID, Limit: 50})
	d.Tasks = tasks.Rows
	return err
}

// treatiesData is how every State stands to a treaty at a date.
type treatiesData struct {
	Treaty   directory.Treaty
	Treaties []choice
	On       focalpoint.Date
	Status   string
	Statuses []choice
	Rows     []directory.Standing
	Counts   []treatyCount
}

type treatyCount struct {
	Status directory.TreatyStatus
	N      int
}

func (s *site) treaties(rq *request) error {
	q := rq.R.URL.Query()
	d := treatiesData{Treaty: directory.Treaty(q.Get("treaty")), On: focalpoint.Date(q.Get("on")), Status: q.Get("status")}
	if _, err := focalpoint.ParseDate(string(d.On)); err != nil {
		return focalpoint.Invalid("web.treaties", "on", "%q is no date; write 2026-03-05, 2026-03 or 2026", d.On)
	}
	if d.On == "" {
		d.On = focalpoint.DateOf(s.Log.Now())
	}
	if d.Treaty == "" {
		d.Treaty = directory.FirearmsProtocol
	}
	for _, t := range directory.Treaties() {
		d.Treaties = append(d.Treaties, choice{string(t), rq.P.T("trace.treaty." + string(t))})
	}
	count := map[directory.TreatyStatus]int{}
	for _, st := range directory.StatusList(d.Treaty, d.On) {
		count[st.Status]++
		if d.Status == "" || string(st.Status) == d.Status {
			d.Rows = append(d.Rows, st)
		}
	}
	for _, st := range []directory.TreatyStatus{directory.StateParty, directory.Deposited, directory.Signatory, directory.NotParty} {
		d.Statuses = append(d.Statuses, choice{string(st), rq.P.T("trace.treaty-status." + string(st))})
		d.Counts = append(d.Counts, treatyCount{st, count[st]})
	}
	if as := q.Get("as"); as != "" {
		cells := make([][]string, len(d.Rows))
		for i, r := range d.Rows {
			cells[i] = []string{string(r.Treaty), string(r.State), string(r.Status), string(r.Since), string(r.InForce), r.Action, string(r.KnownUntil), r.Source}
		}
		return rq.export("treaties", as, []string{"treaty", "state", "status", "since", "in_force", "action", "known_until", "source"}, cells, d.Rows)
	}
	return s.render(rq, http.StatusOK, "treaties", rq.P.T("directory.treaties"), d)
}
