package trace_test

import (
	"strings"
	"testing"

	"focalpoint"
	"focalpoint/internal/trace"
)

// TestNext: whom to ask next, and why; nobody twice.
func TestNext(t *testing.T) {
	exported := ev("2", focalpoint.EventExport, "2015-05-01", maker, focalpoint.Ref{Name: "Importer B", Country: "BBB"})
	for _, c := range []struct {
		name string
		in   trace.Input
		want string
	}{
		{"exported: the State it went to", input(made, exported), "state pafocal import-state"},
		{"exported, and asked already", func() trace.Input {
			in := input(made, exported)
			in.Asked = []trace.Asked{{To: trace.Addressee{Kind: trace.ToState, Country: "BBB", Party: "pafocal"}, Status: trace.HopSent}}
			return in
		}(), ""},
		{"exported to a State without a focal point", input(made, ev("2", focalpoint.EventExport, "2015", maker, focalpoint.Ref{Country: "CCC"})), "state CCC import-state"},
		{"with a dealer: his books", input(made, sold), "dealer padealer books"},
		{"with a maker: his books", input(made), "maker pamaker books"},
		{"closed: who took over", input(made, ev("2", focalpoint.EventTransfer, "2015", maker, closed)), "archive paarchive successor"},
		{"State stock: the force", input(made, ev("2", focalpoint.EventStockIn, "2015", maker, army)), "force paarmy force"},
		{"destroyed on record: who says so", input(made, sold, retailed, ev("4", focalpoint.EventDestroy, "2019", focalpoint.Ref{}, focalpoint.Ref{})), "registry paregistry ended"},
		{"with an owner: he is heard, no keeper asked", input(made, sold, retailed), ""},
		{"the lawful owner's: nobody", func() trace.Input {
			in := input(made, sold)
			in.Events[2].From = dealer
			return in
		}(), ""},
		{"made here, no record: the maker", found(nil), "maker pamaker maker"},
		{"made abroad, no record: that State, and the maker", found(func(in *trace.Input) { in.Describes.Country = focalpoint.Chosen("BBB") }), "state pafocal made-in; maker pamaker maker"},
		{"the maker's State as the catalogue knows it", found(func(in *trace.Input) {
			in.Describes.Country, in.Describes.Make, in.MakerState = focalpoint.Coded{}, focalpoint.Chosen("OTHER"), "CCC"
		}), "state CCC made-in"},
		{"erased: nothing to look up by", found(func(in *trace.Input) { in.Marking = focalpoint.MarkedErased }), ""},
	} {
		var got []string
		for _, n := range trace.Walk(c.in, policy()).Next {
			whom := string(n.To.Party)
			if whom == "" {
				whom = string(n.To.Country)
			}
			got = append(got, string(n.To.Kind)+" "+whom+" "+strings.TrimPrefix(n.Why.Key, "trace.next."))
		}
		if s := strings.Join(got, "; "); s != c.want {
			t.Errorf("%s: %q, want %q", c.name, s, c.want)
		}
	}
}
