package ledger

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"focalpoint"
)

// Proof shows that one row stands in the log: whoever holds the root can check
// it without this program's database (CheckProof).
type Proof struct {
	Table  string         `json:"table"`
	Key    map[string]any `json:"key"`
	Leaf   Leaf           `json:"leaf"`
	Digest tlog.Hash      `json:"digest"`
	Index  int64          `json:"index"` // of the row among its part's rows
	Path   []tlog.Hash    `json:"path"`  // RFC 6962 inclusion of Digest in the part's root
	Tree   []tlog.Hash    `json:"tree"`  // RFC 6962 inclusion of the leaf in the log
	Head   Head           `json:"head"`
}

// Prove makes the proof for the row of a table with the given key values.
func (l *Log) Prove(ctx context.Context, t Table, key ...any) (*Proof, error) {
	where := make([]string, len(t.Key))
	for i, k := range t.Key {
		where[i] = fmt.Sprintf("%s = $%d", k, i+1)
	}
	var leaf int64
	var digest []byte
	err := l.DB.QueryRowContext(ctx, "SELECT leaf, digest FROM "+t.Name+" WHERE "+strings.Join(where, " AND "), key...).Scan(&leaf, &digest)
	if err != nil {
		return nil, &focalpoint.Error{Op: "ledger.Prove", Kind: focalpoint.KindNotFound, Msg: fmt.Sprintf("%s has no row %v", t.Name, key), Err: err}
	}
	p := &Proof{Table: t.Name, Key: map[string]any{}}
	for i, k := range t.Key {
		p.Key[k] = key[i]
	}
	copy(p.Digest[:], digest)
	if p.Head, err = l.Head(ctx); err != nil {
		return nil, err
	}
	leaves, err := readLeaves(ctx, l.DB, leaf, leaf+1)
	if err != nil {
		return nil, err
	}
	if len(leaves) != 1 {
		return nil, focalpoint.Errorf("ledger.Prove", focalpoint.KindMismatch, "log entry %d is missing", leaf)
	}
	p.Leaf = leaves[0]
	if err := l.rowPath(ctx, t, leaf, p); err != nil {
		return nil, err
	}
	tree, err := tlog.ProveRecord(p.Head.Size, leaf, hashReader(ctx, l.DB))
	p.Tree = tree
	return p, err
}

func (l *Log) rowPath(ctx context.Context, t Table, leaf int64, p *Proof) error {
	rows, err := l.DB.QueryContext(ctx, "SELECT digest FROM "+t.Name+" WHERE leaf = $1 ORDER BY "+strings.Join(t.Key, ", "), leaf)
	if err != nil {
		return err
	}
	defer rows.Close()
	var hashes []tlog.Hash
	p.Index = -1
	for rows.Next() {
		var d []byte
		if err := rows.Scan(&d); err != nil {
			return err
		}
		var h tlog.Hash
		copy(h[:], d)
		if h == p.Digest {
			p.Index = int64(len(hashes))
		}
		hashes = append(hashes, h)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	p.Path = rowProof(hashes, int(p.Index))
	return nil
}

// rowProof lists the sibling hashes from the row up to the root.
func rowProof(hashes []tlog.Hash, i int) []tlog.Hash {
	if len(hashes) <= 1 {
		return nil
	}
	k := split(len(hashes))
	if i < k {
		return append(rowProof(hashes[:k], i), merkleRoot(hashes[k:]))
	}
	return append(rowProof(hashes[k:], i-k), merkleRoot(hashes[:k]))
}

func rowRoot(h tlog.Hash, i, n int64, path []tlog.Hash) (tlog.Hash, bool) {
	if n <= 1 {
		return h, len(path) == 0
	}
	if len(path) == 0 {
		return h, false
	}
	k, last := int64(split(int(n))), len(path)-1
	if i < k {
		sub, ok := rowRoot(h, i, k, path[:last])
		return tlog.NodeHash(sub, path[last]), ok
	}
	sub, ok := rowRoot(h, i-k, n-k, path[:last])
	return tlog.NodeHash(path[last], sub), ok
}

// CheckProof checks a proof by itself: the digest is in the part, the part in
// the leaf's record, the record in the tree whose head the proof names. The
// caller compares that head with one he trusts.
func CheckProof(p *Proof) error {
	const op = "ledger.CheckProof"
	for _, part := range p.Leaf.Parts {
		if part.Table != p.Table {
			continue
		}
		root, ok := rowRoot(p.Digest, p.Index, part.N, p.Path)
		if !ok || root != part.Root || p.Index < 0 || p.Index >= part.N {
			return focalpoint.Errorf(op, focalpoint.KindMismatch, "the row's digest does not lead to the root of its write")
		}
		return tlog.CheckRecord(p.Tree, p.Head.Size, p.Head.Root, p.Leaf.Seq, tlog.RecordHash(p.Leaf.Record()))
	}
	return focalpoint.Errorf(op, focalpoint.KindMismatch, "the log entry lists no rows of table %s", p.Table)
}

// DigestOf computes the digest of a row from its values, so that a court can
// tie the row it was shown to the proof. Values are in the table's order.
func DigestOf(t Table, salt []byte, row []any) (tlog.Hash, error) {
	h, _, err := t.digest(salt, normal(row), nil)
	return h, err
}

// UnmarshalProof reads a proof from JSON.
func UnmarshalProof(data []byte) (*Proof, error) {
	var p Proof
	dec := json.NewDecoder(bytes.NewReader(data))
	if err := dec.Decode(&p); err != nil {
		return nil, focalpoint.Invalid("ledger.UnmarshalProof", "", "this is not a proof in JSON: %v", err)
	}
	return &p, nil
}

// Leaves lists log entries before a number, newest first; subject "" means all.
func (l *Log) Leaves(ctx context.Context, subject string, before int64, limit int) ([]Leaf, error) {
	rows, err := l.DB.QueryContext(ctx, fmt.Sprintf(`SELECT seq FROM ledger_leaf WHERE ($1 = '' OR subject = $1) AND seq < $2 ORDER BY seq DESC LIMIT %d`, max(1, limit)), subject, before)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var seqs []int64
	for rows.Next() {
		var n int64
		if err := rows.Scan(&n); err != nil {
			return nil, err
		}
		seqs = append(seqs, n)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	var out []Leaf
	for _, n := range seqs {
		list, err := readLeaves(ctx, l.DB, n, n+1)
		if err != nil {
			return nil, err
		}
		out = append(out, list...)
	}
	return out, nil
}
