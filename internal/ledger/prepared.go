package ledger

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"golang.org/x/mod/sumdb/tlog"

	"focalpoint/internal/store"
)

// Salt is the secret of one leaf: the digests of its rows begin with it. It is
// random, and of one write alone.
type Salt []byte

const saltSize = 16

// NewSalt draws a salt.
func (l *Log) NewSalt() (Salt, error) {
	s := make(Salt, saltSize)
	if _, err := io.ReadFull(l.Rand, s); err != nil {
		return nil, fmt.Errorf("no randomness for the log: %w", err)
	}
	return s, nil
}

// Nth derives the salt of the n-th of many writes from a salt that is used for
// nothing else, so that several goroutines can prepare rows and the randomness
// is still drawn in one place and order. Who learns one of them learns nothing
// of the others.
func (s Salt) Nth(n int64) Salt {
	b := append([]byte("focalpoint/salt/1\x00"), s...)
	sum := sha256.Sum256(binary.BigEndian.AppendUint64(b, uint64(n)))
	return sum[:saltSize]
}

// Prepared is logged rows with their digests, made outside any transaction
// under the salt of the write that will store them.
type Prepared struct {
	table   Table
	salt    Salt
	digests []keyedDigest
	bulk    *store.Bulk
}

// Prepare makes rows of a table ready for the write whose Entry has the salt.
// The rows belong to it from now on; their values are as for Insert.
func (t Table) Prepare(engine store.Engine, salt Salt, rows [][]any) (*Prepared, error) {
	if len(salt) != saltSize {
		return nil, errors.New("ledger: rows are prepared under the salt of their write")
	}
	p := &Prepared{table: t, salt: salt, digests: make([]keyedDigest, len(rows))}
	var buf []byte
	for i, row := range rows {
		row = normal(row)
		var err error
		if p.digests[i], buf, err = t.keyed(salt, row, buf); err != nil {
			return nil, err
		}
		rows[i] = append(row, p.digests[i].hash[:])
	}
	p.bulk = store.NewBulk(engine, t.Name, append(t.names(), "digest"), rows)
	return p, nil
}

// InsertPrepared stores prepared rows in the write they were prepared for.
func (tx *Tx) InsertPrepared(ctx context.Context, p *Prepared) error {
	if p.bulk.Len() == 0 {
		return nil // a part without rows would commit to nothing
	}
	if string(p.salt) != string(tx.salt) {
		return fmt.Errorf("ledger: the rows of %s were prepared for another write", p.table.Name)
	}
	tx.commitTo(p.table, p.digests)
	return inserted(tx.InsertBulk(ctx, p.bulk, store.Extra{Column: "leaf", Value: tx.Leaf}))
}

// keyed computes the digest of a row beside its key.
func (t Table) keyed(salt Salt, row []any, buf []byte) (keyedDigest, []byte, error) {
	if len(row) != len(t.Columns) {
		return keyedDigest{}, buf, fmt.Errorf("ledger: %d values for the %d columns of %s", len(row), len(t.Columns), t.Name)
	}
	var hash tlog.Hash
	var err error
	if hash, buf, err = t.digest(salt, row, buf); err != nil {
		return keyedDigest{}, buf, err
	}
	return keyedDigest{t.keyOf(row), hash}, buf, nil
}

// keyOf gives the primary key of a row: its first columns, as Logged lays them.
func (t Table) keyOf(row []any) []any { return row[:len(t.Key):len(t.Key)] }
