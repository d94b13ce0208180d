package ledger_test

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"strings"
	"testing"

	"focalpoint/internal/ledger"
	"focalpoint/internal/store"
	"focalpoint/internal/store/storetest"
)

// forged computes the digest of a thing that has an id alone, from the written
// description of it: what somebody with the database and the source can do.
func forged(salt []byte, id string) []byte {
	b := []byte("focalpoint/row/1\x00")
	text := func(s []byte) { b = append(binary.AppendUvarint(b, uint64(len(s))), s...) }
	text(salt)
	text([]byte("thing"))
	text([]byte("id"))
	b = append(b, 's')
	text([]byte(id))
	sum := sha256.Sum256(b)
	return sum[:]
}

// TestForgedRow: a row added with a right digest is named, for the others alone
// give the root that was logged.
func TestForgedRow(t *testing.T) {
	storetest.Run(t, schema, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		log := newLog(db)
		fill(t, log)
		for leaf := range int64(7) {
			var salt []byte
			if err := db.QueryRowContext(ctx, `SELECT salt FROM ledger_leaf WHERE seq = $1`, leaf).Scan(&salt); err != nil {
				t.Fatal(err)
			}
			exec := func(query string, args ...any) {
				t.Helper()
				err := db.Update(ctx, func(tx *store.Tx) error { _, err := tx.ExecContext(ctx, query, args...); return err })
				if err != nil {
					t.Fatal(err)
				}
			}
			exec(`INSERT INTO thing (id, leaf, digest) VALUES ($1, $2, $3)`, "forged", leaf, forged(salt, "forged"))
			_, err := ledger.Verify(ctx, db, tables, nil)
			var bad *ledger.Mismatch
			if !errors.As(err, &bad) || bad.Table != "thing" || bad.Key != "id=forged" || bad.Leaf != leaf || !strings.Contains(bad.What, "added") {
				t.Errorf("entry %d: %v", leaf, err)
			}
			exec(`DELETE FROM thing WHERE id = 'forged'`)
		}
		if _, err := ledger.Verify(ctx, db, tables, nil); err != nil {
			t.Error(err)
		}
	})
}
