package web

import (
	"net/http"
	"slices"

	"focalpoint"
	"focalpoint/internal/i18n"
	"focalpoint/internal/register"
)

// choice is one entry of a list to choose from.
type choice struct{ Code, Name string }

// filterField is one select of a filter.
type filterField struct {
	Name, Label, Value string
	Choices            []choice
}

type itemsData struct {
	Filter register.Filter
	listing
	Page register.Page
}

// choices lists the codes of a small list by name in the reader's language.
func (s *site) choices(p *i18n.Printer, list string) []choice {
	l, err := s.Codes.List(list)
	if err != nil {
		return nil
	}
	var out []choice
	for _, e := range l.Entries {
		if list == "type" && e.Parent != "" && e.Parent != e.Code {
			continue // the classes only
		}
		out = append(out, choice{e.Code, s.codeName(p, list, e.Code)})
	}
	return out
}

func (s *site) itemFilter(rq *request) register.Filter {
	q := rq.R.URL.Query()
	return register.Filter{Kind: q.Get("kind"), TypeClass: q.Get("type"), Status: q.Get("status"), Role: q.Get("role"), Origin: q.Get("origin"), Marking: q.Get("marking"),
		Make: q.Get("make"), Calibre: q.Get("calibre"), Country: q.Get("country"), Keeper: focalpoint.PartyID(q.Get("keeper")), Import: focalpoint.ImportID(q.Get("import")),
		Seizure: focalpoint.SeizureID(q.Get("seizure")), Queued: q.Get("queued") != "", Alarmed: q.Get("alarmed") != "",
		From: focalpoint.Date(q.Get("from")), To: focalpoint.Date(q.Get("to")), Sort: q.Get("sort"), After: q.Get("after")}
}

func (s *site) items(rq *request) error {
	f := s.itemFilter(rq)
	if as := rq.R.URL.Query().Get("as"); as != "" {
		return s.exportItems(rq, f, as)
	}
	page, err := s.Register.List(rq.R.Context(), f)
	if err != nil {
		return err
	}
	d := itemsData{listing: rq.listing(register.Sortable(), "web.sort-", f.After, page.Next), Filter: f, Page: page}
	for _, x := range []struct{ name, list, value string }{{"kind", "kind", f.Kind}, {"type", "type", f.TypeClass}, {"status", "status", f.Status},
		{"role", "role", f.Role}, {"origin", "origin", f.Origin}, {"marking", "mark-status", f.Marking}} {
		d.Filters = append(d.Filters, filterField{x.name, rq.P.T("web.f-" + x.name), x.value, s.choices(rq.P, x.list)})
	}
	return s.render(rq, http.StatusOK, "items", rq.P.T("web.nav-items"), d)
}

// allChoices lists every code of a list, classes and their members.
func (s *site) allChoices(p *i18n.Printer, list string) []choice {
	l, err := s.Codes.List(list)
	if err != nil {
		return nil
	}
	var out []choice
	for _, e := range l.Entries {
		out = append(out, choice{e.Code, s.codeName(p, list, e.Code)})
	}
	return out
}

// countries lists the countries by name in the reader's language and order.
func (s *site) countries(p *i18n.Printer) []choice {
	out := s.allChoices(p, "country")
	order := p.Compare()
	slices.SortFunc(out, func(a, b choice) int { return order(a.Name, b.Name) })
	return out
}
