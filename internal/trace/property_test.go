package trace_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"focalpoint"
	"focalpoint/internal/trace"
)

var kinds = []focalpoint.EventKind{focalpoint.EventManufacture, focalpoint.EventProof, focalpoint.EventImport, focalpoint.EventExport, focalpoint.EventTransit,
	focalpoint.EventDeliver, focalpoint.EventSale, focalpoint.EventTransfer, focalpoint.EventInherit, focalpoint.EventLicence, focalpoint.EventRegister, focalpoint.EventRepair,
	focalpoint.EventConvert, focalpoint.EventLoss, focalpoint.EventTheft, focalpoint.EventFind, focalpoint.EventSeizure, focalpoint.EventSurrender, focalpoint.EventRecover,
	focalpoint.EventEvidenceIn, focalpoint.EventEvidenceOut, focalpoint.EventForfeiture, focalpoint.EventStockIn, focalpoint.EventStockOut, focalpoint.EventDeactivate,
	focalpoint.EventVerify, focalpoint.EventDestroy, focalpoint.EventObserve, focalpoint.EventExamine, focalpoint.EventIdentify, focalpoint.EventMark}

// drawInput draws any life at all, sensible or not.
func drawInput(t *rapid.T) trace.Input {
	refs := []focalpoint.Ref{{}, maker, importer, dealer, closed, army, registry, buyer, other, {Name: "Somebody"}, {Country: "BBB"}}
	ref := rapid.SampledFrom(refs)
	in := found(nil)
	in.Events = nil
	n := rapid.IntRange(0, 12).Draw(t, "n")
	for i := range n {
		date := focalpoint.Date("")
		switch rapid.IntRange(0, 5).Draw(t, "precision") {
		case 0:
		case 1:
			date = focalpoint.Date(fmt.Sprint(rapid.IntRange(2010, 2024).Draw(t, "year")))
		case 2:
			date = focalpoint.Date(fmt.Sprintf("%d/%d-06", rapid.IntRange(2008, 2012).Draw(t, "from"), rapid.IntRange(2012, 2024).Draw(t, "to")))
		default:
			date = focalpoint.Date(fmt.Sprintf("2016-%02d-%02d", rapid.IntRange(1, 3).Draw(t, "month"), rapid.IntRange(1, 3).Draw(t, "day")))
		}
		e := ev(fmt.Sprint(i), rapid.SampledFrom(kinds).Draw(t, "kind"), date, ref.Draw(t, "from"), ref.Draw(t, "to"))
		e.State = rapid.SampledFrom([]focalpoint.Country{"", "AAA", "BBB", "CCC"}).Draw(t, "state")
		e.Keeper = ref.Draw(t, "keeper")
		e.Item = rapid.SampledFrom([]focalpoint.ItemID{"it1", "it2"}).Draw(t, "item")
		e.Document = fmt.Sprint("doc ", i) // what tells two events apart, whatever their numbers
		in.Events = append(in.Events, e)
	}
	in.Marking = rapid.SampledFrom([]focalpoint.MarkStatus{focalpoint.MarkedUniquely, focalpoint.MarkedErased, focalpoint.MarkedNot, focalpoint.MarkedUnknown, ""}).Draw(t, "marking")
	in.Identity = rapid.SampledFrom([]trace.IdentityState{trace.IdentityOpen, trace.IdentityOwn, trace.IdentityExact, trace.IdentityChosen, trace.IdentitySeveral, trace.IdentityWaiting, trace.IdentityNone}).Draw(t, "identity")
	in.Describes.Origin = focalpoint.Chosen(rapid.SampledFrom([]string{"", "industrial", "craft", "printed", "assembled", "converted", "reactivated", "modified", "other-illicit", "unknown"}).Draw(t, "origin"))
	in.Describes.Country = focalpoint.Chosen(rapid.SampledFrom([]string{"", "AAA", "BBB"}).Draw(t, "made in"))
	in.Describes.Make = focalpoint.Chosen(rapid.SampledFrom([]string{"", "FIC", "unknown"}).Draw(t, "make"))
	in.NoFurther, in.NotTraced = rapid.Bool().Draw(t, "no further"), rapid.Bool().Draw(t, "not traced")
	for range rapid.IntRange(0, 3).Draw(t, "asked") {
		in.Asked = append(in.Asked, trace.Asked{To: trace.Addressee{Kind: trace.ToState, Country: "BBB"}, Status: rapid.SampledFrom(trace.Statuses()).Draw(t, "status"),
			Answer: rapid.SampledFrom(trace.AnswerCodes()).Draw(t, "answer")})
	}
	return in
}

// TestOneLeaf: whatever the life, a walk ends in exactly one of the eleven
// leaves, in a known result code, and its parts agree with each other.
func TestOneLeaf(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t)
		f := trace.Walk(in, policy())
		if !slices.Contains(focalpoint.TracingLeaves(), f.Leaf) {
			t.Fatalf("leaf %q is none of the eleven", f.Leaf)
		}
		if f.Result != "" && !slices.Contains(codes, f.Result) {
			t.Fatalf("result %q is no code", f.Result)
		}
		if len(f.Timeline) != len(in.Events) {
			t.Fatalf("%d steps for %d events", len(f.Timeline), len(in.Events))
		}
		if !f.Identified && (f.LastLegal != nil || f.Result != "" && f.Result[0] == 'T') {
			t.Fatalf("an item in no record has %s and %v", f.Result, f.LastLegal)
		}
		if f.LastLegal != nil && !f.LastLegal.Kind.Lawful() {
			t.Fatalf("the last legal record is a %s", f.LastLegal.Kind)
		}
		if f.Diversion.Way != "" && !slices.Contains(trace.Ways(), f.Diversion.Way) {
			t.Fatalf("way %q is no code", f.Diversion.Way)
		}
		if (f.Established != "") != slices.Contains([]focalpoint.TracingLeaf{"1.2", "1.3", "1.4"}, f.Leaf) {
			t.Fatalf("leaf %s with %q", f.Leaf, f.Established)
		}
		if group := f.Leaf[0]; !f.Identified && (group == '1') != (in.Marking == focalpoint.MarkedUniquely) {
			t.Fatalf("marking %s in leaf %s", in.Marking, f.Leaf)
		}
		if f.Result == "F5" && f.Identified && (f.Leaf == "1.2" || f.Leaf == "1.1") {
			t.Fatalf("no holder on record, and leaf %s", f.Leaf)
		}
		if el := f.SinceTransfer; el.Known && (el.Min > el.Max || el.Wrong != (el.Max <= 0)) {
			t.Fatalf("time-to-crime %+v", el)
		}
	})
}

// TestOrderOfRecording: walking does not depend on the order in which events
// were recorded, nor on the numbers they got by it.
func TestOrderOfRecording(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t)
		one := trace.Walk(in, policy())
		shuffled := in
		perm := rapid.Permutation(in.Events).Draw(t, "order")
		shuffled.Events = make([]focalpoint.Event, len(perm))
		renamed := map[focalpoint.EventID]focalpoint.EventID{}
		for i, e := range perm {
			was := e.ID
			e.ID = focalpoint.EventID(fmt.Sprintf("evx%02d", i))
			renamed[e.ID] = was
			shuffled.Events[i] = e
		}
		two := trace.Walk(shuffled, policy())
		rename := cmp.Transformer("id", func(id focalpoint.EventID) string {
			if was, ok := renamed[id]; ok {
				return string(was)
			}
			return string(id)
		})
		if diff := cmp.Diff(one, two, rename); diff != "" {
			t.Fatal(diff)
		}
	})
}

var codes = []focalpoint.ResultCode{"T1", "T2", "T3", "T4", "T5", "T6", "F1", "F2", "F3", "F4", "F5", "F6", "F7", "F8", "F9", "D"}

func TestTimeToCrime(t *testing.T) {
	for _, c := range []struct {
		sale focalpoint.Date
		want trace.Elapsed
	}{
		{"2024-02-09", trace.Elapsed{Since: "ev3", Known: true, Min: 1, Max: 1}},
		{"2024-02-10", trace.Elapsed{Since: "ev3", Known: true, Min: 0, Max: 0, Wrong: true}},
		{"2024-02", trace.Elapsed{Since: "ev3", Known: true, Min: -19, Max: 9, Doubt: true}},
		{"2024-03-01", trace.Elapsed{Since: "ev3", Known: true, Min: -20, Max: -20, Wrong: true}},
		{"2023", trace.Elapsed{Since: "ev3", Known: true, Min: 41, Max: 405}},
	} {
		f := trace.Walk(input(made, sold, ev("3", focalpoint.EventSale, c.sale, dealer, buyer)), policy())
		if diff := cmp.Diff(c.want, f.SinceTransfer); diff != "" {
			t.Errorf("%s: %s", c.sale, diff)
		}
		if c.sale > "2024-02-10" {
			continue // not sold at all when it was taken
		}
		if diff := cmp.Diff(f.SinceTransfer, f.SinceRetail); diff != "" {
			t.Errorf("%s, retail: %s", c.sale, diff)
		}
	}
	// Sold on between private owners: the last transfer is later than the first retail sale.
	f := trace.Walk(input(made, sold, retailed, ev("4", focalpoint.EventTransfer, "2020-01-01", buyer, other)), policy())
	if f.SinceTransfer.Since != "ev4" || f.SinceRetail.Since != "ev3" {
		t.Errorf("counted from %s and %s", f.SinceTransfer.Since, f.SinceRetail.Since)
	}
}

func TestGapsNameWhoDidNotReport(t *testing.T) {
	late := ev("4", focalpoint.EventSale, "2018-01-01", other, focalpoint.Ref{Person: "pethird"})
	f := trace.Walk(input(made, sold, retailed, late), policy())
	if len(f.Gaps) == 0 || f.Gaps[0].Kind != trace.GapHolderJump || f.Gaps[0].Who != buyer || f.Gaps[0].After != "ev3" || f.Gaps[0].Before != "ev4" {
		t.Errorf("gaps %+v", f.Gaps)
	}
	back := trace.Walk(input(made, ev("2", focalpoint.EventExport, "2016", maker, focalpoint.Ref{Name: "B", Country: "BBB"}), ev("3", focalpoint.EventSale, "2018", dealer, buyer)), policy())
	if back.Gaps[0].Kind != trace.GapReturned {
		t.Errorf("gaps %+v", back.Gaps)
	}
}

// TestSameDayChain: several transfers of one day are linked by who holds.
func TestSameDayChain(t *testing.T) {
	day := focalpoint.Date("2016-05-05")
	f := trace.Walk(input(made, ev("2", focalpoint.EventSale, day, importer, dealer), ev("3", focalpoint.EventSale, day, dealer, buyer), ev("4", focalpoint.EventSale, day, maker, importer)), policy())
	if f.LastLegal.Event != "ev3" || len(f.Gaps) != 1 {
		t.Errorf("last legal record %s, gaps %v", f.LastLegal.Event, f.Gaps)
	}
}

// TestCoarseDates: a year alone, or no date at all, does not break a chain that
// the parties hold together.
func TestCoarseDates(t *testing.T) {
	for _, c := range []struct{ wholesale, retail focalpoint.Date }{{"2016-03-01", "2016"}, {"2016-03-01", ""}, {"2015", "2015"}, {"", ""}, {"2015/2017", "2016-02"}} {
		f := trace.Walk(input(made, ev("3", focalpoint.EventSale, c.retail, dealer, buyer), ev("2", focalpoint.EventSale, c.wholesale, maker, dealer)), policy())
		if f.LastLegal.Event != "ev3" || f.LastLegal.Holder != buyer || f.Timeline[0].Event != "ev1" {
			t.Errorf("%+v: last legal record %s of %s, first event %s", c, f.LastLegal.Event, f.LastLegal.Holder.Person, f.Timeline[0].Event)
		}
	}
}
