package demo

import (
	"context"
	"testing"
	"time"

	"focalpoint/internal/importer"
	"focalpoint/internal/store"
	"focalpoint/internal/store/storetest"
)

// A small benchmark runs on both databases, finds what it asks for, and compares with its peer.
func TestBenchmarkMeasures(t *testing.T) {
	schemas := append(houseSchemas(), importer.Schema())
	storetest.Run(t, schemas, func(t *testing.T, db *store.DB) {
		h, figures := testHouse(t, db)
		ctx := context.Background()
		if err := h.Teach(ctx); err != nil {
			t.Fatal(err)
		}
		b := &Bench{BenchOptions: BenchOptions{Seed: 1, Rows: 400, Queries: 5, Dir: t.TempDir(), Today: exerciseDay()}, DB: db, Register: h.Register, Figures: figures,
			Importer: importer.New(h.Log, importer.RegisterTarget(h.Register, h.Persons, h.Codes), h.Seizures.ImportTarget(h.Codes)),
			Tell:     func(string, int, int) {}, Clock: time.Now}
		r, err := b.Run(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if len(r.Imports) != 2 || r.Imports[0].Rows != 400 || r.Imports[1].Rows != 100 {
			t.Errorf("imports %+v", r.Imports)
		}
		for _, s := range r.Search {
			if s.Found < 1 && s.Class != "tolerant" {
				t.Errorf("%s: found %.0f %%, for example %s", s.Class, 100*s.Found, s.Example)
			}
		}
		if r.Tables.Records != 100 || r.Tables.Cells < 50 {
			t.Errorf("tables %+v", r.Tables)
		}
	})
}
