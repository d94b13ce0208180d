package main

import (
	"context"
	"fmt"
	"focalpoint"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"focalpoint/internal/access"
	"focalpoint/internal/linkage"
	"focalpoint/mark"
)

// event is one report as the API takes it.
type event = map[string]any

func firearm(kind, serial, year string, more event) event {
	e := event{"kind": kind, "happened": "2015-04-02", "state": "BRA", "marks": []any{map[string]string{"kind": "serial", "text": serial}},
		"describes": event{"kind": "firearm", "make": map[string]string{"raw": "Taurus"}, "calibre": map[string]string{"raw": ".38 SPL"}, "type": map[string]string{"raw": "revolver"}, "year": year}}
	for k, v := range more {
		e[k] = v
	}
	return e
}

// linked records firearms of which every fifth turned up, and asks for the comparison of all records.
func (d *door) linked() {
	d.t.Helper()
	var list []event
	for i := range 60 {
		number := fmt.Sprintf("QZ%06d", 104729*(i+1)%1000000)
		list = append(list, firearm("sale", number, fmt.Sprint(1990+i%20), event{"to": map[string]string{"name": "Owner"}, "keeper": map[string]string{"name": "Registry"}}))
		if i%5 == 0 {
			list = append(list, firearm("seizure", number, fmt.Sprint(1990+i%20), event{"happened": "2025-02-03", "role": "seized", "place": map[string]string{"text": "Harbour"}}))
		}
	}
	d.want(200, "POST", "/api/v1/events", event{"events": list}, nil)
	d.app.Jobs.Handle(linkage.FindJob, d.app.Links.Handle)
	d.want(202, "POST", "/api/v1/links", event{"least": .6}, nil)
	d.jobs()
}

// TestAPILinks asks for links, reads one, decides and takes the decision back, by HTTP alone.
func TestAPILinks(t *testing.T) {
	onBoth(t, func(t *testing.T, d *door) {
		d.linked()
		var page linkage.Page
		d.want(200, "GET", "/api/v1/links?state=proposed&office=police&limit=5", nil, &page)
		if page.Total != 12 || len(page.Rows) != 5 || page.Rows[0].A.Office != "registry" {
			t.Fatalf("%+v", page)
		}
		at := "/api/v1/links/" + page.Rows[0].ID
		var one struct {
			Link      linkage.Link
			Marks     []linkage.Step
			Decisions []linkage.Decision
		}
		d.want(200, "GET", at, nil, &one)
		if one.Link.State != linkage.Proposed || len(one.Marks) != 8 || len(one.Link.Evidence) != 4 {
			t.Fatalf("%+v", one)
		}
		d.want(422, "POST", at+"/decisions", event{"decision": "confirmed"}, nil)
		d.want(422, "POST", at+"/decisions", event{"decision": "perhaps", "reason": "x"}, nil)
		d.want(200, "POST", at+"/decisions", event{"decision": "confirmed", "from": "proposed", "reason": "read under a lens"}, &one)
		if one.Link.State != linkage.Confirmed || len(one.Decisions) != 1 {
			t.Fatalf("%+v", one)
		}
		var life struct{ Same []string }
		if d.want(200, "GET", "/api/v1/items/"+string(one.Link.A)+"/life", nil, &life); len(life.Same) != 1 || life.Same[0] != string(one.Link.B) {
			t.Errorf("%+v", life)
		}
		d.want(409, "POST", at+"/decisions", event{"decision": "rejected", "from": "proposed", "reason": "x"}, nil)
		d.want(200, "POST", at+"/decisions", event{"decision": "undone", "reason": "another one"}, &one)
		if d.want(200, "GET", "/api/v1/items/"+string(one.Link.A)+"/life", nil, &life); len(life.Same) != 0 {
			t.Errorf("%+v", life)
		}
		d.want(404, "GET", "/api/v1/links/it1-it2", nil, nil)
		d.want(422, "POST", "/api/v1/links", event{"least": 7}, nil)
		d.token = d.user("statistician", access.RoleAnalyst)
		d.want(403, "POST", at+"/decisions", event{"decision": "confirmed", "reason": "x"}, nil)
		d.want(200, "GET", at, nil, nil)
	})
}

// TestPagesLinks does the same on the pages, without scripts.
func TestPagesLinks(t *testing.T) {
	onBoth(t, func(t *testing.T, d *door) {
		r := d.reader()
		r.shows("/links", "not been compared yet")
		d.linked()
		body := r.shows("/links?state=proposed&office=registry&other=police", "12 records", "register of lawful arms", "police", "the marks agree", "72 records, 12 links")
		_, rest, _ := strings.Cut(body, `href="/links/it`)
		id, _, _ := strings.Cut("it"+rest, `"`)
		at := "/links/" + id
		r.shows(at, "One firearm?", "symbol by symbol", "Weight in bits", "Together", "Harbour", "Taurus", "One firearm: join the lives")
		r.bad(at, fields("from", "proposed", "decision", "confirmed", "reason", " "), 422, "Say why")
		r.bad(at, fields("-from", "rejected", "-decision", "confirmed", "reason", "seen"), 409, "decided meanwhile")
		r.stranger(at, fields("from", "proposed", "decision", "confirmed", "reason", "seen"))
		_, body = r.good(at, fields("from", "proposed", "decision", "confirmed", "reason", "read under a lens"))
		if !strings.Contains(body, "Undo: part the lives") || !strings.Contains(body, "read under a lens") {
			t.Errorf("confirmed: %.900s", body)
		}
		item, _, _ := strings.Cut(id, "-")
		r.shows("/items/"+item, "read under a lens", "seizure", "sale")
		_, body = r.good(at, fields("from", "confirmed", "decision", "undone", "reason", "another one"))
		if !strings.Contains(body, "join the lives") || !strings.Contains(body, "another one") {
			t.Errorf("undone: %.900s", body)
		}
		for _, as := range []string{"csv", "xlsx", "json"} {
			r.get("/links?as="+as, http.StatusOK)
		}
		r.good("/links", fields("least", "70"))
		list, err := d.app.Jobs.List(context.Background(), linkage.FindJob, 5)
		if err != nil || len(list) != 2 {
			t.Errorf("%+v %v", list, err)
		}
		r.send("/links", fields("least", "much"), 422)
		s := d.as("statistician", access.RoleAnalyst)
		s.send(at, fields("decision", "confirmed", "reason", "x"), http.StatusForbidden)
		s.shows(at, "One firearm?")
	})
}

// TestSeparateRegister takes a register that may not be merged: of its records nothing is told but who holds one, by no
// page, operation or command.
func TestSeparateRegister(t *testing.T) {
	onBoth(t, func(t *testing.T, d *door) {
		d.linked()
		force := d.party("Frontier force", "keeper", "force", "BRA")
		file := filepath.Join(t.TempDir(), "force.csv")
		var b strings.Builder
		b.WriteString("serial,make,calibre,year,holder\n")
		for i := range 30 { // twelve of ours with the separators the force uses, the rest the force's alone
			number := 104729 * (i + 1) % 1000000
			if i >= 12 {
				number = (number + 500009) % 1000000
			}
			fmt.Fprintf(&b, "QZ-%03d.%03d,Taurus,.38 SPL,%d,SECRET HOLDER %d\n", number/1000, number%1000, 1990+i%20, i)
		}
		if err := os.WriteFile(file, []byte(b.String()), 0o600); err != nil {
			t.Fatal(err)
		}
		list, err := d.app.readSeparate(file)
		if err != nil || len(list) != 30 {
			t.Fatalf("%d rows: %v", len(list), err)
		}
		ctx := context.Background()
		if n, err := d.app.Links.TakeSeparate(ctx, operator, focalpoint.PartyID(force), list); err != nil || n != 30 {
			t.Fatalf("%d taken: %v", n, err)
		}
		if _, err := d.app.Links.TakeSeparate(ctx, operator, "pa00000000000000000000", list); focalpoint.KindOf(err) != focalpoint.KindNotFound {
			t.Errorf("a keeper that is not in the directory: %v", err)
		}
		run, err := d.app.Links.Find(ctx, operator, 0, nil)
		if err != nil || run.Held < 12 || run.Held > 18 || run.Offices[linkage.SeparateRecords] != 30 {
			t.Fatalf("%+v %v", run, err)
		}
		var held []linkage.Held
		if d.want(200, "GET", "/api/v1/links/held", nil, &held); len(held) != run.Held || string(held[0].Party) != force {
			t.Fatalf("%+v", held)
		}
		r := d.reader()
		r.good("/search", fields("purpose", "inspection"))
		item := string(held[0].Item)
		r.shows("/items/"+item, "may not be merged probably has a record", "Frontier force", "Ask there")
		r.shows("/links/held", "Frontier force")
		var page linkage.Page
		d.want(200, "GET", "/api/v1/links?limit=1000", nil, &page)
		// What only the force's file says must stand nowhere: its writing of the numbers, its own numbers, its holders.
		own := mark.Fold(list[20].Mark)
		for _, path := range []string{"/items/" + item, "/links", "/links/held", "/links/" + page.Rows[0].ID, "/links?as=csv", "/links?as=json", "/items", "/search?q=" + own, "/log", "/directory/" + force,
			"/api/v1/links/held", "/api/v1/links?limit=1000", "/api/v1/items?limit=1000", "/api/v1/search?purpose=inspection&q=" + own, "/api/v1/items/" + item, "/api/v1/items/" + item + "/life", "/api/v1/links/" + page.Rows[0].ID} {
			status, _, body := d.do("GET", path, nil)
			if !strings.HasPrefix(path, "/api") {
				body = []byte(r.get(path, http.StatusOK))
			} else if status != http.StatusOK {
				t.Errorf("%s: %d", path, status)
			}
			text := string(body)
			if strings.HasSuffix(path, own) {
				text = strings.ReplaceAll(text, own, "") // what was asked is said again
			}
			for _, secret := range []string{"SECRET", list[0].Mark, list[20].Mark, own} {
				if strings.Contains(text, secret) {
					t.Errorf("%s tells %q of the separate register", path, secret)
				}
			}
		}
		again, err := d.app.Links.Find(ctx, operator, 0, nil)
		if err != nil || again.Added+again.Changed+again.Dropped != 0 || again.Held != run.Held {
			t.Errorf("%+v %v", again, err)
		}
	})
}
