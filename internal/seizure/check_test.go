package seizure_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"focalpoint"
	"focalpoint/internal/catalogue"
	"focalpoint/internal/ledger"
	"focalpoint/internal/person"
	"focalpoint/internal/seizure"
	"focalpoint/internal/store/storetest"
	"time"
)

// room checks without a database.
func room(t *testing.T) *seizure.Room {
	t.Helper()
	codes, err := catalogue.New()
	if err != nil {
		t.Fatal(err)
	}
	return seizure.New(&ledger.Log{Now: func() time.Time { return storetest.Epoch }}, nil, nil, codes)
}

// broken returns every finding in a seizure in which everything is wrong.
func broken(t *testing.T) []*focalpoint.Error {
	t.Helper()
	s := seizure.Seizure{
		Happened: "2031-01-01", Context: "martial", Number: strings.Repeat("9", 2000), Summary: "a\x00b",
		Place:      focalpoint.Place{Lat: 91, HasPoint: true, Country: "Brasil", Location: "moon"},
		Offences:   []focalpoint.Coded{{Code: "no-such-offence"}},
		Conveyance: focalpoint.Coded{Code: "rocket"},
		Route:      seizure.Route{Transit: []seizure.Point{{Country: "x"}}},
		Persons:    []seizure.Involved{{Note: "who?"}, {Person: "it1", Stage: "jailed", Role: "king", Happened: "soon"}},
		Goods:      []seizure.Good{{Text: "?"}, {Kind: focalpoint.Chosen("cash"), Quantity: 5}, {Kind: focalpoint.Chosen("drugs"), Quantity: -1, Unit: "kg"}},
		Photos:     []seizure.Photo{{SHA: "me.jpg"}},
		Items: []seizure.Item{
			{Role: "borrowed", Describes: focalpoint.Description{Kind: focalpoint.Firearm, Quantity: 3, Year: "2090", Type: focalpoint.Coded{Code: "laser"}}},
			{Role: focalpoint.RoleSeized, Known: "sz1", From: "nobody", Describes: focalpoint.Description{Kind: focalpoint.Part, Quantity: 1}, Marks: []focalpoint.Mark{
				{Kind: focalpoint.MarkSerial, Text: "AB123", Reading: "AB[38"},
				{Kind: focalpoint.MarkSerial, Text: "12{8:.9,B:.9}"},
				{Kind: "tattoo", Text: "x", Condition: "fresh", Photo: "x"},
				{Kind: focalpoint.MarkSerial, Photo: strings.Repeat("a", 64)},
				{Kind: focalpoint.MarkSerial, Text: "X", Condition: focalpoint.ConditionNever},
			}},
			{Describes: focalpoint.Description{Kind: focalpoint.Ammunition}, Role: focalpoint.RoleFound},
		},
	}
	s.Clean()
	list := focalpoint.FieldErrors(room(t).Validate(s))
	list = append(list, focalpoint.FieldErrors(room(t).Validate(seizure.Seizure{}))...)
	for _, kind := range seizure.MoveKinds() {
		list = append(list, focalpoint.FieldErrors(room(t).ValidateMove(seizure.Move{Kind: kind, Marks: make([]focalpoint.Mark, 1)}))...)
	}
	return list
}

func TestValidateNamesEveryField(t *testing.T) {
	got := map[string]string{}
	for _, e := range broken(t) {
		if _, ok := got[e.Field]; !ok {
			got[e.Field] = strings.TrimPrefix(e.Key, "seizure.err.")
		}
	}
	want := map[string]string{
		"happened": "future", "context": "choice", "number": "long", "summary": "sign", "place.point": "point", "place.country": "country", "place.location": "choice",
		"authority": "authority", "offences[0]": "choice", "conveyance": "choice", "route.transit[0].country": "country",
		"persons[0].person": "person", "persons[1].person": "person-id", "persons[1].stage": "choice", "persons[1].role": "choice", "persons[1].happened": "date",
		"goods[0].kind": "goods-kind", "goods[1].unit": "unit", "goods[2].quantity": "quantity", "photos[0].sha": "photo",
		"items[0].role": "choice", "items[0].describes.quantity": "one-each", "items[0].describes.year": "future", "items[0].describes.type": "choice",
		"items[1].known": "known", "items[1].from": "person-id", "items[1].describes.part": "part",
		"items[1].marks[0].reading": "mark.err.set-open", "items[1].marks[1].text": "mark.err.weights-sum", "items[1].marks[2].kind": "choice",
		"items[1].marks[2].condition": "choice", "items[1].marks[2].photo": "photo", "items[1].marks[3].text": "mark", "items[1].marks[4].condition": "never-marked",
		"items[2].describes.quantity": "rounds",
		"place.text":                  "place", "items": "items",
		"to": "move-to", "reason": "move-reason", "authority ": "", "document": "move-document", "method": "move-method", "witnesses": "move-witnesses",
		"marks": "move-marks", "marks[0].kind": "choice", "marks[0].text": "mark",
	}
	delete(want, "authority ")
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("fields (-want +got):\n%s", d)
	}
}

func TestReadingErrorNamesTheCharacter(t *testing.T) {
	s := night()
	s.Items = append(s.Items, pistol("Glock", "9x19", focalpoint.Mark{Kind: focalpoint.MarkSerial, Text: "AB123", Reading: "AB[3_]1"}))
	s.Clean()
	err := room(t).Validate(s)
	if focalpoint.FieldOf(err) != "items[2].marks[0].reading" || !strings.Contains(err.Error(), "at character 5") {
		t.Errorf("%v", err)
	}
}

func TestCleanKeepsWhatWasSaid(t *testing.T) {
	s := night()
	s.Number = "  PN 45/2025 "
	s.Items = append(s.Items, seizure.Item{}, seizure.Item{Describes: focalpoint.Description{Part: focalpoint.PartBarrel}})
	s.Persons = append(s.Persons, seizure.Involved{})
	s.Clean()
	if s.Number != "PN 45/2025" || len(s.Items) != 3 || s.Items[2].Describes.Kind != focalpoint.Part || len(s.Persons) != 0 || s.Items[1].Describes.Unit != "rounds" {
		t.Errorf("%+v", s)
	}
	if err := room(t).Validate(s); err != nil {
		t.Error(err)
	}
	if seizure.InvolvedRoles()[0] != seizure.InvolvedHolder || person.Stages()[0] != person.Suspected {
		t.Error("the first of a list is what a form shows first")
	}
}
