package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"focalpoint"
	"focalpoint/internal/directory"
	"focalpoint/internal/ledger"
)

// partyForm is the form of a party: what was typed, and what the lists offer.
type partyForm struct {
	fieldSet
	ID        focalpoint.PartyID
	Base      int64
	Action    string
	Errors    []fieldError
	Lists     map[string][]choice
	Countries []choice
	Parties   []choice
}

func (s *site) partyNew(rq *request) error {
	return s.showPartyForm(rq, http.StatusOK, partyForm{fieldSet: fieldSet{values: url.Values{}}})
}

func (s *site) partyEdit(rq *request) error {
	v, err := s.Directory.Get(rq.R.Context(), focalpoint.PartyID(rq.R.PathValue("id")))
	if err != nil {
		return err
	}
	return s.showPartyForm(rq, http.StatusOK, partyForm{fieldSet: fieldSet{values: writeParty(&v.Doc)}, ID: v.Doc.ID, Base: v.Version})
}

func (s *site) showPartyForm(rq *request, code int, d partyForm) error {
	d.Action, d.Countries = "/directory/new", s.countries(rq.P)
	title := rq.P.T("directory.new")
	if d.ID != "" {
		d.Action, title = "/directory/"+string(d.ID)+"/edit", rq.P.T("directory.edit")
	}
	d.Lists = map[string][]choice{"kind": partyKinds(rq), "role": partyRoles(rq), "language": languageChoices()}
	for _, k := range directory.ContactKinds() {
		d.Lists["contact"] = append(d.Lists["contact"], choice{string(k), rq.P.T("directory.contact-" + string(k))})
	}
	for i := 1; i <= 7; i++ { // the week begins on Monday (ISO 8601)
		n := strconv.Itoa(i % 7)
		d.Lists["day"] = append(d.Lists["day"], choice{n, rq.P.T("directory.day-" + n)})
	}
	for _, c := range s.Traces.Policy().Rules.Clocks {
		d.Lists["clock"] = append(d.Lists["clock"], choice{c.Code, rq.P.Said(c.Source)})
	}
	var err error
	if d.Parties, err = s.partyChoices(rq, directory.Filter{}); err != nil {
		return err
	}
	return s.render(rq, code, "party_form", title, d)
}

func (s *site) partySave(rq *request) error {
	f, base, err := rq.posted()
	if err != nil {
		return err
	}
	d := partyForm{fieldSet: fieldSet{values: f.values}, ID: focalpoint.PartyID(rq.R.PathValue("id")), Base: base}
	if reshape(f.values) {
		return s.showPartyForm(rq, http.StatusOK, d)
	}
	p := readParty(f)
	if d.ID != "" { // what the form does not show stays as it is
		v, err := s.Directory.Get(rq.R.Context(), d.ID)
		if err != nil {
			return err
		}
		p.ID, p.Names, p.Exercise = d.ID, v.Doc.Names, v.Doc.Exercise
	}
	for _, l := range languageChoices() {
		if name := f.get("name-" + l.Code); name != "" {
			if p.Names == nil {
				p.Names = map[string]string{}
			}
			p.Names[l.Code] = name
		} else {
			delete(p.Names, l.Code)
		}
	}
	v, err := s.saveParty(rq, p, base, f)
	if err != nil {
		if !mendable(err) {
			return err
		}
		d.Errors = rq.deskErrors(err)
		return s.showPartyForm(rq, status(err), d)
	}
	return rq.redirect("/directory/" + v.ID + "?done=saved")
}

// saveParty finds the parties that were named and saves the entry.
func (s *site) saveParty(rq *request, p directory.Party, base int64, f form) (v ledger.Version[directory.Party], err error) {
	if p.Parent, err = s.findParty(rq, "parent", f.get("parent")); err != nil {
		return v, err
	}
	if p.Successor, err = s.findParty(rq, "successor", f.get("successor")); err != nil {
		return v, err
	}
	return s.Directory.Save(rq.R.Context(), rq.User.ID, p, base, f.get("reason"))
}

func readParty(f form) directory.Party {
	p := directory.Party{Kind: directory.Kind(f.get("kind")), Name: f.get("name"), Country: focalpoint.Country(f.get("country")), Parent: focalpoint.PartyID(f.get("parent")), Licence: f.get("licence"),
		Languages: f.all("languages"), TimeZone: f.get("zone"), Clock: f.get("clock"), From: focalpoint.Date(f.get("from")), To: focalpoint.Date(f.get("to")), Successor: focalpoint.PartyID(f.get("successor")),
		Source: f.get("source"), Note: f.get("note")}
	p.Makes = strings.FieldsFunc(f.get("makes"), func(r rune) bool { return r == ',' || r == ';' || r == ' ' })
	for _, r := range f.all("roles") {
		p.Roles = append(p.Roles, directory.Role(r))
	}
	for _, b := range f.blocks("contacts") {
		c := directory.Contact{Kind: directory.ContactKind(b.get("kind")), Value: b.get("value"), Label: b.get("label"), Person: b.get("person"), Languages: b.all("languages"), Secure: b.get("secure") != "",
			From: focalpoint.Date(b.get("from")), To: focalpoint.Date(b.get("to"))}
		if c.Value != "" || c.Label != "" || c.Person != "" {
			p.Contacts = append(p.Contacts, c)
		}
	}
	for _, b := range f.blocks("hours") {
		h := directory.Hours{Open: b.get("open"), Shut: b.get("shut")}
		for _, d := range b.all("days") {
			if n, err := strconv.Atoi(d); err == nil {
				h.Days = append(h.Days, time.Weekday(n))
			}
		}
		slices.Sort(h.Days)
		if h.Open != "" || h.Shut != "" || len(h.Days) > 0 {
			p.Hours = append(p.Hours, h)
		}
	}
	return p
}

// writeParty is the way back.
func writeParty(p *directory.Party) url.Values {
	v := url.Values{}
	set := func(name, value string) {
		if value != "" {
			v.Set(name, value)
		}
	}
	for name, value := range map[string]string{"kind": string(p.Kind), "name": p.Name, "country": string(p.Country), "parent": string(p.Parent), "licence": p.Licence, "zone": p.TimeZone, "clock": p.Clock,
		"from": string(p.From), "to": string(p.To), "successor": string(p.Successor), "source": p.Source, "note": p.Note, "makes": strings.Join(p.Makes, " ")} {
		set(name, value)
	}
	v["languages"] = p.Languages
	for lang, name := range p.Names {
		set("name-"+lang, name)
	}
	for _, r := range p.Roles {
		v.Add("roles", string(r))
	}
	for i, c := range p.Contacts {
		at := "contacts." + strconv.Itoa(i) + "."
		for name, value := range map[string]string{"kind": string(c.Kind), "value": c.Value, "label": c.Label, "person": c.Person, "from": string(c.From), "to": string(c.To)} {
			set(at+name, value)
		}
		v[at+"languages"] = c.Languages
		if c.Secure {
			set(at+"secure", "1")
		}
	}
	for i, h := range p.Hours {
		at := "hours." + strconv.Itoa(i) + "."
		set(at+"open", h.Open)
		set(at+"shut", h.Shut)
		for _, d := range h.Days {
			v.Add(at+"days", strconv.Itoa(int(d)))
		}
	}
	return v
}
