package web

import (
	"slices"
	"strings"

	"focalpoint"
	"focalpoint/internal/access"
)

// names holds what people call the things behind identifiers. What stands in
// it may be shown to everybody who may see the page: of a person there is only
// the end of the number.
type names map[string]string

// shortID is the end of an identifier, enough to tell a few apart.
func shortID(id string) string {
	if len(id) > 8 {
		return "…" + id[len(id)-6:]
	}
	return id
}

// namesOf looks up the names of identifiers of any kind: items, seizures,
// traces, parties, persons, groups, cases. Unknown ones and those that the reader's
// role does not open keep their short number.
func (s *site) namesOf(rq *request, ids ...string) (names, error) {
	by := map[string][]string{}
	out := names{}
	for _, id := range ids {
		if prefix := focalpoint.IDPrefix(id); prefix != "" && out[id] == "" {
			out[id] = shortID(id)
			by[prefix] = append(by[prefix], id)
		}
	}
	for _, id := range by[focalpoint.PrefixPerson] {
		out[id] = rq.P.T("trace.report.person", "id", shortID(id))
	}
	for _, name := range []func(*request, map[string][]string, names) error{s.nameTraces, s.nameItems, s.nameSeizures, s.nameParties, s.nameCases} {
		if err := name(rq, by, out); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// nameTraces names a trace after its item, which it adds to what is asked for.
func (s *site) nameTraces(rq *request, by map[string][]string, out names) error {
	list, err := s.Traces.Many(rq.R.Context(), typed[focalpoint.TraceID](by[focalpoint.PrefixTrace]))
	if err != nil || !rq.User.May(access.ReadItems) {
		return err
	}
	asked := map[string][]string{}
	for _, v := range list {
		asked[focalpoint.PrefixItem] = append(asked[focalpoint.PrefixItem], string(v.Doc.Item))
	}
	items := names{}
	if err := s.nameItems(rq, asked, items); err != nil {
		return err
	}
	for _, v := range list {
		if name := items[string(v.Doc.Item)]; name != "" {
			out[string(v.ID)] = name
		}
	}
	return nil
}

func (s *site) nameItems(rq *request, by map[string][]string, out names) error {
	if !rq.User.May(access.ReadItems) {
		return nil
	}
	rows, err := s.Register.RowsOf(rq.R.Context(), typed[focalpoint.ItemID](by[focalpoint.PrefixItem]))
	for _, r := range rows {
		name := s.codedName(rq.P, "make", r.Make)
		if r.Make.IsZero() {
			name = s.codeName(rq.P, "kind", string(r.Kind))
			if r.Type.Code != "" {
				name = s.codedName(rq.P, "type", r.Type)
			}
		}
		out[string(r.ID)] = strings.TrimSpace(name + " " + rq.P.Isolate(r.Serial))
	}
	return err
}

func (s *site) nameSeizures(rq *request, by map[string][]string, out names) error {
	if !rq.User.May(access.ReadSeizures) {
		return nil
	}
	rows, err := s.Seizures.Rows(rq.R.Context(), typed[focalpoint.SeizureID](by[focalpoint.PrefixSeizure]))
	for _, r := range rows {
		name := rq.P.Date(string(r.Happened))
		if place := r.Place.Text; place != "" {
			name = rq.P.Isolate(place) + ", " + name
		}
		out[string(r.ID)] = name
	}
	return err
}

func (s *site) nameParties(rq *request, by map[string][]string, out names) error {
	list, err := s.Directory.Many(rq.R.Context(), typed[focalpoint.PartyID](by[focalpoint.PrefixParty]))
	for id, p := range list {
		if p.Name != "" {
			out[string(id)] = p.Name
		}
	}
	return err
}

func (s *site) nameCases(rq *request, by map[string][]string, out names) error {
	if !rq.User.May(access.ReadCases) {
		return nil
	}
	for _, id := range by[focalpoint.PrefixGroup] {
		if v, err := s.Cases.Group(rq.R.Context(), focalpoint.GroupID(id)); err == nil {
			out[id] = v.Doc.Name
		}
	}
	for _, id := range by[focalpoint.PrefixCase] {
		if v, err := s.Cases.Get(rq.R.Context(), focalpoint.CaseID(id)); err == nil {
			out[id] = v.Doc.Title
		}
	}
	return nil
}

// typed gives plain identifiers their type, each once.
func typed[T ~string](ids []string) []T {
	out := make([]T, 0, len(ids))
	for _, id := range ids {
		if !slices.Contains(out, T(id)) {
			out = append(out, T(id))
		}
	}
	return out
}

// refIDs lists the identifiers of parties and persons.
func refIDs(refs ...focalpoint.Ref) []string {
	var out []string
	for _, r := range refs {
		switch {
		case r.Name != "":
		case r.Party != "":
			out = append(out, string(r.Party))
		case r.Person != "":
			out = append(out, string(r.Person))
		}
	}
	return out
}

// nameRefs puts the names of parties beside their numbers.
func (s *site) nameRefs(rq *request, refs ...*focalpoint.Ref) error {
	var ids []string
	for _, r := range refs {
		if r.Person == "" {
			ids = append(ids, refIDs(*r)...)
		}
	}
	called, err := s.namesOf(rq, ids...)
	for _, r := range refs {
		if r.Person == "" {
			r.Name = called.Who(*r)
		}
	}
	return err
}

// Who writes a party of an event: as reported, else by the name of its number.
func (n names) Who(r focalpoint.Ref) string {
	switch {
	case r.Name != "":
		return r.Name
	case r.Party != "":
		return n[string(r.Party)]
	}
	return n[string(r.Person)]
}
