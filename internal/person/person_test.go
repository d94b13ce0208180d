package person_test

import (
	"crypto/rand"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"focalpoint"
	"focalpoint/internal/access"
	"focalpoint/internal/i18n"
	"focalpoint/internal/ledger"
	"focalpoint/internal/person"
	"focalpoint/internal/store"
	"focalpoint/internal/store/storetest"
)

type house struct {
	t   *testing.T
	log *ledger.Log
	now time.Time
	*person.Store
}

func onBoth(t *testing.T, fn func(h *house)) {
	schemas := []store.Schema{ledger.Schema(), access.Schema(), person.Schema()}
	storetest.Run(t, schemas, func(t *testing.T, db *store.DB) {
		h := &house{t: t, now: storetest.Epoch}
		h.log = &ledger.Log{DB: db, Now: func() time.Time { return h.now }, Rand: rand.Reader}
		h.Store = person.New(h.log)
		fn(h)
		tables := append(access.Tables(), person.Tables()...)
		if _, err := ledger.Verify(t.Context(), db, tables, nil); err != nil {
			t.Error(err)
		}
	})
}

func (h *house) mustSave(p person.Person) focalpoint.PersonID {
	h.t.Helper()
	id, _, err := h.Save(h.t.Context(), "us1", "", 0, p, "")
	if err != nil {
		h.t.Fatal(err)
	}
	return id
}

func (h *house) mustWrite(fn func(*ledger.Tx) error) {
	h.t.Helper()
	if _, err := h.log.Write(h.t.Context(), ledger.Entry{Actor: "us1", Action: "test"}, fn); err != nil {
		h.t.Fatal(err)
	}
}

var (
	officer   = access.User{ID: "us1", Roles: []access.Role{access.RoleTracing}}
	analyst   = access.User{ID: "us2", Roles: []access.Role{access.RoleAnalyst}}
	inspector = access.User{ID: "us3", Roles: []access.Role{access.RoleInspector}}
	why       = access.Purpose{Kind: "case", Ref: "cs1"}
)

func wantKind(t *testing.T, what string, err error, kind focalpoint.Kind, key string) {
	t.Helper()
	var e *focalpoint.Error
	for _, f := range focalpoint.FieldErrors(err) {
		if f.Key == "person.err."+key {
			e = f
		}
	}
	if err == nil || focalpoint.KindOf(err) != kind || key != "" && e == nil {
		t.Errorf("%s: %v (%s); want %s %s", what, err, focalpoint.KindOf(err), kind, key)
	}
}

func TestReadLeavesAnEntry(t *testing.T) {
	onBoth(t, func(h *house) {
		ctx, t := h.t.Context(), h.t
		p := person.Person{Names: []person.Name{{Given: "María", Family: "Núñez"}}, Born: "1987-02", Sex: person.Female, Nationalities: []focalpoint.Country{"ESP"}}
		id := h.mustSave(p)
		got, err := h.Read(ctx, officer, why, id)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(person.Record{ID: id, Version: 1, At: storetest.Epoch, Person: p}, got); d != "" {
			t.Errorf("record (-want +got):\n%s", d)
		}
		_, err = h.Read(ctx, analyst, why, id)
		wantKind(t, "a role that may not", err, focalpoint.KindForbidden, "role")
		_, err = h.Read(ctx, officer, access.Purpose{}, id)
		wantKind(t, "no purpose", err, focalpoint.KindInvalid, "purpose-missing")
		_, err = h.Read(ctx, officer, why, "pe-none")
		wantKind(t, "no such person", err, focalpoint.KindNotFound, "missing")

		seen, err := access.Entries(ctx, h.log, access.EntryFilter{Subject: string(id)})
		if err != nil || len(seen.Rows) != 1 || seen.Rows[0].Actor != officer.ID || seen.Rows[0].Purpose != why {
			t.Errorf("access entries %+v, %v; want the one reading by %s", seen.Rows, err, officer.ID)
		}
		stub, err := h.Stub(ctx, id)
		if err != nil || stub != (person.Stub{ID: id, Version: 1, Sex: person.Female}) {
			t.Errorf("stub %+v, %v", stub, err)
		}
	})
}

func TestChangeKeepsHistory(t *testing.T) {
	onBoth(t, func(h *house) {
		ctx, t := h.t.Context(), h.t
		p := person.Person{Names: []person.Name{{Full: "Ivan Ivanov"}}}
		id := h.mustSave(p)
		p.Names = append(p.Names, person.Name{Kind: person.NameAlias, Full: "Vanya"})
		_, _, err := h.Save(ctx, "us1", id, 1, p, "")
		wantKind(t, "no reason", err, focalpoint.KindInvalid, "reason")
		if _, v, err := h.Save(ctx, "us1", id, 1, p, "alias heard in an interview"); err != nil || v != 2 {
			t.Fatal(v, err)
		}
		_, _, err = h.Save(ctx, "us2", id, 1, p, "late")
		wantKind(t, "changed meanwhile", err, focalpoint.KindConflict, "")
		list, err := h.History(ctx, officer, why, id)
		if err != nil || len(list) != 2 || len(list[0].Doc.Names) != 1 || len(list[1].Doc.Names) != 2 {
			t.Errorf("history %+v, %v", list, err)
		}
	})
}

func TestSearch(t *testing.T) {
	onBoth(t, func(h *house) {
		ctx, t := h.t.Context(), h.t
		ids := map[string]focalpoint.PersonID{}
		for _, p := range []person.Person{
			{Names: []person.Name{{Full: "Алексей Щербаков"}}, Born: "1979-05-01"},
			{Names: []person.Name{{Given: "José", Family: "Muñoz"}, {Kind: person.NameAlias, Full: "El Flaco"}}, Sex: person.Male},
			{Names: []person.Name{{Full: "أحمد العلي"}}},
			{Names: []person.Name{{Full: "Josefa Munoz"}}, Sex: person.Female, Documents: []person.Document{{Kind: "passport", Number: "AB 123-456"}}},
		} {
			ids[p.Names[0].String()] = h.mustSave(p)
		}
		for _, c := range []struct {
			q    person.Query
			want string // the first hit; empty: none
		}{
			{person.Query{Text: "shcherbakov aleksei"}, "Алексей Щербаков"},
			{person.Query{Text: "Щербаков"}, "Алексей Щербаков"},
			{person.Query{Text: "shcherbakow"}, "Алексей Щербаков"}, // one letter wrong
			{person.Query{Text: "Щербаков", Born: "1980"}, ""},
			{person.Query{Text: "MUNOZ jose"}, "José Muñoz"},
			{person.Query{Text: "munoz", Sex: person.Female}, "Josefa Munoz"},
			{person.Query{Text: "flaco"}, "José Muñoz"},
			{person.Query{Text: "احمد"}, "أحمد العلي"},
			{person.Query{Document: "ab123456"}, "Josefa Munoz"},
			{person.Query{Text: "smith"}, ""},
		} {
			h.now = h.now.Add(time.Second)
			hits, err := h.Search(ctx, officer, why, c.q)
			if err != nil {
				t.Fatal(err)
			}
			switch {
			case c.want == "" && len(hits) > 0:
				t.Errorf("%+v found %+v; want nothing", c.q, hits[0])
			case c.want != "" && (len(hits) == 0 || hits[0].ID != ids[c.want]):
				t.Errorf("%+v found %+v; want %s first", c.q, hits, c.want)
			}
		}
		_, err := h.Search(ctx, officer, why, person.Query{Text: " - "})
		wantKind(t, "an empty question", err, focalpoint.KindInvalid, "query")
		asked, err := access.Entries(ctx, h.log, access.EntryFilter{Subject: "search"})
		if err != nil || len(asked.Rows) != 10 || asked.Rows[0].What != "smith" {
			t.Errorf("%d entries of searches, %v; want 10, the last for smith", len(asked.Rows), err)
		}
	})
}

func TestCheckNamesTheField(t *testing.T) {
	err := person.Person{Sex: "x", Born: "yesterday", Nationalities: []focalpoint.Country{"Brasil"}, Documents: []person.Document{{}}, Photo: "a.jpg",
		Addresses: []person.Address{{}}, Remarks: strings.Repeat("x", 5000)}.Check()
	got := map[string]string{}
	for _, e := range focalpoint.FieldErrors(err) {
		got[e.Field] = e.Key
		for _, lang := range i18n.Languages() {
			if text := i18n.For(lang).T(e.Key, e.Args...); strings.HasPrefix(text, "[") || strings.Contains(text, "{") {
				t.Errorf("%s in %s: %q", e.Key, lang, text)
			}
		}
	}
	want := map[string]string{"sex": "person.err.choice", "born": "person.err.date", "nationalities[0]": "person.err.country", "documents[0].number": "person.err.document",
		"photo": "person.err.file", "addresses[0].text": "person.err.address", "remarks": "person.err.text"}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("fields (-want +got):\n%s", d)
	}
	if err := (person.Person{}).Check(); focalpoint.FieldOf(err) != "names" {
		t.Errorf("nobody: %v", err)
	}
}
