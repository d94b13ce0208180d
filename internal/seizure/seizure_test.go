package seizure_test

import (
	"bytes"
	"context"
	"image"
	"image/png"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"focalpoint"
	"focalpoint/internal/access"
	"focalpoint/internal/attachment"
	"focalpoint/internal/catalogue"
	"focalpoint/internal/i18n"
	"focalpoint/internal/ledger"
	"focalpoint/internal/person"
	"focalpoint/internal/register"
	"focalpoint/internal/seizure"
	"focalpoint/internal/store"
	"focalpoint/internal/store/storetest"
)

type house struct {
	testing.TB
	log     *ledger.Log
	reg     *register.Register
	persons *person.Store
	files   *attachment.Store
	room    *seizure.Room
	now     time.Time
}

func schemas() []store.Schema {
	return []store.Schema{ledger.Schema(), access.Schema(), attachment.Schema(), person.Schema(), register.Schema(), seizure.Schema()}
}

func newHouse(t testing.TB, db *store.DB) *house {
	t.Helper()
	codes, err := catalogue.New()
	if err != nil {
		t.Fatal(err)
	}
	h := &house{TB: t, now: storetest.Epoch}
	h.log = &ledger.Log{DB: db, Now: func() time.Time { h.now = h.now.Add(time.Second); return h.now }, Rand: rand.NewChaCha8([32]byte{9})}
	h.reg, h.persons, h.files = register.New(db, codes), person.New(h.log), attachment.New(h.log)
	h.room = seizure.New(h.log, h.reg, h.persons, codes)
	return h
}

// onBoth runs a test on both databases; the log must verify at the end.
func onBoth(t *testing.T, fn func(h *house)) {
	storetest.Run(t, schemas(), func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		fn(h)
		tables := slices.Concat(access.Tables(), attachment.Tables(), person.Tables(), register.Tables(), seizure.Tables())
		if _, err := ledger.Verify(t.Context(), db, tables, nil); err != nil {
			t.Error(err)
		}
	})
}

func (h *house) ctx() context.Context { return context.Background() }

func (h *house) mustSave(in seizure.Input) *seizure.Saved {
	h.Helper()
	out, err := h.room.Save(h.ctx(), "us1", in)
	if err != nil {
		h.Fatal(err)
	}
	return out
}

func (h *house) get(id focalpoint.SeizureID) seizure.Seizure {
	h.Helper()
	v, err := h.room.Get(h.ctx(), id)
	if err != nil {
		h.Fatal(err)
	}
	return v.Doc
}

func (h *house) item(id focalpoint.ItemID) register.Item {
	h.Helper()
	it, err := h.reg.Item(h.ctx(), id)
	if err != nil {
		h.Fatal(err)
	}
	return it
}

func serial(text string) focalpoint.Mark {
	return focalpoint.Mark{Kind: focalpoint.MarkSerial, Text: text, Position: "frame"}
}

func pistol(make, calibre string, marks ...focalpoint.Mark) seizure.Item {
	return seizure.Item{Role: focalpoint.RoleSeized, Marks: marks, Describes: focalpoint.Description{Kind: focalpoint.Firearm, Quantity: 1,
		Make: focalpoint.Raw(make), Calibre: focalpoint.Raw(calibre), Type: focalpoint.Chosen("pistol")}}
}

// night is a seizure with two items in it.
func night() seizure.Seizure {
	return seizure.Seizure{
		Number: "PN 45/2025", Happened: "2025-11-02T22:10", Context: focalpoint.ContextCriminal,
		Place:     focalpoint.Place{Text: "Puerto Norte, road 7", Country: "XAA", Region: "XAA-03", Unit: "3rd station", Location: focalpoint.LocationTerritory, Lat: 4.5, Lon: -74, HasPoint: true},
		Authority: focalpoint.Ref{Name: "National Police"}, Offences: []focalpoint.Coded{focalpoint.Raw("possession"), focalpoint.Raw("drug trafficking")},
		Conveyance: focalpoint.Chosen("car"), Concealment: []focalpoint.Coded{focalpoint.Chosen("vehicle-cavity")},
		Route: seizure.Route{Departure: seizure.Point{Country: "XBB"}, Transit: []seizure.Point{{Country: "XCC", Text: "by ferry"}}, Destination: seizure.Point{Country: "XAA"}},
		Goods: []seizure.Good{{Kind: focalpoint.Chosen("drugs"), Text: "white powder", Quantity: 1.25, Unit: "kg"}},
		Items: []seizure.Item{
			pistol("Taurus", "9 mm", focalpoint.Mark{Kind: focalpoint.MarkSerial, Text: "AB?12[38]4", Condition: focalpoint.ConditionPartial}),
			{Describes: focalpoint.Description{Kind: focalpoint.Ammunition, Calibre: focalpoint.Raw("9x19"), Quantity: 50}},
		},
	}
}

func TestSaveMakesEvents(t *testing.T) {
	onBoth(t, func(h *house) {
		out := h.mustSave(seizure.Input{Seizure: night()})
		if out.Version != 1 || len(out.Items) != 2 || len(out.Events) != 2 || focalpoint.IDPrefix(string(out.ID)) != focalpoint.PrefixSeizure {
			h.Fatalf("saved %+v", out)
		}
		it := h.item(out.Items[0])
		if it.Status != focalpoint.StatusHeld || it.Role != focalpoint.RoleSeized || it.Seizure != out.ID || it.Describes.Make.Code != "TAURUS" && it.Describes.Make.Code == "" {
			h.Errorf("item %+v", it)
		}
		if m := it.Marks[0]; m.Text != "AB?12[38]4" || m.Reading != "AB?12[38]4" {
			h.Errorf("doubt written into the text is the reading, and the text stays as seen: %+v", m)
		}
		events, err := h.reg.SeizureEvents(h.ctx(), out.ID)
		if err != nil || len(events) != 2 || events[0].Kind != focalpoint.EventSeizure || events[0].Document != "PN 45/2025" || len(events[0].Offences) != 2 {
			h.Errorf("events %+v, %v", events, err)
		}
		page, err := h.room.List(h.ctx(), seizure.Filter{})
		if err != nil || page.Total != 1 {
			h.Fatal(page, err)
		}
		want := seizure.Row{ID: out.ID, Version: 1, Number: "PN 45/2025", Happened: "2025-11-02T22:10", Place: night().Place, Authority: night().Authority, Context: focalpoint.ContextCriminal,
			Offences: page.Rows[0].Offences, Roles: []string{"seized"}, Kinds: []string{"ammunition", "firearm"}, Goods: []string{"drugs"}, Route: "XBB XCC XAA",
			Items: 2, Firearms: 1, Rounds: 50, Entered: page.Rows[0].Entered, Changed: out.Receipt.Leaf}
		if d := cmp.Diff(want, page.Rows[0]); d != "" {
			h.Errorf("row (-want +got):\n%s", d)
		}
		if len(want.Offences) == 0 {
			h.Error("the offences were not coded for the list")
		}
	})
}

func TestRolesMakeKinds(t *testing.T) {
	onBoth(t, func(h *house) {
		s := night()
		s.Items = nil
		for i, role := range seizure.Roles() {
			it := pistol("Glock", "9x19", serial("ROLE"+string(rune('A'+i))+"77"))
			it.Role = role
			s.Items = append(s.Items, it)
		}
		out := h.mustSave(seizure.Input{Seizure: s})
		want := []focalpoint.EventKind{"seizure", "find", "surrender", "find", "observe", "observe", "observe"}
		for i, e := range out.Events {
			if e.Kind != want[i] || e.Role != seizure.Roles()[i] {
				h.Errorf("%s became %s; want %s", e.Role, e.Kind, want[i])
			}
		}
		for i, id := range out.Items {
			held := h.item(id).Status == focalpoint.StatusHeld
			if held != (i < 4) {
				h.Errorf("%s: held %v", seizure.Roles()[i], held)
			}
		}
	})
}

func TestEditIsCorrection(t *testing.T) {
	onBoth(t, func(h *house) {
		first := h.mustSave(seizure.Input{Seizure: night()})
		s := h.get(first.ID)
		if _, err := h.room.Save(h.ctx(), "us1", seizure.Input{ID: first.ID, Base: 1, Seizure: s}); focalpoint.FieldOf(err) != "reason" {
			h.Errorf("a change without a reason: %v", err)
		}
		// nothing differs: a version, and no event
		same := h.mustSave(seizure.Input{ID: first.ID, Base: 1, Reason: "looked again", Seizure: s})
		if same.Version != 2 || len(same.Events) != 0 {
			h.Errorf("an unchanged seizure made %d events", len(same.Events))
		}
		// one item changes, one goes, one comes
		s = h.get(first.ID)
		s.Items[0].Describes.Make = focalpoint.Raw("Bersa")
		gone := s.Items[1].ID
		s.Items = append(s.Items[:1], pistol("Glock", "9x19", serial("GLK991")))
		out := h.mustSave(seizure.Input{ID: first.ID, Base: 2, Reason: "read the marks again", Seizure: s})
		var kinds []string
		for _, e := range out.Events {
			kinds = append(kinds, string(e.Kind)+":"+string(e.CorrectedKind))
		}
		if d := cmp.Diff([]string{"correction:seizure", "seizure:", "correction:"}, kinds); d != "" {
			h.Errorf("events (-want +got):\n%s", d)
		}
		if it := h.item(out.Items[0]); it.Describes.Make.Raw != "Bersa" || len(it.Occurrences) != 1 {
			h.Errorf("the corrected item: %+v", it)
		}
		if it := h.item(gone); len(it.Occurrences) != 0 || it.Status != focalpoint.StatusUnknown {
			h.Errorf("the item taken out still counts: %+v", it)
		}
		// a second correction names the first one
		s = h.get(first.ID)
		s.Happened = "2025-11-01"
		again := h.mustSave(seizure.Input{ID: first.ID, Base: 3, Reason: "wrong day", Seizure: s})
		life, err := h.reg.Life(h.ctx(), again.Items[0])
		if err != nil || len(life.Effective) != 1 || life.Effective[0].Happened != "2025-11-01" || len(life.Superseded) != 2 {
			h.Errorf("life %+v, %v", life, err)
		}
		if _, err := h.room.Save(h.ctx(), "us2", seizure.Input{ID: first.ID, Base: 3, Reason: "late", Seizure: s}); focalpoint.KindOf(err) != focalpoint.KindConflict {
			h.Errorf("somebody else changed it meanwhile: %v", err)
		}
		if list, err := h.room.History(h.ctx(), first.ID); err != nil || len(list) != 4 || list[0].Doc.Items[0].Describes.Make.Raw != "Taurus" {
			h.Errorf("%d versions, %v", len(list), err)
		}
		stranger := s
		stranger.Items = []seizure.Item{{ID: "it-other", Role: focalpoint.RoleSeized, Describes: focalpoint.Description{Kind: focalpoint.Firearm, Quantity: 1}}}
		if _, err := h.room.Save(h.ctx(), "us1", seizure.Input{ID: first.ID, Base: 4, Reason: "x", Seizure: stranger}); focalpoint.FieldOf(err) != "items[0].id" {
			h.Errorf("an item of another seizure: %v", err)
		}
	})
}

func TestWithdraw(t *testing.T) {
	onBoth(t, func(h *house) {
		p, _, err := h.persons.Save(h.ctx(), "us1", "", 0, person.Person{Names: []person.Name{{Full: "A"}}}, "")
		if err != nil {
			h.Fatal(err)
		}
		s := night()
		s.Persons = []seizure.Involved{{Person: p, Role: seizure.InvolvedDriver, Stage: person.Suspected}}
		out := h.mustSave(seizure.Input{Seizure: s})
		if err := h.room.Withdraw(h.ctx(), "us1", out.ID, 1, " "); focalpoint.FieldOf(err) != "reason" {
			h.Errorf("no reason: %v", err)
		}
		if err := h.room.Withdraw(h.ctx(), "us1", out.ID, 1, "entered twice"); err != nil {
			h.Fatal(err)
		}
		if page, err := h.room.List(h.ctx(), seizure.Filter{}); err != nil || page.Total != 0 {
			h.Errorf("still listed: %+v, %v", page, err)
		}
		if page, err := h.room.List(h.ctx(), seizure.Filter{Withdrawn: true}); err != nil || page.Total != 1 || !page.Rows[0].Withdrawn {
			h.Errorf("not to be found: %+v, %v", page, err)
		}
		if it := h.item(out.Items[0]); len(it.Occurrences) != 0 {
			h.Errorf("still counted: %+v", it.Occurrences)
		}
		if list, err := h.persons.StagesOf(h.ctx(), p); err != nil || len(list) != 0 {
			h.Errorf("stages stay: %+v, %v", list, err)
		}
		if len(h.get(out.ID).Items) != 2 {
			h.Error("the withdrawn seizure must keep what was entered")
		}
		v, _ := h.room.Get(h.ctx(), out.ID)
		if _, err := h.room.Save(h.ctx(), "us1", seizure.Input{ID: out.ID, Base: v.Version, Reason: "x", Seizure: s}); focalpoint.KindOf(err) != focalpoint.KindConflict {
			h.Errorf("changing what is withdrawn: %v", err)
		}
	})
}

func TestPersonsComeToStages(t *testing.T) {
	onBoth(t, func(h *house) {
		p, _, err := h.persons.Save(h.ctx(), "us1", "", 0, person.Person{Names: []person.Name{{Full: "A"}}, Sex: person.Female}, "")
		if err != nil {
			h.Fatal(err)
		}
		s := night()
		s.Persons = []seizure.Involved{{Person: p, Role: seizure.InvolvedDriver, Stage: person.Suspected}, {Person: p, Role: seizure.InvolvedHolder}}
		s.Items[0].From = p
		out := h.mustSave(seizure.Input{Seizure: s})
		stages := func() []person.StageEntry {
			list, err := h.persons.SeizureStages(h.ctx(), h.log.DB, out.ID)
			if err != nil {
				h.Fatal(err)
			}
			return list
		}
		before := stages()
		if len(before) != 1 || before[0].Stage != person.Suspected || before[0].Happened != s.Happened || len(before[0].Offences) != 2 {
			h.Fatalf("stages %+v", before)
		}
		if ids, err := h.room.OfPerson(h.ctx(), p); err != nil || len(ids) != 1 {
			h.Errorf("seizures of the person: %v, %v", ids, err)
		}
		if e := out.Events[0]; e.From.Person != p || e.From.Name != "" {
			h.Errorf("the event names the person by id only: %+v", e.From)
		}
		s = h.get(out.ID)
		s.Summary = "no change for the person"
		h.mustSave(seizure.Input{ID: out.ID, Base: 1, Reason: "text", Seizure: s})
		if d := cmp.Diff(before, stages()); d != "" {
			h.Errorf("an edit elsewhere touched the stage:\n%s", d)
		}
		s = h.get(out.ID)
		s.Persons[0].Stage = person.Prosecuted
		h.mustSave(seizure.Input{ID: out.ID, Base: 2, Reason: "charged", Seizure: s})
		if got := stages(); len(got) != 1 || got[0].Stage != person.Prosecuted {
			h.Errorf("stages after the edit %+v", got)
		}
		s.Persons = []seizure.Involved{{Person: "pe-none", Stage: person.Suspected}}
		if _, err := h.room.Save(h.ctx(), "us1", seizure.Input{Seizure: s}); focalpoint.FieldOf(err) != "persons[0].person" {
			h.Errorf("an unknown person: %v", err)
		}
	})
}

func TestKnownItemAndAlarm(t *testing.T) {
	onBoth(t, func(h *house) {
		var known focalpoint.ItemID
		_, err := h.log.Write(h.ctx(), ledger.Entry{Action: "test"}, func(tx *ledger.Tx) error {
			known = focalpoint.ItemID(tx.NewID(focalpoint.PrefixItem))
			d := focalpoint.Description{Make: focalpoint.Raw("Glock"), Kind: focalpoint.Firearm}
			_, err := h.reg.Record(h.ctx(), tx,
				focalpoint.Event{Item: known, Kind: focalpoint.EventRegister, Happened: "2010", Describes: &d, Marks: []focalpoint.Mark{serial("XY7712")}},
				focalpoint.Event{Item: known, Kind: focalpoint.EventTheft, Happened: "2024-01-01"})
			return err
		})
		if err != nil {
			h.Fatal(err)
		}
		s := night()
		s.Items = []seizure.Item{pistol("Glock", "9x19", serial("XY7712"))}
		out := h.mustSave(seizure.Input{Seizure: s}) // nobody has said yet that it is that one
		hits := out.Screened[out.Items[0]]
		if len(hits) == 0 || hits[0].Item != known {
			h.Fatalf("the stolen one is on file, and the screening found %+v", out.Screened)
		}
		s = h.get(out.ID)
		s.Items[0].Known = known
		out = h.mustSave(seizure.Input{ID: out.ID, Base: 1, Reason: "the screening named it", Seizure: s})
		if len(out.Alarms) != 1 || out.Alarms[0].Kind != register.AlarmStolen {
			h.Errorf("alarms %+v; want the stolen one found", out.Alarms)
		}
		life, err := h.reg.Life(h.ctx(), known)
		if err != nil || len(life.Same) != 1 || life.Same[0] != out.Items[0] {
			h.Fatalf("not held to be the same: %+v, %v", life, err)
		}
		// the officer was wrong: the identification is withdrawn, nothing is lost
		s = h.get(out.ID)
		s.Items[0].Known = ""
		h.mustSave(seizure.Input{ID: out.ID, Base: 2, Reason: "another number on the slide", Seizure: s})
		if it := h.item(known); it.Status != focalpoint.StatusStolen {
			h.Errorf("the item on record is %s again; want stolen", it.Status)
		}
		if it := h.item(out.Items[0]); it.SameAs != "" || len(it.Alarms) != 0 {
			h.Errorf("still identified: %+v", it)
		}
	})
}

func TestPhotographs(t *testing.T) {
	onBoth(t, func(h *house) {
		var b bytes.Buffer
		if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 4, 4))); err != nil {
			h.Fatal(err)
		}
		photo, err := h.files.Put(h.ctx(), "us1", "slide.png", &b)
		if err != nil {
			h.Fatal(err)
		}
		s := night()
		s.Items[0].Photos = []seizure.Photo{{SHA: photo.SHA, Caption: "left side"}}
		s.Items[0].Marks[0].Photo = strings.Repeat("0", 64)
		if _, err := h.room.Save(h.ctx(), "us1", seizure.Input{Seizure: s}); focalpoint.FieldOf(err) != "items[0].marks[0].photo" {
			h.Errorf("a picture that is not there: %v", err)
		}
		s.Items[0].Marks[0].Photo = photo.SHA
		h.mustSave(seizure.Input{Seizure: s})
	})
}

func TestDrafts(t *testing.T) {
	onBoth(t, func(h *house) {
		id, err := h.room.SaveDraft(h.ctx(), "us1", "", "Puerto", []byte(`{"number":"1"}`))
		if err != nil {
			h.Fatal(err)
		}
		if again, err := h.room.SaveDraft(h.ctx(), "us1", id, "Puerto Norte", []byte(`{"number":"12"}`)); err != nil || again != id {
			h.Fatal(again, err)
		}
		if d, err := h.room.Draft(h.ctx(), "us1", id); err != nil || string(d.Body) != `{"number":"12"}` || d.Title != "Puerto Norte" {
			h.Errorf("draft %+v, %v", d, err)
		}
		if _, err := h.room.Draft(h.ctx(), "us2", id); focalpoint.KindOf(err) != focalpoint.KindNotFound {
			h.Errorf("another user's draft: %v", err)
		}
		if _, err := h.room.SaveDraft(h.ctx(), "us1", "", "", []byte(`{`)); err == nil {
			h.Error("a draft that is no JSON was taken")
		}
		if head, err := h.log.Head(h.ctx()); err != nil || head.Size != 0 {
			h.Errorf("drafts are no record: %d entries in the log, %v", head.Size, err)
		}
		h.mustSave(seizure.Input{Seizure: night(), Draft: id})
		if list, err := h.room.Drafts(h.ctx(), "us1"); err != nil || len(list) != 0 {
			h.Errorf("drafts after the save: %+v, %v", list, err)
		}
	})
}

func TestEverySentenceInEveryLanguage(t *testing.T) {
	for _, e := range broken(t) {
		for _, lang := range i18n.Languages() {
			if text := i18n.For(lang).T(e.Key, e.Args...); strings.HasPrefix(text, "[") || strings.Contains(text, "{") {
				t.Errorf("%s in %s: %q", e.Key, lang, text)
			}
		}
	}
}
