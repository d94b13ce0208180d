package web

import (
	"net/http"
	"strings"
	"time"

	"focalpoint"
	"focalpoint/internal/access"
	"focalpoint/internal/store"
)

type accessData struct {
	Filter access.EntryFilter
	listing
	Total   int64
	Entries []accessEntry
}

type accessEntry struct {
	access.Entry
	Who, Href, Whose string
}

// accessPage lists who read whose data and who searched the register for what,
// and what was refused.
func (s *site) accessPage(rq *request) error {
	q := rq.R.URL.Query()
	f := access.EntryFilter{Subject: strings.TrimSpace(q.Get("subject")), Actor: focalpoint.UserID(q.Get("actor")), Purpose: q.Get("purpose"), Ref: strings.TrimSpace(q.Get("ref")), Result: access.Result(q.Get("result")),
		Text: strings.TrimSpace(q.Get("text")), From: focalpoint.Date(q.Get("from")), To: focalpoint.Date(q.Get("to")), Sort: q.Get("sort"), After: q.Get("after")}
	if as := q.Get("as"); as != "" {
		return s.exportAccess(rq, f, as)
	}
	page, err := access.Entries(rq.R.Context(), s.Log, f)
	if err != nil {
		return err
	}
	d := accessData{Filter: f, listing: rq.listing(access.SortableEntries(), "access.col-", f.After, page.Next), Total: page.Total}
	users, err := s.Users.List(rq.R.Context())
	if err != nil {
		return err
	}
	names := map[focalpoint.UserID]string{}
	var actors, purposes, results []choice
	for _, u := range users {
		names[u.Doc.ID] = u.Doc.Display
		actors = append(actors, choice{string(u.Doc.ID), u.Doc.Display})
	}
	for _, k := range append(access.SearchKinds(), access.PurposeOperator) {
		purposes = append(purposes, choice{k, rq.P.T("web.purpose-" + k)})
	}
	for _, r := range access.Results() {
		results = append(results, choice{string(r), rq.P.T("access.result-" + string(r))})
	}
	subjects := []choice{{access.SubjectRegister, rq.P.T("access.register")}, {access.SubjectPersons, rq.P.T("access.persons")}}
	d.Filters = []filterField{{"subject", rq.P.T("access.col-subject"), f.Subject, subjects}, {"actor", rq.P.T("web.log-who"), string(f.Actor), actors}, {"purpose", rq.P.T("web.access-purpose"), f.Purpose, purposes}, {"result", rq.P.T("access.col-result"), string(f.Result), results}}
	for _, e := range page.Rows {
		row := accessEntry{Entry: e, Who: string(e.Actor), Href: hrefOf(e.Purpose.Ref)}
		if name, ok := names[e.Actor]; ok {
			row.Who = name
		}
		for _, c := range subjects {
			if c.Code == e.Subject {
				row.Whose = c.Name
			}
		}
		d.Entries = append(d.Entries, row)
	}
	return s.render(rq, http.StatusOK, "access", rq.P.T("web.nav-access"), d)
}

func (s *site) exportAccess(rq *request, f access.EntryFilter, as string) error {
	rows, err := everyRow(func(at store.Slice) (store.Page[access.Entry], error) {
		f.After, f.Limit = at.After, at.Limit
		return access.Entries(rq.R.Context(), s.Log, f)
	})
	if err != nil {
		return err
	}
	cells := make([][]string, len(rows))
	for i, e := range rows {
		bits := ""
		if e.Bits != nil {
			bits = rq.P.Decimal(*e.Bits, 1)
		}
		cells[i] = []string{e.ID, e.At.Format(time.RFC3339), string(e.Actor), e.Subject, e.What, bits, string(e.Result), e.Purpose.Kind, e.Purpose.Ref}
	}
	return rq.export("access", as, []string{"id", "at", "actor", "subject", "what", "bits", "result", "purpose", "ref"}, cells, rows)
}
