package casework_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"focalpoint"
	"focalpoint/internal/casework"
	"focalpoint/internal/i18n"
	"focalpoint/internal/ledger"
	"focalpoint/internal/person"
)

func TestCaseIsKeptVersionByVersion(t *testing.T) {
	onBoth(t, func(h *house) {
		who := h.person("A", person.Male)
		h.incident("sz01", who)
		id := h.save(casework.Case{Title: "Parcels by post", Number: "C 7/2026", Links: []casework.Link{{Kind: casework.LinkSeizure, ID: "sz01"}}})
		v := h.get(id)
		if v.Doc.Status != casework.Open || v.Doc.Owner != "us1" || v.Doc.Opened != "2026-01-15" {
			h.Errorf("case %+v", v.Doc)
		}
		if _, _, err := h.room.Save(h.ctx(), "us1", casework.Input{ID: id, Base: 1, Case: v.Doc}); focalpoint.FieldOf(err) != "reason" {
			h.Errorf("no reason: %v", err)
		}
		v.Doc.Status = casework.Closed
		if _, _, err := h.room.Save(h.ctx(), "us1", casework.Input{ID: id, Base: 1, Reason: "done", Case: v.Doc}); focalpoint.FieldOf(err) != "outcome" {
			h.Errorf("closed without an outcome: %v", err)
		}
		v.Doc.Outcome = "convicted"
		_, version, err := h.room.Save(h.ctx(), "us1", casework.Input{ID: id, Base: 1, Reason: "judgment", Case: v.Doc})
		if err != nil || version != 2 {
			h.Fatal(version, err)
		}
		if _, _, err := h.room.Save(h.ctx(), "us2", casework.Input{ID: id, Base: 1, Reason: "late", Case: v.Doc}); focalpoint.KindOf(err) != focalpoint.KindConflict {
			h.Errorf("changed meanwhile: %v", err)
		}
		if list, err := h.room.History(h.ctx(), id); err != nil || len(list) != 2 || list[0].Doc.Status != casework.Open {
			h.Errorf("history %+v, %v", list, err)
		}
		page, err := h.room.List(h.ctx(), casework.Filter{Text: "post c", Ref: "sz01", Status: casework.Closed})
		if err != nil || page.Total != 1 || page.Rows[0].ID != id || page.Rows[0].Version != 2 {
			h.Errorf("list %+v, %v", page, err)
		}
		if page, err := h.room.List(h.ctx(), casework.Filter{Text: "100%"}); err != nil || page.Total != 0 {
			h.Errorf("list %+v, %v", page, err)
		}
	})
}

func TestAttachAndDetach(t *testing.T) {
	onBoth(t, func(h *house) {
		who := h.person("A", person.Male)
		item := h.incident("sz01", who)
		id := h.save(casework.Case{Title: "A case"})
		link := casework.Link{Kind: casework.LinkItem, ID: string(item)}
		if v, err := h.room.Attach(h.ctx(), "us2", id, link, link); err != nil || v != 2 {
			h.Fatal(v, err)
		}
		if got := h.get(id).Doc.Links; len(got) != 1 {
			h.Errorf("links %+v; the same thing is held once", got)
		}
		if _, err := h.room.Attach(h.ctx(), "us2", id, casework.Link{Kind: casework.LinkPerson, ID: "pe-none"}); focalpoint.FieldOf(err) != "links[0].id" {
			h.Errorf("a person who is not there: %v", err)
		}
		of, err := h.room.CasesOf(h.ctx(), string(item), "it-none")
		if err != nil || len(of) != 1 || of[string(item)][0] != id {
			h.Errorf("cases of the item: %v, %v", of, err)
		}
		if _, err := h.room.Detach(h.ctx(), "us2", id, casework.LinkItem, string(item), ""); focalpoint.FieldOf(err) != "reason" {
			h.Errorf("no reason: %v", err)
		}
		_, err = h.room.Detach(h.ctx(), "us2", id, casework.LinkItem, string(item), "another pistol")
		h.must(err)
		if _, err := h.room.Detach(h.ctx(), "us2", id, casework.LinkItem, string(item), "again"); focalpoint.KindOf(err) != focalpoint.KindNotFound {
			h.Errorf("taken out twice: %v", err)
		}
	})
}

func TestTwoCasesBecomeOne(t *testing.T) {
	onBoth(t, func(h *house) {
		who := h.person("A", person.Male)
		item := h.incident("sz01", who)
		h.incident("sz02", h.person("B", person.Female))
		a := h.save(casework.Case{Title: "Murder", Links: []casework.Link{{Kind: casework.LinkItem, ID: string(item), Note: "cartridge case"}, {Kind: casework.LinkPerson, ID: string(who)}}})
		b := h.save(casework.Case{Title: "Traffic", Links: []casework.Link{{Kind: casework.LinkSeizure, ID: "sz01"}, {Kind: casework.LinkSeizure, ID: "sz02"}, {Kind: casework.LinkCase, ID: string(a)}}})
		over, err := h.room.Overlaps(h.ctx(), b)
		if err != nil || len(over) != 1 || over[0].Case != a || len(over[0].Shared) != 2 {
			h.Errorf("overlaps %+v, %v; the item and the person are in both", over, err)
		}
		h.must(h.room.Merge(h.ctx(), "us1", a, b, "one pistol"))
		if got := h.get(a).Doc; got.MergedInto != b || got.Status != casework.Closed || len(got.Links) != 2 {
			h.Errorf("the case that went: %+v", got)
		}
		var ids []string
		for _, l := range h.get(b).Doc.Links {
			ids = append(ids, l.ID)
		}
		if d := cmp.Diff([]string{"sz01", "sz02", string(item), string(who)}, ids); d != "" {
			h.Errorf("links of the one case (-want +got):\n%s", d)
		}
		if _, err := h.room.Attach(h.ctx(), "us1", a, casework.Link{Kind: casework.LinkSeizure, ID: "sz02"}); focalpoint.KindOf(err) != focalpoint.KindConflict {
			h.Errorf("working on a merged case: %v", err)
		}
		if err := h.room.Merge(h.ctx(), "us1", b, b, "x"); focalpoint.KindOf(err) != focalpoint.KindInvalid {
			h.Errorf("merged into itself: %v", err)
		}
	})
}

func TestPersonsByStageAndSex(t *testing.T) {
	onBoth(t, func(h *house) {
		driver, boss := h.person("A", person.Male), h.person("B", person.Female)
		h.incident("sz01", driver)
		group, _, err := h.room.SaveGroup(h.ctx(), "us1", "", 0, casework.Group{Name: "The Harbour", Members: []casework.Member{{Person: boss, Role: casework.RoleLeader, Suspected: true}},
			Activity: []casework.Activity{{Kind: casework.ActivityDrugs}}}, "")
		h.must(err)
		id := h.save(casework.Case{Title: "A case", Links: []casework.Link{{Kind: casework.LinkSeizure, ID: "sz01"}, {Kind: casework.LinkGroup, ID: string(group)}}})
		codes := offences{}
		_, err = h.log.Write(h.ctx(), ledger.Entry{Action: "test"}, func(tx *ledger.Tx) error {
			_, err := h.persons.AddStages(h.ctx(), tx, codes, []person.StageEntry{
				{Person: driver, Stage: person.Suspected, Happened: "2025-11-02", Seizure: "sz01"},
				{Person: driver, Stage: person.Suspected, Happened: "2025-12", Case: id},
				{Person: boss, Stage: person.Suspected, Happened: "2026-01", Case: id},
				{Person: boss, Stage: person.Convicted, Happened: "2026-01", Case: id},
				{Person: boss, Stage: person.Convicted, Happened: "2020", Case: "cs-other"},
			})
			return err
		})
		h.must(err)
		list, table, err := h.room.Persons(h.ctx(), id)
		h.must(err)
		if len(list) != 2 || list[0].Person != driver || list[0].Role != "driver" || len(list[0].From) != 1 || list[1].Groups[0] != group {
			h.Errorf("persons %+v", list)
		}
		got := map[person.Stage][3]int{}
		for _, n := range table {
			got[n.Stage] = [3]int{n.Total, n.Male, n.Female}
		}
		want := map[person.Stage][3]int{person.Suspected: {2, 1, 1}, person.Prosecuted: {}, person.Convicted: {1, 0, 1}, person.Acquitted: {}, person.Witness: {}}
		if d := cmp.Diff(want, got); d != "" {
			h.Errorf("table (-want +got):\n%s", d)
		}
	})
}

// offences codes nothing: these tests do not ask for codes.
type offences struct{}

func (offences) Offence(c focalpoint.Coded) focalpoint.Coded { return c }

func TestGroups(t *testing.T) {
	onBoth(t, func(h *house) {
		a, b := h.person("A", person.Male), h.person("B", person.Male)
		first, _, err := h.room.SaveGroup(h.ctx(), "us1", "", 0, casework.Group{Name: "The Harbour", Aliases: []string{"Los del Muelle"},
			Members:  []casework.Member{{Person: a, Role: casework.RoleLeader}, {Person: b, Role: casework.RoleStraw, Until: "2024"}},
			Activity: []casework.Activity{{Kind: casework.ActivityTerrorism, Suspected: true}, {Kind: casework.ActivityDrugs}}}, "")
		h.must(err)
		second, _, err := h.room.SaveGroup(h.ctx(), "us1", "", 0, casework.Group{Name: "Upriver", Relations: []casework.GroupRelation{{Group: first, Kind: "supplies"}}}, "")
		h.must(err)
		for _, c := range []struct {
			f    casework.GroupFilter
			want []focalpoint.GroupID
		}{{casework.GroupFilter{}, []focalpoint.GroupID{first, second}}, {casework.GroupFilter{Text: "muelle"}, []focalpoint.GroupID{first}},
			{casework.GroupFilter{Activity: casework.ActivityTerrorism}, []focalpoint.GroupID{first}}, {casework.GroupFilter{Person: b}, []focalpoint.GroupID{first}},
			{casework.GroupFilter{Sort: "-name"}, []focalpoint.GroupID{second, first}}, {casework.GroupFilter{Limit: 1}, []focalpoint.GroupID{first}}} {
			page, err := h.room.Groups(h.ctx(), c.f)
			h.must(err)
			var got []focalpoint.GroupID
			for _, g := range page.Rows {
				got = append(got, g.ID)
			}
			if d := cmp.Diff(c.want, got); d != "" {
				h.Errorf("%+v (-want +got):\n%s", c.f, d)
			}
		}
		v, err := h.room.Group(h.ctx(), first)
		h.must(err)
		if l := v.Doc.Leaders(); len(l) != 1 || l[0].Person != a {
			h.Errorf("leaders %+v", l)
		}
		ties, err := h.room.Ties(h.ctx(), h.log.DB, b)
		if err != nil || len(ties) != 1 || ties[0].Open || ties[0].From.Date() != "2024-12-31" {
			h.Errorf("a past membership: %+v, %v", ties, err)
		}
		ties, err = h.room.Ties(h.ctx(), h.log.DB, a)
		if err != nil || len(ties) != 1 || !ties[0].Open {
			h.Errorf("a present membership: %+v, %v", ties, err)
		}
		bad := casework.Group{Members: []casework.Member{{Person: "pe-none", Role: "king"}}, Countries: []focalpoint.Country{"x"}, Relations: []casework.GroupRelation{{Group: "it01", Kind: "loves"}}, Activity: []casework.Activity{{Kind: "knitting"}}}
		speakEverywhere(h, casework.ValidateGroup(bad), 6)
		bad = casework.Group{Name: "x", Members: []casework.Member{{Person: "pe-none", Role: casework.RoleMember}}}
		if _, _, err := h.room.SaveGroup(h.ctx(), "us1", "", 0, bad, ""); focalpoint.FieldOf(err) != "members[0].person" {
			h.Errorf("a member who is not there: %v", err)
		}
	})
}

func TestValidateNamesTheField(t *testing.T) {
	onBoth(t, func(h *house) {
		err := h.room.Validate(casework.Case{Status: "lost", Opened: "2026-02", Ended: "2025", Number: strings.Repeat("x", 600), Summary: "\x00",
			Links:     []casework.Link{{Kind: "house", ID: "x"}, {Kind: casework.LinkItem, ID: "sz01"}, {Kind: casework.LinkItem, ID: "it01"}, {Kind: casework.LinkItem, ID: "it01"}},
			Evidence:  []casework.Evidence{{SHA: "x", Date: "soon"}},
			Relations: []casework.Relation{{From: "pe1", To: "pe1"}}})
		speakEverywhere(h, err, 13)
	})
}

// speakEverywhere checks that every finding has its sentence in six languages.
func speakEverywhere(h *house, err error, want int) {
	h.Helper()
	list := focalpoint.FieldErrors(err)
	if len(list) != want {
		h.Errorf("%d findings, want %d: %v", len(list), want, err)
	}
	for _, e := range list {
		for _, lang := range i18n.Languages() {
			if text := i18n.For(lang).T(e.Key, e.Args...); e.Field == "" || strings.HasPrefix(text, "[") || strings.Contains(text, "{") {
				h.Errorf("%s (%s) in %s: %q", e.Key, e.Field, lang, text)
			}
		}
	}
}
