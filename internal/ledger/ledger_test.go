package ledger_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"golang.org/x/mod/sumdb/tlog"
	"pgregory.net/rapid"

	"focalpoint"
	"focalpoint/internal/ledger"
	"focalpoint/internal/store"
	"focalpoint/internal/store/storetest"
)

type note struct {
	Text string `json:"text"`
	N    int    `json:"n"`
}

var (
	notes  = ledger.NewBook[note]("note_book")
	things = ledger.Logged("thing", 1, "id:s n:i weight:f picture:b remark:s")
	schema = []store.Schema{ledger.Schema(), {Name: "test", Files: fstest.MapFS{"001.sql": {Data: []byte(ledger.BookSchema("note_book") + `
		CREATE TABLE thing (id TEXT PRIMARY KEY, n BIGINT, weight DOUBLE PRECISION, picture BLOB, remark TEXT, leaf BIGINT NOT NULL, digest BLOB NOT NULL);
		CREATE UNIQUE INDEX thing_leaf ON thing (leaf, id);`)}}}}
	tables = []ledger.Table{notes.Table, things}
)

// chacha is a repeatable source of randomness.
func chacha(seed byte) *rand.ChaCha8 { return rand.NewChaCha8([32]byte{seed}) }

func newLog(db *store.DB) *ledger.Log {
	at := storetest.Epoch
	return &ledger.Log{DB: db, Now: func() time.Time { at = at.Add(time.Second); return at }, Rand: chacha(1)}
}

func fill(t *testing.T, log *ledger.Log) {
	t.Helper()
	ctx := context.Background()
	for i := range 7 {
		_, err := log.Write(ctx, ledger.Entry{Actor: "us1", Action: "test.write", Subject: fmt.Sprint("s", i)}, func(tx *ledger.Tx) error {
			var rows [][]any
			for j := range i*40 + 1 {
				var remark any
				if j%3 == 0 {
					remark = fmt.Sprintf("мітка %d", j)
				}
				rows = append(rows, []any{fmt.Sprintf("t%d-%d", i, j), j - 2, float64(j) / 4, []byte{byte(j), 0, 255}, remark})
			}
			if err := tx.Insert(ctx, things, rows...); err != nil {
				return err
			}
			_, err := notes.Put(ctx, tx, "n1", int64(i), note{Text: "نص", N: i}, "because")
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestVerifyAcceptsWhatWasWritten(t *testing.T) {
	var roots []tlog.Hash
	storetest.Run(t, schema, func(t *testing.T, db *store.DB) {
		log := newLog(db)
		fill(t, log)
		report, err := ledger.Verify(context.Background(), db, tables, nil)
		if err != nil {
			t.Fatal(err)
		}
		head, err := log.Head(context.Background())
		if err != nil || head != report.Head || head.Size != 7 {
			t.Errorf("head %v, verified %v, %v", head, report.Head, err)
		}
		if report.Rows["thing"] != 847 || report.Rows["note_book"] != 7 {
			t.Errorf("rows checked: %v", report.Rows)
		}
		roots = append(roots, head.Root)
	})
	if len(roots) == 2 && roots[0] != roots[1] {
		t.Error("the two databases give different roots for the same writes")
	}
}

// TestVerifyNamesEachChangedValue changes every column of one row in turn,
// those of the log's own entries too.
func TestVerifyNamesEachChangedValue(t *testing.T) {
	storetest.Run(t, schema, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		fill(t, newLog(db))
		changes := []struct{ set, where, want string }{
			{"thing SET n = 99", "id = 't3-5'", "id=t3-5"},
			{"thing SET n = NULL", "id = 't3-5'", "id=t3-5"},
			{"thing SET weight = 0.125", "id = 't3-5'", "id=t3-5"},
			{"thing SET remark = ''", "id = 't3-6'", "id=t3-6"},
			{"thing SET id = 'other'", "id = 't3-5'", "id=other"},
			{"thing SET leaf = 2", "id = 't3-5'", "id=t3-5"},
			{"thing SET leaf = 900", "id = 't3-5'", "log entry 3"},
			{"thing SET digest = picture", "id = 't3-5'", "id=t3-5"},
			{"note_book SET body = '{}'", "version = 4", "version=4"},
			{"note_book SET at = at + 1", "version = 4", "version=4"},
			{"note_book SET actor = 'us2'", "version = 4", "version=4"},
			{"ledger_leaf SET actor = 'us2'", "seq = 3", "seq=3"},
			{"ledger_leaf SET at = 1", "seq = 3", "seq=3"},
			{"ledger_part SET n = 2", "leaf = 3 AND tbl = 'note_book'", "seq=3"},
		}
		for _, c := range changes {
			undo := errors.New("undo")
			err := db.Update(ctx, func(tx *store.Tx) error {
				if _, err := tx.Exec(ctx, "UPDATE "+c.set+" WHERE "+c.where); err != nil {
					t.Fatal(err)
				}
				return undo
			})
			if err != undo {
				t.Fatal(err)
			}
			tamper(t, db, "UPDATE "+c.set+" WHERE "+c.where, func() {
				_, err := ledger.Verify(ctx, db, tables, nil)
				if focalpoint.KindOf(err) != focalpoint.KindMismatch || !strings.Contains(err.Error(), c.want) {
					t.Errorf("%s WHERE %s: verify says %v, want a mismatch naming %s", c.set, c.where, err, c.want)
				}
			})
		}
		tamper(t, db, "DELETE FROM thing WHERE id = 't2-0'", func() {
			if _, err := ledger.Verify(ctx, db, tables, nil); focalpoint.KindOf(err) != focalpoint.KindMismatch {
				t.Errorf("a deleted row was not missed: %v", err)
			}
		})
	})
}

// tamper changes the database by hand, checks, and puts everything back.
func tamper(t *testing.T, db *store.DB, stmt string, check func()) {
	t.Helper()
	ctx := context.Background()
	names := []string{"thing", "note_book", "ledger_leaf", "ledger_part"}
	do := func(stmts ...string) {
		if err := db.Update(ctx, func(tx *store.Tx) error {
			for _, s := range stmts {
				if _, err := tx.Exec(ctx, s); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
	for _, n := range names {
		do("CREATE TABLE keep_" + n + " AS SELECT * FROM " + n)
	}
	do(stmt)
	check()
	for _, n := range names {
		do("DELETE FROM "+n, "INSERT INTO "+n+" SELECT * FROM keep_"+n, "DROP TABLE keep_"+n)
	}
}

func TestProofStandsAlone(t *testing.T) {
	storetest.Run(t, schema, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		log := newLog(db)
		fill(t, log)
		p, err := log.Prove(ctx, things, "t4-77")
		if err != nil {
			t.Fatal(err)
		}
		if err := ledger.CheckProof(p); err != nil {
			t.Error(err)
		}
		digest, err := ledger.DigestOf(things, p.Leaf.Salt, []any{"t4-77", 75, 19.25, []byte{77, 0, 255}, nil})
		if err != nil || digest != p.Digest {
			t.Errorf("the row shown does not give the digest proved: %v %v", digest, err)
		}
		for name, spoil := range map[string]func(*ledger.Proof){
			"digest":  func(p *ledger.Proof) { p.Digest[0]++ },
			"subject": func(p *ledger.Proof) { p.Leaf.Subject = "s5" },
			"index":   func(p *ledger.Proof) { p.Index++ },
			"root":    func(p *ledger.Proof) { p.Head.Root[3]++ },
		} {
			q := *p
			spoil(&q)
			if ledger.CheckProof(&q) == nil {
				t.Errorf("a proof with a spoiled %s was accepted", name)
			}
		}
	})
}

func TestBookRefusesTheSecondOfTwoChanges(t *testing.T) {
	storetest.Run(t, schema, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		log := newLog(db)
		put := func(base int64) error {
			_, err := log.Write(ctx, ledger.Entry{Actor: "us1", Action: "note.put", Subject: "n9"}, func(tx *ledger.Tx) error {
				_, err := notes.Put(ctx, tx, "n9", base, note{N: int(base)}, "")
				return err
			})
			return err
		}
		for base := range int64(3) {
			if err := put(base); err != nil {
				t.Fatal(err)
			}
		}
		if err := put(2); focalpoint.KindOf(err) != focalpoint.KindConflict {
			t.Errorf("two changes of one version: %v", err)
		}
		v, err := notes.Get(ctx, db, "n9")
		if err != nil || v.Version != 3 || v.Doc.N != 2 {
			t.Errorf("latest version %+v, %v", v, err)
		}
		if _, err := notes.Get(ctx, db, "n0"); focalpoint.KindOf(err) != focalpoint.KindNotFound {
			t.Errorf("no such note: %v", err)
		}
	})
}

// TestLogConsistency writes random batches and checks that every root the log
// ever had is consistent with the last one (RFC 6962 consistency proofs).
func TestLogConsistency(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		db := storetest.OpenSQLite(t, schema)
		defer db.Close()
		ctx := context.Background()
		log := newLog(db)
		var heads []ledger.Head
		for i, n := range rapid.SliceOfN(rapid.IntRange(0, 12), 1, 9).Draw(rt, "batches") {
			_, err := log.Write(ctx, ledger.Entry{Actor: "us1", Action: "x", Subject: "y"}, func(tx *ledger.Tx) error {
				for j := range n {
					if err := tx.Insert(ctx, things, []any{fmt.Sprintf("%d-%d", i, j), nil, nil, nil, nil}); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				rt.Fatal(err)
			}
			h, err := log.Head(ctx)
			if err != nil {
				rt.Fatal(err)
			}
			heads = append(heads, h)
		}
		last := heads[len(heads)-1]
		reader := func(idx []int64) ([]tlog.Hash, error) {
			out := make([]tlog.Hash, len(idx))
			for i, n := range idx {
				var b []byte
				if err := db.QueryRowContext(ctx, "SELECT hash FROM ledger_hash WHERE idx = $1", n).Scan(&b); err != nil {
					return nil, err
				}
				copy(out[i][:], b)
			}
			return out, nil
		}
		for _, h := range heads {
			if h.Size == 0 {
				continue
			}
			proof, err := tlog.ProveTree(last.Size, h.Size, tlog.HashReaderFunc(reader))
			if err != nil {
				rt.Fatal(err)
			}
			if err := tlog.CheckTree(proof, last.Size, last.Root, h.Size, h.Root); err != nil {
				rt.Fatal(err)
			}
		}
		if _, err := ledger.Verify(ctx, db, tables, nil); err != nil {
			rt.Fatal(err)
		}
	})
}
