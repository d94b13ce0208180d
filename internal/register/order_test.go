package register_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"focalpoint"
	"focalpoint/internal/register"
)

var lifeKinds = []focalpoint.EventKind{focalpoint.EventManufacture, focalpoint.EventProof, focalpoint.EventImport, focalpoint.EventExport, focalpoint.EventSale,
	focalpoint.EventTransfer, focalpoint.EventLicence, focalpoint.EventRepair, focalpoint.EventLoss, focalpoint.EventTheft, focalpoint.EventSeizure, focalpoint.EventRecover,
	focalpoint.EventStockIn, focalpoint.EventDestroy, focalpoint.EventDeactivate, focalpoint.EventIdentify}

// drawLife draws any events at all, of one item, with corrections of corrections.
func drawLife(t *rapid.T) []focalpoint.Event {
	refs := rapid.SampledFrom([]focalpoint.Ref{{}, {Name: "A"}, {Name: "B"}, {Party: "pa1"}, {Person: "pe1"}})
	dates := rapid.SampledFrom([]focalpoint.Date{"", "2015", "2016", "2016-02", "2016-02-03", "2016-02-04", "2015-06/2016-03", "2017-01-01"})
	var out []focalpoint.Event
	for i := range rapid.IntRange(0, 14).Draw(t, "events") {
		e := focalpoint.Event{ID: focalpoint.EventID(fmt.Sprintf("ev%02d", i)), Item: "it1", Kind: rapid.SampledFrom(lifeKinds).Draw(t, "kind"), Happened: dates.Draw(t, "date"),
			From: refs.Draw(t, "from"), To: refs.Draw(t, "to"), Keeper: refs.Draw(t, "keeper"), Document: fmt.Sprint(i)}
		if len(out) > 0 && rapid.IntRange(0, 2).Draw(t, "corrects") == 0 {
			e.Corrects = rapid.SampledFrom(out).Draw(t, "target").ID
			e.CorrectedKind, e.Kind = e.Kind, focalpoint.EventCorrection
			if rapid.Bool().Draw(t, "withdraws") {
				e.CorrectedKind = ""
			}
		}
		out = append(out, e)
	}
	return out
}

// TestEffectiveAgainstReplay: what holds is what is left when a clerk strikes
// out and writes anew, one report after the other.
func TestEffectiveAgainstReplay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list := drawLife(t)
		said := map[focalpoint.EventID][]focalpoint.Event{} // of each first report, all that was said of it, by the report it answers
		holds := func(first focalpoint.EventID) focalpoint.EventID {
			at := first
			for {
				next := focalpoint.EventID("")
				for _, e := range said[first] {
					if e.Corrects == at {
						next = e.ID // the later one, for they stand in order
					}
				}
				if next == "" {
					return at
				}
				at = next
			}
		}
		first := map[focalpoint.EventID]focalpoint.EventID{}
		byID := map[focalpoint.EventID]focalpoint.Event{}
		for _, e := range list {
			byID[e.ID] = e
			first[e.ID] = e.ID
			if e.Corrects != "" {
				first[e.ID] = first[e.Corrects]
				said[first[e.ID]] = append(said[first[e.ID]], e)
			}
		}
		var want []string
		for _, e := range list {
			if e.Corrects != "" {
				continue
			}
			if h := byID[holds(e.ID)]; h.Corrects == "" || h.CorrectedKind != "" {
				want = append(want, string(h.ID))
			}
		}
		shuffled := rapid.Permutation(list).Draw(t, "recorded")
		holding, superseded := register.Effective(shuffled)
		var got []string
		for _, e := range holding {
			got = append(got, string(e.ID))
		}
		slices.Sort(got)
		slices.Sort(want)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatal(diff)
		}
		if len(holding)+len(superseded) > len(list) {
			t.Fatalf("%d hold and %d are superseded of %d", len(holding), len(superseded), len(list))
		}
	})
}

// TestInOrder: a certainly earlier event never stands behind a certainly later
// one, nothing is lost, and neither the order nor the numbers of recording matter.
func TestInOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list := drawLife(t)
		one := register.InOrder(list)
		for i := range one {
			for j := i + 1; j < len(one); j++ {
				if one[j].Happened.Before(one[i].Happened) {
					t.Fatalf("%s of %s stands before %s of %s", one[i].ID, one[i].Happened, one[j].ID, one[j].Happened)
				}
			}
		}
		again := rapid.Permutation(list).Draw(t, "recorded")
		for i := range again {
			again[i].ID = focalpoint.EventID(fmt.Sprintf("ex%02d", i))
		}
		documents := func(list []focalpoint.Event) (out []string) {
			for _, e := range list {
				out = append(out, e.Document)
			}
			return out
		}
		if diff := cmp.Diff(documents(one), documents(register.InOrder(again))); diff != "" {
			t.Fatal(diff)
		}
	})
}
