package flows_test

import (
	"context"
	"os"
	"strconv"
	"testing"
	"time"

	"focalpoint/internal/flows"
	"focalpoint/internal/store"
	"focalpoint/internal/store/storetest"
)

// generated fills a database with the derived rows of n seized, found, lost and
// stolen items over ten years, as the register would leave them, in many
// stretches of the log. It goes round the register because only the counting
// is measured here.
func generated(b *testing.B, db *store.DB, n int) {
	b.Helper()
	const series = `WITH RECURSIVE s(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM s WHERE i + 1 < `
	number := strconv.Itoa(n)
	item := `INSERT INTO item (id, kind, part, make_raw, make, model_raw, model, calibre_raw, calibre, type_raw, type, type_class, action, origin,
		country_raw, country, importer, made, marking, serial, quantity, role, status, holder_party, holder_person, holder_name, keeper_party, keeper_name,
		state, same_as, part_of, seizure, first_day, last_day, events, last_event, last_legal, confidence, queued, import, import_row, changed) `
	occurrence := `INSERT INTO occurrence (event, item, seizure, kind, role, year, first_day, last_day, country, region, unit, location, item_kind, part, type,
		type_class, origin, marking, offences, context, document, quantity, import, changed) `
	day := `(16071 + (i % 100000 * 7919) % 3650)`
	for _, text := range []string{
		item + series + number + `) SELECT 'it' || (10000000 + i), 'firearm', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', 1895 + i % 130, '', '', 1, '', '',
			'', '', '', '', '', '', '', '', '', NULL, NULL, 1, '', '', 1, 0, '', i, i / 5000 FROM s`,
		occurrence + series + number + `) SELECT 'ev' || (10000000 + i), 'it' || (10000000 + i), '', 'seizure',
			CASE WHEN i % 4 < 2 THEN 'seized' WHEN i % 4 = 2 THEN 'reported-lost' ELSE 'found' END, 2014 + (i % 100000 * 7919) % 3650 / 365, ` + day + `, ` + day + `, 'UKR', 'UA-' || (i % 140 % 25), 'unit ' || (i % 140),
			CASE i % 8 WHEN 0 THEN 'land-border' WHEN 1 THEN 'air' ELSE 'territory' END, CASE i % 12 WHEN 0 THEN 'ammunition' WHEN 1 THEN 'part' ELSE 'firearm' END, '', '',
			CASE i % 13 WHEN 0 THEN 'rifle' WHEN 1 THEN 'revolver' WHEN 2 THEN 'shotgun' WHEN 3 THEN 'unknown' ELSE 'pistol' END,
			CASE i % 26 WHEN 0 THEN 'craft' WHEN 1 THEN 'converted' ELSE 'industrial' END, CASE i % 10 WHEN 0 THEN 'altered' WHEN 1 THEN 'unknown' ELSE 'unique' END,
			CASE i % 20 WHEN 0 THEN 'trafficking+drug-trafficking' WHEN 1 THEN 'use+violent-crime' ELSE 'possession+' END, 'criminal', '', 1 + i % 3, '', i / 5000 FROM s`,
	} {
		err := db.Update(context.Background(), func(tx *store.Tx) error { _, err := tx.ExecContext(context.Background(), text); return err })
		if err != nil {
			b.Fatal(err)
		}
	}
}

// benchRows is 1.2 million when FOCALPOINT_BENCH_ROWS does not say otherwise.
func benchRows() int {
	if n, err := strconv.Atoi(os.Getenv("FOCALPOINT_BENCH_ROWS")); err == nil {
		return n
	}
	return 1_200_000
}

func benchmarkYear(b *testing.B, db *store.DB) {
	n := benchRows()
	generated(b, db, n)
	fig := newBench(b, db).fig
	ctx := context.Background()
	for i := range n/5000 + 1 { // the writes that brought the rows
		if err := fig.Declare(ctx, "us0", 2030, "found.type", flows.Declared{Status: flows.StatusNone, Reason: strconv.Itoa(i)}); err != nil {
			b.Fatal(err)
		}
	}
	start := time.Now()
	if _, err := fig.Sync(ctx); err != nil {
		b.Fatal(err)
	}
	follow := float64(n) / time.Since(start).Seconds()
	run := func(name string, fn func() error) {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if err := fn(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	run("return-of-a-year", func() error { _, err := fig.Return(ctx, flows.Query{Year: 2020}); return err })
	run("return-as-known", func() error {
		_, err := fig.Return(ctx, flows.Query{Year: 2020, AsOf: storetest.Epoch})
		return err
	})
	lost, _ := flows.FindNationalRule("lost-and-stolen")
	run("ten-years-by-region", func() error {
		_, err := fig.Count(ctx, lost, []string{"year", "region", "type"}, 2014, 2023)
		return err
	})
	one, _ := flows.FindNationalRule("seized-arms-one-per-control-number")
	run("one-per-control-number-of-a-year", func() error { _, err := fig.Count(ctx, one, []string{"year", "unit"}, 2020, 2020); return err })
	run("first-page-of-the-largest-cell", func() error { _, err := fig.Records(ctx, "seized.total", 2020, "", 100); return err })
	run("cells-of-a-record", func() error { _, err := fig.CellsOfItem(ctx, "it10000042"); return err })
	b.Run("following", func(b *testing.B) {
		for b.Loop() {
			continue
		}
		b.ReportMetric(follow, "rows/s")
	})
}

func BenchmarkYearSQLite(b *testing.B) { benchmarkYear(b, storetest.OpenSQLite(b, schemas())) }

func BenchmarkYearPostgres(b *testing.B) { benchmarkYear(b, storetest.OpenPostgres(b, schemas())) }
