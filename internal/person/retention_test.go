package person_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"focalpoint"
	"focalpoint/internal/access"
	"focalpoint/internal/ledger"
	"focalpoint/internal/person"
	"focalpoint/internal/store"
)

func day(s string) focalpoint.Day {
	f, _, ok := focalpoint.Date(s).Bounds()
	if !ok {
		panic(s)
	}
	return f
}

func national(class person.Class, years int) person.Rule {
	return person.Rule{ID: "law-" + string(class), Class: class, Basis: person.BasisNational, Years: years, Anchor: person.AnchorRecord, Since: "2000", Source: "Data Act s. 12"}
}

func TestDecide(t *testing.T) {
	destroyed := day("2010-06-01")
	for _, c := range []struct {
		name  string
		rules []person.Rule
		ties  []person.Tie
		state focalpoint.Country
		due   string // empty: never
		rule  string
	}{
		{"without a rule of the State: never", nil, []person.Tie{{Class: person.ClassSuspected, From: day("1990-01-01")}}, "XAA", "", ""},
		{"a treaty's minimum alone seals nothing", nil, []person.Tie{{Class: person.ClassHolder, From: day("1990-01-01")}}, "XAA", "", ""},
		{"the longer of treaty and State", []person.Rule{national(person.ClassHolder, 5)}, []person.Tie{{Class: person.ClassHolder, From: day("1990-02-28")}}, "XAA", "2010-02-28", "iti-12"},
		{"the State's longer one", []person.Rule{national(person.ClassHolder, 25)}, []person.Tie{{Class: person.ClassHolder, From: day("1990-02-28")}}, "XAA", "2015-02-28", "law-holder"},
		{"thirty years after destruction in the Union", []person.Rule{national(person.ClassHolder, 5)}, []person.Tie{{Class: person.ClassHolder, From: day("2005-01-01"), Destroyed: &destroyed}}, "FRA", "2040-06-01", "eu-2021-555-4"},
		{"never while the firearm is there, in the Union", []person.Rule{national(person.ClassHolder, 5)}, []person.Tie{{Class: person.ClassHolder, From: day("1950-01-01")}}, "FRA", "", "eu-2021-555-4"},
		{"the later of two ties", []person.Rule{national(person.ClassSuspected, 5), national(person.ClassConvicted, 15)},
			[]person.Tie{{Class: person.ClassConvicted, From: day("2000-01-01")}, {Class: person.ClassSuspected, From: day("2020-01-01")}}, "XAA", "2025-01-01", "law-suspected"},
		{"an open case keeps everything open", []person.Rule{national(person.ClassSuspected, 5)}, []person.Tie{{Class: person.ClassSuspected, From: day("1990-01-01"), Open: true}}, "XAA", "", ""},
		{"a class without a rule keeps everything open", []person.Rule{national(person.ClassSuspected, 5)},
			[]person.Tie{{Class: person.ClassSuspected, From: day("1990-01-01")}, {Class: person.ClassMember, From: day("1990-01-01")}}, "XAA", "", ""},
	} {
		d := person.Decide(append(person.TreatyRules(), c.rules...), c.ties, c.state, day("2026-01-15"))
		due := ""
		if !d.Never {
			due = string(d.Due.Date())
		}
		if due != c.due || c.due != "" && d.Rule.ID != c.rule {
			t.Errorf("%s: due %q by %q; want %q by %q", c.name, due, d.Rule.ID, c.due, c.rule)
		}
	}
}

// More rules and more ties never shorten the time data stays open, except that a
// first rule of the State turns never into a day.
func TestMoreRulesNeverShorten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rule := rapid.Custom(func(t *rapid.T) person.Rule {
			r := national(rapid.SampledFrom(person.Classes()[:3]).Draw(t, "class"), rapid.IntRange(1, 60).Draw(t, "years"))
			r.Forever = rapid.IntRange(0, 9).Draw(t, "forever") == 0
			return r
		})
		tie := rapid.Custom(func(t *rapid.T) person.Tie {
			return person.Tie{Class: rapid.SampledFrom(person.Classes()[:3]).Draw(t, "class"), From: focalpoint.Day(rapid.IntRange(0, 20000).Draw(t, "from"))}
		})
		rules := rapid.SliceOfN(rule, 3, 6).Draw(t, "rules")
		ties := rapid.SliceOfN(tie, 1, 4).Draw(t, "ties")
		d := person.Decide(rules, ties, "XAA", 20000)
		more := person.Decide(append(rules, rule.Draw(t, "more")), ties, "XAA", 20000)
		longer := person.Decide(rules, append(ties, tie.Draw(t, "tie")), "XAA", 20000)
		if !d.Never && !more.Never && more.Due < d.Due || !d.Never && !longer.Never && longer.Due < d.Due || d.Never && !longer.Never {
			t.Fatalf("%+v\nmore rules %+v\nmore ties %+v", d, more, longer)
		}
	})
}

func TestSealAndUnseal(t *testing.T) {
	onBoth(t, func(h *house) {
		t, ctx := h.t, h.t.Context()
		old := h.mustSave(person.Person{Names: []person.Name{{Full: "Old Suspect"}}, Sex: person.Male})
		kept := h.mustSave(person.Person{Names: []person.Name{{Full: "Old Holder"}}})
		h.mustWrite(func(tx *ledger.Tx) error {
			_, err := h.AddStages(ctx, tx, asWritten{}, []person.StageEntry{{Person: old, Stage: person.Suspected, Happened: "2015-05-05"}, {Person: kept, Stage: person.Suspected, Happened: "2015"}})
			return err
		})
		keeper := &person.Keeper{Persons: h.Store, State: "XAA", Ties: []person.TieFunc{func(_ context.Context, _ store.Queryer, id focalpoint.PersonID) ([]person.Tie, error) {
			if id == kept {
				return []person.Tie{{Class: person.ClassHolder, Open: true, What: "it1"}}, nil
			}
			return nil, nil
		}}}
		if n, err := keeper.SealDue(ctx, nil); err != nil || n != 0 {
			t.Fatalf("sealed %d, %v without any rule of the State", n, err)
		}
		if _, err := h.PutRule(ctx, "us1", 0, national(person.ClassSuspected, 10), ""); err != nil {
			t.Fatal(err)
		}
		if n, err := keeper.SealDue(ctx, nil); err != nil || n != 1 {
			t.Fatalf("sealed %d, %v; want the old suspect alone", n, err)
		}
		_, err := h.Read(ctx, officer, why, old)
		wantKind(t, "reading sealed data", err, focalpoint.KindForbidden, "sealed")
		if !strings.Contains(err.Error(), "sealed since 2026-01-15 by the rule law-suspected (Data Act s. 12)") {
			t.Errorf("the refusal does not say since when and by what: %v", err)
		}
		if hits, err := h.Search(ctx, officer, why, person.Query{Text: "old"}); err != nil || len(hits) != 1 || hits[0].ID != kept {
			t.Errorf("search finds %+v, %v; want the open one alone", hits, err)
		}
		if got := h.rows(2015); len(got) != 2 {
			t.Errorf("sealing must not change the figures: %+v", got)
		}
		_, _, err = h.Save(ctx, "us1", old, 1, person.Person{Names: []person.Name{{Full: "x"}}}, "slip")
		wantKind(t, "changing sealed data", err, focalpoint.KindForbidden, "sealed")

		wantKind(t, "unsealing by a tracing officer", h.Unseal(ctx, officer, old, "new murder", 0), focalpoint.KindForbidden, "unseal-role")
		wantKind(t, "unsealing without a reason", h.Unseal(ctx, inspector, old, " ", 0), focalpoint.KindInvalid, "reason")
		if err := h.Unseal(ctx, inspector, old, "court order 7/26", 10); err != nil {
			t.Fatal(err)
		}
		if r, err := h.Read(ctx, officer, why, old); err != nil || r.Person.Shown() != "Old Suspect" {
			t.Errorf("unsealed: %+v, %v", r, err)
		}
		h.now = h.now.Add(11 * 24 * time.Hour)
		_, err = h.Read(ctx, officer, why, old)
		wantKind(t, "after the unsealed days", err, focalpoint.KindForbidden, "sealed")
		if n, err := keeper.SealDue(ctx, nil); err != nil || n != 0 {
			t.Fatal(n, err)
		}
		list, err := h.SealEntries(ctx, old, 10)
		if err != nil || len(list) != 2 || list[0].Action != "unseal" || list[0].Until != "2026-01-25" || list[1].Rule != "law-suspected" {
			t.Errorf("seal entries %+v, %v", list, err)
		}
		seen, err := access.Entries(ctx, h.log, access.EntryFilter{Subject: string(old)})
		if err != nil || len(seen.Rows) == 0 {
			t.Errorf("access entries %v, %v", seen, err)
		}
	})
}

func TestRulesAreChecked(t *testing.T) {
	r := person.TreatyRules()[0]
	if err := r.Check(); focalpoint.KindOf(err) != focalpoint.KindInvalid {
		t.Errorf("a treaty's rule cannot be rewritten: %v", err)
	}
	if err := (person.Rule{Basis: person.BasisNational}).Check(); len(focalpoint.FieldErrors(err)) != 5 {
		t.Errorf("an empty rule: %v", err)
	}
}
