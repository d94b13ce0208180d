package casework_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"focalpoint"
	"focalpoint/internal/casework"
	"focalpoint/internal/person"
)

func TestFollowUpFromDecisionToResult(t *testing.T) {
	onBoth(t, func(h *house) {
		item := h.incident("sz01", h.person("A", person.Male))
		c := h.save(casework.Case{Title: "A case", Links: []casework.Link{{Kind: casework.LinkSeizure, ID: "sz01"}}})
		u := casework.FollowUp{Case: c, Trace: "tr01", Item: item, State: "XBB", Keeper: focalpoint.Ref{Name: "Armería Norte"}}
		id, version, err := h.room.SaveFollowUp(h.ctx(), "us1", "", 0, u, "")
		if err != nil || version != 1 {
			h.Fatal(version, err)
		}
		v, err := h.room.FollowUp(h.ctx(), id)
		h.must(err)
		if v.Doc.Decision != casework.Pending || v.Doc.Opened != "2026-01-15" {
			h.Errorf("opened %+v", v.Doc)
		}
		if v.Doc.Overdue(day("2026-01-29")) || !v.Doc.Overdue(day("2026-01-30")) {
			h.Error("a decision may wait 14 days, not 15")
		}
		u = v.Doc
		u.Decision = casework.Here
		if _, _, err := h.room.SaveFollowUp(h.ctx(), "us1", id, 1, u, "decided"); focalpoint.FieldOf(err) != "to" {
			h.Errorf("opened without an investigator: %v", err)
		}
		u.To, u.Due, u.By = focalpoint.Ref{Name: "Prosecutor of Cabo"}, "2026-03-01", focalpoint.Ref{Name: "Head of the focal point"}
		_, _, err = h.room.SaveFollowUp(h.ctx(), "us1", id, 1, u, "decided")
		h.must(err)
		overdue, err := h.room.FollowUps(h.ctx(), casework.FollowFilter{OverdueAt: day("2026-03-02")})
		if err != nil || overdue.Total != 1 || overdue.Rows[0].Due != "2026-03-01" || overdue.Rows[0].To.Name != "Prosecutor of Cabo" {
			h.Errorf("overdue %+v, %v", overdue, err)
		}
		if page, err := h.room.List(h.ctx(), casework.Filter{}); err != nil || page.Rows[0].FollowUps != 1 {
			h.Errorf("cases %+v, %v", page, err)
		}
		u.Steps = []casework.Step{{Date: "2026-02-10", Text: "Books of the dealer read"}}
		u.Result, u.Words, u.Told = casework.OutcomeDiversion, "sold twice on one licence", "2026-02-20"
		_, _, err = h.room.SaveFollowUp(h.ctx(), "us1", id, 2, u, "answer came")
		h.must(err)
		if page, err := h.room.FollowUps(h.ctx(), casework.FollowFilter{Open: true}); err != nil || page.Total != 0 {
			h.Errorf("still open: %+v, %v", page, err)
		}
		line, err := h.room.Timeline(h.ctx(), c)
		h.must(err)
		var got []string
		for _, m := range line {
			if m.Kind == casework.MomentFollowUp {
				got = append(got, string(m.Happened)+" "+m.What)
			}
		}
		want := []string{"2026-01-15 decided-open", "2026-01-15 opened", "2026-01-15 result-diversion", "2026-02-10 step", "2026-02-20 told"}
		if d := cmp.Diff(want, got); d != "" {
			h.Errorf("timeline (-want +got):\n%s", d)
		}
		if list, err := h.room.FollowUpHistory(h.ctx(), id); err != nil || len(list) != 3 {
			h.Errorf("%d versions, %v", len(list), err)
		}
	})
}

func day(s focalpoint.Date) focalpoint.Day {
	f, _, _ := s.Bounds()
	return f
}

func TestFollowUpFindings(t *testing.T) {
	onBoth(t, func(h *house) {
		speakEverywhere(h, casework.ValidateFollowUp(casework.FollowUp{Decision: casework.Declined, Result: casework.OutcomeOther, Steps: []casework.Step{{Date: "x"}}}), 5)
		speakEverywhere(h, casework.ValidateFollowUp(casework.FollowUp{Decision: casework.Abroad, Trace: "it01"}), 3)
		speakEverywhere(h, casework.ValidateFollowUp(casework.FollowUp{Decision: casework.Pending, Item: "it01", Result: "won"}), 2)
		if _, _, err := h.room.SaveFollowUp(h.ctx(), "us1", "", 0, casework.FollowUp{Case: "cs-none"}, ""); focalpoint.FieldOf(err) != "case" {
			h.Errorf("a case that is not there: %v", err)
		}
	})
}

// The order of a timeline depends on the moments alone, not on the order in
// which they were read.
func TestTimelineOrderIsFixed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		moment := rapid.Custom(func(t *rapid.T) casework.Moment {
			return casework.Moment{Happened: rapid.SampledFrom([]focalpoint.Date{"", "2024", "2024-05", "2024-05-01", "2024-05-01T10:00", "2024-05-01T09:00", "2023/2025"}).Draw(t, "date"),
				Kind: rapid.SampledFrom([]casework.MomentKind{casework.MomentEvent, casework.MomentCase}).Draw(t, "kind"), Source: rapid.StringMatching(`[a-c]`).Draw(t, "source")}
		})
		list := rapid.SliceOf(moment).Draw(t, "moments")
		again := rapid.Permutation(list).Draw(t, "read in another order")
		casework.Sort(list)
		casework.Sort(again)
		if d := cmp.Diff(list, again, cmpopts.EquateEmpty()); d != "" {
			t.Fatal(d)
		}
		for i := 1; i < len(list); i++ {
			if list[i].Happened.Before(list[i-1].Happened) || list[i-1].Happened == "" && list[i].Happened != "" {
				t.Fatalf("%q stands after %q", list[i].Happened, list[i-1].Happened)
			}
		}
	})
}
