package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"focalpoint"
	"focalpoint/internal/access"
	"focalpoint/internal/casework"
	"focalpoint/internal/ledger"
	"focalpoint/internal/person"
	"focalpoint/internal/store"
)

// groupsData is the list of organized criminal groups.
type groupsData struct {
	Filter   casework.GroupFilter
	Activity []choice
	listing
	Page casework.GroupPage
}

func (s *site) groups(rq *request) error {
	q := rq.R.URL.Query()
	f := casework.GroupFilter{Text: strings.TrimSpace(q.Get("text")), Activity: casework.ActivityKind(q.Get("activity")), Person: focalpoint.PersonID(q.Get("person")), Sort: q.Get("sort"), After: q.Get("after")}
	if as := q.Get("as"); as != "" {
		return s.exportGroups(rq, f, as)
	}
	page, err := s.Cases.Groups(rq.R.Context(), f)
	if err != nil {
		return err
	}
	d := groupsData{Filter: f, Page: page, Activity: groupLists(rq)["activity"], listing: rq.listing(casework.GroupSortable(), "groups.sort-", f.After, page.Next)}
	return s.render(rq, http.StatusOK, "groups", rq.P.T("cases.groups"), d)
}

func (s *site) exportGroups(rq *request, f casework.GroupFilter, as string) error {
	rows, err := everyRow(func(at store.Slice) (casework.GroupPage, error) {
		f.After, f.Limit = at.After, at.Limit
		return s.Cases.Groups(rq.R.Context(), f)
	})
	if err != nil {
		return err
	}
	cells := make([][]string, len(rows))
	for i, r := range rows {
		cells[i] = []string{string(r.ID), r.Name, strings.Join(r.Activity, " "), count(r.Members), count(r.Leaders), strconv.FormatBool(r.Ended)}
	}
	return rq.export("groups", as, []string{"id", "name", "activity", "members", "leaders", "ended"}, cells, rows)
}

// groupData is one group with its past.
type groupData struct {
	ID       focalpoint.GroupID
	Version  ledger.Version[casework.Group]
	G        *casework.Group
	Latest   int64
	History  []ledger.Version[casework.Group]
	Names    map[focalpoint.UserID]string
	Groups   map[focalpoint.GroupID]string // names of the groups it stands to
	Sealed   map[focalpoint.PersonID]bool
	Persons  map[focalpoint.PersonID]person.Record // read only when asked for, for a case
	Cases    []choice
	Case     string
	Errors   []fieldError
	MayWrite bool
	MayNames bool
}

func (s *site) group(rq *request) error { return s.showGroup(rq, http.StatusOK, "", nil) }

// groupNames reads the members' names for one of the cases that hold the group.
func (s *site) groupNames(rq *request) error {
	f, _, err := rq.posted()
	if err != nil {
		return err
	}
	if f.get("case") == "" {
		return s.showGroup(rq, http.StatusUnprocessableEntity, "", []fieldError{{"", rq.P.T("groups.names-case")}})
	}
	return s.showGroup(rq, http.StatusOK, f.get("case"), nil)
}

func (s *site) showGroup(rq *request, code int, forCase string, wrong []fieldError) error {
	ctx, id := rq.R.Context(), focalpoint.GroupID(rq.R.PathValue("id"))
	history, err := s.Cases.GroupHistory(ctx, id)
	if err != nil {
		return err
	}
	if len(history) == 0 {
		_, err := s.Cases.Group(ctx, id) // says what is missing
		return err
	}
	d := groupData{ID: id, Version: history[len(history)-1], Latest: int64(len(history)), History: history, Names: map[focalpoint.UserID]string{}, Groups: map[focalpoint.GroupID]string{}, Sealed: map[focalpoint.PersonID]bool{},
		Case: forCase, Errors: wrong, MayWrite: rq.User.May(access.WriteCases), MayNames: rq.User.May(access.ReadPersons)}
	if n, err := strconv.Atoi(rq.R.URL.Query().Get("version")); err == nil && n >= 1 && n <= len(history) {
		d.Version = history[n-1]
	}
	d.G = &d.Version.Doc
	slices.Reverse(d.History)
	for _, h := range d.History {
		d.Names[h.Actor] = s.userName(rq, string(h.Actor))
	}
	for _, r := range d.G.Relations {
		v, err := s.Cases.Group(ctx, r.Group)
		if err != nil {
			return err
		}
		d.Groups[r.Group] = v.Doc.Name
	}
	if err := s.groupPeople(rq, &d); err != nil {
		return err
	}
	return s.render(rq, code, "group", d.G.Name, d)
}

// groupPeople reads what may be known of the members: whether their data is
// sealed, and their names where a case of the group is given as the purpose.
func (s *site) groupPeople(rq *request, d *groupData) error {
	ctx := rq.R.Context()
	var ids []focalpoint.PersonID
	for _, m := range d.G.Members {
		ids = append(ids, m.Person)
	}
	stubs, err := s.Persons.Stubs(ctx, ids)
	if err != nil {
		return err
	}
	for _, p := range stubs {
		d.Sealed[p.ID] = p.Sealed
	}
	held, err := s.Cases.CasesOf(ctx, string(d.ID))
	if err != nil {
		return err
	}
	for _, c := range held[string(d.ID)] {
		v, err := s.Cases.Get(ctx, c)
		if err != nil {
			return err
		}
		d.Cases = append(d.Cases, choice{string(c), v.Doc.Title})
	}
	if d.Case == "" {
		return nil
	}
	if !slices.ContainsFunc(d.Cases, func(c choice) bool { return c.Code == d.Case }) {
		return focalpoint.Invalid("web.group", "case", "%s", rq.P.T("groups.names-case"))
	}
	list, err := s.Persons.ReadMany(ctx, rq.User, access.Purpose{Kind: "case", Ref: d.Case}, ids)
	d.Persons = map[focalpoint.PersonID]person.Record{}
	for _, r := range list {
		d.Persons[r.ID] = r
	}
	return err
}

// groupForm is the form of a group: what was typed, and what the lists offer.
type groupForm struct {
	fieldSet
	ID        focalpoint.GroupID
	Base      int64
	Errors    []fieldError
	Lists     map[string][]choice
	Countries []choice
}

func (s *site) groupEdit(rq *request) error {
	f := groupForm{fieldSet: fieldSet{values: url.Values{}}, ID: focalpoint.GroupID(rq.R.PathValue("id"))}
	if f.ID != "" {
		v, err := s.Cases.Group(rq.R.Context(), f.ID)
		if err != nil {
			return err
		}
		f.values, f.Base = writeGroup(&v.Doc), v.Version
	} else if p := rq.R.URL.Query().Get("person"); p != "" {
		f.values.Set("members.0.person", p)
	}
	return s.showGroupForm(rq, http.StatusOK, f)
}

func (s *site) showGroupForm(rq *request, code int, f groupForm) error {
	f.Lists, f.Countries = groupLists(rq), s.countries(rq.P)
	others, err := s.Cases.Groups(rq.R.Context(), casework.GroupFilter{Limit: 1000})
	if err != nil {
		return err
	}
	for _, g := range others.Rows {
		if g.ID != f.ID {
			f.Lists["group"] = append(f.Lists["group"], choice{string(g.ID), g.Name})
		}
	}
	title := rq.P.T("groups.new")
	if f.ID != "" {
		title = rq.P.T("groups.edit")
	}
	return s.render(rq, code, "group_form", title, f)
}

func groupLists(rq *request) map[string][]choice {
	out := map[string][]choice{}
	for _, r := range casework.MemberRoles() {
		out["role"] = append(out["role"], choice{string(r), rq.P.T("casework.member-" + string(r))})
	}
	for _, k := range casework.ActivityKinds() {
		out["activity"] = append(out["activity"], choice{string(k), rq.P.T("casework.activity-" + string(k))})
	}
	for _, k := range casework.GroupRelationKinds() {
		out["relation"] = append(out["relation"], choice{k, rq.P.T("casework.relation-" + k)})
	}
	return out
}

func (s *site) groupSave(rq *request) error {
	v, base, err := rq.posted()
	if err != nil {
		return err
	}
	f := groupForm{fieldSet: fieldSet{values: v.values}, ID: focalpoint.GroupID(rq.R.PathValue("id")), Base: base}
	if reshape(v.values) {
		return s.showGroupForm(rq, http.StatusOK, f)
	}
	id, _, err := s.Cases.SaveGroup(rq.R.Context(), rq.User.ID, f.ID, base, readGroup(v), v.get("reason"))
	if err != nil {
		if !mendable(err) || focalpoint.KindOf(err) == focalpoint.KindNotFound {
			return err
		}
		f.Errors = rq.fieldErrors(err)
		return s.showGroupForm(rq, status(err), f)
	}
	return rq.redirect("/groups/" + string(id) + "?done=saved")
}

func readGroup(f form) casework.Group {
	g := casework.Group{Name: f.get("name"), Aliases: splitNames(f.get("aliases")), Since: focalpoint.Date(f.get("since")), Until: focalpoint.Date(f.get("until")), Territory: f.get("territory"), Summary: f.get("summary")}
	for _, c := range f.all("countries") {
		g.Countries = append(g.Countries, focalpoint.Country(c))
	}
	for _, b := range f.blocks("members") {
		m := casework.Member{Person: focalpoint.PersonID(b.get("person")), Role: casework.MemberRole(b.get("role")), Suspected: b.get("suspected") != "", Since: focalpoint.Date(b.get("since")), Until: focalpoint.Date(b.get("until")), Note: b.get("note")}
		if m.Person != "" || m.Note != "" || m.Since != "" || m.Until != "" || m.Suspected {
			g.Members = append(g.Members, m)
		}
	}
	for _, b := range f.blocks("activity") {
		a := casework.Activity{Kind: casework.ActivityKind(b.get("kind")), Suspected: b.get("suspected") != "", Since: focalpoint.Date(b.get("since")), Source: b.get("source"), Note: b.get("note")}
		if a != (casework.Activity{}) {
			g.Activity = append(g.Activity, a)
		}
	}
	for _, b := range f.blocks("relations") {
		r := casework.GroupRelation{Group: focalpoint.GroupID(b.get("group")), Kind: b.get("kind"), Note: b.get("note")}
		if r.Group != "" || r.Note != "" {
			g.Relations = append(g.Relations, r)
		}
	}
	return g
}

// writeGroup is the way back.
func writeGroup(g *casework.Group) url.Values {
	v := url.Values{}
	set := func(name, value string) {
		if value != "" {
			v.Set(name, value)
		}
	}
	flag := func(name string, is bool) {
		if is {
			v.Set(name, "1")
		}
	}
	set("name", g.Name)
	set("aliases", strings.Join(g.Aliases, "; "))
	set("since", string(g.Since))
	set("until", string(g.Until))
	set("territory", g.Territory)
	set("summary", g.Summary)
	for _, c := range g.Countries {
		v.Add("countries", string(c))
	}
	for i, m := range g.Members {
		at := "members." + strconv.Itoa(i) + "."
		set(at+"person", string(m.Person))
		set(at+"role", string(m.Role))
		set(at+"since", string(m.Since))
		set(at+"until", string(m.Until))
		set(at+"note", m.Note)
		flag(at+"suspected", m.Suspected)
	}
	for i, a := range g.Activity {
		at := "activity." + strconv.Itoa(i) + "."
		set(at+"kind", string(a.Kind))
		set(at+"since", string(a.Since))
		set(at+"source", a.Source)
		set(at+"note", a.Note)
		flag(at+"suspected", a.Suspected)
	}
	for i, r := range g.Relations {
		at := "relations." + strconv.Itoa(i) + "."
		set(at+"group", string(r.Group))
		set(at+"kind", r.Kind)
		set(at+"note", r.Note)
	}
	return v
}
