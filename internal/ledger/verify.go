package ledger

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"focalpoint"
	"focalpoint/internal/store"
)

// Report is what a check of the whole log found.
type Report struct {
	Head
	Rows     map[string]int64 `json:"rows"` // rows checked, by table
	Mismatch *Mismatch        `json:"mismatch,omitempty"`
}

// Mismatch names the first place where rows and log do not agree.
type Mismatch struct {
	Table string `json:"table"`
	Key   string `json:"key"` // "id=ev…"; empty when the row is gone
	Leaf  int64  `json:"leaf"`
	What  string `json:"what"`
}

// Error makes a Mismatch an error.
func (m *Mismatch) Error() string {
	return strings.TrimSpace(fmt.Sprintf("%s %s (log entry %d): %s", m.Table, m.Key, m.Leaf, m.What))
}

// leafStep bounds how many leaves are checked at a time, so that memory stays flat.
const leafStep = 20000

// Verify reads the whole log and every row of the given tables and compares
// them. It stops at the first mismatch in order of the log. progress, which may
// be nil, is called now and then with leaves done and leaves in all. A
// mismatch is in the report and also returned as an error of KindMismatch.
func Verify(ctx context.Context, db *store.DB, tables []Table, progress func(done, all int64)) (*Report, error) {
	n, err := size(ctx, db)
	if err != nil {
		return nil, err
	}
	v := &verifier{db: db, tables: tables, size: n, rows: map[string]int64{}}
	report := &Report{Rows: v.rows}
	for from := int64(0); from < n && v.found == nil; from += leafStep {
		if err := v.span(ctx, from, min(from+leafStep, n)); err != nil {
			return nil, err
		}
		if progress != nil {
			progress(min(from+leafStep, n), n)
		}
	}
	if v.found == nil {
		if err := v.strays(ctx); err != nil {
			return nil, err
		}
	}
	report.Head = Head{Size: n, Root: v.tree.root()}
	if v.found != nil {
		report.Mismatch = v.found
		return report, &focalpoint.Error{Op: "ledger.Verify", Kind: focalpoint.KindMismatch, Err: v.found}
	}
	return report, nil
}

type verifier struct {
	db     *store.DB
	tables []Table
	size   int64
	tree   treeBuilder
	rows   map[string]int64
	found  *Mismatch
}

// report keeps the mismatch with the smallest leaf.
func (v *verifier) report(m Mismatch) {
	if v.found == nil || m.Leaf < v.found.Leaf {
		v.found = &m
	}
}

// span checks leaves from ≤ seq < to: tree, parts, rows.
func (v *verifier) span(ctx context.Context, from, to int64) error {
	leaves, err := readLeaves(ctx, v.db, from, to)
	if err != nil {
		return err
	}
	byTable := map[string]map[int64]LeafPart{}
	entries := make(map[int64]Leaf, len(leaves))
	next := from
	for _, l := range leaves {
		if l.Seq != next {
			v.report(Mismatch{Table: "ledger_leaf", Leaf: next, What: "this log entry is missing"})
			return nil
		}
		next++
		entries[l.Seq] = l
		for _, p := range l.Parts {
			if byTable[p.Table] == nil {
				byTable[p.Table] = map[int64]LeafPart{}
			}
			byTable[p.Table][l.Seq] = p
		}
	}
	if next != to {
		v.report(Mismatch{Table: "ledger_leaf", Leaf: next, What: "this log entry is missing"})
		return nil
	}
	if err := v.hashes(ctx, leaves); err != nil {
		return err
	}
	for _, t := range v.tables {
		if err := v.tableSpan(ctx, t, from, to, byTable[t.Name], entries); err != nil {
			return err
		}
		delete(byTable, t.Name)
	}
	for name := range byTable {
		v.report(Mismatch{Table: name, Leaf: from, What: "the log speaks of a table that this program does not know; use the version that wrote it"})
	}
	return nil
}

// hashes checks the stored tree against the leaves' records.
func (v *verifier) hashes(ctx context.Context, leaves []Leaf) error {
	if len(leaves) == 0 {
		return nil
	}
	lo := tlog.StoredHashIndex(0, leaves[0].Seq)
	hi := tlog.StoredHashIndex(0, leaves[len(leaves)-1].Seq+1)
	rows, err := v.db.QueryContext(ctx, `SELECT idx, hash FROM ledger_hash WHERE idx >= $1 AND idx < $2 ORDER BY idx`, lo, hi)
	if err != nil {
		return err
	}
	defer rows.Close()
	stored := make(map[int64]tlog.Hash, hi-lo)
	for rows.Next() {
		var idx int64
		var h []byte
		if err := rows.Scan(&idx, &h); err != nil {
			return err
		}
		var th tlog.Hash
		if len(h) == len(th) {
			copy(th[:], h)
			stored[idx] = th
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	for _, l := range leaves {
		at := tlog.StoredHashIndex(0, l.Seq)
		for i, want := range v.tree.add(tlog.RecordHash(l.Record())) {
			if got, ok := stored[at+int64(i)]; ok && got == want {
				continue
			}
			what := "the entry itself (who, what, when, salt or part list) was changed after it was written"
			if i > 0 {
				what = "a stored hash of the tree was changed"
			}
			v.report(Mismatch{Table: "ledger_leaf", Key: fmt.Sprintf("seq=%d", l.Seq), Leaf: l.Seq, What: what})
			return nil
		}
	}
	return nil
}

// tableSpan checks the rows of one table that belong to leaves from ≤ leaf < to.
func (v *verifier) tableSpan(ctx context.Context, t Table, from, to int64, parts map[int64]LeafPart, entries map[int64]Leaf) error {
	query := "SELECT leaf, digest, " + strings.Join(t.names(), ", ") + " FROM " + t.Name +
		" WHERE leaf >= $1 AND leaf < $2 ORDER BY leaf, " + strings.Join(t.Key, ", ")
	rows, err := v.db.QueryContext(ctx, query, from, to)
	if err != nil {
		return err
	}
	defer rows.Close()
	var (
		current = int64(-1)
		hashes  []tlog.Hash
		keys    []string
		buf     []byte
	)
	finish := func() {
		if current < 0 {
			return
		}
		p, ok := parts[current]
		delete(parts, current)
		switch {
		case !ok:
			v.report(Mismatch{Table: t.Name, Key: keys[0], Leaf: current, What: "this row claims to belong to a log entry that does not list it" + told(entries[current])})
		case p.N < int64(len(hashes)):
			v.report(Mismatch{Table: t.Name, Key: added(p, hashes, keys), Leaf: current, What: fmt.Sprintf("this row was added: the log entry brought %d rows, %d are there%s", p.N, len(hashes), told(entries[current]))})
		case p.N > int64(len(hashes)):
			v.report(Mismatch{Table: t.Name, Key: "beside " + keys[0], Leaf: current, What: fmt.Sprintf("a row is gone: the log entry brought %d rows, %d are there%s", p.N, len(hashes), told(entries[current]))})
		case p.Root != merkleRoot(hashes):
			v.report(Mismatch{Table: t.Name, Key: keys[0], Leaf: current, What: "the rows of this entry, of which this is the first, were changed together with their digests" + told(entries[current])})
		}
	}
	scan := newScanner(t)
	for rows.Next() {
		leaf, digest, row, err := scan.row(rows)
		if err != nil {
			return err
		}
		if leaf != current {
			finish()
			current, hashes, keys = leaf, hashes[:0], keys[:0]
		}
		var h tlog.Hash
		h, buf, err = t.digest(entries[leaf].Salt, row, buf)
		if err != nil || string(digest) != string(h[:]) {
			v.report(Mismatch{Table: t.Name, Key: t.keyText(row), Leaf: leaf, What: "a stored value of this row is not the one that was logged"})
			return nil
		}
		hashes = append(hashes, h)
		if len(keys) < keysKept {
			keys = append(keys, t.keyText(row))
		}
		v.rows[t.Name]++
	}
	if err := rows.Err(); err != nil {
		return err
	}
	finish()
	for leaf, p := range parts {
		v.report(Mismatch{Table: t.Name, Leaf: leaf, What: fmt.Sprintf("the log entry brought %d rows, none is there%s", p.N, told(entries[leaf]))})
	}
	return nil
}

// keysKept bounds for how many rows of one entry the keys are kept.
const keysKept = 1000

// added finds which of the rows of an entry it did not bring: without that row
// the others give the root that was logged. Where more than one was added, or
// the entry is a large import, it is the first row of the entry that is named.
func added(p LeafPart, hashes []tlog.Hash, keys []string) string {
	if p.N+1 == int64(len(hashes)) && len(keys) == len(hashes) {
		for i := range hashes {
			if merkleRoot(slices.Delete(slices.Clone(hashes), i, i+1)) == p.Root {
				return keys[i]
			}
		}
	}
	return "beside " + keys[0]
}

// told says what an entry was, for whoever looks for a row that is gone.
func told(l Leaf) string {
	out := "; the entry is " + l.Action
	if l.Subject != "" {
		out += " of " + l.Subject
	}
	if l.Actor != "" {
		out += " by " + string(l.Actor)
	}
	return out + " at " + time.UnixMicro(l.At).UTC().Format(time.DateTime)
}

// strays looks for rows outside the log.
func (v *verifier) strays(ctx context.Context) error {
	for _, t := range v.tables {
		query := "SELECT leaf, digest, " + strings.Join(t.names(), ", ") + " FROM " + t.Name + " WHERE leaf < 0 OR leaf >= $1 ORDER BY leaf LIMIT 1"
		rows, err := v.db.QueryContext(ctx, query, v.size)
		if err != nil {
			return err
		}
		if rows.Next() {
			leaf, _, row, err := newScanner(t).row(rows)
			if err != nil {
				rows.Close()
				return err
			}
			if now, err := size(ctx, v.db); err == nil && (leaf < 0 || leaf >= now) {
				v.report(Mismatch{Table: t.Name, Key: t.keyText(row), Leaf: leaf, What: "this row belongs to no log entry"})
			}
		}
		rows.Close()
		if err := rows.Err(); err != nil {
			return err
		}
	}
	return nil
}

// scanner reads a logged row back into the four types.
type scanner struct {
	t    Table
	dest []any
}

func newScanner(t Table) *scanner {
	s := &scanner{t: t, dest: []any{new(int64), new([]byte)}}
	for _, c := range t.Columns {
		switch c.Type {
		case Text:
			s.dest = append(s.dest, new(sql.NullString))
		case Int:
			s.dest = append(s.dest, new(sql.NullInt64))
		case Float:
			s.dest = append(s.dest, new(sql.NullFloat64))
		case Bytes:
			s.dest = append(s.dest, new([]byte))
		}
	}
	return s
}

func (s *scanner) row(rows *sql.Rows) (leaf int64, digest []byte, row []any, err error) {
	if err := rows.Scan(s.dest...); err != nil {
		// A value of another type than the column's was put there by hand: name the row, do not fail.
		return s.loose(rows)
	}
	row = make([]any, len(s.t.Columns))
	for i := range row {
		switch x := s.dest[i+2].(type) {
		case *sql.NullString:
			if x.Valid {
				row[i] = x.String
			}
		case *sql.NullInt64:
			if x.Valid {
				row[i] = x.Int64
			}
		case *sql.NullFloat64:
			if x.Valid {
				row[i] = x.Float64
			}
		case *[]byte:
			if *x != nil {
				row[i] = append([]byte(nil), *x...)
			}
		}
	}
	return *s.dest[0].(*int64), *s.dest[1].(*[]byte), row, nil
}

func (s *scanner) loose(rows *sql.Rows) (int64, []byte, []any, error) {
	raw := make([]any, len(s.dest))
	dest := make([]any, len(s.dest))
	for i := range raw {
		dest[i] = &raw[i]
	}
	if err := rows.Scan(dest...); err != nil {
		return 0, nil, nil, err
	}
	leaf, _ := raw[0].(int64)
	return leaf, nil, raw[2:], nil
}

func readLeaves(ctx context.Context, q store.Queryer, from, to int64) ([]Leaf, error) {
	rows, err := q.QueryContext(ctx, `SELECT seq, at, actor, action, subject, salt FROM ledger_leaf WHERE seq >= $1 AND seq < $2 ORDER BY seq`, from, to)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Leaf
	for rows.Next() {
		var l Leaf
		if err := rows.Scan(&l.Seq, &l.At, &l.Actor, &l.Action, &l.Subject, &l.Salt); err != nil {
			return nil, err
		}
		out = append(out, l)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	return out, readParts(ctx, q, from, to, out)
}

func readParts(ctx context.Context, q store.Queryer, from, to int64, leaves []Leaf) error {
	rows, err := q.QueryContext(ctx, `SELECT leaf, tbl, n, root FROM ledger_part WHERE leaf >= $1 AND leaf < $2 ORDER BY leaf, tbl`, from, to)
	if err != nil {
		return err
	}
	defer rows.Close()
	at := 0
	for rows.Next() {
		var leaf int64
		var p LeafPart
		var root []byte
		if err := rows.Scan(&leaf, &p.Table, &p.N, &root); err != nil {
			return err
		}
		copy(p.Root[:], root)
		for at < len(leaves) && leaves[at].Seq < leaf {
			at++
		}
		if at < len(leaves) && leaves[at].Seq == leaf {
			leaves[at].Parts = append(leaves[at].Parts, p)
		}
	}
	return rows.Err()
}

// treeBuilder computes the stored hashes of a growing tree from its right edge
// alone: one pending hash for each complete subtree.
type treeBuilder struct {
	n    int64
	edge []tlog.Hash // complete subtrees, largest first
}

// add appends a record hash and returns the hashes stored with it, as
// tlog.StoredHashesForRecordHash does.
func (b *treeBuilder) add(h tlog.Hash) []tlog.Hash {
	out := []tlog.Hash{h}
	for n := b.n; n&1 == 1; n >>= 1 {
		last := len(b.edge) - 1
		h = tlog.NodeHash(b.edge[last], h)
		b.edge = b.edge[:last]
		out = append(out, h)
	}
	b.edge = append(b.edge, h)
	b.n++
	return out
}

func (b *treeBuilder) root() tlog.Hash {
	if b.n == 0 {
		h, _ := tlog.TreeHash(0, nil) // the hash of an empty tree needs no reader
		return h
	}
	h := b.edge[len(b.edge)-1]
	for i := len(b.edge) - 2; i >= 0; i-- {
		h = tlog.NodeHash(b.edge[i], h)
	}
	return h
}
