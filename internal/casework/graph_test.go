package casework_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"focalpoint"
	"focalpoint/internal/casework"
	"focalpoint/internal/person"
)

func TestGraphAndTimeline(t *testing.T) {
	onBoth(t, func(h *house) {
		driver, boss := h.person("Driver", person.Male), h.person("Boss", person.Male)
		item := h.incident("sz01", driver)
		h.traces["tr01"] = casework.Followed{ID: "tr01", Item: item, Result: focalpoint.ResultHolder, Holder: focalpoint.Ref{Name: "Armería Norte"},
			Moments: []casework.Moment{{Happened: "2025-12-01", What: "opened", Source: "tr01"}, {Happened: "2026-01-10", What: "answered", Source: "hp01"}}}
		group, _, err := h.room.SaveGroup(h.ctx(), "us1", "", 0, casework.Group{Name: "The Harbour", Members: []casework.Member{{Person: boss, Role: casework.RoleLeader}}}, "")
		h.must(err)
		info, err := h.files.Put(h.ctx(), "us1", "call.txt", strings.NewReader("12 calls"))
		h.must(err)
		id := h.save(casework.Case{Title: "A case", Opened: "2025-11-03",
			Links:     []casework.Link{{Kind: casework.LinkSeizure, ID: "sz01"}, {Kind: casework.LinkGroup, ID: string(group)}, {Kind: casework.LinkPerson, ID: string(boss), Role: "suspect"}},
			Relations: []casework.Relation{{From: string(boss), To: string(driver), What: "called 12 times", Date: "2025-11-01", Suspected: true}},
			Evidence:  []casework.Evidence{{SHA: info.SHA, Title: "call list", Kind: "report", Date: "2025-11-20"}}})
		g, err := h.room.Graph(h.ctx(), id)
		h.must(err)
		label := func(s string) string {
			for short, long := range map[string]string{"item": string(item), "driver": string(driver), "boss": string(boss), "group": string(group)} {
				s = strings.ReplaceAll(s, long, short)
			}
			return s
		}
		var nodes, edges []string
		for _, n := range g.Nodes {
			nodes = append(nodes, label(string(n.Kind)+" "+n.ID))
		}
		for _, e := range g.Edges {
			edges = append(edges, label(e.From+" "+string(e.Kind)+" "+e.Role+" "+e.To))
		}
		wantNodes := []string{"seizure sz01", "item item", "trace tr01", "person driver", "person boss", "group group", "party name:Armería Norte"}
		if d := cmp.Diff(wantNodes, nodes); d != "" {
			h.Errorf("nodes (-want +got):\n%s", d)
		}
		wantEdges := []string{"item last-record holder name:Armería Norte", "item last-record keeper name:Armería Norte", "item in  sz01",
			"driver involved driver sz01", "boss member leader group", "boss relation called 12 times driver", "tr01 traced  item"}
		if d := cmp.Diff(wantEdges, edges); d != "" {
			h.Errorf("edges (-want +got):\n%s", d)
		}
		for _, n := range g.Nodes {
			if n.Kind == casework.NodePerson && n.Label != "" || strings.Contains(n.Label, "Driver") {
				h.Errorf("a graph must not name persons: %+v", n)
			}
		}
		line, err := h.room.Timeline(h.ctx(), id)
		h.must(err)
		var got []string
		for _, m := range line {
			got = append(got, string(m.Happened)+" "+string(m.Kind)+" "+m.What)
		}
		want := []string{"2012-03 event sale", "2025-11-01 relation relation", "2025-11-02T22:10 seizure seizure", "2025-11-03 case opened",
			"2025-11-20 evidence report", "2025-12-01 trace opened", "2026-01-10 trace answered"}
		if d := cmp.Diff(want, got); d != "" {
			h.Errorf("timeline (-want +got):\n%s", d)
		}
	})
}
