package web

import (
	"net/http"
	"slices"
	"strings"

	"focalpoint"
	"focalpoint/internal/access"
	"focalpoint/internal/jobs"
	"focalpoint/internal/linkage"
	"focalpoint/internal/register"
	"focalpoint/internal/store"
)

// linksData is the list of links, and how far the comparison of all records has come.
type linksData struct {
	Filter linkage.Filter
	listing
	Page  linkage.Page
	Cards []linkCard
	Run   *linkage.Run
	Job   *jobs.Job // under way or failed
	May   bool
}

// linkCard is how many links are in one state.
type linkCard struct {
	State   linkage.State
	N       int64
	Current bool
}

func linkFilter(rq *request) linkage.Filter {
	q := rq.R.URL.Query()
	return linkage.Filter{State: linkage.State(q.Get("state")), Office: linkage.Office(q.Get("office")), Other: linkage.Office(q.Get("other")), Level: q.Get("level"), Item: focalpoint.ItemID(q.Get("item")),
		Text: strings.TrimSpace(q.Get("text")), Alarmed: q.Get("alarmed") != "", Conflict: q.Get("conflict") != "", Sort: q.Get("sort"), After: q.Get("after")}
}

func (s *site) links(rq *request) error {
	ctx, f := rq.R.Context(), linkFilter(rq)
	if as := rq.R.URL.Query().Get("as"); as != "" {
		return s.exportLinks(rq, f, as)
	}
	page, err := s.Links.List(ctx, f)
	if err != nil {
		return err
	}
	d := linksData{Filter: f, Page: page, listing: rq.listing(linkage.Sortable(), "links.sort-", f.After, page.Next), May: rq.User.May(access.WriteItems)}
	for _, st := range linkage.States() {
		n, err := s.Links.Count(ctx, st)
		if err != nil {
			return err
		}
		d.Cards = append(d.Cards, linkCard{st, n, f.State == st})
	}
	if run, ok, err := s.Links.LastRun(ctx); err != nil {
		return err
	} else if ok {
		d.Run = &run
	}
	list, err := s.Jobs.List(ctx, linkage.FindJob, 1)
	if err != nil {
		return err
	}
	if len(list) > 0 && list[0].State != jobs.Done {
		d.Job = &list[0]
	}
	d.Filters = linkFilters(rq, f)
	return s.render(rq, http.StatusOK, "links", rq.P.T("web.nav-links"), d)
}

func linkFilters(rq *request, f linkage.Filter) []filterField {
	words := func(prefix string, codes ...string) (out []choice) {
		for _, c := range codes {
			out = append(out, choice{c, rq.P.T(prefix + c)})
		}
		return out
	}
	var offices, states []string
	for _, o := range linkage.AllOffices() {
		offices = append(offices, string(o))
	}
	for _, st := range linkage.States() {
		states = append(states, string(st))
	}
	yes := []choice{{"1", rq.P.T("links.yes")}}
	on := func(b bool) string {
		if b {
			return "1"
		}
		return ""
	}
	return []filterField{
		{"state", rq.P.T("links.state"), string(f.State), words("links.state-", states...)},
		{"office", rq.P.T("links.office"), string(f.Office), words("links.office-", offices...)},
		{"other", rq.P.T("links.other"), string(f.Other), words("links.office-", offices...)},
		{"level", rq.P.T("links.level"), f.Level, words("links.level-", linkage.Levels()...)},
		{"alarmed", rq.P.T("links.alarmed"), on(f.Alarmed), yes},
		{"conflict", rq.P.T("links.conflict"), on(f.Conflict), yes},
	}
}

func (s *site) exportLinks(rq *request, f linkage.Filter, as string) error {
	rows, err := everyRow(func(at store.Slice) (store.Page[linkage.Row], error) {
		f.After, f.Limit = at.After, at.Limit
		return s.Links.List(rq.R.Context(), f)
	})
	if err != nil {
		return err
	}
	cells := make([][]string, len(rows))
	for i, r := range rows {
		alarms := make([]string, len(r.Alarms))
		for j, k := range r.Alarms {
			alarms[j] = string(k)
		}
		conflict := ""
		if r.Conflict {
			conflict = "yes"
		}
		cells[i] = []string{r.ID, string(r.State), rq.P.Decimal(r.Probability, 6), r.Level, string(r.A.Item), string(r.A.Office), r.A.Serial, r.A.Make.Code, r.A.Calibre.Code, string(r.A.Status),
			string(r.B.Item), string(r.B.Office), r.B.Serial, r.B.Make.Code, r.B.Calibre.Code, string(r.B.Status), strings.Join(alarms, " "), conflict}
	}
	head := []string{"link", "state", "probability", "marks", "a", "a_office", "a_serial", "a_make", "a_calibre", "a_status", "b", "b_office", "b_serial", "b_make", "b_calibre", "b_status", "contradictions", "conflict"}
	return rq.export("links", as, head, cells, rows)
}

// linksFind asks for a comparison of all records.
func (s *site) linksFind(rq *request) error {
	f, _, err := rq.posted()
	if err != nil {
		return err
	}
	least, ok := f.number("least")
	if !ok {
		return focalpoint.Invalid("web.links", "least", "%q is no number; write a percentage such as 50", f.get("least"))
	}
	if err := s.Links.Ask(rq.R.Context(), s.Jobs, rq.User.ID, least/100); err != nil {
		return err
	}
	return rq.redirect("/links?done=asked")
}

// linkData is one link with both records side by side.
type linkData struct {
	fieldSet
	Link    linkage.Link
	Marks   []linkage.Step
	Sides   []linkSide
	Fields  []linkField
	Cluster []linkage.Row
	History []linkage.Decision
	Who     map[string]string
	Called  names
	Errors  []fieldError
	May     bool
}

// linkSide is one of the two records.
type linkSide struct {
	Office linkage.Office
	Item   register.Item
	Events []focalpoint.Event // its own, as they hold
}

// linkField is the evidence of one field beside what the two records say.
type linkField struct {
	linkage.Evidence
	Said []string // by the two records, in the reader's language
}

func (s *site) link(rq *request) error {
	return s.showLink(rq, http.StatusOK, rq.R.PathValue("id"), fieldSet{}, nil)
}

func (s *site) showLink(rq *request, code int, id string, typed fieldSet, wrong []fieldError) error {
	ctx := rq.R.Context()
	l, err := s.Links.Get(ctx, id)
	if err != nil {
		return err
	}
	d := linkData{fieldSet: typed, Link: l, Marks: l.Aligned(), Errors: wrong, May: rq.User.May(access.WriteItems), Who: map[string]string{}}
	var ids []string
	for i, item := range []focalpoint.ItemID{l.A, l.B} {
		side := linkSide{Office: []linkage.Office{l.OfficeA, l.OfficeB}[i]}
		if side.Item, err = s.Register.Item(ctx, item); err != nil {
			return err
		}
		own, err := s.Register.Events(ctx, item)
		if err != nil {
			return err
		}
		side.Events, _ = register.Effective(own)
		for _, e := range side.Events {
			ids = append(ids, refIDs(e.From, e.To, e.Keeper)...)
		}
		d.Sides = append(d.Sides, side)
	}
	if d.Called, err = s.namesOf(rq, ids...); err != nil {
		return err
	}
	for _, e := range l.Evidence {
		d.Fields = append(d.Fields, linkField{e, s.saidBy(rq, e)})
	}
	cluster, err := s.Links.Cluster(ctx, l)
	if err != nil {
		return err
	}
	if d.Cluster, err = s.Links.RowsOf(ctx, cluster); err != nil {
		return err
	}
	if d.History, err = s.Links.History(ctx, id); err != nil {
		return err
	}
	for _, h := range d.History {
		d.Who[string(h.By)] = s.userName(rq, string(h.By))
	}
	return s.render(rq, code, "link", rq.P.T("links.one"), d)
}

// saidBy writes what the two records say of a field.
func (s *site) saidBy(rq *request, e linkage.Evidence) []string {
	out := []string{e.A, e.B}
	if list := e.Field; list == "make" || list == "calibre" {
		for i, c := range out {
			out[i] = s.codeName(rq.P, list, c)
		}
	} else if list == "year" {
		for i, c := range out {
			if c == "" {
				out[i] = rq.P.T("web.not-said")
			}
		}
	}
	return out
}

// linkDecide takes the decision about a link.
func (s *site) linkDecide(rq *request) error {
	f, _, err := rq.posted()
	if err != nil {
		return err
	}
	id := rq.R.PathValue("id")
	_, err = s.Links.Decide(rq.R.Context(), rq.User.ID, id, linkage.State(f.get("from")), linkage.State(f.get("decision")), f.get("reason"))
	switch kind := focalpoint.KindOf(err); {
	case err == nil:
		return rq.redirect("/links/" + id + "?done=saved")
	case slices.Contains([]focalpoint.Kind{focalpoint.KindInvalid, focalpoint.KindConflict}, kind):
		return s.showLink(rq, status(err), id, fieldSet{values: f.values}, rq.deskErrors(err))
	}
	return err
}

// heldBy is an item of which a register that may not be merged probably has a record, and whose register it is.
type heldBy struct {
	Row   *register.Row
	Party focalpoint.PartyID
	Name  string
}

// heldBy names the holders and the items of a list.
func (s *site) heldBy(rq *request, list []linkage.Held) ([]heldBy, error) {
	items, parties := make([]focalpoint.ItemID, len(list)), make([]string, len(list))
	for i, h := range list {
		items[i], parties[i] = h.Item, string(h.Party)
	}
	called, err := s.namesOf(rq, parties...)
	if err != nil {
		return nil, err
	}
	rows, err := s.Register.RowsOf(rq.R.Context(), items)
	if err != nil {
		return nil, err
	}
	out := make([]heldBy, len(list))
	for i, h := range list {
		out[i] = heldBy{Party: h.Party, Name: called.Who(focalpoint.Ref{Party: h.Party})}
		for j := range rows {
			if rows[j].ID == h.Item {
				out[i].Row = &rows[j]
			}
		}
	}
	return out, nil
}

type heldData struct {
	Rows        []heldBy
	Total       int64
	First, Next string
}

// linksHeld lists what registers that may not be merged probably hold.
func (s *site) linksHeld(rq *request) error {
	list, err := s.Links.Held(rq.R.Context(), "")
	if err != nil {
		return err
	}
	d := heldData{Total: int64(len(list))}
	if list, d.First, d.Next = window(rq, list, reviewPage); len(list) > 0 {
		if d.Rows, err = s.heldBy(rq, list); err != nil {
			return err
		}
	}
	return s.render(rq, http.StatusOK, "links_held", rq.P.T("links.held-title"), d)
}
