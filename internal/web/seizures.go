package web

import (
	"net/http"
	"strconv"
	"strings"

	"focalpoint"
	"focalpoint/internal/seizure"
	"focalpoint/internal/worldmap"
)

type seizuresData struct {
	Called names // the authorities
	Filter seizure.Filter
	listing
	Page   seizure.Page
	Map    *worldmap.Figure
	Drafts []seizure.Draft
}

func seizureFilter(rq *request) seizure.Filter {
	q := rq.R.URL.Query()
	year, _ := strconv.Atoi(q.Get("year")) // no year is no filter
	return seizure.Filter{From: focalpoint.Date(q.Get("from")), To: focalpoint.Date(q.Get("to")), Year: year, Region: q.Get("region"), Unit: q.Get("unit"),
		Location: focalpoint.LocationKind(q.Get("location")), Context: focalpoint.LegalContext(q.Get("context")), Offence: q.Get("offence"), Role: q.Get("role"), Kind: q.Get("kind"),
		Conveyance: q.Get("conveyance"), Goods: q.Get("goods"), Import: focalpoint.ImportID(q.Get("import")), Text: strings.TrimSpace(q.Get("text")),
		Withdrawn: q.Get("withdrawn") != "", Sort: q.Get("sort"), After: q.Get("after")}
}

func (s *site) seizures(rq *request) error {
	f := seizureFilter(rq)
	if as := rq.R.URL.Query().Get("as"); as != "" {
		return s.exportSeizures(rq, f, as)
	}
	page, err := s.Seizures.List(rq.R.Context(), f)
	if err != nil {
		return err
	}
	d := seizuresData{listing: rq.listing(seizure.Sortable(), "web.sort-", f.After, page.Next), Filter: f, Page: page}
	if d.Drafts, err = s.Seizures.Drafts(rq.R.Context(), rq.User.ID); err != nil {
		return err
	}
	for _, x := range []struct{ name, list, value string }{{"location", "location", string(f.Location)}, {"context", "context", string(f.Context)}, {"offence", "offence", f.Offence},
		{"role", "role", f.Role}, {"kind", "kind", f.Kind}, {"conveyance", "conveyance", f.Conveyance}} {
		d.Filters = append(d.Filters, filterField{x.name, rq.P.T("web.f-" + x.name), x.value, s.choices(rq.P, x.list)})
	}
	var ids []string
	for _, r := range page.Rows {
		ids = append(ids, refIDs(r.Authority)...)
	}
	if d.Called, err = s.namesOf(rq, ids...); err != nil {
		return err
	}
	return s.render(rq, http.StatusOK, "seizures", rq.P.T("web.nav-seizures"), d)
}

func (s *site) exportSeizures(rq *request, f seizure.Filter, as string) error {
	var rows []seizure.Row
	var cells [][]string
	f.Limit, f.After = 0, ""
	err := s.Seizures.Each(rq.R.Context(), f, func(r seizure.Row) error {
		if len(rows) >= maxExport {
			return tooLong(maxExport + 1)
		}
		rows = append(rows, r)
		cells = append(cells, []string{string(r.ID), r.Number, string(r.Happened), r.Place.Text, r.Place.Region, r.Place.Unit, string(r.Place.Location), r.Authority.Name, string(r.Context), strings.Join(r.Offences, " "), strings.Join(r.Roles, " ")})
		return nil
	})
	if err != nil {
		return err
	}
	return rq.export("seizures", as, []string{"id", "number", "happened", "place", "region", "unit", "location", "authority", "context", "offences", "roles"}, cells, rows)
}
