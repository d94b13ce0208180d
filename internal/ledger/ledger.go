package ledger

import (
	"bytes"
	"cmp"
	"context"
	"embed"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"focalpoint"
	"focalpoint/internal/store"
)

//go:embed schema/*.sql
var schemaFiles embed.FS

// Schema is the log's tables.
func Schema() store.Schema { return store.Schema{Name: "ledger", Files: schemaFiles} }

// Log writes to the database's log. Clock and randomness are handed in so that
// a run can be repeated.
type Log struct {
	DB   *store.DB
	Now  func() time.Time
	Rand io.Reader
}

// Entry says who writes what. Subject is the id the write is about.
type Entry struct {
	Actor   focalpoint.UserID
	Action  string // "seizure.save", "import.batch", …
	Subject string
	Salt    Salt // where rows were prepared for this write; drawn when it begins otherwise
}

// Receipt is the proof of having written: the leaf's number and record hash.
type Receipt struct {
	Leaf int64     `json:"leaf"`
	Hash tlog.Hash `json:"hash"`
}

// Tx is a write transaction that also makes the leaf. Logged rows go in by
// Insert; derived rows by Exec and InsertDerived.
type Tx struct {
	*store.Tx
	Leaf  int64     // number of the leaf this write becomes
	At    time.Time // one instant for the whole write, UTC, microseconds
	Entry Entry
	log   *Log
	salt  Salt
	parts map[string]*part
	buf   []byte
	enter bool
}

type part struct {
	table Table
	rows  []keyedDigest
}

type keyedDigest struct {
	key  []any
	hash tlog.Hash
}

// NewID returns a fresh identifier at the write's instant.
func (tx *Tx) NewID(prefix string) string { return focalpoint.NewID(prefix, tx.At, tx.log.Rand) }

// Enter makes an entry in the log even when no logged row is written: derived
// rows were made again, and whoever follows the log must look at them.
func (tx *Tx) Enter() { tx.enter = true }

// Write runs fn in one transaction and commits its rows together with one
// leaf. A write that inserts no logged row makes no leaf, unless it asks for one (Enter). fn may run more than
// once (store.DB.Update) and must have no effects outside the transaction.
func (l *Log) Write(ctx context.Context, e Entry, fn func(*Tx) error) (Receipt, error) {
	var receipt Receipt
	err := l.DB.Update(ctx, func(stx *store.Tx) error {
		receipt = Receipt{Leaf: -1}
		if err := stx.Lock(ctx, "ledger"); err != nil {
			return err
		}
		tx := &Tx{Tx: stx, At: l.Now().UTC().Truncate(time.Microsecond), Entry: e, log: l, salt: e.Salt, parts: map[string]*part{}}
		var err error
		if tx.salt == nil {
			if tx.salt, err = l.NewSalt(); err != nil {
				return err
			}
		}
		if tx.Leaf, err = size(ctx, stx); err != nil {
			return err
		}
		if err := fn(tx); err != nil {
			return err
		}
		if len(tx.parts) == 0 && !tx.enter {
			return nil
		}
		receipt, err = tx.seal(ctx)
		return err
	})
	return receipt, err
}

// Insert adds logged rows: values in the order of the table's columns.
// time.Time goes in as microseconds, bool as 0 or 1.
func (tx *Tx) Insert(ctx context.Context, t Table, rows ...[]any) error {
	if len(rows) == 0 {
		return nil // a part without rows would commit to nothing
	}
	digests := make([]keyedDigest, len(rows))
	full := make([][]any, len(rows))
	for i, row := range rows {
		row = normal(row)
		var err error
		if digests[i], tx.buf, err = t.keyed(tx.salt, row, tx.buf); err != nil {
			return err
		}
		full[i] = append(append(make([]any, 0, len(row)+2), row...), tx.Leaf, digests[i].hash[:])
	}
	tx.commitTo(t, digests)
	return inserted(tx.Tx.Insert(ctx, t.Name, append(t.names(), "leaf", "digest"), full))
}

// commitTo puts rows among those that the leaf commits to.
func (tx *Tx) commitTo(t Table, digests []keyedDigest) {
	p := tx.parts[t.Name]
	if p == nil {
		p = &part{table: t}
		tx.parts[t.Name] = p
	}
	p.rows = append(p.rows, digests...)
}

func inserted(err error) error {
	if store.Duplicate(err) {
		return changedMeanwhile()
	}
	return err
}

// InsertDerived adds rows that can be made again from logged ones.
func (tx *Tx) InsertDerived(ctx context.Context, table string, columns []string, rows ...[]any) error {
	for _, r := range rows {
		normal(r)
	}
	return tx.Tx.Insert(ctx, table, columns, rows)
}

// seal writes the leaf, its parts and the tree's new hashes.
func (tx *Tx) seal(ctx context.Context) (Receipt, error) {
	names := make([]string, 0, len(tx.parts))
	for name := range tx.parts {
		names = append(names, name)
	}
	slices.Sort(names)
	leaf := Leaf{Seq: tx.Leaf, At: tx.At.UnixMicro(), Actor: string(tx.Entry.Actor), Action: tx.Entry.Action, Subject: tx.Entry.Subject, Salt: tx.salt}
	for _, name := range names {
		p := tx.parts[name]
		slices.SortFunc(p.rows, func(a, b keyedDigest) int { return compareKeys(a.key, b.key) })
		hashes := make([]tlog.Hash, len(p.rows))
		for i, r := range p.rows {
			hashes[i] = r.hash
		}
		leaf.Parts = append(leaf.Parts, LeafPart{Table: name, N: int64(len(hashes)), Root: merkleRoot(hashes)})
	}
	if _, err := tx.Exec(ctx, `INSERT INTO ledger_leaf (seq, at, actor, action, subject, salt) VALUES ($1, $2, $3, $4, $5, $6)`,
		leaf.Seq, leaf.At, leaf.Actor, leaf.Action, leaf.Subject, leaf.Salt); err != nil {
		return Receipt{}, err
	}
	for _, p := range leaf.Parts {
		if _, err := tx.Exec(ctx, `INSERT INTO ledger_part (leaf, tbl, n, root) VALUES ($1, $2, $3, $4)`, leaf.Seq, p.Table, p.N, p.Root[:]); err != nil {
			return Receipt{}, err
		}
	}
	record := tlog.RecordHash(leaf.Record())
	stored, err := tlog.StoredHashesForRecordHash(leaf.Seq, record, hashReader(ctx, tx))
	if err != nil {
		return Receipt{}, err
	}
	first := tlog.StoredHashIndex(0, leaf.Seq)
	for i, h := range stored {
		if _, err := tx.Exec(ctx, `INSERT INTO ledger_hash (idx, hash) VALUES ($1, $2)`, first+int64(i), h[:]); err != nil {
			return Receipt{}, err
		}
	}
	return Receipt{Leaf: leaf.Seq, Hash: record}, nil
}

// Leaf is one write as the log holds it.
type Leaf struct {
	Seq     int64      `json:"seq"`
	At      int64      `json:"at"` // microseconds since 1970 UTC
	Actor   string     `json:"actor"`
	Action  string     `json:"action"`
	Subject string     `json:"subject"`
	Salt    []byte     `json:"salt"`
	Parts   []LeafPart `json:"parts"` // by table name
}

// LeafPart commits to the rows that a write put into one table.
type LeafPart struct {
	Table string    `json:"table"`
	N     int64     `json:"n"`
	Root  tlog.Hash `json:"root"`
}

// Record returns the bytes whose RFC 6962 leaf hash stands in the tree: one
// line each, strings quoted as in Go.
func (l Leaf) Record() []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "focalpoint/leaf/1\nseq %d\nat %d\nactor %s\naction %s\nsubject %s\nsalt %s\n",
		l.Seq, l.At, strconv.Quote(l.Actor), strconv.Quote(l.Action), strconv.Quote(l.Subject), hex.EncodeToString(l.Salt))
	for _, p := range l.Parts {
		fmt.Fprintf(&b, "part %s %d %s\n", p.Table, p.N, hex.EncodeToString(p.Root[:]))
	}
	return []byte(b.String())
}

// Head is the state of the log: how many leaves, and the root over them.
type Head struct {
	Size int64     `json:"size"`
	Root tlog.Hash `json:"root"`
}

// Head returns the log's present size and root.
func (l *Log) Head(ctx context.Context) (Head, error) {
	return HeadOf(ctx, l.DB)
}

// HeadOf returns the state of the log as a query sees it, for snapshots.
func HeadOf(ctx context.Context, q store.Queryer) (Head, error) {
	n, err := size(ctx, q)
	if err != nil {
		return Head{}, err
	}
	return headAt(ctx, q, n)
}

func headAt(ctx context.Context, q store.Queryer, n int64) (Head, error) {
	root, err := tlog.TreeHash(n, hashReader(ctx, q))
	return Head{Size: n, Root: root}, err
}

func size(ctx context.Context, q store.Queryer) (int64, error) {
	var n int64
	err := q.QueryRowContext(ctx, `SELECT COALESCE(MAX(seq), -1) + 1 FROM ledger_leaf`).Scan(&n)
	return n, err
}

func hashReader(ctx context.Context, q store.Queryer) tlog.HashReaderFunc {
	return func(indexes []int64) ([]tlog.Hash, error) {
		out := make([]tlog.Hash, len(indexes))
		for i, idx := range indexes {
			var h []byte
			if err := q.QueryRowContext(ctx, `SELECT hash FROM ledger_hash WHERE idx = $1`, idx).Scan(&h); err != nil {
				return nil, fmt.Errorf("the log's tree has no hash number %d: %w", idx, err)
			}
			copy(out[i][:], h)
		}
		return out, nil
	}
}

// compareKeys orders keys as both engines do: text by bytes, numbers by value.
func compareKeys(a, b []any) int {
	for i := range a {
		c := 0
		switch x := a[i].(type) {
		case string:
			c = strings.Compare(x, b[i].(string))
		case int64:
			c = cmp.Compare(x, b[i].(int64))
		case []byte:
			c = bytes.Compare(x, b[i].([]byte))
		}
		if c != 0 {
			return c
		}
	}
	return 0
}

// merkleRoot is the RFC 6962 tree hash over row digests taken as leaf hashes;
// the root of no rows is 32 zero bytes.
func merkleRoot(hashes []tlog.Hash) tlog.Hash {
	switch n := len(hashes); n {
	case 0:
		return tlog.Hash{}
	case 1:
		return hashes[0]
	default:
		k := split(n)
		return tlog.NodeHash(merkleRoot(hashes[:k]), merkleRoot(hashes[k:]))
	}
}

// split returns the largest power of two below n.
func split(n int) int {
	k := 1
	for k<<1 < n {
		k <<= 1
	}
	return k
}
