package seizure

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"focalpoint"
	"focalpoint/internal/register"
)

// Random edits, without a database: after every step the events that hold are
// exactly those of the latest version's items, each once, and no event is lost.
func TestPlanConservesItems(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var events []focalpoint.Event
		var before *Seizure
		next := 0
		fresh := func(prefix string) string { next++; return fmt.Sprintf("%s%06d", prefix, next) }
		now := Seizure{Happened: "2025-01-01"}
		for range rapid.IntRange(1, 8).Draw(t, "steps") {
			edited := now
			edited.Items = append([]Item(nil), now.Items...)
			draw(t, &edited)
			for i := range edited.Items {
				if edited.Items[i].ID == "" {
					edited.Items[i].ID = focalpoint.ItemID(fresh(focalpoint.PrefixItem))
				}
			}
			p := planOf("sz1", before, &edited, "why")
			recorded := len(events)
			for i, e := range p.events {
				e.ID = focalpoint.EventID(fresh(focalpoint.PrefixEvent))
				if p.holders[i] != nil {
					*p.holders[i] = e.ID
				}
				events = append(events, e)
			}
			if before != nil && same(eventsOf(&now), eventsOf(&edited)) && len(events) != recorded {
				t.Fatalf("nothing differs, and %d events were made", len(events)-recorded)
			}
			kept := edited
			now, before = edited, &kept
			check(t, events, &now)
		}
	})
}

func draw(t *rapid.T, s *Seizure) {
	known := rapid.SampledFrom([]focalpoint.ItemID{"", "itA", "itB"})
	switch rapid.IntRange(0, 4).Draw(t, "edit") {
	case 0:
		s.Items = append(s.Items, Item{Role: rapid.SampledFrom(Roles()).Draw(t, "role"), Known: known.Draw(t, "known")})
	case 1:
		if len(s.Items) > 0 {
			i := rapid.IntRange(0, len(s.Items)-1).Draw(t, "out")
			s.Items = append(s.Items[:i:i], s.Items[i+1:]...)
		}
	case 2:
		if len(s.Items) > 0 {
			s.Items[0].Role = rapid.SampledFrom(Roles()).Draw(t, "role")
		}
	case 3:
		if len(s.Items) > 0 {
			s.Items[0].Known = known.Draw(t, "known")
		}
	case 4:
		s.Happened = focalpoint.Date(fmt.Sprintf("2025-01-%02d", rapid.IntRange(1, 3).Draw(t, "day")))
	}
}

func eventsOf(s *Seizure) (out []focalpoint.Event) {
	for i := range s.Items {
		out = append(out, eventOf("sz1", s, &s.Items[i]))
		if s.Items[i].Known != "" {
			out = append(out, identifyOf("sz1", s, &s.Items[i]))
		}
	}
	return out
}

func check(t *rapid.T, events []focalpoint.Event, now *Seizure) {
	holding, superseded := register.Effective(events)
	if len(holding)+len(superseded) > len(events) {
		t.Fatalf("%d events hold and %d do not, of %d", len(holding), len(superseded), len(events))
	}
	byID := map[focalpoint.EventID]focalpoint.Event{}
	for _, e := range holding {
		byID[e.ID] = e
	}
	want := 0
	for i := range now.Items {
		it := &now.Items[i]
		e, ok := byID[it.Event]
		if !ok || e.Item != it.ID || e.EffectiveKind() != KindOf(it.Role) || e.Happened != now.Happened || e.Role != it.Role {
			t.Fatalf("item %s: %+v holds (%v); the seizure says %s on %s", it.ID, e, ok, it.Role, now.Happened)
		}
		want++
		if it.Known == "" {
			continue
		}
		if e, ok := byID[it.Identify]; !ok || e.Other != it.Known {
			t.Fatalf("item %s: %+v holds; it is held to be %s", it.ID, e, it.Known)
		}
		want++
	}
	if len(holding) != want {
		t.Fatalf("%d events hold for %d items: %+v", len(holding), len(now.Items), holding)
	}
}
