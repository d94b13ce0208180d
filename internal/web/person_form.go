package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"focalpoint"
	"focalpoint/internal/person"
)

// personFormData is the form of a person: what was typed, and what the lists offer.
type personFormData struct {
	fieldSet
	ID        focalpoint.PersonID
	Base      int64
	Errors    []fieldError
	Lists     map[string][]choice
	Countries []choice
}

func (s *site) personNew(rq *request) error {
	return s.showPersonForm(rq, http.StatusOK, personFormData{fieldSet: fieldSet{values: url.Values{}}})
}

// personForm opens the form with what is on record, for a stated purpose.
func (s *site) personForm(rq *request) error {
	f, _, err := rq.posted()
	if err != nil {
		return err
	}
	id := focalpoint.PersonID(rq.R.PathValue("id"))
	r, err := s.Persons.Read(rq.R.Context(), rq.User, purpose(f), id)
	if err != nil {
		return s.personMend(rq, personData{fieldSet: fieldSet{values: f.values, Sent: "read"}}, err)
	}
	return s.showPersonForm(rq, http.StatusOK, personFormData{fieldSet: fieldSet{values: writePerson(&r.Person)}, ID: id, Base: r.Version})
}

func (s *site) showPersonForm(rq *request, code int, d personFormData) error {
	d.Countries = s.countries(rq.P)
	d.Lists = map[string][]choice{"sex": s.choices(rq.P, "sex")}
	for _, k := range []person.NameKind{person.NameBirth, person.NameAlias, person.NameOld} {
		d.Lists["name"] = append(d.Lists["name"], choice{string(k), rq.P.T("person.name-" + string(k))})
	}
	for _, k := range documentKinds() {
		d.Lists["document"] = append(d.Lists["document"], choice{k, rq.P.T("persons.document-" + k)})
	}
	title := rq.P.T("persons.new")
	if d.ID != "" {
		title = rq.P.T("persons.edit")
	}
	return s.render(rq, code, "person_form", title, d)
}

func documentKinds() []string {
	return []string{"passport", "identity-card", "firearm-licence", "driving-licence", "other"}
}

func (s *site) personSave(rq *request) error {
	f, base, err := rq.posted()
	if err != nil {
		return err
	}
	d := personFormData{fieldSet: fieldSet{values: f.values}, ID: focalpoint.PersonID(rq.R.PathValue("id")), Base: base}
	if reshape(f.values) {
		return s.showPersonForm(rq, http.StatusOK, d)
	}
	id, _, err := s.Persons.Save(rq.R.Context(), rq.User.ID, d.ID, base, readPerson(f), f.get("reason"))
	if err != nil {
		if !mendable(err) || focalpoint.KindOf(err) == focalpoint.KindNotFound {
			return err
		}
		d.Errors = rq.fieldErrors(err)
		return s.showPersonForm(rq, status(err), d)
	}
	return rq.redirect("/persons/" + string(id) + "?done=saved")
}

func readPerson(f form) person.Person {
	p := person.Person{Born: focalpoint.Date(f.get("born")), Died: focalpoint.Date(f.get("died")), BirthPlace: f.get("birth-place"), Sex: person.Sex(f.get("sex")), Contacts: splitNames(f.get("contacts")), Occupation: f.get("occupation"), Photo: f.get("photo"), Remarks: f.get("remarks")}
	for _, c := range f.all("nationalities") {
		p.Nationalities = append(p.Nationalities, focalpoint.Country(c))
	}
	for _, b := range f.blocks("names") {
		n := person.Name{Kind: person.NameKind(b.get("kind")), Full: b.get("full"), Given: b.get("given"), Family: b.get("family")}
		if n.String() != "" || n.Kind != "" {
			p.Names = append(p.Names, n)
		}
	}
	for _, b := range f.blocks("addresses") {
		a := person.Address{Text: b.get("text"), Country: focalpoint.Country(b.get("country")), Region: b.get("region"), Since: focalpoint.Date(b.get("since")), Until: focalpoint.Date(b.get("until"))}
		if a != (person.Address{}) {
			p.Addresses = append(p.Addresses, a)
		}
	}
	for _, b := range f.blocks("documents") {
		x := person.Document{Kind: b.get("kind"), Number: b.get("number"), Country: focalpoint.Country(b.get("country")), Expires: focalpoint.Date(b.get("expires")), Scan: b.get("scan")}
		if x.Number != "" || x.Country != "" || x.Expires != "" || x.Scan != "" {
			p.Documents = append(p.Documents, x)
		}
	}
	return p
}

// writePerson is the way back.
func writePerson(p *person.Person) url.Values {
	v := url.Values{}
	put := func(at string, values map[string]string) {
		for name, value := range values {
			if value != "" {
				v.Set(at+name, value)
			}
		}
	}
	put("", map[string]string{"born": string(p.Born), "died": string(p.Died), "birth-place": p.BirthPlace, "sex": string(p.Sex), "contacts": strings.Join(p.Contacts, "; "), "occupation": p.Occupation, "photo": p.Photo, "remarks": p.Remarks})
	for _, c := range p.Nationalities {
		v.Add("nationalities", string(c))
	}
	for i, n := range p.Names {
		put("names."+strconv.Itoa(i)+".", map[string]string{"kind": string(n.Kind), "full": n.Full, "given": n.Given, "family": n.Family})
	}
	for i, a := range p.Addresses {
		put("addresses."+strconv.Itoa(i)+".", map[string]string{"text": a.Text, "country": string(a.Country), "region": a.Region, "since": string(a.Since), "until": string(a.Until)})
	}
	for i, x := range p.Documents {
		put("documents."+strconv.Itoa(i)+".", map[string]string{"kind": x.Kind, "number": x.Number, "country": string(x.Country), "expires": string(x.Expires), "scan": x.Scan})
	}
	return v
}
