package trace_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"focalpoint"
	"focalpoint/internal/directory"
	"focalpoint/internal/trace"
)

var (
	maker    = focalpoint.Ref{Party: "pamaker", Name: "Fictional Arms"}
	importer = focalpoint.Ref{Party: "paimporter", Name: "Import House"}
	dealer   = focalpoint.Ref{Party: "padealer", Name: "Dealer North"}
	closed   = focalpoint.Ref{Party: "paclosed", Name: "Closed Shop"}
	army     = focalpoint.Ref{Party: "paarmy", Name: "Army"}
	registry = focalpoint.Ref{Party: "paregistry", Name: "National Registry"}
	buyer    = focalpoint.Ref{Person: "pebuyer"}
	other    = focalpoint.Ref{Person: "peother"}
)

func parties() map[focalpoint.PartyID]directory.Party {
	out := map[focalpoint.PartyID]directory.Party{}
	for _, p := range []directory.Party{
		{ID: "pamaker", Kind: directory.Keeper, Name: "Fictional Arms", Roles: []directory.Role{directory.RoleMaker}, Country: "AAA", Makes: []string{"FIC"}},
		{ID: "paimporter", Kind: directory.Keeper, Name: "Import House", Roles: []directory.Role{directory.RoleImporter}, Country: "AAA"},
		{ID: "padealer", Kind: directory.Keeper, Name: "Dealer North", Roles: []directory.Role{directory.RoleDealer}, Country: "AAA"},
		{ID: "paclosed", Kind: directory.Keeper, Name: "Closed Shop", Roles: []directory.Role{directory.RoleMuseum}, Country: "AAA", To: "2019", Successor: "paarchive"},
		{ID: "paarchive", Kind: directory.Keeper, Name: "Archive", Roles: []directory.Role{directory.RoleArchive}, Country: "AAA"},
		{ID: "paarmy", Kind: directory.Keeper, Name: "Army", Roles: []directory.Role{directory.RoleForce}, Country: "AAA"},
		{ID: "paregistry", Kind: directory.Authority, Name: "National Registry", Roles: []directory.Role{directory.RoleRegistry}, Country: "AAA"},
		{ID: "pafocal", Kind: directory.FocalPoint, Name: "Focal point of B", Country: "BBB"},
	} {
		out[p.ID] = p
	}
	return out
}

func policy() trace.Policy {
	return trace.Policy{Home: "AAA", RecordsSince: 1970, Rules: trace.Standard()}
}

// ev makes an event of our State, reported by the registry.
func ev(id string, kind focalpoint.EventKind, happened focalpoint.Date, from, to focalpoint.Ref) focalpoint.Event {
	return focalpoint.Event{ID: focalpoint.EventID("ev" + id), Item: "it1", Kind: kind, Happened: happened, State: "AAA", From: from, To: to, Keeper: registry,
		Recorded: time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)}
}

func taking(happened focalpoint.Date) focalpoint.Event {
	e := ev("take", focalpoint.EventSeizure, happened, focalpoint.Ref{}, focalpoint.Ref{})
	e.Role, e.Seizure, e.Context = focalpoint.RoleSeized, "sz1", focalpoint.ContextCriminal
	return e
}

var (
	made     = ev("1", focalpoint.EventManufacture, "2015-01-10", focalpoint.Ref{}, maker)
	sold     = ev("2", focalpoint.EventSale, "2015-03-01", maker, dealer)
	retailed = ev("3", focalpoint.EventSale, "2016-03-01", dealer, buyer)
)

func abroad(e focalpoint.Event, state focalpoint.Country) focalpoint.Event {
	e.State = state
	return e
}

// input is an identified, uniquely marked pistol with a life and a seizure.
func input(events ...focalpoint.Event) trace.Input {
	day, _, _ := focalpoint.Date("2024-06-01").Bounds()
	return trace.Input{Item: "it1", Events: append(events, taking("2024-02-10")), Marking: focalpoint.MarkedUniquely, Role: focalpoint.RoleSeized, Identity: trace.IdentityExact,
		Describes: focalpoint.Description{Kind: focalpoint.Firearm, Make: focalpoint.Chosen("FIC"), Country: focalpoint.Chosen("AAA"), Origin: focalpoint.Chosen("industrial")},
		Parties:   parties(), AsOf: day}
}

// found is an item in no record.
func found(change func(*trace.Input)) trace.Input {
	in := input()
	in.Identity = trace.IdentityNone
	if change != nil {
		change(&in)
	}
	return in
}

type want struct {
	result focalpoint.ResultCode
	leaf   focalpoint.TracingLeaf
	before string
	way    string
	gap    trace.GapKind // the last gap
	legal  focalpoint.EventID
	holder focalpoint.Ref
}

var walks = []struct {
	name string
	in   trace.Input
	want want
}{
	{"T1 registered owner, nothing reported", input(made, sold, retailed), want{"T1", "1.2", "civilian", "private-sale", trace.GapNoLossReport, "ev3", buyer}},
	{"T1 dealer without a sale", input(made, sold), want{"T1", "1.2", "trade", "dealer", trace.GapTradeNoSale, "ev2", dealer}},
	{"T1 maker without a next holder", input(made), want{"T1", "1.2", "trade", "factory", trace.GapAfterMaker, "ev1", maker}},
	{"T1 held by its lawful owner", func() trace.Input {
		in := input(made, sold, retailed)
		in.Events[3].From = buyer
		return in
	}(), want{"T1", "1.1", "civilian", "", "", "ev3", buyer}},
	{"T1 role says lawful owner", func() trace.Input {
		in := input(made, sold, retailed)
		in.Events[3].Role = focalpoint.RoleLawfulOwner
		return in
	}(), want{"T1", "1.1", "civilian", "", "", "ev3", buyer}},
	{"T1 straw buyer", func() trace.Input {
		in := input(made, sold, ev("3", focalpoint.EventSale, "2023-12-01", dealer, buyer))
		in.Related = map[string]int{trace.RelatedHolder: 4}
		return in
	}(), want{"T1", "1.2", "civilian", "straw", trace.GapNoLossReport, "ev3", buyer}},
	{"T1 abroad, as a foreign register answered", func() trace.Input {
		in := input(made, abroad(ev("2", focalpoint.EventImport, "2015-05-01", maker, focalpoint.Ref{Name: "Importer B"}), "BBB"), abroad(ev("3", focalpoint.EventSale, "2016-01-01", focalpoint.Ref{Name: "Importer B"}, focalpoint.Ref{Name: "Owner B"}), "BBB"))
		return in
	}(), want{"T1", "1.3", "civilian", "private-sale", trace.GapNoLossReport, "ev3", focalpoint.Ref{Name: "Owner B"}}},
	{"T1 converted on the way", func() trace.Input {
		in := input(made, sold, retailed)
		in.Describes.Origin = focalpoint.Chosen("converted")
		return in
	}(), want{"T1", "1.2", "civilian", "conversion", trace.GapNoLossReport, "ev3", buyer}},
	{"T2 holder closed", input(made, ev("2", focalpoint.EventTransfer, "2015-03-01", maker, closed)), want{"T2", "1.2", "unknown", "unknown", trace.GapNoLossReport, "ev2", closed}},
	{"T2 holder dead", func() trace.Input {
		in := input(made, sold, retailed)
		in.Gone = map[focalpoint.PersonID]bool{"pebuyer": true}
		return in
	}(), want{"T2", "1.2", "civilian", "inheritance", trace.GapNoLossReport, "ev3", buyer}},
	{"T3 exported, State not asked yet", input(made, ev("2", focalpoint.EventExport, "2015-05-01", maker, focalpoint.Ref{Name: "Importer B", Country: "BBB"})),
		want{"T3", "1.6", "unknown", "transport", trace.GapExportNoImport, "ev2", focalpoint.Ref{Name: "Importer B", Country: "BBB"}}},
	{"T3 exported, State silent", func() trace.Input {
		in := input(made, ev("2", focalpoint.EventExport, "2015-05-01", maker, focalpoint.Ref{Name: "Importer B", Country: "BBB"}))
		in.Asked = []trace.Asked{{To: trace.Addressee{Kind: trace.ToState, Country: "BBB"}, Status: trace.HopSilent}}
		return in
	}(), want{"T3", "1.5", "unknown", "transport", trace.GapExportNoImport, "ev2", focalpoint.Ref{Name: "Importer B", Country: "BBB"}}},
	{"T3 diversion established by an authority", func() trace.Input {
		in := input(made, ev("2", focalpoint.EventExport, "2015-05-01", maker, focalpoint.Ref{Name: "Importer B", Country: "BBB"}))
		in.Established = &trace.Diversion{Way: trace.WayTransport, Between: "2015-06"}
		return in
	}(), want{"T3", "1.4", "unknown", "transport", trace.GapExportNoImport, "ev2", focalpoint.Ref{Name: "Importer B", Country: "BBB"}}},
	{"T4 stolen from its owner", input(made, sold, retailed, ev("4", focalpoint.EventTheft, "2018-07", buyer, focalpoint.Ref{})), want{"T4", "1.2", "stolen", "theft-owner", "", "ev3", buyer}},
	{"T4 lost by the army", input(made, ev("2", focalpoint.EventStockIn, "2015-03-01", maker, army), ev("4", focalpoint.EventLoss, "2018-07", army, focalpoint.Ref{})),
		want{"T4", "1.2", "lost", "state-loss", "", "ev2", army}},
	{"T4 known from the stolen file only", input(ev("4", focalpoint.EventTheft, "2018-07", buyer, focalpoint.Ref{})), want{"T4", "1.2", "stolen", "theft-owner", "", "", focalpoint.Ref{}}},
	{"T5 destroyed on record", input(made, sold, retailed, ev("4", focalpoint.EventDestroy, "2019-01-01", focalpoint.Ref{}, focalpoint.Ref{})), want{"T5", "1.2", "destroyed", "evidence", "", "ev3", buyer}},
	{"T5 deactivated on record", input(made, sold, retailed, ev("4", focalpoint.EventDeactivate, "2019-01-01", buyer, focalpoint.Ref{})), want{"T5", "1.2", "deactivated", "reactivation", "", "ev4", buyer}},
	{"T6 State stock", input(made, ev("2", focalpoint.EventStockIn, "2015-03-01", maker, army)), want{"T6", "1.2", "state", "state-loss", trace.GapStockNoOut, "ev2", army}},
	{"T6 held by a force without an entry into stock", input(made, ev("2", focalpoint.EventSale, "2015-03-01", maker, army)), want{"T6", "1.2", "state", "state-loss", trace.GapStockNoOut, "ev2", army}},
	{"T6 out of the court store", func() trace.Input {
		first := taking("2020-01-01")
		first.ID, first.Seizure = "ev4", "sz0"
		return input(made, sold, retailed, first, ev("5", focalpoint.EventEvidenceIn, "2020-01-02", focalpoint.Ref{}, registry))
	}(), want{"T6", "1.2", "state", "evidence", trace.GapCustodyNoOut, "ev3", buyer}},

	{"F1 erased", found(func(in *trace.Input) { in.Marking = focalpoint.MarkedErased }), want{"F1", "2.1", "unknown", "", "", "", focalpoint.Ref{}}},
	{"F1 unknown marking", found(func(in *trace.Input) { in.Marking = focalpoint.MarkedUnknown }), want{"F1", "3", "unknown", "", "", "", focalpoint.Ref{}}},
	{"F2 number does not fit", found(func(in *trace.Input) { in.Number = trace.NumberFit{Fit: trace.FitCannot} }), want{"F2", "1.5", "unknown", "", "", "", focalpoint.Ref{}}},
	{"F3 maker unknown", found(func(in *trace.Input) { in.Describes.Make = focalpoint.Raw("??") }), want{"F3", "1.5", "unknown", "", "", "", focalpoint.Ref{}}},
	{"F4 several candidates", found(func(in *trace.Input) { in.Identity = trace.IdentitySeveral }), want{"F4", "1.6", "unknown", "", "", "", focalpoint.Ref{}}},
	{"F4 several candidates for an erased number", found(func(in *trace.Input) {
		in.Identity, in.Marking = trace.IdentitySeveral, focalpoint.MarkedErased
	}), want{"F4", "2.1", "unknown", "", "", "", focalpoint.Ref{}}},
	{"F5 made here, not on record", found(nil), want{"F5", "1.5", "unknown", "", "", "", focalpoint.Ref{}}},
	{"F6 keeper silent", found(func(in *trace.Input) {
		in.Asked = []trace.Asked{{To: trace.Addressee{Name: "x"}, Status: trace.HopSilent}}
	}), want{"F6", "1.5", "unknown", "", "", "", focalpoint.Ref{}}},
	{"F7 older than the records", found(func(in *trace.Input) { in.Describes.Year = "1943" }), want{"F7", "1.5", "unknown", "", "", "", focalpoint.Ref{}}},
	{"F8 never marked", found(func(in *trace.Input) { in.Marking = focalpoint.MarkedNot }), want{"F8", "2.3", "unknown", "", "", "", focalpoint.Ref{}}},
	{"F8 home-made", found(func(in *trace.Input) {
		in.Marking, in.Describes.Origin = focalpoint.MarkedNot, focalpoint.Chosen("craft")
	}), want{"F8", "2.2", "never-lawful", "manufacture", "", "", focalpoint.Ref{}}},
	{"F8 converted alarm pistol, not unique", found(func(in *trace.Input) {
		in.Marking, in.Describes.Origin = focalpoint.MarkedUnknown, focalpoint.Chosen("converted")
	}), want{"F8", "2.2", "unknown", "conversion", "", "", focalpoint.Ref{}}},
	{"converted, unique, conversion on record", func() trace.Input {
		in := input(ev("1", focalpoint.EventConvert, "2022", focalpoint.Ref{}, focalpoint.Ref{}))
		in.Describes.Origin, in.Describes.Country, in.Identity = focalpoint.Chosen("converted"), focalpoint.Chosen("BBB"), trace.IdentityNone
		return in
	}(), want{"F8", "1.4", "unknown", "conversion", "", "", focalpoint.Ref{}}},
	{"F8 converted alarm pistol with the maker's number", found(func(in *trace.Input) { in.Describes.Origin = focalpoint.Chosen("converted") }), want{"F8", "1.5", "unknown", "conversion", "", "", focalpoint.Ref{}}},
	{"one candidate waits", found(func(in *trace.Input) { in.Identity = trace.IdentityWaiting }), want{"", "1.6", "unknown", "", "", "", focalpoint.Ref{}}},
	{"by post, made abroad", found(func(in *trace.Input) {
		in.Events[0].Place.Location, in.Describes.Country = focalpoint.LocationPost, focalpoint.Chosen("BBB")
	}), want{"", "1.6", "unknown", "post", "", "", focalpoint.Ref{}}},
	{"F9 refused", found(func(in *trace.Input) {
		in.Asked = []trace.Asked{{To: trace.Addressee{Name: "x"}, Status: trace.HopRefused}}
	}), want{"F9", "1.5", "unknown", "", "", "", focalpoint.Ref{}}},
	{"D duplicate", found(func(in *trace.Input) { in.DuplicateOf = "tr0" }), want{"D", "1.5", "unknown", "", "", "", focalpoint.Ref{}}},
	{"under way: made abroad, nobody asked yet", found(func(in *trace.Input) { in.Describes.Country = focalpoint.Chosen("BBB") }), want{"", "1.6", "unknown", "", "", "", focalpoint.Ref{}}},
	{"under way: asked", found(func(in *trace.Input) {
		in.Asked = []trace.Asked{{To: trace.Addressee{Name: "x"}, Status: trace.HopSent}}
	}), want{"", "1.6", "unknown", "", "", "", focalpoint.Ref{}}},
	{"asked, not made there", found(func(in *trace.Input) {
		in.Asked = []trace.Asked{{To: trace.Addressee{Name: "x"}, Status: trace.HopAnswered, Answer: trace.AnswerNotOurs}}
	}), want{"F3", "1.5", "unknown", "", "", "", focalpoint.Ref{}}},
	{"decided not to trace", found(func(in *trace.Input) { in.NotTraced = true }), want{"F5", "1.7", "unknown", "", "", "", focalpoint.Ref{}}},
	{"established by an authority", found(func(in *trace.Input) { in.Established = &trace.Diversion{Way: trace.WayConflict} }), want{"F5", "1.4", "unknown", "conflict", "", "", focalpoint.Ref{}}},
	{"established, but erased: stays out of the indicator", found(func(in *trace.Input) {
		in.Established, in.Marking = &trace.Diversion{Way: trace.WayConflict}, focalpoint.MarkedErased
	}), want{"F1", "2.1", "unknown", "conflict", "", "", focalpoint.Ref{}}},
}

func TestWalk(t *testing.T) {
	for _, c := range walks {
		t.Run(c.name, func(t *testing.T) {
			f := trace.Walk(c.in, policy())
			got := want{result: f.Result, leaf: f.Leaf, before: f.Before, way: f.Diversion.Way}
			if len(f.Gaps) > 0 {
				got.gap = f.Gaps[len(f.Gaps)-1].Kind
			}
			if f.LastLegal != nil {
				got.legal, got.holder = f.LastLegal.Event, f.LastLegal.Holder
			}
			if diff := cmp.Diff(c.want, got, cmp.AllowUnexported(want{})); diff != "" {
				t.Error(diff)
			}
			if len(f.Reasons) != 3 {
				t.Errorf("%d reasons, want identification, result and leaf: %v", len(f.Reasons), f.Reasons)
			}
			follow := strings.Contains("T1 T3 T4", string(f.Result)) && f.Result != ""
			if f.FollowUp != follow {
				t.Errorf("follow-up decision %v for %s", f.FollowUp, f.Result)
			}
		})
	}
}

// TestEveryCodeAndLeaf: the table above ends in every result code and in every leaf.
func TestEveryCodeAndLeaf(t *testing.T) {
	codes, leaves := map[focalpoint.ResultCode]bool{}, map[focalpoint.TracingLeaf]bool{}
	for _, c := range walks {
		codes[c.want.result], leaves[c.want.leaf] = true, true
	}
	for _, code := range strings.Fields("T1 T2 T3 T4 T5 T6 F1 F2 F3 F4 F5 F6 F7 F8 F9 D") {
		if !codes[focalpoint.ResultCode(code)] {
			t.Errorf("no case ends in %s", code)
		}
	}
	for _, leaf := range focalpoint.TracingLeaves() {
		if !leaves[leaf] {
			t.Errorf("no case ends in leaf %s", leaf)
		}
	}
}
