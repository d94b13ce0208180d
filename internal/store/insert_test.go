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
			if err := db.Update(ctx, func(tx *store.Tx) error {
				return tx.Insert(ctx, "thing", []string{"id", "a", "b", "c", "d", "e", "f"}, rows)
			}); err != nil {
				t.Fatal(err)
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
