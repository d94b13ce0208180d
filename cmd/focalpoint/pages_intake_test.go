package main

import (
	"context"
	"encoding/json"
	"html"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"focalpoint"
	"focalpoint/internal/access"
	"focalpoint/internal/seizure"
)

func intake() url.Values {
	return fields("happened", "2026-02-03", "place", "Ponte de Santos", "authority", "Road police", "number", "12/2026", "context", "criminal", "location", "territory", "unit", "Station 4", "region", "BR-SP", "lat", "-23,9608", "lon", "-46.3336",
		"offences", "arms-possession", "offence-other", "zork of the harbour", "conveyance", "car", "route.departure", "Foz", "route.departure-country", "Brésil", "summary", "Two men in a car.",
		"items.0.kind", "firearm", "items.0.role", "seized", "items.0.type", "revolver", "items.0.make", "taurus", "items.0.marks.0.kind", "serial", "items.0.marks.0.text", "QZ480716", "items.0.marks.0.condition", "legible",
		"persons.0.name", "Rui Costa", "persons.0.role", "driver", "persons.0.stage", "suspected", "persons.0.sex", "male",
		"goods.0.kind", "cash", "goods.0.text", "bank notes", "goods.0.quantity", "1250", "goods.0.unit", "USD")
}

// TestPagesIntake enters a seizure by the form, mends what was wrong, corrects it
// and keeps drafts, all without scripts.
func TestPagesIntake(t *testing.T) {
	onBoth(t, func(t *testing.T, d *door) {
		r, form := d.reader(), intake()
		page := r.get("/seizures/new", http.StatusOK)
		if len(page) > 64_000 {
			t.Errorf("the form is %d bytes, want at most 64 kB", len(page))
		}
		for _, want := range []string{`data-island="map"`, `data-pick-lat="#lat"`, `data-pick-lon="#lon"`, `data-map="/seizures/map"`, `id="lat"`} {
			if !strings.Contains(page, want) {
				t.Errorf("the form lacks %s", want)
			}
		}
		if drawn := r.get("/seizures/map", http.StatusOK); !strings.Contains(drawn, `class="map"`) || !strings.Contains(drawn, "data-scale") {
			t.Errorf("the map to pick a place on is no drawing: %.200s", drawn)
		}
		r.bad("/seizures/new", with(form, "happened", "3.2.2026"), 422, "Date")
		r.bad("/seizures/new", with(form, "happened", "2099-01-01"), 422)
		r.bad("/seizures/new", with(form, "lat", "north"), 422, "latitude and longitude")
		r.bad("/seizures/new", with(form, "lon", ""), 422, "latitude and longitude")
		r.bad("/seizures/new", with(form, "items.0.marks.0.text", "", "items.0.marks.0.condition", "", "items.0.make", "", "-items.0.type", "x", "items.0.type", ""), 422)
		r.bad("/seizures/new", with(form, "items.0.quantity", "two"), 422, "Item 1", "is no whole number")
		r.bad("/seizures/new", with(form, "route.departure-country", "Nowhereland"), 422, "Nowhereland")
		r.bad("/seizures/new", with(form, "goods.0.quantity", "much"), 422, "Other goods 1", "is no number")
		r.bad("/seizures/new", with(form, "persons.0.born", "young"), 422, "is not a date")
		if _, body, _ := r.send("/seizures/new", with(form, "add", "items.0.marks"), http.StatusOK); !strings.Contains(body, `name="items.0.marks.1.text"`) || !strings.Contains(body, "Two men in a car.") {
			t.Error("without scripts another mark cannot be added")
		}
		r.drafted(form)
		at, body := r.good("/seizures/new", form)
		for _, want := range []string{"3 February 2026", "Ponte de Santos", "Road police", "-23.9608, -46.3336", "zork of the harbour", "bank notes", "QZ480716", "Two men in a car.", "Brazil"} {
			if !strings.Contains(body, want) {
				t.Errorf("the seizure lacks %q", want)
			}
		}
		before := d.size()
		if _, again, _ := r.send("/seizures/new", form, http.StatusConflict); !strings.Contains(again, "may be on record already") || d.size() != before+1 {
			t.Error("the same seizure is not shown as a duplicate before it is saved") // the person was made: one entry
		}
		r.corrected(at)
		d.as("statistician", access.RoleAnalyst).send("/seizures/new", form, http.StatusForbidden)
	})
}

// drafted keeps a draft by the button, opens it again, and throws it away. A
// draft is its owner's alone.
func (r *reader) drafted(form url.Values) {
	r.t.Helper()
	r.good("/seizures/draft", with(form, "do", "draft"))
	list := html.UnescapeString(r.get("/seizures", http.StatusOK))
	_, rest, ok := strings.Cut(list, `/seizures/new?draft=`)
	id, _, _ := strings.Cut(rest, `"`)
	if !ok || !strings.Contains(list, "2026-02-03 Ponte de Santos") {
		r.t.Fatal("the draft is not listed")
	}
	if page := html.UnescapeString(r.get("/seizures/new?draft="+id, http.StatusOK)); !strings.Contains(page, "QZ480716") || !strings.Contains(page, "Two men in a car.") || !strings.Contains(page, "-23,9608") {
		r.t.Error("the draft does not hold what was typed")
	}
	_, answer, _ := r.send("/seizures/draft", with(form, "draft", id, "summary", "Three men."), http.StatusOK)
	var saved struct{ Draft string }
	if err := json.Unmarshal([]byte(answer), &saved); err != nil || saved.Draft != id {
		r.t.Errorf("the script's save made another draft: %s", answer)
	}
	other := r.as("colleague", access.RoleIntake)
	other.get("/seizures/new?draft="+id, http.StatusNotFound)
	other.send("/seizures/drafts/"+id+"/drop", fields(), http.StatusOK)
	r.shows("/seizures/new?draft="+id, "Three men.")
	r.good("/seizures/drafts/"+id+"/drop", fields())
	r.get("/seizures/new?draft="+id, http.StatusNotFound)
}

// corrected changes the place; nothing that the form does not show is lost.
func (r *reader) corrected(at string) {
	r.t.Helper()
	ctx, id := context.Background(), focalpoint.SeizureID(strings.TrimPrefix(at, "/seizures/"))
	form := r.formOf(at + "/edit")
	r.bad(at+"/edit", with(form, "place", "Cubatão"), 422, "")
	r.bad(at+"/edit", with(form, "place", "Cubatão", "reason", "x", "base", "9"), 409)
	r.good(at+"/edit", with(form, "place", "Cubatão", "reason", "the bridge is in Cubatão"))
	v, err := r.app.Seizures.Get(ctx, id)
	if err != nil || v.Version != 2 || v.Doc.Place.Text != "Cubatão" || !v.Doc.Place.HasPoint || len(v.Doc.Persons) != 1 || len(v.Doc.Items) != 1 || v.Doc.Items[0].Describes.Make.Raw != "taurus" {
		r.t.Errorf("%+v %v", v, err)
	}
	r.shows(at, "the bridge is in Cubatão")
}

// formOf reads the fields of the last form of a page as a browser would send them.
func (r *reader) formOf(path string) url.Values {
	r.t.Helper()
	body := r.get(path, http.StatusOK)
	body = body[strings.LastIndex(body, `<form method="post" action="`+path):]
	for strings.Contains(body, "<template>") {
		head, rest, _ := strings.Cut(body, "<template>")
		_, tail, _ := strings.Cut(rest, "</template>")
		body = head + tail
	}
	v := url.Values{}
	for _, part := range strings.Split(body, "<")[1:] {
		tag, _, _ := strings.Cut(part, ">")
		name := attributeOf(tag, "name")
		switch {
		case strings.HasPrefix(tag, "input") && name != "" && attributeOf(tag, "type") != "file" && (attributeOf(tag, "type") != "checkbox" || strings.Contains(tag, " checked")):
			v.Add(name, attributeOf(tag, "value"))
		case strings.HasPrefix(tag, "textarea"):
			_, text, _ := strings.Cut(part, ">")
			v.Add(name, html.UnescapeString(text))
		case strings.HasPrefix(tag, "select"):
			v["/"] = []string{name}
		case strings.HasPrefix(tag, "option") && strings.Contains(tag, " selected"):
			v.Add(v.Get("/"), attributeOf(tag, "value"))
		}
	}
	v.Del("/")
	return v
}

func attributeOf(tag, name string) string {
	_, rest, ok := strings.Cut(tag, " "+name+`="`)
	if !ok {
		return ""
	}
	value, _, _ := strings.Cut(rest, `"`)
	return html.UnescapeString(value)
}

// TestPagesCorrectionKeepsWhatWasSeen corrects an imported row on the page: its
// raw cells, its place in the file and what the form does not show stay.
func TestPagesCorrectionKeepsWhatWasSeen(t *testing.T) {
	onBoth(t, func(t *testing.T, d *door) {
		r, ctx := d.reader(), t.Context()
		in := seizure.Seizure{Happened: "2024-05-01", Context: "criminal", Place: focalpoint.Place{Text: "Centro", Country: "BRA"}, Authority: focalpoint.Ref{Name: "PM"}, Conveyance: focalpoint.Raw("zork car"), Import: "im1", Row: 17,
			Items: []seizure.Item{{Role: "seized", Note: "n", Describes: focalpoint.Description{Kind: "firearm", Make: focalpoint.Raw("TAURUS S/A"), Type: focalpoint.Raw("revólver"), Origin: focalpoint.Raw("zork origin"), Extra: map[string]string{"COR": "preta"}},
				Ownership: focalpoint.Raw("zork mark"), Marks: []focalpoint.Mark{{Kind: "serial", Text: "AB1234", Method: "stamped"}}}}}
		saved, err := d.app.Seizures.Save(ctx, "us1", seizure.Input{Seizure: in})
		if err != nil {
			t.Fatal(err)
		}
		was, err := d.app.Seizures.Get(ctx, saved.ID)
		if err != nil {
			t.Fatal(err)
		}
		at := "/seizures/" + string(saved.ID)
		r.good(at+"/edit", with(r.formOf(at+"/edit"), "place", "Centro velho", "reason", "street named"))
		now, err := d.app.Seizures.Get(ctx, saved.ID)
		if err != nil {
			t.Fatal(err)
		}
		was.Doc.Place.Text, was.Doc.Items[0].Event = "Centro velho", now.Doc.Items[0].Event // the place stands in the event
		a, _ := json.Marshal(was.Doc)
		b, _ := json.Marshal(now.Doc)
		if string(a) != string(b) {
			t.Errorf("the correction changed more than the place:\n%s\n%s", a, b)
		}
	})
}

// TestPagesCustody records steps of custody and takes an identification back.
func TestPagesCustody(t *testing.T) {
	onBoth(t, func(t *testing.T, d *door) {
		r := d.reader()
		item, _, tr := d.traced("QZ480716")
		at := "/items/" + item
		move := fields("kind", "evidence-in", "happened", "2024-06-04T09:00", "from", "Road police", "to", "Court store", "place", "Santos", "document", "receipt 5", "note", "sealed bag")
		r.bad(at+"/move", with(move, "kind", ""), 422)
		r.bad(at+"/move", with(move, "happened", "today"), 422)
		r.bad(at+"/move", with(move, "to", ""), 422)
		r.bad(at+"/move", with(move, "kind", "destroy"), 422)
		r.send("/items/it0000000000000000000/move", move, http.StatusNotFound)
		_, body := r.good(at+"/move", move)
		for _, want := range []string{"Court store", "receipt 5"} {
			if !strings.Contains(body, want) {
				t.Errorf("the chain of custody lacks %q", want)
			}
		}
		r.good(at+"/move", fields("kind", "destroy", "happened", "2026-01-09", "authority", "Court of Santos", "document", "judgment 3", "method", "melted", "witnesses", "A. Lima; B. Reis"))
		r.shows(at, "destroyed", "melted", "B. Reis")
		choose := "/traces/" + tr + "/do/choose"
		r.bad(choose, fields(), 422, "Choose one of the candidates")
		d.undone(r, at)
		d.as("statistician", access.RoleAnalyst).send(at+"/move", move, http.StatusForbidden)
	})
}

// undone takes back the decision that two items are the same thing.
func (d *door) undone(r *reader, at string) {
	d.t.Helper()
	_, rest, ok := strings.Cut(r.get(at, http.StatusOK), `name="event" value="`)
	event, _, _ := strings.Cut(rest, `"`)
	if !ok {
		d.t.Fatal("the item is not held to be another one: nothing to undo")
	}
	r.bad(at+"/apart", fields("event", event), 422, "Say why")
	r.send(at+"/apart", fields("event", "ev0000000000000000000", "reason", "x"), http.StatusNotFound)
	_, body := r.good(at+"/apart", fields("event", event, "reason", "another finish"))
	if strings.Contains(body, `name="event" value="`+event) {
		d.t.Error("it is still held to be the same")
	}
	r.send(at+"/apart", fields("event", event, "reason", "again"), http.StatusNotFound)
}
