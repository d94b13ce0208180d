package register_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"focalpoint"
	"focalpoint/internal/person"
	"focalpoint/internal/store"
	"focalpoint/internal/store/storetest"
)

func TestHoldersAreTiedToTheirRecords(t *testing.T) {
	storetest.Run(t, schemas(), func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		holder := func(id focalpoint.PersonID) focalpoint.Ref { return focalpoint.Ref{Person: id} }
		sold := focalpoint.Event{Item: "it0001", Kind: focalpoint.EventSale, Happened: "1999-05-01", To: holder("pe0001")}
		h.record(sold, focalpoint.Event{Item: "it0001", Kind: focalpoint.EventTransfer, Happened: "2005-01", From: holder("pe0001"), To: holder("pe0002")},
			focalpoint.Event{Item: "it0001", Kind: focalpoint.EventSeizure, Happened: "2020", From: holder("pe0003")},
			focalpoint.Event{Item: "it0002", Kind: focalpoint.EventLicence, Happened: "2001", To: holder("pe0001")},
			focalpoint.Event{Item: "it0002", Kind: focalpoint.EventDestroy, Happened: "2010-06-01"},
			focalpoint.Event{Item: "it0003", Kind: focalpoint.EventSale, Happened: "2015-01-01", To: holder("pe0002")})
		destroyed := mustDay("2010-06-01")
		for id, want := range map[focalpoint.PersonID][]person.Tie{
			"pe0001": {{Class: person.ClassHolder, From: mustDay("2005-01-31"), What: "it0001"}, {Class: person.ClassHolder, From: mustDay("2001-12-31"), Destroyed: &destroyed, What: "it0002"}},
			"pe0002": {{Class: person.ClassHolder, From: mustDay("2005-01-31"), What: "it0001"}, {Class: person.ClassHolder, From: mustDay("2015-01-01"), Open: true, What: "it0003"}},
			"pe0003": nil, // in whose hands it was seized is no lawful holder
		} {
			got, err := h.reg.PersonTies(t.Context(), db, id)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(want, got); d != "" {
				t.Errorf("%s (-want +got):\n%s", id, d)
			}
		}
	})
}

func mustDay(d focalpoint.Date) focalpoint.Day {
	first, _, _ := d.Bounds()
	return first
}
