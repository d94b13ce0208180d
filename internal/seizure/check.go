package seizure

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"focalpoint"
	"focalpoint/internal/attachment"
	"focalpoint/internal/i18n"
	"focalpoint/internal/person"
)

// Limits of one seizure. A larger one is entered as several, or imported.
const (
	MaxItems = 2000
	maxText  = 20000
	maxCell  = 1000
)

// findings collects what is wrong, each sentence from the message catalogue.
type findings struct {
	list  focalpoint.Fields
	today focalpoint.Day
	codes Codes
}

func (f *findings) add(field, key string, args ...any) {
	f.list = append(f.list, &focalpoint.Error{Kind: focalpoint.KindInvalid, Field: field, Msg: english(key, args...), Key: "seizure.err." + key, Args: args})
}

func english(key string, args ...any) string {
	return i18n.For(i18n.English).T("seizure.err."+key, args...)
}

func failure(op string, kind focalpoint.Kind, field, key string, args ...any) error {
	return &focalpoint.Error{Op: op, Kind: kind, Field: field, Msg: english(key, args...), Key: "seizure.err." + key, Args: args}
}

// Clean brings an input to the form in which it is checked and saved: blanks
// around texts dropped, empty rows of lists taken out, the obvious filled in (a
// firearm is one; the role of an item is "seized" when nothing else is said;
// doubt written into the text of a mark is its reading). Paths of findings
// count the rows that are left. The slices handed in are not changed.
func (s *Seizure) Clean() {
	for _, p := range []*string{&s.Number, &s.Place.Text, &s.Place.Region, &s.Place.Unit, &s.Authority.Name, &s.Summary, (*string)(&s.Happened), &s.Conveyance.Raw} {
		*p = strings.TrimSpace(*p)
	}
	s.Offences = cleanCoded(s.Offences)
	s.Concealment = cleanCoded(s.Concealment)
	s.Route.Transit = without(s.Route.Transit, Point.IsZero)
	s.Persons = without(s.Persons, func(p Involved) bool { return p.Person == "" && p.Note == "" && p.Stage == "" })
	s.Goods = without(s.Goods, func(g Good) bool { return g.Kind.IsZero() && g.Text == "" && g.Quantity == 0 })
	s.Photos = without(s.Photos, func(p Photo) bool { return p.SHA == "" })
	s.Items = slices.Clone(s.Items)
	for i := range s.Items {
		s.Items[i].clean()
	}
	s.Items = without(s.Items, Item.empty)
}

// without copies a list without what is to be dropped.
func without[T any](list []T, drop func(T) bool) []T {
	var out []T
	for _, v := range list {
		if !drop(v) {
			out = append(out, v)
		}
	}
	return out
}

func cleanCoded(list []focalpoint.Coded) []focalpoint.Coded {
	var out []focalpoint.Coded
	for _, c := range list {
		c.Raw = strings.TrimSpace(c.Raw)
		if !c.IsZero() {
			out = append(out, c)
		}
	}
	return out
}

// Validate finds everything that is wrong with a seizure, each with the path of
// its field ("items[1].marks[0].reading"), a sentence, and the key of the
// sentence in the message catalogue. It needs no database. nil means: may be saved.
func (r *Room) Validate(s Seizure) error {
	f := findings{today: focalpoint.DayOf(r.log.Now().UTC()), codes: r.codes}
	f.incident(s)
	f.route(s.Route)
	f.coded("conveyance", "conveyance", s.Conveyance)
	for i, c := range s.Concealment {
		f.coded(fmt.Sprintf("concealment[%d]", i), "concealment", c)
	}
	for i, p := range s.Persons {
		f.involved(fmt.Sprintf("persons[%d].", i), p)
	}
	for i, g := range s.Goods {
		f.good(fmt.Sprintf("goods[%d].", i), g)
	}
	f.photos("photos", s.Photos)
	if len(s.Items) == 0 {
		f.add("items", "items")
	}
	if len(s.Items) > MaxItems {
		f.add("items", "items-many", "most", MaxItems)
	}
	for i, it := range s.Items {
		f.item(fmt.Sprintf("items[%d].", i), it)
	}
	return f.list.Err("seizure.Validate")
}

func (f *findings) incident(s Seizure) {
	if s.Happened == "" {
		f.add("happened", "happened")
	}
	f.date("happened", s.Happened)
	if p := s.Place; p.Text == "" && p.Region == "" && p.Country == "" && p.Unit == "" && !p.HasPoint {
		f.add("place.text", "place")
	}
	f.country("place.country", s.Place.Country)
	if p := s.Place; p.HasPoint && !(p.Lat >= -90 && p.Lat <= 90 && p.Lon >= -180 && p.Lon <= 180) {
		f.add("place.point", "point")
	}
	if l := s.Place.Location; l != "" && !f.has("location", string(l)) {
		f.add("place.location", "choice", "value", string(l))
	}
	if s.Authority.IsZero() {
		f.add("authority", "authority")
	}
	switch s.Context {
	case focalpoint.ContextCriminal, focalpoint.ContextAdministrative, focalpoint.ContextUnknown:
	case "":
		f.add("context", "context")
	default:
		f.add("context", "choice", "value", string(s.Context))
	}
	f.offences("offences", s.Offences)
	f.cell("number", s.Number)
	f.cell("place.text", s.Place.Text)
	f.cell("place.unit", s.Place.Unit)
	f.cell("authority.name", s.Authority.Name)
	f.text("summary", s.Summary, maxText)
}

func (f *findings) route(r Route) {
	f.country("route.manufacture.country", r.Manufacture.Country)
	f.country("route.departure.country", r.Departure.Country)
	f.country("route.destination.country", r.Destination.Country)
	for i, p := range r.Transit {
		f.country(fmt.Sprintf("route.transit[%d].country", i), p.Country)
		f.cell(fmt.Sprintf("route.transit[%d].text", i), p.Text)
	}
	f.cell("route.departure.text", r.Departure.Text)
	f.cell("route.destination.text", r.Destination.Text)
	f.cell("route.manufacture.text", r.Manufacture.Text)
}

func (f *findings) involved(path string, p Involved) {
	if p.Person == "" {
		f.add(path+"person", "person")
	} else if focalpoint.IDPrefix(string(p.Person)) != focalpoint.PrefixPerson {
		f.add(path+"person", "person-id", "id", string(p.Person))
	}
	if p.Stage != "" && !slices.Contains(person.Stages(), p.Stage) {
		f.add(path+"stage", "choice", "value", string(p.Stage))
	}
	if p.Role != "" && !slices.Contains(InvolvedRoles(), p.Role) {
		f.add(path+"role", "choice", "value", string(p.Role))
	}
	f.date(path+"happened", p.Happened)
	f.offences(path+"offences", p.Offences)
	f.text(path+"note", p.Note, maxText)
}

func (f *findings) good(path string, g Good) {
	if g.Kind.IsZero() {
		f.add(path+"kind", "goods-kind")
	}
	f.coded(path+"kind", "goods", g.Kind)
	if g.Quantity < 0 || math.IsNaN(g.Quantity) || math.IsInf(g.Quantity, 0) {
		f.add(path+"quantity", "quantity")
	}
	if g.Quantity > 0 && strings.TrimSpace(g.Unit) == "" {
		f.add(path+"unit", "unit")
	}
	f.cell(path+"text", g.Text)
	f.cell(path+"unit", g.Unit)
}

func (f *findings) photos(path string, list []Photo) {
	for i, p := range list {
		if !attachment.ValidDigest(p.SHA) {
			f.add(fmt.Sprintf("%s[%d].sha", path, i), "photo")
		}
		f.cell(fmt.Sprintf("%s[%d].caption", path, i), p.Caption)
	}
}

func (f *findings) offences(path string, list []focalpoint.Coded) {
	for i, c := range list {
		f.coded(fmt.Sprintf("%s[%d]", path, i), "offence", c)
	}
}

// coded checks a code that a person chose; raw text waits for a coder and is
// always taken.
func (f *findings) coded(path, list string, c focalpoint.Coded) {
	f.cell(path, c.Raw)
	if c.Code != "" && c.Raw == "" && !f.has(list, c.Code) {
		f.add(path, "choice", "value", c.Code)
	}
}

func (f *findings) has(list, code string) bool {
	switch code {
	case focalpoint.CodeUnknown, focalpoint.CodeNone, focalpoint.CodeNotApplicable, focalpoint.CodeNotCollected:
		return true
	}
	_, ok := f.codes.Entry(list, code)
	return ok
}

func (f *findings) date(path string, d focalpoint.Date) {
	if d == "" {
		return
	}
	first, _, ok := d.Bounds()
	switch {
	case !ok:
		f.add(path, "date", "value", string(d))
	case first > f.today+1:
		f.add(path, "future", "value", string(d))
	case first.Year() < 1800:
		f.add(path, "long-ago", "value", string(d))
	}
}

func (f *findings) country(path string, c focalpoint.Country) {
	if c != "" && (len(c) != 3 || strings.ToUpper(string(c)) != string(c)) {
		f.add(path, "country", "value", string(c))
	}
}

func (f *findings) cell(path, s string) { f.text(path, s, maxCell) }

func (f *findings) text(path, s string, most int) {
	switch {
	case len(s) > most:
		f.add(path, "long", "most", most)
	case strings.ContainsRune(s, 0):
		f.add(path, "sign")
	}
}
