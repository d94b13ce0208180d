package main

import (
	"net/http"
	"net/url"
	"testing"

	"focalpoint/internal/register"
)

// TestTags finds an item by what a scanner put into the search box, on the page and by the API, and a seizure takes a
// scan in the box of the number for what it is.
func TestTags(t *testing.T) {
	onBoth(t, func(t *testing.T, d *door) {
		const epc = "3074257BF7194E4000001A85"
		sold := firearm("sale", "AB06789", "1999", nil)
		sold["marks"] = []any{map[string]string{"kind": "serial", "text": "AB06789"}, map[string]string{"kind": "tag", "text": epc}}
		d.want(200, "POST", "/api/v1/events", event{"events": []event{sold}}, nil)
		var found register.Tagged
		d.want(200, "GET", "/api/v1/tags?purpose=inspection&text="+url.QueryEscape("(01)80614141123458(21)6789"), nil, &found)
		if len(found.Items) != 1 || found.Items[0].Serial != "AB06789" || found.Tag.GTIN != "80614141123458" {
			t.Fatalf("%+v", found)
		}
		d.want(422, "GET", "/api/v1/tags?purpose=inspection&text=XY1234", nil, nil)
		r := d.reader()
		r.good("/search", fields("purpose", "inspection"))
		item := string(found.Items[0].ID)
		for _, text := range []string{epc, "(01)80614141123458(21)6789", "https://id.example.org/01/80614141123458/21/6789"} {
			r.shows("/search?q="+url.QueryEscape(text), "What the tag says", "80614141123458", "6789", "/items/"+item, "A tag is a claim")
		}
		r.shows("/search?q="+url.QueryEscape("]d2018061414112345021X"), "check digit of field 01", "Nothing")
		r.get("/search?q="+url.QueryEscape("[)><RS>06<GS>"), http.StatusUnprocessableEntity)
		var saved struct {
			ID    string
			Items []string
		}
		d.want(201, "POST", "/api/v1/seizures", event{"happened": "2025-06-03", "place": map[string]string{"text": "Quay 4", "location": "territory"}, "authority": map[string]string{"name": "Harbour police"}, "context": "criminal",
			"offences": []any{map[string]string{"code": "arms-possession"}},
			"items":    []any{event{"describes": event{"kind": "firearm", "make": map[string]string{"raw": "taurus"}}, "marks": []any{map[string]string{"kind": "serial", "text": epc}}}}}, &saved)
		r.shows("/items/"+saved.Items[0], "Its tag stands on another item as well", epc)
	})
}
