package main

import (
	"context"
	"strings"
	"testing"

	"focalpoint"
	"focalpoint/internal/importer"
)

// TestKeepersOfAnImport: the keepers that a file names are found in the
// directory, the unsure ones wait for a person, and one decision codes every
// row that used the name.
func TestKeepersOfAnImport(t *testing.T) {
	onBoth(t, func(t *testing.T, d *door) {
		var sure, other struct{ ID string }
		party := func(name string) map[string]any {
			return map[string]any{"kind": "keeper", "name": name, "roles": []string{"dealer"}, "country": "BRA"}
		}
		d.want(200, "POST", "/api/v1/parties", party("Northern Arms S.A."), &sure)
		d.want(200, "POST", "/api/v1/parties", party("Casa Oliveira"), &other)
		if _, err := d.app.Added.Refresh(context.Background(), d.app.Codes); err != nil {
			t.Fatal(err)
		}
		const file = "make,model,calibre,year,serial,country,keeper\nGlock,17,9x19,2001,KA1001,AUT,NORTHERN ARMS\nGlock,17,9x19,2001,KA1002,AUT,Olivera's shop\nGlock,17,9x19,2001,KA1003,AUT,olivera's  shop\nGlock,17,9x19,2001,KA1004,AUT,\n"
		rep, err := d.app.Importer.Import(context.Background(), importer.Request{Target: "register", Source: importer.Source{Name: "k.csv", Size: int64(len(file)), Data: strings.NewReader(file)}, Actor: "us1"})
		if err != nil {
			t.Fatal(err)
		}
		if rep.Added.Taken != 4 || rep.Added.Queued != 2 || len(rep.Waiting) == 0 {
			t.Fatalf("report %+v", rep)
		}
		keeper := func(serial string) focalpoint.Ref {
			var page struct {
				Rows []struct {
					ID     string
					Keeper focalpoint.Ref
				}
			}
			d.want(200, "GET", "/api/v1/items?mark="+serial, nil, &page)
			if len(page.Rows) != 1 {
				t.Fatalf("%s: %+v", serial, page)
			}
			return page.Rows[0].Keeper
		}
		if k := keeper("KA1001"); k != (focalpoint.Ref{Party: focalpoint.PartyID(sure.ID), Name: "NORTHERN ARMS"}) {
			t.Errorf("the known keeper: %+v", k)
		}
		var queue []struct {
			List, Raw, Reason string
			Items             int
		}
		d.want(200, "GET", "/api/v1/review?list=keeper", nil, &queue)
		if len(queue) != 2 || queue[0].Reason == "" {
			t.Errorf("waiting: %+v", queue)
		}
		d.want(200, "POST", "/api/v1/review/decisions", map[string]any{"list": "keeper", "raw": "Olivera's shop", "code": other.ID, "reason": "asked by telephone"}, nil)
		for _, serial := range []string{"KA1002", "KA1003"} {
			if k := keeper(serial); string(k.Party) != other.ID || !strings.Contains(k.Name, "livera's") {
				t.Errorf("%s after the decision: %+v", serial, k)
			}
		}
		if k := keeper("KA1004"); !k.IsZero() {
			t.Errorf("no keeper was named: %+v", k)
		}
	})
}
