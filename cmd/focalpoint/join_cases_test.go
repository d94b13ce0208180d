package main

import (
	"slices"
	"testing"

	"focalpoint"
	"focalpoint/internal/ballistics"
	"focalpoint/internal/casework"
	"focalpoint/internal/ledger"
)

// A confirmed hit joins the cases of both exhibits, with the firearm and the
// seizures that are on record, and the log still verifies.
func TestAHitJoinsCases(t *testing.T) {
	ctx := t.Context()
	a, err := open(ctx, &options{data: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	var cases []focalpoint.CaseID
	for _, title := range []string{"Robbery at the quay", "Pistol in a car"} {
		id, _, err := a.Cases.Save(ctx, "us1", casework.Input{Case: casework.Case{Title: title}})
		must(err)
		cases = append(cases, id)
	}
	var gun focalpoint.ItemID
	_, err = a.Log.Write(ctx, ledger.Entry{Actor: "us1", Action: "test"}, func(tx *ledger.Tx) error {
		gun = focalpoint.ItemID(tx.NewID(focalpoint.PrefixItem))
		_, err := a.Register.Record(ctx, tx, focalpoint.Event{Item: gun, Kind: focalpoint.EventSeizure, Happened: "2026-01-02", Describes: &focalpoint.Description{}})
		return err
	})
	must(err)
	var pair []ballistics.ExhibitID
	for i, e := range []ballistics.Exhibit{
		{Number: "Q-1", Kind: ballistics.CartridgeCase, Case: cases[0]},
		{Number: "T-1", Kind: ballistics.CartridgeCase, Case: cases[1], Item: gun, Seizure: "sznotonrecord", TestFire: &ballistics.TestFire{Shot: 1}},
	} {
		v, err := a.Lab.SaveExhibit(ctx, "us1", "", 0, e, "")
		if err != nil {
			t.Fatalf("exhibit %d: %v", i, err)
		}
		pair = append(pair, ballistics.ExhibitID(v.ID))
	}
	x, err := a.Lab.OpenPair(ctx, "us1", "", pair[0], pair[1], ballistics.BreechFace)
	must(err)
	must(a.Lab.AskSecond(ctx, "us1", x.ID, "us2"))
	for _, who := range []focalpoint.UserID{"us1", "us2"} {
		x, err = a.Lab.Conclude(ctx, who, x.ID, ballistics.Conclusion{Scale: "AFTE", Code: "identification", Physical: true, Subclass: true, Reason: "agreement of individual marks"})
		must(err)
	}
	if x.Hit == "" {
		t.Fatalf("no hit: %+v", x)
	}
	for i, id := range cases {
		v, err := a.Cases.Get(ctx, id)
		must(err)
		holds := func(kind casework.LinkKind, id string) bool {
			return slices.ContainsFunc(v.Doc.Links, func(l casework.Link) bool { return l.Kind == kind && l.ID == id })
		}
		if !holds(casework.LinkCase, string(cases[1-i])) || !holds(casework.LinkItem, string(gun)) || holds(casework.LinkSeizure, "sznotonrecord") {
			t.Errorf("case %s holds %+v", v.Doc.Title, v.Doc.Links)
		}
	}
	if _, err := ledger.Verify(ctx, a.DB, loggedTables(), nil); err != nil {
		t.Error(err)
	}
}
