package web

import (
	"maps"
	"net/url"
	"strconv"
	"strings"

	"focalpoint"
	"focalpoint/internal/catalogue"
	"focalpoint/internal/person"
	"focalpoint/internal/seizure"
)

// parseSeizure reads the form. What cannot be understood at all (a number that
// is none) is reported by the path of its field; everything else is for the
// room to check. Persons that are new come back as the room wants them later.
func parseSeizure(v url.Values) (seizure.Seizure, []newPerson, error) {
	f := form{values: v}
	var wrong focalpoint.Fields
	s := seizure.Seizure{Number: f.get("number"), Happened: focalpoint.Date(f.get("happened")), Authority: focalpoint.Ref{Name: f.get("authority")},
		Context: focalpoint.LegalContext(f.get("context")), Offences: f.chosenAll("offences"), Conveyance: f.chosen("conveyance"), Concealment: f.chosenAll("concealment"),
		Summary: f.get("summary"), Route: seizure.Route{Departure: routePoint(f, "departure"), Destination: routePoint(f, "destination"), Manufacture: routePoint(f, "manufacture")}}
	if other := f.get("offence-other"); other != "" {
		for _, text := range strings.Split(other, ";") {
			if text = strings.TrimSpace(text); text != "" {
				s.Offences = append(s.Offences, focalpoint.Raw(text))
			}
		}
	}
	for _, t := range f.blocks("transit") {
		s.Route.Transit = append(s.Route.Transit, seizure.Point{Text: t.get("text"), Country: focalpoint.Country(t.get("country"))})
	}
	for _, id := range f.all("not-duplicate") {
		s.NotDuplicateOf = append(s.NotDuplicateOf, focalpoint.SeizureID(id))
	}
	s.Place = focalpoint.Place{Text: f.get("place"), Country: focalpoint.Country(f.get("country")), Region: f.get("region"), Unit: f.get("unit"), Location: focalpoint.LocationKind(f.get("location"))}
	parsePoint(f, &s.Place, &wrong)
	for i, b := range f.blocks("goods") {
		q, ok := b.number("quantity")
		if !ok {
			wrong.Add("goods["+strconv.Itoa(i)+"].quantity", "%q is no number", b.get("quantity"))
		}
		s.Goods = append(s.Goods, seizure.Good{Kind: b.chosen("kind"), Text: b.get("text"), Quantity: q, Unit: b.get("unit")})
	}
	for i, b := range f.blocks("items") {
		if it, ok := parseItem(b, "items["+strconv.Itoa(i)+"].", &wrong); ok {
			s.Items = append(s.Items, it)
		}
	}
	var fresh []newPerson
	for _, b := range f.blocks("persons") {
		in := seizure.Involved{Person: focalpoint.PersonID(b.get("id")), Role: seizure.InvolvedRole(b.get("role")), Stage: person.Stage(b.get("stage")), Entry: b.get("entry"), Note: b.get("note")}
		p := person.Person{Born: focalpoint.Date(b.get("born")), Sex: person.Sex(b.get("sex"))}
		if name := b.get("name"); name != "" {
			p.Names = []person.Name{{Full: name}}
		}
		if in.Person == "" && len(p.Names) == 0 && p.Born == "" {
			continue
		}
		if in.Person == "" {
			fresh = append(fresh, newPerson{len(s.Persons), p})
		}
		s.Persons = append(s.Persons, in)
	}
	return s, fresh, wrong.Err("web.seizure")
}

// codeStates is the form with the code of a State where its name was typed, in any of the languages. What is no State's
// name stays as typed, for the room to refuse. One list of names serves all fields of the form: a list for each made the
// page twice as heavy.
func (s *site) codeStates(v url.Values) url.Values {
	v = maps.Clone(v)
	for name := range v {
		if strings.HasPrefix(name, "route.") && strings.HasSuffix(name, "-country") || strings.HasPrefix(name, "transit.") && strings.HasSuffix(name, ".country") {
			if r := s.Codes.Code("country", v.Get(name), catalogue.Hints{}); r.Code != "" && r.Confidence >= .9 {
				v.Set(name, r.Code)
			}
		}
	}
	return v
}

// newPerson is somebody who is not on record yet, at a place in the list of persons.
type newPerson struct {
	at     int
	person person.Person
}

func routePoint(f form, name string) seizure.Point {
	return seizure.Point{Text: f.get("route." + name), Country: focalpoint.Country(f.get("route." + name + "-country"))}
}

func parsePoint(f form, p *focalpoint.Place, wrong *focalpoint.Fields) {
	lat, ok1 := f.number("lat")
	lon, ok2 := f.number("lon")
	if !ok1 || !ok2 || (f.get("lat") == "") != (f.get("lon") == "") {
		wrong.Add("place", "write latitude and longitude as numbers, both or none")
		return
	}
	p.Lat, p.Lon, p.HasPoint = lat, lon, f.get("lat") != ""
}

// parseItem reads one item; ok is false for a block nobody wrote in.
func parseItem(b form, path string, wrong *focalpoint.Fields) (it seizure.Item, ok bool) {
	it = seizure.Item{ID: focalpoint.ItemID(b.get("id")), Event: focalpoint.EventID(b.get("event")), Known: focalpoint.ItemID(b.get("known")), Identify: focalpoint.EventID(b.get("identify")),
		Role: focalpoint.Role(b.get("role")), Exhibit: b.get("exhibit"), Note: b.get("note"), Ownership: b.chosen("ownership"), Previous: b.chosen("previous")}
	it.Describes = focalpoint.Description{Kind: focalpoint.ItemKind(b.get("kind")), Part: focalpoint.PartKind(b.get("part")), Make: b.coded("make"), Model: b.coded("model"),
		Calibre: b.coded("calibre"), Type: b.chosen("type"), Action: b.chosen("action"), Origin: b.chosen("origin"), Country: b.coded("country"), Importer: b.coded("importer"), Year: b.get("year"), Unit: b.get("unit")}
	q, fine := b.number("quantity")
	if !fine || q != float64(int64(q)) {
		wrong.Add(path+"quantity", "%q is no whole number", b.get("quantity"))
	}
	it.Describes.Quantity = int64(q)
	for _, m := range b.blocks("marks") {
		mk := focalpoint.Mark{Kind: focalpoint.MarkKind(m.get("kind")), Text: m.get("text"), Reading: m.get("reading"), Read: m.get("read"), Position: m.get("position"), Method: m.get("method"), Condition: focalpoint.MarkCondition(m.get("condition")), Photo: m.get("photo")}
		if mk.Text != "" || mk.Reading != "" || mk.Condition != "" || mk.Photo != "" {
			it.Marks = append(it.Marks, mk)
		}
	}
	for _, sha := range b.all("photo") {
		it.Photos = append(it.Photos, seizure.Photo{SHA: sha})
	}
	d := it.Describes
	wrote := it.ID != "" || !d.Make.IsZero() || !d.Model.IsZero() || !d.Calibre.IsZero() || !d.Type.IsZero() || len(it.Marks) > 0 || len(it.Photos) > 0 || it.Note != "" || d.Quantity > 0
	return it, wrote
}

// writeSeizure is the way back: the fields of a seizure on record, for the form
// that changes it.
func writeSeizure(s *seizure.Seizure) url.Values {
	v := url.Values{}
	set := func(name, value string) {
		if value != "" {
			v.Set(name, value)
		}
	}
	set("number", s.Number)
	set("happened", string(s.Happened))
	set("authority", s.Authority.Name)
	set("context", string(s.Context))
	set("conveyance", s.Conveyance.Code)
	set("summary", s.Summary)
	set("place", s.Place.Text)
	set("country", string(s.Place.Country))
	set("region", s.Place.Region)
	set("unit", s.Place.Unit)
	set("location", string(s.Place.Location))
	if s.Place.HasPoint {
		set("lat", strconv.FormatFloat(s.Place.Lat, 'f', -1, 64))
		set("lon", strconv.FormatFloat(s.Place.Lon, 'f', -1, 64))
	}
	var other []string
	for _, o := range s.Offences {
		if o.Raw == "" && o.Code != "" {
			v.Add("offences", o.Code)
		} else if o.Raw != "" {
			other = append(other, o.Raw)
		}
	}
	set("offence-other", strings.Join(other, "; "))
	for _, c := range s.Concealment {
		v.Add("concealment", c.Code)
	}
	for name, p := range map[string]seizure.Point{"departure": s.Route.Departure, "destination": s.Route.Destination, "manufacture": s.Route.Manufacture} {
		set("route."+name, p.Text)
		set("route."+name+"-country", string(p.Country))
	}
	for i, p := range s.Route.Transit {
		set("transit."+strconv.Itoa(i)+".text", p.Text)
		set("transit."+strconv.Itoa(i)+".country", string(p.Country))
	}
	for i, g := range s.Goods {
		at := "goods." + strconv.Itoa(i) + "."
		set(at+"kind", g.Kind.Code)
		set(at+"text", g.Text)
		set(at+"unit", g.Unit)
		if g.Quantity != 0 {
			set(at+"quantity", strconv.FormatFloat(g.Quantity, 'f', -1, 64))
		}
	}
	for i, p := range s.Persons {
		at := "persons." + strconv.Itoa(i) + "."
		set(at+"id", string(p.Person))
		set(at+"role", string(p.Role))
		set(at+"stage", string(p.Stage))
		set(at+"entry", p.Entry)
		set(at+"note", p.Note)
	}
	for i := range s.Items {
		writeItem(set, v, "items."+strconv.Itoa(i)+".", &s.Items[i])
	}
	return v
}

func writeItem(set func(name, value string), v url.Values, at string, it *seizure.Item) {
	d := it.Describes
	coded := func(name string, c focalpoint.Coded) {
		if c.Raw != "" {
			set(at+name, c.Raw)
		} else {
			set(at+name+"-code", c.Code)
		}
	}
	for name, value := range map[string]string{"id": string(it.ID), "event": string(it.Event), "known": string(it.Known), "identify": string(it.Identify), "role": string(it.Role),
		"exhibit": it.Exhibit, "note": it.Note, "ownership": it.Ownership.Code, "previous": it.Previous.Code, "kind": string(d.Kind), "part": string(d.Part),
		"type": d.Type.Code, "action": d.Action.Code, "origin": d.Origin.Code, "year": d.Year, "unit": d.Unit} {
		set(at+name, value)
	}
	coded("make", d.Make)
	coded("model", d.Model)
	coded("calibre", d.Calibre)
	coded("country", d.Country)
	coded("importer", d.Importer)
	if d.Quantity > 1 || d.Kind == focalpoint.Ammunition {
		set(at+"quantity", strconv.FormatInt(d.Quantity, 10))
	}
	for i, m := range it.Marks {
		mark := at + "marks." + strconv.Itoa(i) + "."
		for name, value := range map[string]string{"kind": string(m.Kind), "text": m.Text, "reading": m.Reading, "read": m.Read, "position": m.Position, "method": m.Method, "condition": string(m.Condition), "photo": m.Photo} {
			set(mark+name, value)
		}
	}
	for _, p := range it.Photos {
		v.Add(at+"photo", p.SHA)
	}
}
