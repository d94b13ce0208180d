package web

import (
	"net/http"
	"strings"

	"focalpoint"
	"focalpoint/internal/directory"
	"focalpoint/internal/store"
)

type partiesData struct {
	Filter directory.Filter
	listing
	Page directory.Page
}

func partyFilter(rq *request) directory.Filter {
	q := rq.R.URL.Query()
	f := directory.Filter{Kind: directory.Kind(q.Get("kind")), Role: directory.Role(q.Get("role")), Make: q.Get("make"), Country: focalpoint.Country(q.Get("country")), Parent: focalpoint.PartyID(q.Get("parent")),
		Text: strings.TrimSpace(q.Get("text")), OnDay: focalpoint.Date(q.Get("on")), Sort: q.Get("sort"), After: q.Get("after")}
	switch q.Get("closed") {
	case "yes":
		closed := true
		f.Closed = &closed
	case "no":
		closed := false
		f.Closed = &closed
	}
	return f
}

// parties is the directory: who can be asked.
func (s *site) parties(rq *request) error {
	f := partyFilter(rq)
	if as := rq.R.URL.Query().Get("as"); as != "" {
		return s.exportParties(rq, f, as)
	}
	page, err := s.Directory.List(rq.R.Context(), f)
	if err != nil {
		return err
	}
	d := partiesData{listing: rq.listing(directory.Sortable(), "directory.sort-", f.After, page.Next), Filter: f, Page: page}
	d.Filters = []filterField{{"kind", rq.P.T("directory.kind"), string(f.Kind), partyKinds(rq)}, {"role", rq.P.T("directory.roles"), string(f.Role), partyRoles(rq)},
		{"country", rq.P.T("trace.report.state"), string(f.Country), s.countries(rq.P)},
		{"closed", rq.P.T("directory.closed"), rq.R.URL.Query().Get("closed"), []choice{{"no", rq.P.T("directory.no")}, {"yes", rq.P.T("directory.yes")}}}}
	return s.render(rq, http.StatusOK, "parties", rq.P.T("web.nav-directory"), d)
}

func partyKinds(rq *request) []choice {
	var out []choice
	for _, k := range directory.Kinds() {
		out = append(out, choice{string(k), rq.P.T("directory.kind-" + string(k))})
	}
	return out
}

func partyRoles(rq *request) []choice {
	var out []choice
	for _, r := range directory.Roles() {
		out = append(out, choice{string(r), rq.P.T("directory.role-" + string(r))})
	}
	return out
}

func (s *site) exportParties(rq *request, f directory.Filter, as string) error {
	rows, err := everyRow(func(at store.Slice) (store.Page[directory.Row], error) {
		f.After, f.Limit = at.After, at.Limit
		return s.Directory.List(rq.R.Context(), f)
	})
	if err != nil {
		return err
	}
	cells := make([][]string, len(rows))
	for i, r := range rows {
		roles := make([]string, len(r.Roles))
		for j, x := range r.Roles {
			roles[j] = string(x)
		}
		cells[i] = []string{string(r.ID), string(r.Kind), r.Name, strings.Join(roles, " "), string(r.Country), string(r.Parent), string(r.From), string(r.To)}
	}
	return rq.export("directory", as, []string{"id", "kind", "name", "roles", "country", "parent", "from", "to"}, cells, rows)
}
