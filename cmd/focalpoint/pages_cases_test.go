package main

import (
	"net/http"
	"strings"
	"testing"

	"focalpoint"
	"focalpoint/internal/access"
	"focalpoint/internal/casework"
	"focalpoint/internal/trace"
)

type object = map[string]any

// person puts somebody on record and returns the number.
func (d *door) person(name, sex string) string {
	d.t.Helper()
	var who struct{ ID string }
	d.want(200, "POST", "/api/v1/persons", object{"names": []any{object{"full": name}}, "sex": sex}, &who)
	return who.ID
}

// traced sells a revolver, seizes it and traces it to its owner: T1, so that a
// follow-up has to be decided.
func (d *door) traced(serial string) (item, seizure, tr string) {
	d.t.Helper()
	d.want(200, "POST", "/api/v1/events", object{"events": []any{object{"kind": "sale", "happened": "2015-04-02", "state": "BRA", "to": object{"name": "Owner Z"}, "keeper": object{"name": "Dealer Y"},
		"describes": object{"kind": "firearm", "make": object{"raw": "Taurus"}, "calibre": object{"raw": ".38 SPL"}, "type": object{"raw": "revolver"}}, "marks": []any{object{"kind": "serial", "text": serial}}}}}, nil)
	var saved struct {
		ID    string
		Items []string
	}
	d.want(201, "POST", "/api/v1/seizures", object{"happened": "2024-06-03", "place": object{"text": "Kilometre 12"}, "authority": object{"name": "Road police"}, "context": "criminal",
		"items": []any{object{"describes": object{"kind": "firearm", "make": object{"raw": "taurus"}, "type": object{"raw": "revolver"}}, "marks": []any{object{"kind": "serial", "text": serial, "condition": "legible"}}}}}, &saved)
	var traces []struct{ ID string }
	d.want(200, "POST", "/api/v1/traces", object{"items": saved.Items}, &traces)
	return saved.Items[0], saved.ID, traces[0].ID
}

// party puts somebody into the directory.
func (d *door) party(name, kind, role, country string) string {
	d.t.Helper()
	var p struct{ ID string }
	d.want(200, "POST", "/api/v1/parties", object{"name": name, "kind": kind, "roles": []string{role}, "country": country, "source": "test"}, &p)
	return p.ID
}

func TestPagesGroups(t *testing.T) {
	onBoth(t, func(t *testing.T, d *door) {
		r := d.reader()
		ana, rui := d.person("Ana Lima", "female"), d.person("Rui Costa", "male")
		form := fields("name", "The Harbour", "aliases", "Porto; Dockers", "since", "2019-03", "countries", "BRA", "countries", "ARG", "territory", "both banks", "summary", "Parts by post.",
			"members.0.person", ana, "members.0.role", "leader", "members.2.person", rui, "members.2.role", "courier", "members.2.suspected", "1", "members.2.since", "2021",
			"activity.0.kind", "drug-trafficking", "activity.0.suspected", "1", "activity.0.source", "case 12/2021", "activity.1.kind", "firearms-trafficking")
		r.bad("/groups/new", with(form, "name", ""), 422, "give the group a name")
		r.bad("/groups/new", with(form, "members.0.person", "pe0000000000000000000"), 422, "Member 1 · Person", "pe0000000000000000000 is not on record here")
		r.bad("/groups/new", with(form, "members.0.role", ""), 422, "Member 1 · Role")
		r.bad("/groups/new", with(form, "since", "march"), 422, "“march” is not a date")
		if _, body, _ := r.send("/groups/new", with(form, "add", "members"), http.StatusOK); !strings.Contains(body, `name="members.3.person"`) || !strings.Contains(body, "Parts by post.") {
			t.Error("without scripts another member cannot be added, or what was typed is lost")
		}
		if _, body, _ := r.send("/groups/new", with(form, "remove", "members.2"), http.StatusOK); strings.Contains(body, rui) {
			t.Error("without scripts a member cannot be removed")
		}
		at, body := r.good("/groups/new", form)
		for _, want := range []string{"The Harbour", "Dockers", ana, rui, "leader", "drug trafficking", "suspected", "case 12/2021", "Argentina"} {
			if !strings.Contains(body, want) {
				t.Errorf("the page of the group lacks %q", want)
			}
		}
		if strings.Contains(body, "Ana Lima") {
			t.Error("a name is shown without a purpose")
		}
		if got := r.get(at+"/edit", http.StatusOK); !strings.Contains(got, `value="Porto; Dockers"`) || strings.Count(got, "checked") != 2 {
			t.Error("the form does not hold what is on record")
		}
		r.bad(at+"/edit", with(form, "base", "1"), 422, "say why the record is changed")
		r.bad(at+"/edit", with(form, "base", "7", "reason", "heard"), 409)
		other, _ := r.good("/groups/new", fields("name", "The Hill"))
		other = strings.TrimPrefix(other, "/groups/")
		_, body = r.good(at+"/edit", with(form, "base", "1", "reason", "confessed", "members.2.suspected", "", "relations.0.kind", "rival", "relations.0.group", other, "until", "2024"))
		for _, want := range []string{"rival of", "The Hill", "confessed", "broken up"} {
			if !strings.Contains(body, want) {
				t.Errorf("after the correction the page lacks %q", want)
			}
		}
		r.bad(at+"/edit", with(form, "base", "1", "reason", "too late"), 409, "Somebody else")
		if old := r.shows(at+"?version=1", "up to a later correction"); strings.Contains(old, "The Hill") {
			t.Error("the earlier version shows what came later")
		}
		r.shows("/groups?activity=drug-trafficking", "The Harbour")
		if body := r.get("/groups?text=hill", http.StatusOK); strings.Contains(body, "The Harbour") {
			t.Error("the filter does not narrow")
		}
		r.get("/groups?as=csv", http.StatusOK)
		r.get("/groups/gr0000000000000000000", http.StatusNotFound)
		r.groupNamed(at, ana)
	})
}

// groupNamed reads members' names for a case that holds the group: one access
// entry for each, with the case as its purpose.
func (r *reader) groupNamed(at, ana string) {
	r.t.Helper()
	group := strings.TrimPrefix(at, "/groups/")
	r.bad(at+"/names", fields(), 422, "put the group into a case first")
	r.shows(at, "put the group into a case first")
	c, _ := r.good("/cases/new", fields("title", "Parcels", "status", "open", "links", group))
	r.send(at+"/names", fields("case", "cs0000000000000000000"), http.StatusUnprocessableEntity)
	_, body := r.good(at+"/names", fields("case", strings.TrimPrefix(c, "/cases/")))
	if !strings.Contains(body, "Ana Lima") {
		r.t.Error("the names are not shown for the case")
	}
	r.shows("/access?subject="+ana, strings.TrimPrefix(c, "/cases/"))
	r.shows(c, "The Harbour", at)
	analyst := r.as("statistician", access.RoleAnalyst)
	analyst.get(at, http.StatusOK)
	analyst.send(at+"/names", fields("case", "x"), http.StatusForbidden)
	analyst.get(at+"/edit", http.StatusForbidden)
}

// TestPagesFollowUpOfATrace decides on a trace's page: the investigation stands
// in the register of follow-ups by the same entry of the log, or neither does.
func TestPagesFollowUpOfATrace(t *testing.T) {
	onBoth(t, func(t *testing.T, d *door) {
		r, ctx := d.reader(), t.Context()
		_, _, tr := d.traced("QZ480716")
		police := d.party("Central police", "authority", "police", "BRA")
		c, _ := r.good("/cases/new", fields("title", "Straw buyers", "status", "open"))
		c = strings.TrimPrefix(c, "/cases/")
		page, act := "/traces/"+tr, "/traces/"+tr+"/do/followup"
		form := fields("choice", "open", "to", police, "due", "2099-06-30", "case", c, "reason", "the owner is heard")
		r.bad(act, with(form, "due", ""), 422, "say until when an answer is expected")
		r.bad(act, with(form, "due", "soon"), 422)
		r.bad(act, with(form, "to", ""), 422, "say who investigates")
		r.bad(act, with(form, "to", "pa0000000000000000000"), 422)
		r.bad(act, with(form, "case", "cs0000000000000000000"), 422, "is not on record here")
		r.bad(act, fields("choice", "none"), 422, "Say why no follow-up is opened")
		r.bad(act, fields("-choice", "perhaps"), 422, "Choose a follow-up decision")
		before := d.size()
		r.good(act, form)
		if n := d.size() - before; n != 1 {
			t.Errorf("the decision and its follow-up are %d entries of the log, want one", n)
		}
		list, err := d.app.Cases.FollowUps(ctx, casework.FollowFilter{Trace: focalpoint.TraceID(tr)})
		if err != nil || len(list.Rows) != 1 || list.Rows[0].Decision != casework.Here || string(list.Rows[0].Case) != c || list.Rows[0].To.Name != "Central police" {
			t.Fatalf("follow-ups %+v %v", list.Rows, err)
		}
		follow := "/follow-ups/" + list.Rows[0].ID
		r.shows(page, follow, "Central police")
		r.shows("/cases/"+c, follow, tr)
		r.shows("/follow-ups", follow)
		r.shows(follow, "investigation opened here", "the owner is heard", "Owner Z")
		r.stepped(follow, c)
		r.good(act, fields("choice", "none", "reason", "the owner is dead"))
		if list, err = d.app.Cases.FollowUps(ctx, casework.FollowFilter{Trace: focalpoint.TraceID(tr)}); err != nil || len(list.Rows) != 1 || list.Rows[0].Decision != casework.Declined {
			t.Errorf("decided otherwise: %+v %v", list.Rows, err)
		}
		r.good("/traces/"+tr+"/do/case", fields("case", ""))
		if v, err := d.app.Cases.Get(ctx, focalpoint.CaseID(c)); err != nil || len(v.Doc.Links) != 0 {
			t.Errorf("taken out on its own page the trace still stands in the case: %+v %v", v.Doc.Links, err)
		}
		r.bad("/traces/"+tr+"/do/case", fields("case", "cs0000000000000000000"), 422, "is not on record here")
		if v, err := d.app.Traces.Get(ctx, focalpoint.TraceID(tr)); err != nil || v.Doc.FollowUp.Choice != trace.FollowNone {
			t.Errorf("%+v %v", v.Doc.FollowUp, err)
		}
	})
}

// stepped adds a step and the result to a follow-up.
func (r *reader) stepped(follow, c string) {
	r.t.Helper()
	form := fields("base", "1", "reason", "weekly report", "case", c, "to", "Central police", "due", "2099-06-30", "step-date", "2026-02-03", "step-text", "The owner was heard.")
	r.bad(follow, with(form, "reason", ""), 422, "say why the record is changed")
	r.bad(follow, with(form, "step-text", ""), 422, "say what was done")
	r.bad(follow, with(form, "due", ""), 422, "say until when")
	r.bad(follow, with(form, "result", "other"), 422, "say in words what came of it")
	r.bad(follow, with(form, "base", "9"), 409)
	r.send(follow, with(form, "base", "x"), http.StatusUnprocessableEntity)
	_, body := r.good(follow, form)
	if !strings.Contains(body, "The owner was heard.") {
		r.t.Error("the step is not shown")
	}
	_, body = r.good(follow, fields("base", "2", "reason", "ended", "case", c, "to", "Central police", "due", "2099-06-30", "result", "diversion", "words", "sold on", "told", "2026-03-01"))
	for _, want := range []string{"point of diversion established", "sold on", "The owner was heard."} {
		if !strings.Contains(body, want) {
			r.t.Errorf("the follow-up lacks %q", want)
		}
	}
	r.get("/follow-ups/fu0000000000000000000", http.StatusNotFound)
	own := fields("decision", "abroad", "case", c, "to", "Prosecutor of the port", "due", "2099-01-01")
	r.bad("/follow-ups/new", with(own, "case", ""), 422, "say what is followed up")
	r.bad("/follow-ups/new", with(own, "to", ""), 422, "say who investigates")
	at, _ := r.good("/follow-ups/new", own)
	r.shows(at, "the other State is asked", "Prosecutor of the port")
}
