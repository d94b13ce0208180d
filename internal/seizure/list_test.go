package seizure_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"focalpoint"
	"focalpoint/internal/ledger"
	"focalpoint/internal/seizure"
)

func TestListFiltersAndPages(t *testing.T) {
	onBoth(t, func(h *house) {
		var ids []focalpoint.SeizureID
		for i, change := range []func(*seizure.Seizure){
			func(s *seizure.Seizure) {},
			func(s *seizure.Seizure) {
				s.Happened, s.Place.Text, s.Place.Region, s.Context = "2024-05", "Cabo 100%", "XAA-01", focalpoint.ContextAdministrative
			},
			func(s *seizure.Seizure) {
				s.Happened, s.Items, s.Place.HasPoint, s.Goods = "2023", s.Items[1:], false, nil
				s.Items[0].Role = focalpoint.RoleSurrendered
			},
		} {
			s := night()
			s.Number = string(rune('A' + i))
			change(&s)
			ids = append(ids, h.mustSave(seizure.Input{Seizure: s}).ID)
		}
		for _, c := range []struct {
			name string
			f    seizure.Filter
			want []focalpoint.SeizureID
		}{
			{"the latest entered first", seizure.Filter{}, []focalpoint.SeizureID{ids[2], ids[1], ids[0]}},
			{"by day", seizure.Filter{Sort: "-first_day"}, []focalpoint.SeizureID{ids[0], ids[1], ids[2]}},
			{"a year", seizure.Filter{Year: 2024}, ids[1:2]},
			{"from", seizure.Filter{From: "2024-05-20", Sort: "first_day"}, []focalpoint.SeizureID{ids[1], ids[0]}},
			{"to", seizure.Filter{To: "2023-06"}, ids[2:]},
			{"region", seizure.Filter{Region: "XAA-01"}, ids[1:2]},
			{"context", seizure.Filter{Context: focalpoint.ContextCriminal, Sort: "id"}, []focalpoint.SeizureID{ids[0], ids[2]}},
			{"role", seizure.Filter{Role: "surrendered"}, ids[2:]},
			{"kind", seizure.Filter{Kind: "firearm", Sort: "id"}, ids[:2]},
			{"words, with signs as they are", seizure.Filter{Text: "100% cabo"}, ids[1:2]},
			{"words of the items", seizure.Filter{Text: "TAURUS", Sort: "id"}, ids[:2]},
			{"on the map", seizure.Filter{Mapped: true, Sort: "id"}, ids[:2]},
			{"goods", seizure.Filter{Goods: "drugs", Sort: "id"}, ids[:2]},
			{"nothing", seizure.Filter{Text: "moon"}, nil},
		} {
			page, err := h.room.List(h.ctx(), c.f)
			if err != nil {
				h.Fatal(err)
			}
			var got []focalpoint.SeizureID
			for _, r := range page.Rows {
				got = append(got, r.ID)
			}
			if d := cmp.Diff(c.want, got); d != "" || page.Total != int64(len(c.want)) {
				h.Errorf("%s: total %d (-want +got):\n%s", c.name, page.Total, d)
			}
			n := 0
			if err := h.room.Each(h.ctx(), c.f, func(seizure.Row) error { n++; return nil }); err != nil || n != len(c.want) {
				h.Errorf("%s: the export has %d rows, %v", c.name, n, err)
			}
		}
		page, err := h.room.List(h.ctx(), seizure.Filter{Limit: 2})
		if err != nil || len(page.Rows) != 2 || page.Next == "" {
			h.Fatal(page, err)
		}
		if page, err = h.room.List(h.ctx(), seizure.Filter{Limit: 2, After: page.Next}); err != nil || len(page.Rows) != 1 || page.Next != "" {
			h.Errorf("second page %+v, %v", page, err)
		}
		if _, err := h.room.List(h.ctx(), seizure.Filter{Sort: "body"}); focalpoint.FieldOf(err) != "sort" {
			h.Errorf("sorted by what is no column: %v", err)
		}
		if rows, err := h.room.Rows(h.ctx(), []focalpoint.SeizureID{ids[2], "sz-none", ids[0]}); err != nil || len(rows) != 2 || rows[0].ID != ids[2] {
			h.Errorf("rows by id: %+v, %v", rows, err)
		}
	})
}

func TestImportedAndRebuilt(t *testing.T) {
	onBoth(t, func(h *house) {
		list := make([]seizure.Seizure, 300)
		for i := range list {
			list[i] = seizure.Seizure{Import: "im1", Row: int64(i + 1), Happened: "2016-03", Place: focalpoint.Place{Unit: "12a DP"}, Offences: []focalpoint.Coded{focalpoint.Raw("porte ilegal")},
				Items: []seizure.Item{pistol("TAURUS", ".38", serial("S"))}}
			list[i].Items[0].Marks[0].Text = "K" + string(rune('A'+i%26)) + "1234"
		}
		var ids []focalpoint.SeizureID
		receipt, err := h.log.Write(h.ctx(), ledger.Entry{Action: "import.batch"}, func(tx *ledger.Tx) (err error) {
			ids, err = h.room.SaveImported(h.ctx(), tx, list)
			return err
		})
		if err != nil {
			h.Fatal(err)
		}
		page, err := h.room.List(h.ctx(), seizure.Filter{Import: "im1"})
		if err != nil || page.Total != 300 || receipt.Leaf != 0 {
			h.Fatalf("%d of 300, log entry %d, %v", page.Total, receipt.Leaf, err)
		}
		it := h.item(h.get(ids[7]).Items[0].ID)
		if it.Seizure != ids[7] || it.Row != 8 || it.Import != "im1" {
			h.Errorf("item of row 8: %+v", it)
		}
		if err := h.room.Rebuild(h.ctx(), nil); err != nil {
			h.Fatal(err)
		}
		again, err := h.room.List(h.ctx(), seizure.Filter{Import: "im1"})
		if err != nil {
			h.Fatal(err)
		}
		for i := range page.Rows {
			page.Rows[i].Changed, again.Rows[i].Changed = 0, 0
		}
		if d := cmp.Diff(page, again); d != "" {
			h.Errorf("rebuilt rows differ (-before +after):\n%s", d)
		}
		// what was imported is corrected like anything else
		s := h.get(ids[7])
		s.Items[0].Describes.Model = focalpoint.Raw("85")
		s.Authority = focalpoint.Ref{Name: "PCERJ"}
		s.Context = focalpoint.ContextCriminal
		s.NotDuplicateOf = ids
		if out := h.mustSave(seizure.Input{ID: ids[7], Base: 1, Reason: "read the file", Seizure: s}); len(out.Events) != 1 {
			h.Errorf("events %+v", out.Events)
		}
	})
}
