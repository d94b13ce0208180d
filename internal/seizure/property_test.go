package seizure_test

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"focalpoint"
	"focalpoint/internal/seizure"
)

// Random edits on the database: items are conserved (each item of the latest
// version has one effective event and one occurrence, each item ever taken out
// has none), the history stands version by version, and the log verifies. The
// same property without a database runs over many more edits: plan_test.go.
func TestRandomEditsConserveItems(t *testing.T) {
	steps := rapid.SliceOfN(rapid.Custom(drawEdit), 2, 5)
	onBoth(t, func(h *house) {
		for round := range 6 {
			s := night()
			s.Number, s.Happened = fmt.Sprint("R", round), focalpoint.Date(fmt.Sprint(2001+2*round))
			s.Items[0].Marks = []focalpoint.Mark{serial(fmt.Sprintf("RND%04d", round))}
			ever := map[focalpoint.ItemID]bool{}
			var id focalpoint.SeizureID
			var versions []int
			for step, edit := range steps.Example(round) {
				edit(&s)
				out := h.mustSave(seizure.Input{ID: id, Base: int64(step), Reason: "property", Seizure: s})
				id = out.ID
				s = h.get(id)
				for _, it := range s.Items {
					ever[it.ID] = true
				}
				versions = append(versions, len(s.Items))
				h.checkItems(id, s, ever)
			}
			list, err := h.room.History(h.ctx(), id)
			if err != nil || len(list) != len(versions) {
				h.Fatalf("%d versions of %d, %v", len(list), len(versions), err)
			}
			for i, v := range list {
				if len(v.Doc.Items) != versions[i] {
					h.Fatalf("version %d has %d items now; had %d", i+1, len(v.Doc.Items), versions[i])
				}
			}
		}
	})
}

// drawEdit draws a change of one thing of a seizure.
func drawEdit(t *rapid.T) func(*seizure.Seizure) {
	make := rapid.SampledFrom([]string{"Glock", "Bersa"}).Draw(t, "make")
	number := rapid.StringMatching(`[A-Z]{2}[0-9]{6}`).Draw(t, "serial")
	role := rapid.SampledFrom(seizure.Roles()).Draw(t, "role")
	month := rapid.IntRange(1, 12).Draw(t, "month")
	which := rapid.IntRange(0, 4).Draw(t, "edit")
	return func(s *seizure.Seizure) {
		switch which {
		case 0:
			s.Items = append(s.Items, pistol(make, "9x19", serial(number)))
		case 1:
			if len(s.Items) > 1 {
				s.Items = s.Items[1:]
			}
		case 2:
			s.Items[0].Role = role
		case 3:
			year, _ := s.Happened.Year()
			s.Happened = focalpoint.Date(fmt.Sprintf("%d-%02d", year, month))
		case 4:
			s.Summary += "."
		}
	}
}

func (h *house) checkItems(id focalpoint.SeizureID, s seizure.Seizure, ever map[focalpoint.ItemID]bool) {
	now := map[focalpoint.ItemID]seizure.Item{}
	for _, it := range s.Items {
		now[it.ID] = it
	}
	for item := range ever {
		life, err := h.reg.Life(h.ctx(), item)
		if err != nil {
			h.Fatal(err)
		}
		it, in := now[item]
		switch {
		case in && (len(life.Effective) != 1 || life.Effective[0].ID != it.Event || life.Effective[0].Role != it.Role || life.Effective[0].Happened != s.Happened):
			h.Fatalf("item %s: effective %+v; the seizure says %s, %s, %s", item, life.Effective, it.Event, it.Role, s.Happened)
		case !in && len(life.Effective) != 0:
			h.Fatalf("item %s was taken out and still has %+v", item, life.Effective)
		}
	}
	var rows int
	if err := h.log.DB.QueryRowContext(h.ctx(), `SELECT COUNT(*) FROM occurrence WHERE seizure = $1`, string(id)).Scan(&rows); err != nil || rows != len(s.Items) {
		h.Fatalf("%d occurrences for %d items, %v", rows, len(s.Items), err)
	}
}
