package demo

import (
	"context"
	"testing"
	"time"

	"focalpoint/internal/ledger"
	"focalpoint/internal/store"
	"focalpoint/internal/store/storetest"
)

// The whole golden path at a small size, on both databases: what the house says agrees with the truth, and the log
// verifies.
func TestHouseAgreesWithTheTruth(t *testing.T) {
	root := ""
	storetest.Run(t, houseSchemas(), func(t *testing.T, db *store.DB) {
		r, h := run(t, db, 11, MinSize)
		if root != "" && root != r.Log.Root {
			t.Errorf("the two databases hold two different logs: %s and %s", root, r.Log.Root)
		}
		root = r.Log.Root
		if r.Truth.Checked < 100 || r.Truth.Rate() < .95 {
			t.Errorf("%d of %d agree", r.Truth.Agree, r.Truth.Checked)
			for _, d := range r.Truth.Differ {
				t.Log(d)
			}
		}
		if r.Items < MinSize || r.Events < 3*MinSize || r.Seizures < 50 || r.Traces["T1"] == 0 || r.Indicator["as-published"].Denominator == 0 {
			t.Errorf("report %+v", r)
		}
		for _, code := range []string{"D", "F1", "F2", "F3", "F7", "F8", "T1", "T3", "T4", "T5", "T6"} { // planted, whatever chance brings
			if r.Traces[code] == 0 {
				t.Errorf("no trace ends in %s: %v", code, r.Traces)
			}
		}
		untraced, pictures := 0, 0
		db.QueryRowContext(context.Background(), `SELECT COUNT(*) FROM occurrence o WHERE o.item_kind = 'firearm' AND o.kind IN ('seizure', 'find', 'surrender') AND NOT EXISTS (SELECT 1 FROM trace t WHERE t.item = o.item)`).Scan(&untraced)
		db.QueryRowContext(context.Background(), `SELECT COUNT(*) FROM attachment WHERE media = 'image/png'`).Scan(&pictures)
		if untraced != 0 || pictures < 100 {
			t.Errorf("%d items that turned up have no trace; %d photographs", untraced, pictures)
		}
		if _, err := ledger.Verify(context.Background(), h.Log.DB, houseTables(), nil); err != nil {
			t.Errorf("the log does not verify: %v", err)
		}
		if ok, err := Loaded(context.Background(), h.Directory); err != nil || !ok {
			t.Errorf("loaded: %v, %v", ok, err)
		}
	})
}

// The exercise may end on any day of the year.
func TestAnyDay(t *testing.T) {
	for _, day := range []string{"2026-01-01", "2027-12-31", "2028-02-29"} {
		today, err := time.Parse(time.DateOnly, day)
		if err != nil {
			t.Fatal(err)
		}
		h, _ := testHouse(t, storetest.OpenSQLite(t, houseSchemas()))
		if _, _, err := Load(context.Background(), h, Options{Seed: 5, Size: MinSize, Today: today}, nil); err != nil {
			t.Errorf("%s: %v", day, err)
		}
	}
}

// Several seeds: agreement is no accident of one country, and a seed repeats the log to the last hash.
func TestAgreementOfSeeds(t *testing.T) {
	checked, agree := 0, 0
	var root string
	for _, seed := range []uint64{1, 2, 3, 2} {
		r, _ := run(t, storetest.OpenSQLite(t, houseSchemas()), seed, MinSize)
		checked, agree = checked+r.Truth.Checked, agree+r.Truth.Agree
		if seed != 2 {
			continue
		}
		if root != "" && root != r.Log.Root {
			t.Errorf("seed %d wrote two different logs: %s and %s", seed, root, r.Log.Root)
		}
		root = r.Log.Root
	}
	if float64(agree) < .95*float64(checked) {
		t.Errorf("%d of %d agree", agree, checked)
	}
}
