// Package storetest runs a room's tests on both databases: a fresh SQLite file
// and a fresh PostgreSQL database. It is for tests only. A missing PostgreSQL
// fails the test and says what to do; nothing is skipped.
package storetest

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"net/url"
	"os"
	"path/filepath"
	"testing"
	"time"

	"focalpoint/internal/store"
)

// Epoch is the instant at which the tests' clocks start.
var Epoch = time.Date(2026, 1, 15, 9, 30, 0, 0, time.UTC)

// Run calls fn twice as subtests "sqlite" and "postgres", each time with an
// empty database that holds the given schemas.
func Run(t *testing.T, schemas []store.Schema, fn func(t *testing.T, db *store.DB)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { fn(t, OpenSQLite(t, schemas)) })
	t.Run("postgres", func(t *testing.T) { fn(t, OpenPostgres(t, schemas)) })
}

// OpenSQLite returns an empty embedded database in a folder of the test.
func OpenSQLite(t testing.TB, schemas []store.Schema) *store.DB {
	t.Helper()
	return open(t, filepath.Join(t.TempDir(), "focalpoint.db"), schemas)
}

// OpenPostgres returns an empty PostgreSQL database, dropped when the test ends.
func OpenPostgres(t testing.TB, schemas []store.Schema) *store.DB {
	t.Helper()
	return open(t, PostgresURL(t), schemas)
}

// PostgresURL makes an empty PostgreSQL database, dropped when the test ends,
// and returns its address.
func PostgresURL(t testing.TB) string {
	t.Helper()
	server := os.Getenv("FOCALPOINT_TEST_POSTGRES")
	if server == "" {
		t.Fatal("FOCALPOINT_TEST_POSTGRES is not set: run `make test`, which starts a PostgreSQL for the tests, or set it to postgres://user@host:port/postgres of a server where databases may be made")
	}
	var b [6]byte
	if _, err := rand.Read(b[:]); err != nil {
		t.Fatal(err)
	}
	name := "fptest_" + hex.EncodeToString(b[:])
	ctx := context.Background()
	admin, err := store.Open(ctx, server)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := admin.UnderlyingPool().ExecContext(ctx, "CREATE DATABASE "+name+" TEMPLATE template0 ENCODING 'UTF8'"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := admin.UnderlyingPool().ExecContext(ctx, "DROP DATABASE "+name+" WITH (FORCE)"); err != nil {
			t.Log(err)
		}
		admin.Close()
	})
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/" + name
	return u.String()
}

func open(t testing.TB, source string, schemas []store.Schema) *store.DB {
	t.Helper()
	ctx := context.Background()
	db, err := store.Open(ctx, source)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	if _, err := db.Migrate(ctx, Epoch, schemas); err != nil {
		t.Fatal(err)
	}
	return db
}
