package main

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"focalpoint/internal/access"
)

// TestPagesDirectory keeps an entry by the form and finds parties by name where
// no list could hold them all.
func TestPagesDirectory(t *testing.T) {
	onBoth(t, func(t *testing.T, d *door) {
		r := d.reader()
		form := fields("name", "Works of Parana", "name-es", "Fábrica de Paraná", "kind", "keeper", "roles", "maker", "roles", "importer", "country", "BRA", "licence", "M-12", "makes", "taurus", "languages", "es", "from", "1998", "source", "gazette 5", "note", "asks for originals", "zone", "America/Sao_Paulo",
			"contacts.0.kind", "email", "contacts.0.value", "books@works.example", "contacts.0.label", "archive", "contacts.0.secure", "1", "hours.0.days", "1", "hours.0.days", "2", "hours.0.open", "08:30", "hours.0.shut", "17:00")
		r.bad("/directory/new", with(form, "name", ""), 422, "give the name under which the party is written to")
		r.bad("/directory/new", with(form, "kind", ""), 422, "is no kind of party")
		r.bad("/directory/new", with(form, "contacts.0.value", ""), 422, "Contacts 1", "the address or number is missing")
		r.bad("/directory/new", with(form, "contacts.0.value", "nobody"), 422, "is no e-mail address")
		r.bad("/directory/new", with(form, "zone", "Moon"), 422, "is no time zone")
		r.bad("/directory/new", with(form, "hours.0.open", "late"), 422)
		r.bad("/directory/new", with(form, "parent", "Nobody at all"), 422, "no entry called Nobody at all")
		if _, body, _ := r.send("/directory/new", with(form, "add", "contacts"), http.StatusOK); !strings.Contains(body, `name="contacts.1.value"`) || !strings.Contains(body, "asks for originals") {
			t.Error("without scripts another contact cannot be added")
		}
		at, body := r.good("/directory/new", form)
		for _, want := range []string{"Works of Parana", "books@works.example", "M-12", "asks for originals", "Monday"} {
			if !strings.Contains(body, want) {
				t.Errorf("the entry lacks %q", want)
			}
		}
		edit := r.formOf(at + "/edit")
		r.bad(at+"/edit", with(edit, "note", "closed on Fridays"), 422)
		r.bad(at+"/edit", with(edit, "base", "8", "reason", "x"), 409)
		_, body = r.good(at+"/edit", with(edit, "note", "closed on Fridays", "reason", "they wrote"))
		for _, want := range []string{"closed on Fridays", "books@works.example", "they wrote", "Monday"} {
			if !strings.Contains(body, want) {
				t.Errorf("corrected, the entry lacks %q", want)
			}
		}
		r.tasked(at)
		d.as("statistician", access.RoleAnalyst).send("/directory/new", form, http.StatusForbidden)
	})
}

// TestPagesFindPartiesByName: a pick list offers a part of the directory; the rest
// is found by its name, and where several fit they are named.
func TestPagesFindPartiesByName(t *testing.T) {
	onBoth(t, func(t *testing.T, d *door) {
		r := d.reader()
		north, south := d.party("Harbour police north", "authority", "police", "BRA"), d.party("Harbour police south", "authority", "police", "BRA")
		_, _, tr := d.traced("QZ480716")
		act := "/traces/" + tr + "/do/followup"
		form := fields("choice", "open", "to", "Harbour police", "due", "2099-06-30", "reason", "heard")
		r.bad(act, form, 422, "2 entries of the directory fit Harbour police", north, south)
		r.bad(act, with(form, "to", "Mountain police"), 422, "no entry called Mountain police")
		_, body := r.good(act, with(form, "to", "police north"))
		if !strings.Contains(body, "Harbour police north") {
			t.Error("a part of the name does not find the only entry it fits")
		}
		hop, _ := r.good("/traces/"+tr+"/do/ask", fields("party", "harbour police south"))
		r.shows(hop, "Harbour police south")
	})
}

// tasked gives an agency a task and records what became of it.
func (r *reader) tasked(party string) {
	r.t.Helper()
	task := fields("title", "Look into the book of 2003", "text", "Page for May.", "about", "", "due", "2099-05-01")
	r.bad(party+"/task", with(task, "title", ""), 422, "say in a line what is to be done")
	r.bad(party+"/task", with(task, "due", ""), 422, "give the day by which an answer is needed")
	r.bad(party+"/task", with(task, "due", "soon"), 422)
	r.bad(party+"/task", with(task, "due", "2001-01-01"), 422, "is past")
	r.good(party+"/task", task)
	list := r.shows("/tasks", "Look into the book of 2003", "Page for May.")
	_, rest, _ := strings.Cut(list, `action="/tasks/`)
	id, _, _ := strings.Cut(rest, "/")
	r.bad("/tasks/"+id+"/answer", fields("answer", ""), 422)
	r.bad("/tasks/"+id+"/withdraw", fields("answer", ""), 422)
	r.send("/tasks/"+id+"/nonsense", fields(), http.StatusNotFound)
	r.send("/tasks/tk0000000000000000000/answer", fields("answer", "x"), http.StatusNotFound)
	r.good("/tasks/"+id+"/remind", fields())
	if _, body := r.multi("/tasks/"+id+"/answer", fields("answer", "Page 77: sold to Q."), "file", "page.txt", "page 77", http.StatusOK); !strings.Contains(body, "Page 77: sold to Q.") || !strings.Contains(body, "/files/") {
		r.t.Error("the answer is not shown")
	}
}

func TestPagesCasesUsersAndCodes(t *testing.T) {
	onBoth(t, func(t *testing.T, d *door) {
		r := d.reader()
		_, sz, _ := d.traced("QZ480716")
		form := fields("title", "Parcels by post", "number", "IP 5/2026", "status", "open", "opened", "2026-01-05", "authority", "Federal police", "summary", "Parts in toys.", "offences", "arms-trafficking", "links", sz)
		r.bad("/cases/new", with(form, "title", ""), 422, "give the case a title")
		r.bad("/cases/new", with(form, "opened", "in May"), 422, "is not a date")
		r.bad("/cases/new", with(form, "links", sz+"\nsz0000000000000000000"), 422, "is not on record here")
		at, body := r.good("/cases/new", form)
		for _, want := range []string{"Parcels by post", "IP 5/2026", "Parts in toys.", "Federal police"} {
			if !strings.Contains(body, want) {
				t.Errorf("the case lacks %q", want)
			}
		}
		r.bad(at+"/edit", with(form, "base", "1", "links", ""), 422, "say why the record is changed")
		r.bad(at+"/edit", with(form, "base", "1", "reason", "done", "status", "closed", "links", ""), 422, "say why the case is closed")
		r.bad(at+"/edit", with(form, "base", "6", "reason", "done", "links", ""), 409)
		r.good(at+"/edit", with(form, "base", "1", "reason", "named", "title", "Parcels", "links", ""))
		r.bad(at+"/attach", fields("ref", "it0000000000000000000", "role", "sample", "note", "x"), 422, "is not on record here")
		r.bad(at+"/attach", fields("ref", "nonsense"), 422)
		r.bad(at+"/detach", fields("-ref", sz), 422, "say why the record is changed")
		_, body = r.good(at+"/detach", fields("ref", sz, "reason", "another matter"))
		if strings.Contains(body, `name="ref" value="`+sz) {
			t.Error("the seizure is still in the case")
		}
		_, body = r.good(at+"/attach", fields("ref", sz, "role", "first parcel"))
		if !strings.Contains(body, "first parcel") {
			t.Error("the seizure is not in the case")
		}
		r.users()
		r.codes()
	})
}

// users keeps accounts, which an administrator alone may.
func (r *reader) users() {
	r.t.Helper()
	admin := r.as("keeper", access.RoleAdministrator)
	form := fields("name", "amina", "display", "Amina", "language", "ar", "roles", "tracing", "password", "a long enough secret")
	admin.bad("/users/new", with(form, "name", "with blanks in it"), 422, "a sign-in name is")
	admin.bad("/users/new", with(form, "password", "short"), 422, "a password has at least")
	admin.bad("/users/new", with(form, "roles", ""), 422, "choose at least one role")
	admin.bad("/users/new", with(form, "name", "head"), 422, "there is already an account")
	admin.good("/users/new", form)
	list := admin.get("/users", http.StatusOK)
	row := list[:strings.Index(list, "<bdi>amina</bdi></a>")]
	id := row[strings.LastIndex(row, `/users/`)+len("/users/"):]
	id, _, _ = strings.Cut(id, `"`)
	admin.bad("/users/"+id, with(form, "base", "1", "password", ""), 422)
	admin.bad("/users/"+id, with(form, "base", "5", "reason", "x"), 409)
	admin.good("/users/"+id, with(form, "base", "1", "password", "", "disabled", "1", "reason", "left the service"))
	if resp, err := http.PostForm(r.url+"/sign-in", url.Values{"name": {"amina"}, "password": {"a long enough secret"}}); err != nil || resp.StatusCode == http.StatusOK && resp.Request.URL.Path == "/" {
		r.t.Errorf("a closed account signs in: %v", err)
	}
	list = admin.get("/users", http.StatusOK)
	row = list[:strings.Index(list, "<bdi>keeper</bdi></a>")]
	own := row[strings.LastIndex(row, `/users/`)+len("/users/"):]
	own, _, _ = strings.Cut(own, `"`)
	admin.bad("/users/"+own, fields("base", "1", "name", "keeper", "roles", "analyst", "-reason", "x"), 422, "You cannot take the administration of accounts away from yourself")
	admin.get("/users/us0000000000000000000", http.StatusNotFound)
}

// codes adds a code of the State's own, in several languages.
func (r *reader) codes() {
	r.t.Helper()
	form := fields("code", "village-smith", "parent", "", "name-en", "Village smith", "name-fr", "Forgeron", "from", "2020-01-01", "source", "gazette 12")
	r.bad("/catalogue/make", with(form, "code", "taurus"), 422)
	r.bad("/catalogue/make", with(form, "source", ""), 422)
	r.bad("/catalogue/make", with(form, "from", "long ago"), 422)
	r.bad("/catalogue/make", with(form, "parent", "nonsense"), 422)
	if _, body := r.good("/catalogue/make", form); !strings.Contains(body, "village-smith") {
		r.t.Error("the code is not in the list")
	}
}
