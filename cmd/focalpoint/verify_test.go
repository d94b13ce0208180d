package main

import (
	"context"
	crand "crypto/rand"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"focalpoint/internal/ledger"
	"focalpoint/internal/store"
	"focalpoint/internal/store/storetest"
)

// tampered is a database in which every logged table has rows, three entries of
// four rows each, for changing by hand.
type tampered struct {
	t   *testing.T
	ctx context.Context
	db  *store.DB
	rnd *rand.Rand
}

// TestVerifyNamesTheRow changes every column of every logged table by hand, one
// row at a time, deletes rows, adds rows and exchanges two: the check names the
// table and the row each time, and nothing else once it is put back.
func TestVerifyNamesTheRow(t *testing.T) {
	storetest.Run(t, schemas(), func(t *testing.T, db *store.DB) {
		p := &tampered{t: t, ctx: context.Background(), db: db, rnd: rand.New(rand.NewPCG(1, 2))}
		p.fill()
		p.holds()
		for _, table := range loggedTables() {
			for _, c := range table.Columns {
				p.changeValue(table, c)
			}
			p.changeValue(table, ledger.Column{Name: "leaf", Type: ledger.Int})
			p.changeValue(table, ledger.Column{Name: "digest", Type: ledger.Bytes})
			p.deleteRow(table)
			p.addRow(table)
			p.swapRows(table)
		}
		p.holds()
	})
}

func (p *tampered) fill() {
	log := &ledger.Log{DB: p.db, Now: func() time.Time { return storetest.Epoch }, Rand: crand.Reader}
	n := 0
	for _, table := range loggedTables() {
		for range 3 {
			_, err := log.Write(p.ctx, ledger.Entry{Actor: "us1", Action: "test.fill", Subject: table.Name}, func(tx *ledger.Tx) error {
				rows := make([][]any, 4)
				for i := range rows {
					n++
					rows[i] = p.row(table, n)
				}
				return tx.Insert(p.ctx, table, rows...)
			})
			if err != nil {
				p.t.Fatalf("%s: %v", table.Name, err)
			}
		}
	}
}

func (p *tampered) row(table ledger.Table, n int) []any {
	out := make([]any, len(table.Columns))
	for i, c := range table.Columns {
		switch c.Type {
		case ledger.Text:
			out[i] = fmt.Sprintf("%s-%06d", c.Name, n)
		case ledger.Int:
			out[i] = int64(n)
		case ledger.Float:
			out[i] = float64(n) / 7
		case ledger.Bytes:
			out[i] = fmt.Appendf(nil, "bytes %06d", n)
		}
	}
	return out
}

// other is a value of a column's type that no row has.
func (p *tampered) other(c ledger.Column) any {
	n := p.rnd.IntN(1 << 30)
	switch c.Type {
	case ledger.Int:
		if c.Name == "leaf" {
			return int64(p.rnd.IntN(3)) // entries of another table
		}
		return int64(-1 - n)
	case ledger.Float:
		return -float64(n) - .5
	case ledger.Bytes:
		return fmt.Appendf(nil, "changed %d", n)
	}
	return fmt.Sprintf("changed %d", n)
}

func (p *tampered) exec(query string, args ...any) {
	p.t.Helper()
	err := p.db.Update(p.ctx, func(tx *store.Tx) error {
		_, err := tx.ExecContext(p.ctx, query, args...)
		return err
	})
	if err != nil {
		p.t.Fatalf("%s %v: %v", query, args, err)
	}
}

// pick reads a row of a table with its leaf and digest, the columns in order.
func (p *tampered) pick(table ledger.Table) (columns []string, values []any) {
	p.t.Helper()
	for _, c := range table.Columns {
		columns = append(columns, c.Name)
	}
	columns = append(columns, "leaf", "digest")
	values = make([]any, len(columns))
	dest := make([]any, len(columns))
	for i := range values {
		dest[i] = &values[i]
	}
	query := fmt.Sprintf("SELECT %s FROM %s ORDER BY leaf, %s LIMIT 1 OFFSET %d", strings.Join(columns, ", "), table.Name, strings.Join(table.Key, ", "), p.rnd.IntN(12))
	if err := p.db.QueryRowContext(p.ctx, query).Scan(dest...); err != nil {
		p.t.Fatalf("%s: %v", table.Name, err)
	}
	return columns, values
}

// where finds a row by key; key names it as the check does.
func (p *tampered) where(table ledger.Table, columns []string, values []any, from int) (cond string, args []any, key string) {
	var conds, keys []string
	for _, k := range table.Key {
		i := slices.Index(columns, k)
		args = append(args, values[i])
		conds = append(conds, fmt.Sprintf("%s = $%d", k, from+len(args)))
		keys = append(keys, fmt.Sprintf("%s=%v", k, values[i]))
	}
	return strings.Join(conds, " AND "), args, strings.Join(keys, ", ")
}

func (p *tampered) changeValue(table ledger.Table, c ledger.Column) {
	columns, values := p.pick(table)
	at := slices.Index(columns, c.Name)
	changed := slices.Clone(values)
	changed[at] = p.other(c)
	cond, args, _ := p.where(table, columns, values, 1)
	p.exec("UPDATE "+table.Name+" SET "+c.Name+" = $1 WHERE "+cond, append([]any{changed[at]}, args...)...)
	_, _, key := p.where(table, columns, changed, 1)
	p.named(table, c.Name, key)
	cond, args, _ = p.where(table, columns, changed, 1)
	p.exec("UPDATE "+table.Name+" SET "+c.Name+" = $1 WHERE "+cond, append([]any{values[at]}, args...)...)
}

func (p *tampered) deleteRow(table ledger.Table) {
	columns, values := p.pick(table)
	cond, args, _ := p.where(table, columns, values, 0)
	p.exec("DELETE FROM "+table.Name+" WHERE "+cond, args...)
	m := p.verify()
	if m == nil || m.Table != table.Name || fmt.Sprint(m.Leaf) != fmt.Sprint(values[slices.Index(columns, "leaf")]) || !strings.Contains(m.What, "a row is gone") || !strings.Contains(m.What, "test.fill of "+table.Name) {
		p.t.Errorf("%s: a deleted row gives %v", table.Name, m)
	}
	p.insert(table, columns, values)
}

func (p *tampered) insert(table ledger.Table, columns []string, values []any) {
	marks := make([]string, len(columns))
	for i := range marks {
		marks[i] = fmt.Sprintf("$%d", i+1)
	}
	p.exec("INSERT INTO "+table.Name+" ("+strings.Join(columns, ", ")+") VALUES ("+strings.Join(marks, ", ")+")", values...)
}

// addRow puts a further row into an entry, with the digest of another.
func (p *tampered) addRow(table ledger.Table) {
	columns, values := p.pick(table)
	for _, c := range table.Columns {
		values[slices.Index(columns, c.Name)] = p.other(c)
	}
	p.insert(table, columns, values)
	cond, args, key := p.where(table, columns, values, 0)
	p.named(table, "an added row", key)
	p.exec("DELETE FROM "+table.Name+" WHERE "+cond, args...)
}

// swapRows exchanges the whole content of two rows of one table but their keys.
func (p *tampered) swapRows(table ledger.Table) {
	columns, one := p.pick(table)
	_, two := p.pick(table)
	condOne, argsOne, keyOne := p.where(table, columns, one, 0)
	condTwo, argsTwo, keyTwo := p.where(table, columns, two, 0)
	if keyOne == keyTwo {
		p.swapRows(table)
		return
	}
	mixed := func(key, rest []any) []any {
		out := slices.Clone(rest)
		for _, k := range table.Key {
			out[slices.Index(columns, k)] = key[slices.Index(columns, k)]
		}
		return out
	}
	p.exec("DELETE FROM "+table.Name+" WHERE "+condOne, argsOne...)
	p.exec("DELETE FROM "+table.Name+" WHERE "+condTwo, argsTwo...)
	p.insert(table, columns, mixed(one, two))
	p.insert(table, columns, mixed(two, one))
	if m := p.verify(); m == nil || m.Table != table.Name || m.Key != keyOne && m.Key != keyTwo {
		p.t.Errorf("%s: two exchanged rows (%s and %s) give %v", table.Name, keyOne, keyTwo, m)
	}
	p.exec("DELETE FROM "+table.Name+" WHERE "+condOne, argsOne...)
	p.exec("DELETE FROM "+table.Name+" WHERE "+condTwo, argsTwo...)
	p.insert(table, columns, one)
	p.insert(table, columns, two)
}

func (p *tampered) named(table ledger.Table, what, key string) {
	p.t.Helper()
	if m := p.verify(); m == nil || m.Table != table.Name || m.Key != key {
		p.t.Errorf("%s, %s of the row %s changed: the check says %v", table.Name, what, key, m)
	}
}

func (p *tampered) holds() {
	p.t.Helper()
	if m := p.verify(); m != nil {
		p.t.Fatalf("nothing was changed, and the check says %v", m)
	}
}

func (p *tampered) verify() *ledger.Mismatch {
	p.t.Helper()
	_, err := ledger.Verify(p.ctx, p.db, loggedTables(), nil)
	var bad *ledger.Mismatch
	if err != nil && !errors.As(err, &bad) {
		p.t.Fatal(err)
	}
	return bad
}
