package store_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"focalpoint"
	"focalpoint/internal/store"
	"focalpoint/internal/store/storetest"
)

// lives is a schema whose table was whole at first and is divided by years later.
func lives(steps int) []store.Schema {
	files := fstest.MapFS{}
	for i, text := range []string{
		`CREATE TABLE life (id TEXT PRIMARY KEY, n BIGINT NOT NULL, body BLOB); CREATE UNIQUE INDEX life_n ON life (n, id); CREATE INDEX life_odd ON life (n) WHERE n > 2`,
		`PARTITION life BY YEAR OF id; DROP INDEX life_odd; CREATE INDEX life_even ON life (n) WHERE n < 2`,
	}[:steps] {
		files[fmt.Sprintf("00%d.sql", i+1)] = &fstest.MapFile{Data: []byte(text)}
	}
	return []store.Schema{{Name: "x", Files: files}}
}

func lifeID(year, n int) string {
	return focalpoint.NewID("ev", time.Date(year, 1, 1, 0, 0, 0, n*1e6, time.UTC), strings.NewReader("1234567"))
}

// shelf is a database with the rows of the table life.
type shelf struct {
	t  *testing.T
	db *store.DB
}

func (s shelf) put(ids ...string) error {
	return s.db.Update(context.Background(), func(tx *store.Tx) error {
		var rows [][]any
		for i, id := range ids {
			rows = append(rows, []any{id, int64(i), []byte{1}})
		}
		return tx.Insert(context.Background(), "life", []string{"id", "n", "body"}, rows)
	})
}

func (s shelf) texts(query string) []string {
	s.t.Helper()
	rows, err := s.db.QueryContext(context.Background(), query)
	if err != nil {
		s.t.Fatal(err)
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var x string
		if err := rows.Scan(&x); err != nil {
			s.t.Fatal(err)
		}
		out = append(out, x)
	}
	return out
}

// parts says what lies where on PostgreSQL; SQLite has one table.
func (s shelf) parts() []string {
	if s.db.Engine() == store.SQLite {
		return nil
	}
	return s.texts(`SELECT tableoid::regclass || ' ' || COUNT(*) FROM life GROUP BY tableoid ORDER BY 1`)
}

// A table with rows is divided without losing one, partitions of later years
// come by themselves, also after a transaction was taken back, and a backup
// goes from one engine to the other.
func TestYears(t *testing.T) {
	storetest.Run(t, lives(1), func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		s := shelf{t, db}
		must(t, s.put(lifeID(2019, 0), lifeID(2024, 0), lifeID(2024, 999), "ev-by-hand", lifeID(1970, 5)))
		before := s.texts(`SELECT id FROM life ORDER BY id`)
		if _, err := db.Migrate(ctx, storetest.Epoch, lives(2)); err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(before, s.texts(`SELECT id FROM life ORDER BY id`)); d != "" {
			t.Fatal(d)
		}
		lost := errors.New("taken back")
		if err := db.Update(ctx, func(tx *store.Tx) error {
			if err := tx.Insert(ctx, "life", []string{"id", "n"}, [][]any{{lifeID(2031, 1), int64(7)}}); err != nil {
				return err
			}
			return lost
		}); !errors.Is(err, lost) {
			t.Fatal(err)
		}
		must(t, s.put(lifeID(2031, 1), lifeID(2031, 2)))
		var many []string // by COPY
		for i := range 150 {
			many = append(many, lifeID(2030+i/75, 10+i))
		}
		must(t, s.put(many...))
		if err := s.put(lifeID(2031, 1)); !store.Duplicate(err) {
			t.Fatalf("an identifier was taken twice: %v", err)
		}
		if db.Engine() == store.Postgres {
			want := []string{"life_2019 1", "life_2024 2", "life_2030 75", "life_2031 77", "life_rest 2"}
			if d := cmp.Diff(want, s.parts()); d != "" {
				t.Fatal(d)
			}
			if n := s.texts(`SELECT indexname FROM pg_indexes WHERE tablename = 'life' ORDER BY indexname`); !slices.Equal(n, []string{"life_even", "life_n", "life_pkey"}) {
				t.Fatalf("indexes %v", n)
			}
		}
		s.moves()
	})
}

// moves takes a backup and puts it into a new database of either engine.
func (s shelf) moves() {
	ctx := context.Background()
	var file bytes.Buffer
	m, err := s.db.Backup(ctx, &file, storetest.Epoch, lives(2), func(store.Queryer) (any, error) { return nil, nil })
	if err != nil {
		s.t.Fatal(err)
	}
	if len(m.Tables) != 1 || m.Tables[0].Rows != 157 {
		s.t.Fatalf("the backup holds %+v", m.Tables)
	}
	for name, open := range map[string]func(testing.TB, []store.Schema) *store.DB{"sqlite": storetest.OpenSQLite, "postgres": storetest.OpenPostgres} {
		other := shelf{s.t, open(s.t, lives(2))}
		if _, err := other.db.Restore(ctx, bytes.NewReader(file.Bytes()), int64(file.Len()), lives(2)); err != nil {
			s.t.Fatalf("into %s: %v", name, err)
		}
		const all = `SELECT id FROM life ORDER BY id`
		if d := cmp.Diff(s.texts(all), other.texts(all)); d != "" {
			s.t.Fatal(d)
		}
		if got := other.parts(); name == "postgres" && len(got) != 5 {
			s.t.Fatalf("restored into %v", got)
		}
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
