package web

import (
	"cmp"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"focalpoint"
	"focalpoint/internal/store"
	"focalpoint/internal/trace"
)

// tracesData is the board of the tracing desk: what waits, and the list below.
type tracesData struct {
	Board  trace.Board
	Waits  []waitCard
	Filter trace.Filter
	listing
	Page trace.Page
	Now  time.Time
	Most int // items of one letter
}

// waitCard is one pile of work on the desk.
type waitCard struct {
	Need    trace.Need
	N       int64
	Current bool
}

func traceFilter(rq *request) trace.Filter {
	q := rq.R.URL.Query()
	return trace.Filter{Direction: trace.Direction(q.Get("direction")), Item: focalpoint.ItemID(q.Get("item")), Seizure: focalpoint.SeizureID(q.Get("seizure")),
		Case: focalpoint.CaseID(q.Get("case")), Status: trace.HopStatus(q.Get("status")), Need: trace.Need(q.Get("need")), Result: q.Get("result"), Leaf: focalpoint.TracingLeaf(q.Get("leaf")),
		Way: q.Get("way"), Priority: trace.Priority(q.Get("priority")), Make: q.Get("make"), State: focalpoint.Country(q.Get("state")), Asked: focalpoint.PartyID(q.Get("asked")), Asks: q.Get("asks"),
		Text: strings.TrimSpace(q.Get("text")), From: focalpoint.Date(q.Get("from")), To: focalpoint.Date(q.Get("to")), Open: q.Get("open") != "", Sort: q.Get("sort"), After: q.Get("after")}
}

func (s *site) traces(rq *request) error {
	f := traceFilter(rq)
	if as := rq.R.URL.Query().Get("as"); as != "" {
		return s.exportTraces(rq, f, as)
	}
	page, err := s.Traces.List(rq.R.Context(), f)
	if err != nil {
		return err
	}
	d := tracesData{listing: rq.listing(trace.Sortable(), "traces.col-", f.After, page.Next), Filter: f, Page: page, Now: s.Log.Now(), Most: trace.JointMost}
	if d.Board, err = s.Traces.BoardAt(rq.R.Context(), d.Now); err != nil {
		return err
	}
	for _, n := range trace.Needs() {
		if n != trace.NeedNothing {
			d.Waits = append(d.Waits, waitCard{n, d.Board.ByNeed[string(n)], f.Need == n})
		}
	}
	d.Filters = s.traceFilters(rq, f)
	asks, err := s.asksChoices(rq, d.Board.ByAsks)
	if err != nil {
		return err
	}
	d.Filters = append(d.Filters, filterField{"asks", rq.P.T("letters.asks"), f.Asks, asks})
	return s.render(rq, http.StatusOK, "traces", rq.P.T("web.nav-traces"), d)
}

func (s *site) traceFilters(rq *request, f trace.Filter) []filterField {
	label := func(c string) string { return rq.P.T("traces.col-" + c) }
	var needs, statuses []choice
	for _, n := range trace.Needs() {
		if n != trace.NeedNothing {
			needs = append(needs, choice{string(n), rq.P.T("trace.need." + string(n))})
		}
	}
	for _, st := range trace.Statuses() {
		statuses = append(statuses, choice{string(st), rq.P.T("trace.status." + string(st))})
	}
	results := []choice{{"none", rq.P.T("trace.report.undecided")}}
	for _, c := range s.allChoices(rq.P, "result") {
		if len(c.Code) <= 2 { // the codes; "traced" and the like are their classes
			results = append(results, choice{c.Code, c.Code + " " + c.Name})
		}
	}
	var leaves []choice
	for _, l := range focalpoint.TracingLeaves() {
		leaves = append(leaves, choice{string(l), string(l) + " " + s.codeName(rq.P, "tracing-leaf", string(l))})
	}
	directions := []choice{{string(trace.Ours), rq.P.T("traces.ours")}, {string(trace.Incoming), rq.P.T("traces.incoming")}}
	return []filterField{
		{"need", label("need"), string(f.Need), needs},
		{"status", label("status"), string(f.Status), statuses},
		{"result", label("result"), f.Result, results},
		{"leaf", label("leaf"), string(f.Leaf), leaves},
		{"way", label("way"), f.Way, s.allChoices(rq.P, "diversion")},
		{"direction", rq.P.T("traces.who-asked"), string(f.Direction), directions},
		{"state", label("state"), string(f.State), s.countries(rq.P)},
	}
}

// asksChoices are those whom traces ask next, whoever is waited for most first.
func (s *site) asksChoices(rq *request, counts trace.Counts) ([]choice, error) {
	keys := slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b))
	})
	keys = keys[:min(len(keys), partiesOffered)]
	ids := make([]focalpoint.PartyID, len(keys))
	for i, k := range keys {
		ids[i] = focalpoint.PartyID(k)
	}
	parties, err := s.Directory.Many(rq.R.Context(), ids)
	if err != nil {
		return nil, err
	}
	out := make([]choice, len(keys))
	for i, k := range keys {
		name := s.countryName(rq.P, k)
		if p, ok := parties[focalpoint.PartyID(k)]; ok {
			name = p.NameIn(string(rq.P.Lang()))
		}
		out[i] = choice{k, name + " (" + rq.P.Number(counts[k]) + ")"}
	}
	return out, nil
}

func (s *site) exportTraces(rq *request, f trace.Filter, as string) error {
	rows, err := everyRow(func(at store.Slice) (store.Page[trace.Row], error) {
		f.After, f.Limit = at.After, at.Limit
		return s.Traces.List(rq.R.Context(), f)
	})
	if err != nil {
		return err
	}
	head := []string{"id", "direction", "item", "seizure", "case", "taken", "opened", "status", "need", "result", "leaf", "way", "priority", "make", "model", "calibre", "serial", "state", "days", "hops", "hops_open", "due"}
	cells := make([][]string, len(rows))
	for i, r := range rows {
		cells[i] = []string{string(r.ID), string(r.Direction), string(r.Item), string(r.Seizure), string(r.Case), string(r.Taken), stamp(r.Opened), string(r.Status), string(r.Need), string(r.Result),
			string(r.Leaf), r.Way, string(r.Priority), r.Make, r.Model, r.Calibre, r.Serial, string(r.State), optional(r.Days), strconv.Itoa(r.Hops), strconv.Itoa(r.HopsOpen), stamp(r.Due)}
	}
	return rq.export("traces", as, head, cells, rows)
}

// stamp writes an instant for an export; nothing for none.
func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

func optional(n *int64) string {
	if n == nil {
		return ""
	}
	return strconv.FormatInt(*n, 10)
}
