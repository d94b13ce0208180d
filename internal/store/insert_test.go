package store_test

import (
	"context"
	"fmt"
	"testing"
	"testing/fstest"

	"focalpoint/internal/store"
	"focalpoint/internal/store/storetest"
)

// Many rows go in by another way than few; what is read back must be the same,
// also where a column is empty or equal in all rows.
func TestInsertMany(t *testing.T) {
	schema := store.Schema{Name: "x", Files: fstest.MapFS{"001.sql": {Data: []byte(`CREATE TABLE thing (id BIGINT PRIMARY KEY, a TEXT, b TEXT, c BIGINT, d BLOB, e DOUBLE PRECISION, f TEXT)`)}}}
	storetest.Run(t, []store.Schema{schema}, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		for round, n := range []int{1, 7, 99, 100, 101, 250} {
			var rows [][]any
			for i := range n {
				row := []any{int64(round*1000 + i), "", nil, int64(7), []byte{1, 2}, 0.5, "it's ;"}
				if i == n-1 && n > 99 {
					row[1], row[2], row[3] = "last", "x", int64(8)
				}
				rows = append(rows, row)
			}
			columns := []string{"id", "a", "b", "c", "d", "e", "f"}
			ready := store.NewBulk(db.Engine(), "thing", columns, again(rows, 500))
			less := store.NewBulk(db.Engine(), "thing", []string{"id", "a"}, cut(again(rows, 10_000), 2))
			if err := db.Update(ctx, func(tx *store.Tx) error {
				if err := tx.InsertBulk(ctx, ready); err != nil {
					return err
				}
				if err := tx.InsertBulk(ctx, less, store.Extra{Column: "c", Value: 42}); err != nil {
					return err
				}
				return tx.Insert(ctx, "thing", columns, rows)
			}); err != nil {
				t.Fatal(err)
			}
			rows = append(rows, again(rows, 500)...)
			var extra int
			if err := db.QueryRowContext(ctx, `SELECT COUNT(*) FROM thing WHERE id >= $1 AND id < $2 AND c = 42 AND b IS NULL`, round*1000+10_000, round*1000+11_000).Scan(&extra); err != nil || extra != n {
				t.Fatalf("%d of %d rows with a value known late: %v", extra, n, err)
			}
			for i, row := range rows {
				var a, f string
				var b *string
				var c int64
				var d []byte
				var e float64
				if err := db.QueryRowContext(ctx, `SELECT a, b, c, d, e, f FROM thing WHERE id = $1`, row[0]).Scan(&a, &b, &c, &d, &e, &f); err != nil {
					t.Fatal(err)
				}
				text := "<nil>"
				if b != nil {
					text = *b
				}
				if got, want := fmt.Sprintf("%v|%v|%v|%v|%v|%v", a, text, c, d, e, f), fmt.Sprintf("%v|%v|%v|%v|%v|%v", row[1:]...); got != want {
					t.Fatalf("%d of %d: %s, want %s", i, n, got, want)
				}
			}
		}
	})
}

// again gives rows under other keys.
func again(rows [][]any, by int64) [][]any {
	var out [][]any
	for _, r := range rows {
		out = append(out, append([]any{r[0].(int64) + by}, r[1:]...))
	}
	return out
}

func cut(rows [][]any, n int) [][]any {
	for i := range rows {
		rows[i] = rows[i][:n]
	}
	return rows
}
