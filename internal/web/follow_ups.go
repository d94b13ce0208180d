package web

import (
	"net/http"

	"focalpoint/internal/casework"
	"focalpoint/internal/store"
)

// followData is the register of follow-ups.
type followData struct {
	Called names
	listing
	Page casework.FollowPage
	Sort string
}

func (s *site) followUps(rq *request) error {
	q := rq.R.URL.Query()
	f := casework.FollowFilter{Decision: casework.Decision(q.Get("decision")), After: q.Get("after"), Sort: q.Get("sort")}
	switch q.Get("show") {
	case "":
		f.Open = true
	case "overdue":
		f.OverdueAt = s.today()
	}
	if as := q.Get("as"); as != "" {
		return s.exportFollowUps(rq, f, as)
	}
	page, err := s.Cases.FollowUps(rq.R.Context(), f)
	if err != nil {
		return err
	}
	var ids []string
	for _, r := range page.Rows {
		ids = append(ids, string(r.Trace), string(r.Item))
	}
	called, err := s.namesOf(rq, ids...)
	if err != nil {
		return err
	}
	d := followData{Called: called, listing: rq.listing(casework.FollowSortable(), "cases.follow-sort-", f.After, page.Next), Page: page, Sort: f.Sort}
	decisions := make([]choice, 0, 4)
	for _, k := range casework.Decisions() {
		decisions = append(decisions, choice{string(k), rq.P.T("casework.decision-" + string(k))})
	}
	d.Filters = []filterField{
		{"show", rq.P.T("web.f-status"), q.Get("show"), []choice{{"", rq.P.T("cases.follow-ups-open")}, {"overdue", rq.P.T("traces.overdue")}, {"all", rq.P.T("web.all")}}},
		{"decision", rq.P.T("cases.decision"), string(f.Decision), append([]choice{{"", rq.P.T("web.any")}}, decisions...)},
	}
	return s.render(rq, http.StatusOK, "follow_ups", rq.P.T("cases.follow-ups"), d)
}

func (s *site) exportFollowUps(rq *request, f casework.FollowFilter, as string) error {
	rows, err := everyRow(func(at store.Slice) (store.Page[casework.FollowRow], error) {
		f.After, f.Limit = at.After, at.Limit
		return s.Cases.FollowUps(rq.R.Context(), f)
	})
	if err != nil {
		return err
	}
	cells := make([][]string, len(rows))
	for i, r := range rows {
		cells[i] = []string{r.ID, string(r.Case), string(r.Trace), string(r.Item), string(r.State), string(r.Decision), r.To.Name, string(r.Due), string(r.Result)}
	}
	return rq.export("follow-ups", as, []string{"id", "case", "trace", "item", "state", "decision", "to", "due", "result"}, cells, rows)
}
