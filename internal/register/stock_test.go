package register_test

import (
	"context"
	"slices"
	"testing"

	"focalpoint"
	"focalpoint/internal/ledger"
	"focalpoint/internal/register"
	"focalpoint/internal/store"
	"focalpoint/internal/store/storetest"
)

// In the manner of the lots of Brazil's public bodies (declared under the
// International Tracing Instrument in 2008): the case head carries maker,
// calibre, lot and buyer, so that one case on a street leads to a force.
func TestHeadstampFindsLotAndBuyer(t *testing.T) {
	storetest.Run(t, schemas(), func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		force := func(name string) focalpoint.Ref { return focalpoint.Ref{Name: name, Country: "XAA"} }
		lot := func(calibre, number, headstamp, buyer string, rounds int64) register.Stock {
			return register.Stock{Describes: focalpoint.Description{Kind: focalpoint.Ammunition, Make: focalpoint.Raw("CBC"), Calibre: focalpoint.Raw(calibre), Quantity: rounds, Unit: "rounds"},
				Marks: []focalpoint.Mark{{Kind: focalpoint.MarkLot, Text: number, Position: "box"}, {Kind: focalpoint.MarkHeadstamp, Text: headstamp, Position: "case head"}},
				Force: force(buyer), From: force("Maker"), Since: "2006-12-29", Document: "NF 220-821"}
		}
		var ids []focalpoint.ItemID
		if _, err := h.log.Write(t.Context(), ledger.Entry{Action: "stock.take"}, func(tx *ledger.Tx) (err error) {
			ids, err = h.reg.TakeStock(t.Context(), tx, []register.Stock{
				lot("9x19", "AXA18", "CBC 9mm LUGER AXA18 PF", "Federal police", 1_859_000),
				lot("9x19", "AXA19", "CBC 9mm LUGER AXA19 PF", "Federal police", 900_000),
				lot(".40 S&W", "AXA18", "CBC .40 S&W AXA18", "State police", 10_000),
				{Describes: focalpoint.Description{Kind: focalpoint.Firearm, Make: focalpoint.Raw("Taurus")}, Force: force("Federal police"),
					Marks: []focalpoint.Mark{{Kind: focalpoint.MarkState, Text: "PF AXA18"}, {Kind: focalpoint.MarkSerial, Text: "TZZ12345"}}},
			})
			return err
		}); err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			name  string
			round register.Round
			want  focalpoint.ItemID
			more  int
		}{
			{"the whole headstamp", register.Round{Headstamp: "CBC 9mm LUGER AXA18 PF"}, ids[0], 2},
			{"without the buyer's letters", register.Round{Headstamp: "CBC 9MM LUGER AXA 18", Calibre: focalpoint.Raw("9x19")}, ids[0], 2},
			{"the calibre decides between two lots of one number", register.Round{Headstamp: "CBC AXA18", Calibre: focalpoint.Raw(".40 S&W")}, ids[2], 2},
			{"one sign in doubt", register.Round{Headstamp: "AXA1[89]", Calibre: focalpoint.Raw("9x19")}, ids[0], 3},
			{"the box alone", register.Round{Lot: "axa-19"}, ids[1], 1},
			{"another lot", register.Round{Headstamp: "CBC 9mm LUGER BRT55"}, "", 0},
		} {
			list, err := h.reg.FindLots(t.Context(), c.round)
			if err != nil {
				t.Fatal(err)
			}
			if len(list) != c.more || c.want != "" && list[0].Item != c.want {
				t.Errorf("%s: %+v; want %s first of %d", c.name, list, c.want, c.more)
			}
		}
		list, err := h.reg.FindLots(t.Context(), register.Round{Headstamp: "CBC 9mm LUGER AXA18 PF", Make: focalpoint.Raw("CBC"), Calibre: focalpoint.Raw("9x19")})
		if err != nil {
			t.Fatal(err)
		}
		best := list[0]
		if best.Buyer.Name != "Federal police" || best.Bought != "2006-12-29" || !best.Stock || best.Status != focalpoint.StatusStateStock || best.Rounds != 1_859_000 || !slices.Contains(best.Reasons, "headstamp") {
			t.Errorf("lot %+v", best)
		}
		if !slices.Contains(list[1].Reasons, "other-calibre") || list[1].Score > best.Score/2 {
			t.Errorf("the lot of another calibre: %+v", list[1])
		}
		if page, err := h.reg.List(t.Context(), register.Filter{Status: string(focalpoint.StatusStateStock), Kind: string(focalpoint.Ammunition)}); err != nil || page.Total != 3 {
			t.Errorf("State stock of ammunition: %+v, %v", page, err)
		}
		if _, err := h.reg.FindLots(t.Context(), register.Round{}); focalpoint.FieldOf(err) != "headstamp" {
			t.Errorf("nothing to look for: %v", err)
		}
	})
}

func TestTakeStockRefusesWhatCannotBeTold(t *testing.T) {
	storetest.Run(t, schemas(), func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		_, err := h.log.Write(context.Background(), ledger.Entry{}, func(tx *ledger.Tx) error {
			_, err := h.reg.TakeStock(t.Context(), tx, []register.Stock{{}, {Describes: focalpoint.Description{Kind: focalpoint.Ammunition}, Force: focalpoint.Ref{Name: "Army"}}})
			return err
		})
		var got []string
		for _, e := range focalpoint.FieldErrors(err) {
			got = append(got, e.Field)
		}
		if want := []string{"stock[0].force", "stock[0].marks", "stock[1].marks", "stock[1].describes.quantity"}; !slices.Equal(got, want) {
			t.Errorf("%v; want %v", got, want)
		}
	})
}
