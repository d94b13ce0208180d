package web

import (
	"cmp"
	"net/http"
	"strings"

	"focalpoint"
	"focalpoint/internal/access"
	"focalpoint/internal/casework"
	"focalpoint/internal/chart"
	"focalpoint/internal/ledger"
	"focalpoint/internal/person"
	"focalpoint/internal/store"
)

// casesRoutes are the pages of cases, groups and follow-ups.
func (s *site) casesRoutes() []route {
	return []route{
		{"GET /cases", access.ReadCases, false, s.cases},
		{"GET /cases/new", access.WriteCases, false, s.caseForm},
		{"POST /cases/new", access.WriteCases, false, s.caseSave},
		{"GET /cases/{id}", access.ReadCases, false, s.casePage},
		{"GET /cases/{id}/edit", access.WriteCases, false, s.caseForm},
		{"POST /cases/{id}/edit", access.WriteCases, false, s.caseSave},
		{"POST /cases/{id}/attach", access.WriteCases, false, s.caseAttach},
		{"POST /cases/{id}/detach", access.WriteCases, false, s.caseDetach},
		{"GET /follow-ups", access.ReadCases, false, s.followUps},
		{"GET /follow-ups/new", access.WriteCases, false, s.followNew},
		{"POST /follow-ups/new", access.WriteCases, false, s.followSave},
		{"GET /follow-ups/{id}", access.ReadCases, false, s.followUp},
		{"POST /follow-ups/{id}", access.WriteCases, false, s.followSave},
		{"GET /groups", access.ReadCases, false, s.groups},
		{"GET /groups/new", access.WriteCases, false, s.groupEdit},
		{"POST /groups/new", access.WriteCases, false, s.groupSave},
		{"GET /groups/{id}", access.ReadCases, false, s.group},
		{"POST /groups/{id}/names", access.ReadPersons, false, s.groupNames},
		{"GET /groups/{id}/edit", access.WriteCases, false, s.groupEdit},
		{"POST /groups/{id}/edit", access.WriteCases, false, s.groupSave},
	}
}

type casesData struct {
	Called   names // the authorities
	Filter   casework.Filter
	Statuses []choice
	listing
	Page   casework.Page
	Groups []casework.GroupRow
}

func (s *site) cases(rq *request) error {
	q := rq.R.URL.Query()
	f := casework.Filter{Status: casework.Status(q.Get("status")), Text: strings.TrimSpace(q.Get("text")), Ref: q.Get("ref"), Sort: q.Get("sort"), After: q.Get("after")}
	if as := q.Get("as"); as != "" {
		return s.exportCases(rq, f, as)
	}
	page, err := s.Cases.List(rq.R.Context(), f)
	if err != nil {
		return err
	}
	d := casesData{listing: rq.listing(casework.Sortable(), "cases.sort-", f.After, page.Next), Filter: f, Page: page}
	groups, err := s.Cases.Groups(rq.R.Context(), casework.GroupFilter{Text: f.Text})
	if err != nil {
		return err
	}
	d.Groups = groups.Rows
	for _, st := range []string{"open", "suspended", "closed"} {
		d.Statuses = append(d.Statuses, choice{st, rq.P.T("casework.status-" + st)})
	}
	var ids []string
	for _, r := range page.Rows {
		ids = append(ids, refIDs(r.Authority)...)
	}
	if d.Called, err = s.namesOf(rq, ids...); err != nil {
		return err
	}
	return s.render(rq, http.StatusOK, "cases", rq.P.T("web.nav-cases"), d)
}

func (s *site) exportCases(rq *request, f casework.Filter, as string) error {
	rows, err := everyRow(func(at store.Slice) (store.Page[casework.Row], error) {
		f.After, f.Limit = at.After, at.Limit
		return s.Cases.List(rq.R.Context(), f)
	})
	if err != nil {
		return err
	}
	cells := make([][]string, len(rows))
	for i, r := range rows {
		cells[i] = []string{string(r.ID), r.Number, r.Title, string(r.Status), string(r.Opened), r.Authority.Name}
	}
	return rq.export("cases", as, []string{"id", "number", "title", "status", "opened", "authority"}, cells, rows)
}

type caseData struct {
	fieldSet  // what was typed into a form that must be mended
	Errors    []fieldError
	ID        focalpoint.CaseID
	Version   ledger.Version[casework.Case]
	Timeline  []moment
	Graph     chart.Figure
	Persons   []casework.InCase
	Stages    []casework.StageCount
	Names     map[focalpoint.PersonID]person.Record // read only when asked for
	FollowUps []casework.FollowRow
	Overlaps  []casework.Overlap
	Groups    []caseGroup
	Called    names
	MayWrite  bool
}

type caseGroup struct {
	ID  focalpoint.GroupID
	Doc casework.Group
}

// moment is a line of the timeline with the page of what it is about.
type moment struct {
	casework.Moment
	Href string
}

func (s *site) casePage(rq *request) error { return s.showCase(rq, http.StatusOK, fieldSet{}, nil) }

func (s *site) showCase(rq *request, code int, typed fieldSet, wrong []fieldError) error {
	ctx, id := rq.R.Context(), focalpoint.CaseID(rq.R.PathValue("id"))
	v, err := s.Cases.Get(ctx, id)
	if err != nil {
		return err
	}
	d := caseData{fieldSet: typed, Errors: wrong, ID: id, Version: v, MayWrite: rq.User.May(access.WriteCases) && v.Doc.MergedInto == ""}
	line, err := s.Cases.Timeline(ctx, id)
	if err != nil {
		return err
	}
	for _, m := range line {
		d.Timeline = append(d.Timeline, moment{m, hrefOf(m.Subject)})
	}
	if d.Persons, d.Stages, err = s.Cases.Persons(ctx, id); err != nil {
		return err
	}
	if d.Overlaps, err = s.Cases.Overlaps(ctx, id); err != nil {
		return err
	}
	follow, err := s.Cases.FollowUps(ctx, casework.FollowFilter{Case: id})
	if err != nil {
		return err
	}
	d.FollowUps = follow.Rows
	for _, l := range v.Doc.Links {
		if l.Kind != casework.LinkGroup {
			continue
		}
		g, err := s.Cases.Group(ctx, focalpoint.GroupID(l.ID))
		if err != nil {
			return err
		}
		d.Groups = append(d.Groups, caseGroup{focalpoint.GroupID(l.ID), g.Doc})
	}
	if err := s.casePersons(rq, &d); err != nil {
		return err
	}
	g, err := s.Cases.Graph(ctx, id)
	if err != nil {
		return err
	}
	if d.Called, err = s.namesOf(rq, d.ids(g)...); err != nil {
		return err
	}
	if d.Graph, err = s.caseGraph(rq, g, d.Called); err != nil {
		return err
	}
	return s.render(rq, code, "case", v.Doc.Title, d)
}

// casePersons reads names when the reader asked for them: each reading leaves
// an access entry with the case as its purpose.
func (s *site) casePersons(rq *request, d *caseData) error {
	if rq.R.URL.Query().Get("persons") == "" || !rq.User.May(access.ReadPersons) {
		return nil
	}
	var ids []focalpoint.PersonID
	for _, p := range d.Persons {
		ids = append(ids, p.Person)
	}
	list, err := s.Persons.ReadMany(rq.R.Context(), rq.User, access.Purpose{Kind: "case", Ref: string(d.ID)}, ids)
	if err != nil {
		return err
	}
	d.Names = map[focalpoint.PersonID]person.Record{}
	for _, r := range list {
		d.Names[r.ID] = r
	}
	return nil
}

// ids lists everything a case names by its number.
func (d *caseData) ids(g casework.Graph) []string {
	ids := refIDs(d.Version.Doc.Authority)
	for _, l := range d.Version.Doc.Links {
		ids = append(ids, l.ID)
	}
	for _, m := range d.Timeline {
		ids = append(append(ids, m.Subject), refIDs(m.From, m.To)...)
	}
	for _, f := range d.FollowUps {
		ids = append(ids, string(f.Trace), string(f.Item))
	}
	for _, n := range g.Nodes {
		ids = append(ids, n.ID)
	}
	for _, p := range d.Persons {
		ids = append(ids, string(p.Person))
	}
	return ids
}

func (s *site) caseGraph(rq *request, g casework.Graph, called names) (chart.Figure, error) {
	short, err := s.graphLabels(rq, g)
	if err != nil {
		return chart.Figure{}, err
	}
	kinds := map[casework.NodeKind]int{}
	var kindNames []string
	for i, k := range casework.NodeKinds() {
		kinds[k] = i
		kindNames = append(kindNames, rq.P.T("casework.node-"+string(k)))
	}
	var nodes []chart.Node
	for _, n := range g.Nodes {
		nodes = append(nodes, chart.Node{ID: n.ID, Label: cmp.Or(short[n.ID], called[n.ID], n.Label, n.ID), Kind: kinds[n.Kind], Href: hrefOf(n.ID)})
	}
	var edges []chart.Edge
	for _, e := range g.Edges {
		edges = append(edges, chart.Edge{From: e.From, To: e.To, Label: rq.P.T("casework.edge-" + string(e.Kind)), Dashed: e.Suspected})
	}
	return chart.Graph(chart.Options{ID: "links", Title: rq.P.T("cases.graph"), RTL: rq.P.Dir() == "rtl"}, kindNames, nodes, edges), nil
}

// graphLabels are what fits beside a node: the number of an item, the result of a trace.
func (s *site) graphLabels(rq *request, g casework.Graph) (names, error) {
	out := names{}
	var items []focalpoint.ItemID
	for _, n := range g.Nodes {
		switch n.Kind {
		case casework.NodeItem:
			items = append(items, focalpoint.ItemID(n.ID))
		case casework.NodeTrace:
			out[n.ID] = n.Code
		}
	}
	rows, err := s.Register.RowsOf(rq.R.Context(), items)
	for _, r := range rows {
		out[string(r.ID)] = r.Serial
	}
	return out, err
}

func (s *site) caseAttach(rq *request) error {
	f, _, err := rq.posted()
	if err != nil {
		return err
	}
	ref := f.get("ref")
	link := casework.Link{Kind: casework.KindOfID(ref), ID: ref, Role: f.get("role"), Note: f.get("note")}
	_, err = s.Cases.Attach(rq.R.Context(), rq.User.ID, focalpoint.CaseID(rq.R.PathValue("id")), link)
	return s.caseDone(rq, "attach", f, err)
}

func (s *site) caseDetach(rq *request) error {
	f, _, err := rq.posted()
	if err != nil {
		return err
	}
	ref := f.get("ref")
	_, err = s.Cases.Detach(rq.R.Context(), rq.User.ID, focalpoint.CaseID(rq.R.PathValue("id")), casework.KindOfID(ref), ref, f.get("reason"))
	return s.caseDone(rq, "detach", f, err)
}

// caseDone leads back to the case, or shows it with what must be mended.
func (s *site) caseDone(rq *request, sent string, f form, err error) error {
	switch kind := focalpoint.KindOf(err); {
	case err == nil:
		return rq.redirect("/cases/" + rq.R.PathValue("id") + "?done=saved")
	case kind != focalpoint.KindInvalid && kind != focalpoint.KindConflict:
		return err
	}
	return s.showCase(rq, status(err), fieldSet{values: f.values, Sent: sent}, rq.fieldErrors(err))
}
