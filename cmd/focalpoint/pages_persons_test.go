package main

import (
	"net/http"
	"strings"
	"testing"

	"focalpoint/internal/access"
)

func TestPagesPersons(t *testing.T) {
	onBoth(t, func(t *testing.T, d *door) {
		r := d.reader()
		form := fields("names.0.full", "Ana Lima", "names.1.full", "Aninha", "names.1.kind", "alias", "born", "1987-05-20", "birth-place", "Santos", "sex", "female", "nationalities", "BRA",
			"documents.0.kind", "passport", "documents.0.number", "FP123456", "documents.0.country", "BRA", "addresses.0.text", "Rua 1", "contacts", "+55 11 1; ana@example.org", "occupation", "nurse", "remarks", "left-handed")
		r.bad("/persons/new", fields("born", "1987"), 422, "write at least one name")
		r.bad("/persons/new", with(form, "born", "20.5.1987"), 422, "Date of birth", "“20.5.1987” is not a date")
		r.bad("/persons/new", with(form, "documents.0.number", ""), 422, "Document 1 · Number")
		if _, body, _ := r.send("/persons/new", with(form, "add", "documents"), http.StatusOK); !strings.Contains(body, `name="documents.1.number"`) || !strings.Contains(body, "left-handed") {
			t.Error("without scripts another document cannot be added")
		}
		at, body := r.good("/persons/new", form)
		for _, personal := range []string{"Ana Lima", "FP123456", "Santos", "nurse"} {
			if strings.Contains(body, personal) {
				t.Errorf("%q is shown without a purpose", personal)
			}
		}
		_, sz, _ := d.traced("QZ480716")
		r.personRead(at, sz)
		r.personChanged(at, sz, form)
		r.personStages(at, sz)
		r.get("/persons/pe0000000000000000000", http.StatusNotFound)
		d.as("border", access.RoleBorder).get(at, http.StatusForbidden)
		police := d.as("police", access.RoleIntake)
		police.get(at, http.StatusOK)
		police.send(at+"/stage", fields("stage", "convicted"), http.StatusForbidden)
		police.send(at+"/unseal", fields("reason", "x"), http.StatusForbidden)
	})
}

// personRead searches and reads for a purpose, which leaves access entries.
func (r *reader) personRead(at, sz string) {
	r.t.Helper()
	id := strings.TrimPrefix(at, "/persons/")
	ask := fields("purpose", "seizure", "ref", sz, "text", "lima ana")
	r.bad("/persons", with(ask, "purpose", ""), 422, "Personal data is read for a purpose only")
	r.bad("/persons", with(ask, "ref", ""), 422, "Personal data is read for a purpose only")
	r.bad("/persons", with(ask, "ref", "sz0000000000000000000"), 422, "is not on record; write the number")
	r.bad("/persons", with(ask, "text", "", "born", "1987"), 422, "write a name or the number of a document")
	r.bad("/persons", with(ask, "born", "long ago"), 422, "is not a date")
	if _, body := r.good("/persons", ask); !strings.Contains(body, "Ana Lima") || !strings.Contains(body, id) {
		r.t.Error("the search does not find her")
	}
	if _, body := r.good("/persons", with(ask, "text", "", "document", "fp-123456")); !strings.Contains(body, "Ana Lima") {
		r.t.Error("the number of a document does not find her")
	}
	if _, body := r.good("/persons", with(ask, "text", "Nobody")); !strings.Contains(body, "Nobody on record fits") {
		r.t.Error("nothing found is not said")
	}
	read := at + "/read"
	r.bad(read, fields("purpose", "case"), 422, "Personal data is read for a purpose only")
	r.bad(read, fields("purpose", "trace", "ref", "tr0000000000000000000"), 422, "is not on record")
	_, body := r.good(read, fields("purpose", "seizure", "ref", sz))
	for _, want := range []string{"Ana Lima", "Aninha", "FP123456", "Santos", "nurse", "Rua 1", "ana@example.org", "left-handed", "Brazil", "female"} {
		if !strings.Contains(body, want) {
			r.t.Errorf("read for a purpose, the page lacks %q", want)
		}
	}
	if list := r.shows("/access?subject="+id, sz); strings.Count(list, ">"+sz+"<") < 3 {
		r.t.Error("a reading or a search left no access entry")
	}
}

// personChanged corrects the person; the form opens for a purpose only.
func (r *reader) personChanged(at, sz string, form map[string][]string) {
	r.t.Helper()
	r.bad(at+"/form", fields("purpose", "", "ref", sz), 422, "Personal data is read for a purpose only")
	if _, body := r.good(at+"/form", fields("purpose", "seizure", "ref", sz)); !strings.Contains(body, `value="FP123456"`) || !strings.Contains(body, `value="+55 11 1; ana@example.org"`) {
		r.t.Error("the form does not hold what is on record")
	}
	r.bad(at+"/edit", with(form, "base", "1"), 422, "say why the record is changed")
	r.bad(at+"/edit", with(form, "base", "4", "reason", "x"), 409, "Somebody else")
	r.bad(at+"/edit", with(form, "base", "", "reason", "x"), 409)
	r.good(at+"/edit", with(form, "base", "1", "reason", "passport seen", "occupation", "midwife", "died", "2026-01-05"))
	if _, body := r.good(at+"/read", fields("purpose", "inspection")); !strings.Contains(body, "midwife") {
		r.t.Error("the correction is not shown")
	} else if !strings.Contains(body, "January 5, 2026") && !strings.Contains(body, "5 January 2026") {
		r.t.Error("the day of death is not shown")
	}
}

// personStages enters stages of the proceedings and withdraws one.
func (r *reader) personStages(at, sz string) {
	r.t.Helper()
	stage := fields("stage", "prosecuted", "happened", "2026-02-01", "seizure", sz, "authority", "Court of Santos", "document", "12/2026", "offences", "arms-possession", "offence-other", "zork of the harbour")
	r.bad(at+"/stage", with(stage, "stage", ""), 422, "is not in the list")
	r.bad(at+"/stage", with(stage, "happened", "in spring"), 422, "is not a date")
	r.bad(at+"/stage", with(stage, "seizure", "sz0000000000000000000"), 422, "is not on record here")
	r.bad(at+"/stage", with(stage, "case", "cs0000000000000000000"), 422, "is not on record here")
	_, body := r.good(at+"/stage", stage)
	for _, want := range []string{"prosecuted", "Court of Santos", "12/2026", "zork of the harbour", sz} {
		if !strings.Contains(body, want) {
			r.t.Errorf("the stage lacks %q", want)
		}
	}
	_, rest, _ := strings.Cut(body, `name="stage" value="ps`)
	id, _, _ := strings.Cut("ps"+rest, `"`)
	r.bad(at+"/withdraw", fields("stage", id), 422, "say why the record is changed")
	if _, body = r.good(at+"/withdraw", fields("stage", id, "reason", "another person")); strings.Contains(body, "12/2026") {
		r.t.Error("the stage still holds")
	}
	r.bad(at+"/withdraw", fields("stage", id, "-reason", "again"), 409, "was withdrawn already")
}

// TestPagesRetentionAndSeals enters a rule of the State, lets it seal, and opens
// what was sealed by the right role only.
func TestPagesRetentionAndSeals(t *testing.T) {
	onBoth(t, func(t *testing.T, d *door) {
		r := d.reader()
		r.shows("/retention", "International Tracing Instrument", "no rule of its own yet", "firearms-protocol-7", "in force here", "not in force here")
		form := fields("id", "data-act-12", "class", "suspected", "years", "5", "anchor", "record", "since", "2000-01-01", "source", "Data Act, section 12")
		r.bad("/retention", with(form, "years", "many"), 422, "write between 1 and 200 years")
		r.bad("/retention", with(form, "years", "0"), 422, "Years", "write between 1 and 200 years")
		r.bad("/retention", with(form, "source", ""), 422, "name the law the rule rests on")
		r.bad("/retention", with(form, "class", ""), 422, "is not in the list")
		r.bad("/retention", with(form, "id", "firearms-protocol-7"), 422, "rules of treaties are kept by the program")
		r.good("/retention", form)
		r.shows("/retention", "data-act-12", "Data Act, section 12")
		r.bad("/retention", form, 422, "There is a rule data-act-12 already")
		r.shows("/retention?rule=data-act-12", `value="Data Act, section 12"`)
		r.bad("/retention", with(form, "base", "1"), 422, "say why the record is changed")
		r.good("/retention", with(form, "base", "1", "reason", "the law was changed", "years", "3"))
		r.get("/retention?as=csv", http.StatusOK)
		d.as("statistician", access.RoleAnalyst).send("/retention", form, http.StatusForbidden)

		id := d.person("Rui Costa", "male")
		at := "/persons/" + id
		d.want(201, "POST", "/api/v1/stages", []any{object{"person": id, "stage": "suspected", "happened": "2009-05"}}, nil)
		r.shows(at, "The data stays open up to")
		keeper := d.app.keeper()
		if n, err := keeper.SealDue(t.Context(), nil); err != nil || n != 1 {
			t.Fatalf("%d sealed, %v", n, err)
		}
		r.shows(at, "Sealed since", "data-act-12", "Data Act, section 12", "suspected")
		r.shows("/retention", id, "by the rule, on the day")
		read := fields("purpose", "inspection")
		for _, door := range []string{"/read", "/form"} { // the attempt itself is an entry that an inspector sees
			before := d.size()
			if _, body, _ := r.send(at+door, read, http.StatusForbidden); !strings.Contains(body, "can unseal it with a reason") || strings.Contains(body, "Rui") || d.size() != before+1 {
				t.Errorf("%s of a sealed person: %.300s", door, body)
			}
		}
		if _, body := r.good("/persons", fields("purpose", "inspection", "text", "Rui Costa")); strings.Contains(body, id) {
			t.Error("a sealed person is found")
		}
		r.bad(at+"/unseal", fields("days", "10"), 422, "say why")
		r.bad(at+"/unseal", fields("reason", "appeal", "days", "4000"), 422, "data can be unsealed for one to 365 days")
		r.bad(at+"/unseal", fields("reason", "appeal", "days", "some"), 422, "data can be unsealed")
		d.as("tracer", access.RoleTracing).send(at+"/unseal", fields("reason", "curious"), http.StatusForbidden)
		r.good(at+"/unseal", fields("reason", "appeal before the court", "days", "10"))
		r.shows(at, "sealed, opened until", "appeal before the court")
		if _, body := r.good(at+"/read", read); !strings.Contains(body, "Rui Costa") {
			t.Error("unsealed, he still cannot be read")
		}
		r.bad(at+"/unseal", fields("-reason", "again"), 409, "is not sealed")
		if list, err := d.app.Persons.SealEntries(t.Context(), "", 10); err != nil || len(list) != 2 {
			t.Errorf("%+v %v", list, err)
		}
	})
}
