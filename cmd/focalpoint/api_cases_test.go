package main

import (
	"net/http"
	"testing"

	"focalpoint/internal/access"
)

// TestAPICases goes from a seizure with a person through a case, a group and a
// follow-up to the graph, by HTTP alone; names stay behind a purpose.
func TestAPICases(t *testing.T) {
	onBoth(t, func(t *testing.T, d *door) {
		type object = map[string]any
		var who, sz, c, group, follow struct {
			ID      string
			Version int64
			Items   []string
		}
		d.want(200, "POST", "/api/v1/persons", object{"names": []any{object{"full": "Ana Lima"}}, "sex": "female"}, &who)
		d.want(201, "POST", "/api/v1/seizures", object{"happened": "2025-11-02", "place": object{"text": "Kilometre 12"}, "authority": object{"name": "Road police"}, "context": "criminal",
			"persons": []any{object{"person": who.ID, "role": "driver", "stage": "suspected"}},
			"items":   []any{object{"describes": object{"kind": "firearm", "make": object{"raw": "taurus"}}, "marks": []any{object{"kind": "serial", "text": "QZ480716"}}}}}, &sz)
		d.want(201, "POST", "/api/v1/cases", object{"title": "Parcels by post", "links": []any{object{"kind": "seizure", "id": sz.ID}}}, &c)
		d.want(201, "POST", "/api/v1/groups", object{"name": "The Harbour", "members": []any{object{"person": who.ID, "role": "courier", "suspected": true}}, "activity": []any{object{"kind": "drug-trafficking"}}}, &group)
		d.want(200, "POST", "/api/v1/cases/"+c.ID+"/links", []any{object{"kind": "group", "id": group.ID}}, nil)
		d.want(201, "POST", "/api/v1/follow-ups", object{"case": c.ID, "item": sz.Items[0], "decision": "abroad", "state": "ARG", "to": object{"name": "Prosecutor"}, "due": "2099-01-01"}, &follow)

		var graph struct {
			Nodes []struct{ ID, Kind, Label string }
			Edges []struct{ From, To, Kind string }
		}
		d.want(200, "GET", "/api/v1/cases/"+c.ID+"/graph", nil, &graph)
		if len(graph.Nodes) != 4 || len(graph.Edges) != 3 {
			t.Errorf("graph %+v", graph)
		}
		for _, n := range graph.Nodes {
			if n.Kind == "person" && n.Label != "" {
				t.Errorf("the graph names a person: %+v", n)
			}
		}
		var persons struct {
			Stages []struct {
				Stage         string
				Total, Female int
			}
		}
		d.want(200, "GET", "/api/v1/cases/"+c.ID+"/persons", nil, &persons)
		if s := persons.Stages[0]; s.Stage != "suspected" || s.Total != 1 || s.Female != 1 {
			t.Errorf("persons %+v", persons)
		}
		var line []struct{ Kind, What string }
		d.want(200, "GET", "/api/v1/cases/"+c.ID+"/timeline", nil, &line)
		if len(line) < 4 {
			t.Errorf("timeline %+v", line)
		}
		h := d.want(200, "GET", "/api/v1/follow-ups/"+follow.ID, nil, nil)
		d.want(200, "PUT", "/api/v1/follow-ups/"+follow.ID+"?reason=answer", object{"case": c.ID, "item": sz.Items[0], "decision": "abroad", "to": object{"name": "Prosecutor"}, "due": "2099-01-01", "result": "diversion"}, nil, "If-Match", h.Get("ETag"))
		var page struct{ Total int }
		d.want(200, "GET", "/api/v1/follow-ups?open=true", nil, &page)
		if page.Total != 0 {
			t.Errorf("%d follow-ups are open", page.Total)
		}
		if status, _, text := d.do("PUT", "/api/v1/cases/"+c.ID, object{"title": "x"}, "If-Match", `"7"`); status != http.StatusConflict && status != http.StatusUnprocessableEntity {
			t.Errorf("a change from a version that is not there: %d %s", status, text)
		}
		var name struct {
			Person struct{ Names []struct{ Full string } }
		}
		d.want(200, "GET", "/api/v1/persons/"+who.ID+"?purpose=case&ref="+c.ID, nil, &name)
		if len(name.Person.Names) != 1 || name.Person.Names[0].Full != "Ana Lima" {
			t.Errorf("read for a purpose: %+v", name)
		}
		var seen struct {
			Rows []struct{ Purpose struct{ Kind, Ref string } }
		}
		d.want(200, "GET", "/api/v1/access-entries?subject="+who.ID, nil, &seen)
		if len(seen.Rows) != 1 || seen.Rows[0].Purpose.Ref != c.ID {
			t.Errorf("access entries %+v", seen)
		}
		h = d.want(200, "GET", "/api/v1/cases/"+c.ID, nil, nil)
		d.want(200, "PUT", "/api/v1/cases/"+c.ID+"?reason=done", object{"title": "Parcels by post", "status": "closed", "outcome": "convicted"}, nil, "If-Match", h.Get("ETag"))
		d.token = d.user("border", access.RoleBorder)
		d.want(403, "GET", "/api/v1/cases", nil, nil)
	})
}

func TestAPILotsAndRules(t *testing.T) {
	onBoth(t, func(t *testing.T, d *door) {
		type object = map[string]any
		d.want(200, "POST", "/api/v1/events", object{"events": []any{object{"kind": "stock-in", "happened": "2006-12-29", "to": object{"name": "Federal police"}, "keeper": object{"name": "Federal police"},
			"describes": object{"kind": "ammunition", "make": object{"raw": "CBC"}, "calibre": object{"raw": "9x19"}, "quantity": 1859000},
			"marks":     []any{object{"kind": "lot", "text": "AXA18"}, object{"kind": "headstamp", "text": "CBC 9mm LUGER AXA18"}}}}}, nil)
		var lots []struct {
			Buyer struct{ Name string }
			Stock bool
		}
		d.want(200, "GET", "/api/v1/lots?headstamp=CBC+9mm+LUGER+AXA18", nil, &lots)
		if len(lots) != 1 || lots[0].Buyer.Name != "Federal police" || !lots[0].Stock {
			t.Errorf("lots %+v", lots)
		}
		var rules []struct{ ID, Basis string }
		d.want(200, "GET", "/api/v1/retention-rules", nil, &rules)
		if len(rules) < 3 || rules[0].Basis != "treaty" {
			t.Errorf("rules %+v", rules)
		}
		d.want(200, "GET", "/api/v1/seals", nil, nil)
	})
}

// TestAPIFollowUpDecidesTrace: who decides in the register of follow-ups decides
// for the trace, by one entry of the log, and the two never say different things.
func TestAPIFollowUpDecidesTrace(t *testing.T) {
	onBoth(t, func(t *testing.T, d *door) {
		item, _, tr := d.traced("QZ480716")
		police := d.party("Central police", "authority", "police", "BRA")
		type object = map[string]any
		trace := func() (out struct {
			Doc struct {
				Case     string
				FollowUp *struct{ Choice, To, Due, Reason string }
			}
		}) {
			d.want(200, "GET", "/api/v1/traces/"+tr, nil, &out)
			return out
		}
		needs := func() int {
			var page struct{ Total int }
			d.want(200, "GET", "/api/v1/traces?need=followup", nil, &page)
			return page.Total
		}
		var follow, c struct{ ID string }
		d.want(201, "POST", "/api/v1/cases", object{"title": "Straw buyers", "status": "open"}, &c)
		d.want(422, "POST", "/api/v1/follow-ups", object{"trace": "tr0000000000000000000", "decision": "none", "reason": "nothing"}, nil)
		d.want(201, "POST", "/api/v1/follow-ups", object{"trace": tr}, &follow)
		if got := trace(); got.Doc.FollowUp != nil || needs() != 1 {
			t.Errorf("nobody has decided, and the trace says %+v", got.Doc.FollowUp)
		}
		d.want(409, "POST", "/api/v1/follow-ups", object{"trace": tr, "decision": "none", "reason": "again"}, nil)
		at := "/api/v1/follow-ups/" + follow.ID + "?reason=decided"
		here := object{"trace": tr, "case": c.ID, "decision": "open", "to": object{"party": police, "name": "Central police"}, "due": "2099-06-30", "reason": "the owner is heard"}
		d.want(422, "PUT", at, object{"decision": "open", "to": object{"name": "x"}, "due": "2099-06-30", "item": item}, nil, "If-Match", "1")
		d.want(422, "PUT", at, object{"trace": tr, "decision": "open", "to": object{"party": "pa0000000000000000000"}, "due": "2099-06-30"}, nil, "If-Match", "1")
		before := d.size()
		h := d.want(200, "PUT", at, here, nil, "If-Match", "1")
		if n := d.size() - before; n != 1 {
			t.Errorf("the decision is %d entries of the log, want one", n)
		}
		got := trace()
		if f := got.Doc.FollowUp; f == nil || f.Choice != "open" || f.To != police || f.Due != "2099-06-30" || got.Doc.Case != c.ID || needs() != 0 {
			t.Fatalf("decided in the register, and the trace says %+v", got.Doc)
		}
		var now struct {
			Doc struct{ Item, Record, Case, Decision string }
		}
		d.want(200, "GET", "/api/v1/follow-ups/"+follow.ID, nil, &now)
		if now.Doc.Item != item || now.Doc.Record == "" || now.Doc.Decision != "open" {
			t.Errorf("the follow-up does not say what the trace knows: %+v", now.Doc)
		}
		d.want(422, "PUT", at, object{"trace": tr, "decision": "pending"}, nil, "If-Match", h.Get("ETag"))
		h = d.want(200, "PUT", at, object{"trace": tr, "decision": "none", "reason": "the owner is dead"}, nil, "If-Match", h.Get("ETag"))
		if f := trace().Doc.FollowUp; f.Choice != "none" || f.Reason != "the owner is dead" {
			t.Errorf("decided otherwise, and the trace says %+v", f)
		}
		d.want(200, "PUT", at, here, nil, "If-Match", h.Get("ETag"))
		if f := trace().Doc.FollowUp; f.Choice != "open" {
			t.Errorf("opened again, and the trace says %+v", f)
		}
	})
}
