package main

import (
	"net/http"
	"testing"

	"focalpoint/internal/access"
)

// TestSearchesAreAudited: a search needs a purpose that is on record, tells enough and does not come too often for the
// role; each one, answered or refused, leaves an entry for the inspector.
func TestSearchesAreAudited(t *testing.T) {
	onBoth(t, func(t *testing.T, d *door) {
		type event = map[string]any
		for _, serial := range []string{"QZ480716", "QZ480717", "AB112233"} {
			d.want(200, "POST", "/api/v1/events", event{"events": []event{firearm("sale", serial, "1999", nil)}}, nil)
		}
		head := d.token
		d.token = d.user("officer", access.RoleIntake)
		d.want(422, "GET", "/api/v1/search?q=QZ480716", nil, nil)
		d.want(422, "GET", "/api/v1/search?q=QZ480716&purpose=case", nil, nil)
		d.want(422, "GET", "/api/v1/search?q=QZ480716&purpose=case&ref=cs0000000000000000000", nil, nil)
		d.want(422, "PUT", "/api/v1/sessions/purpose", event{"kind": "trace", "ref": "tr0000000000000000000"}, nil)
		d.want(204, "PUT", "/api/v1/sessions/purpose", event{"kind": "incident", "ref": "2026/114"}, nil)
		var found struct{ Candidates []struct{ Item string } }
		d.want(200, "GET", "/api/v1/search?q=QZ480716", nil, &found)
		if len(found.Candidates) == 0 {
			t.Error("a search for a purpose finds nothing")
		}
		d.want(422, "GET", "/api/v1/search?q=%2A", nil, nil)
		d.want(422, "GET", "/api/v1/search?q=%3F%3F%3F%3F%3F%3F%3F%3F", nil, nil)
		d.want(403, "GET", "/api/v1/access-entries", nil, nil)
		officer := d.token

		d.token = d.user("admin", access.RoleAdministrator)
		var limits access.Limits
		h := d.want(200, "GET", "/api/v1/search-limits", nil, &limits)
		few := limits[access.RoleIntake]
		few.PerHour = 2
		limits[access.RoleIntake] = few
		d.want(422, "PUT", "/api/v1/search-limits", limits, nil, "If-Match", h.Get("ETag"))
		d.want(204, "PUT", "/api/v1/search-limits?reason=exercise", limits, nil, "If-Match", h.Get("ETag"))

		d.token = officer
		d.want(200, "GET", "/api/v1/search?q=QZ480717", nil, nil)
		d.want(200, "GET", "/api/v1/search?q=QZ480716", nil, nil) // asked before: it reads out nothing new
		d.want(429, "GET", "/api/v1/search?q=AB112233", nil, nil)

		d.token = head
		var page struct {
			Total int
			Rows  []struct {
				What, Result string
				Purpose      access.Purpose
			}
		}
		for result, want := range map[string]int{"asked": 3, "too-wide": 2, "too-often": 1} {
			d.want(200, "GET", "/api/v1/access-entries?subject=register&result="+result, nil, &page)
			if page.Total != want || page.Rows[0].Purpose != (access.Purpose{Kind: "incident", Ref: "2026/114"}) {
				t.Errorf("%s: %+v, want %d", result, page, want)
			}
		}
		r := d.reader()
		r.shows("/search?q=QZ480716", "What are you searching for?")
		r.bad("/search", fields("purpose", "case", "ref", "cs0000000000000000000"), http.StatusUnprocessableEntity, "is not on record")
		r.good("/search", fields("purpose", "inspection", "next", "/search?q=QZ480716"))
		r.shows("/search?q=QZ480716", "QZ480716", "/items/it")
		r.shows("/access?subject=register", "AB112233", "2026/114")
	})
}
