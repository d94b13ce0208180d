package web

import (
	"net/http"
	"slices"

	"focalpoint"
	"focalpoint/internal/access"
	"focalpoint/internal/casework"
	"focalpoint/internal/person"
)

// personRoutes are the pages of persons and of the rules of retention. Personal
// data is asked for by a form that is sent, never by an address: names do not
// stay in the browser's history, and no link of another site makes a reading.
func (s *site) personRoutes() []route {
	return []route{
		{"GET /persons", access.ReadPersons, false, s.persons},
		{"POST /persons", access.ReadPersons, false, s.personSearch},
		{"GET /persons/new", access.WriteSeizures, false, s.personNew},
		{"POST /persons/new", access.WriteSeizures, false, s.personSave},
		{"GET /persons/{id}", access.ReadPersons, false, s.person},
		{"POST /persons/{id}/read", access.ReadPersons, false, s.personRead},
		{"POST /persons/{id}/form", access.WriteSeizures, false, s.personForm},
		{"POST /persons/{id}/edit", access.WriteSeizures, false, s.personSave},
		{"POST /persons/{id}/stage", access.WriteCases, false, s.stageAdd},
		{"POST /persons/{id}/withdraw", access.WriteCases, false, s.stageWithdraw},
		{"POST /persons/{id}/unseal", access.UnsealPersons, false, s.personUnseal},
		{"GET /retention", access.ReadCases, false, s.retention},
		{"POST /retention", access.WriteRetention, false, s.retentionSave},
	}
}

// personsData is the search for persons: nothing is shown before a purpose is stated.
type personsData struct {
	fieldSet
	Purposes []choice
	Sexes    []choice
	Asked    bool
	Hits     []person.Hit
	Errors   []fieldError
}

func (s *site) persons(rq *request) error {
	q := rq.R.URL.Query()
	return s.showPersons(rq, http.StatusOK, personsData{fieldSet: fieldSet{values: map[string][]string{"purpose": {q.Get("purpose")}, "ref": {q.Get("ref")}}}})
}

func (s *site) showPersons(rq *request, code int, d personsData) error {
	d.Purposes, d.Sexes = purposes(rq), s.choices(rq.P, "sex")
	return s.render(rq, code, "persons", rq.P.T("persons.search"), d)
}

// purposes are the purposes for which personal data may be read.
func purposes(rq *request) []choice {
	var out []choice
	for _, k := range access.PurposeKinds() {
		out = append(out, choice{k, rq.P.T("web.purpose-" + k)})
	}
	return out
}

func (s *site) personSearch(rq *request) error {
	f, _, err := rq.posted()
	if err != nil {
		return err
	}
	d := personsData{fieldSet: fieldSet{values: f.values}}
	d.Asked = true
	d.Hits, err = s.Persons.Search(rq.R.Context(), rq.User, purpose(f), person.Query{Text: f.get("text"), Document: f.get("document"), Born: focalpoint.Date(f.get("born")), Sex: person.Sex(f.get("sex")), Limit: 100})
	if err != nil {
		if !mendable(err) {
			return err
		}
		d.Asked, d.Errors = false, rq.fieldErrors(err)
		return s.showPersons(rq, status(err), d)
	}
	return s.showPersons(rq, http.StatusOK, d)
}

// purpose reads the stated purpose; the room of persons says what is wrong with it.
func purpose(f form) access.Purpose {
	return access.Purpose{Kind: f.get("purpose"), Ref: f.get("ref")}
}

// personData is one person: what may be known without a purpose, and with one
// the data itself.
type personData struct {
	fieldSet
	ID        focalpoint.PersonID
	Stub      person.Stub
	Seal      *person.Seal // the data is shut now
	OpenUntil focalpoint.Date
	Record    *person.Record // read for the stated purpose
	Why       access.Purpose
	Stages    []person.StageEntry
	Cases     []choice
	Groups    []casework.GroupRow
	Seals     []person.SealEntry
	Keep      *person.Decision
	Due       focalpoint.Date // the last open day
	Names     map[focalpoint.UserID]string
	Purposes  []choice
	Lists     map[string][]choice
	Errors    []fieldError
	MayStage  bool
	MayUnseal bool
	MayWrite  bool
}

func (s *site) person(rq *request) error {
	q := rq.R.URL.Query()
	return s.showPerson(rq, http.StatusOK, personData{fieldSet: fieldSet{values: map[string][]string{"purpose": {q.Get("purpose")}, "ref": {q.Get("ref")}}}})
}

func (s *site) showPerson(rq *request, code int, d personData) error {
	ctx := rq.R.Context()
	d.ID, d.Purposes, d.Names = focalpoint.PersonID(rq.R.PathValue("id")), purposes(rq), map[focalpoint.UserID]string{}
	d.MayStage, d.MayUnseal, d.MayWrite = rq.User.May(access.WriteCases), rq.User.May(access.UnsealPersons), rq.User.May(access.WriteSeizures)
	var err error
	if d.Stub, err = s.Persons.Stub(ctx, d.ID); err != nil {
		return err
	}
	if d.Stages, err = s.Persons.StagesOf(ctx, d.ID); err != nil {
		return err
	}
	if err := s.personTies(rq, &d); err != nil {
		return err
	}
	if err := s.personKeep(rq, &d); err != nil {
		return err
	}
	d.Lists = map[string][]choice{"offence": s.choices(rq.P, "offence")}
	for _, st := range person.Stages() {
		d.Lists["stage"] = append(d.Lists["stage"], choice{string(st), s.codeName(rq.P, "person-stage", string(st))})
	}
	title := rq.P.T("persons.one")
	if d.Record != nil {
		title = d.Record.Person.Shown()
	}
	return s.render(rq, code, "person", title, d)
}

// personTies reads the cases and groups a person stands in; no name is read.
func (s *site) personTies(rq *request, d *personData) error {
	if !rq.User.May(access.ReadCases) {
		return nil
	}
	ctx := rq.R.Context()
	held, err := s.Cases.CasesOf(ctx, string(d.ID))
	if err != nil {
		return err
	}
	for _, id := range held[string(d.ID)] {
		v, err := s.Cases.Get(ctx, id)
		if err != nil {
			return err
		}
		d.Cases = append(d.Cases, choice{string(id), v.Doc.Title})
	}
	groups, err := s.Cases.Groups(ctx, casework.GroupFilter{Person: d.ID, Limit: 1000})
	d.Groups = groups.Rows
	return err
}

// personKeep reads how long the data stays open, and what was sealed and opened.
func (s *site) personKeep(rq *request, d *personData) error {
	ctx, today := rq.R.Context(), s.today()
	var err error
	if d.Seals, err = s.Persons.SealEntries(ctx, d.ID, 50); err != nil {
		return err
	}
	for _, e := range d.Seals {
		d.Names[e.Actor] = s.userName(rq, string(e.Actor))
	}
	if d.Stub.Sealed {
		if last := d.Seals[0]; last.Action == "unseal" {
			if _, until, ok := last.Until.Bounds(); ok && today <= until {
				d.OpenUntil = last.Until
				return nil
			}
		}
		d.Seal = &person.Seal{Rule: d.Stub.Rule}
		for _, e := range d.Seals {
			if e.Action == "seal" {
				d.Seal.Since = e.At
				break
			}
		}
		rules, err := s.Persons.Rules(ctx)
		if i := slices.IndexFunc(rules, func(r person.Rule) bool { return r.ID == d.Seal.Rule }); i >= 0 {
			d.Seal.Source = rules[i].Source
		}
		return err
	}
	keep, err := s.Keeper.Decide(ctx, d.ID, today)
	if d.Keep = &keep; !keep.Never {
		d.Due = keep.Due.Date()
	}
	return err
}

// personRead shows a person for a stated purpose, which leaves an access entry.
func (s *site) personRead(rq *request) error {
	f, _, err := rq.posted()
	if err != nil {
		return err
	}
	d := personData{fieldSet: fieldSet{values: f.values, Sent: "read"}}
	d.Why = purpose(f)
	r, err := s.Persons.Read(rq.R.Context(), rq.User, d.Why, focalpoint.PersonID(rq.R.PathValue("id")))
	if err == nil {
		d.Record = &r
		return s.showPerson(rq, http.StatusOK, d)
	}
	return s.personMend(rq, d, err)
}

// personMend shows the person again with what must be mended. Sealed data is
// refused on the same page, where it can be unsealed.
func (s *site) personMend(rq *request, d personData, err error) error {
	kind := focalpoint.KindOf(err)
	if kind != focalpoint.KindInvalid && kind != focalpoint.KindConflict && kind != focalpoint.KindForbidden {
		return err
	}
	d.Errors = rq.fieldErrors(err)
	return s.showPerson(rq, status(err), d)
}

// personUnseal opens sealed data for some days, with a reason.
func (s *site) personUnseal(rq *request) error {
	f, _, err := rq.posted()
	if err != nil {
		return err
	}
	id := focalpoint.PersonID(rq.R.PathValue("id"))
	days, ok := f.number("days")
	if !ok || days != float64(int(days)) || f.get("days") != "" && days < 1 {
		err = &focalpoint.Error{Op: "web.unseal", Kind: focalpoint.KindInvalid, Field: "days", Key: "person.err.unseal-days", Args: []any{"most", person.MaxUnsealDays}, Msg: rq.P.T("person.err.unseal-days", "most", person.MaxUnsealDays)}
	} else {
		err = s.Persons.Unseal(rq.R.Context(), rq.User, id, f.get("reason"), int(days))
	}
	if err != nil {
		return s.personMend(rq, personData{fieldSet: fieldSet{values: f.values, Sent: "unseal"}}, err)
	}
	return rq.redirect("/persons/" + string(id) + "?done=saved")
}
