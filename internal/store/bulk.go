package store

import (
	"context"
	"database/sql/driver"
	"fmt"
	"strconv"

	"github.com/jackc/pgx/v5"
)

// Bulk is many rows of one table made ready outside any transaction, by
// several goroutines if need be, so that the one writer only writes. It may be
// stored again when a transaction runs again, and never changes.
type Bulk struct {
	engine  Engine
	table   string
	columns []string
	rows    [][]any // PostgreSQL: as handed in
	n       int
	fixed   []string // SQLite, by column: the text of a value that all rows share, "" where they differ
	args    []driver.NamedValue
	each    int // values of one row in args
}

// bulkRows is how many rows one statement of SQLite stores.
const bulkRows = 100

// NewBulk makes rows ready for a table: columns once, values row by row, of
// types nil, string, int64, float64 and []byte. The rows belong to it from now on.
func NewBulk(engine Engine, table string, columns []string, rows [][]any) *Bulk {
	b := &Bulk{engine: engine, table: table, columns: columns, n: len(rows)}
	if engine == Postgres {
		b.rows = rows
		return b
	}
	b.fixed = sameInAll(columns, rows)
	for _, f := range b.fixed {
		if f == "" {
			b.each++
		}
	}
	b.args = make([]driver.NamedValue, 0, len(rows)*b.each)
	ordinal := 0
	for i, row := range rows {
		if i%bulkRows == 0 {
			ordinal = 0
		}
		for j, v := range row {
			if b.fixed[j] == "" {
				ordinal++
				b.args = append(b.args, driver.NamedValue{Ordinal: ordinal, Value: v})
			}
		}
	}
	return b
}

// Len is how many rows it holds.
func (b *Bulk) Len() int { return b.n }

// Extra is a further column that holds the same number in all rows, known only
// when they are stored.
type Extra struct {
	Column string
	Value  int64
}

// InsertBulk stores the rows of b: by COPY on PostgreSQL, by statements of many
// rows on SQLite.
func (tx *Tx) InsertBulk(ctx context.Context, b *Bulk, extra ...Extra) error {
	if b.n == 0 {
		return nil
	}
	if tx.db.engine != b.engine {
		return fmt.Errorf("store: rows made ready for %s cannot go into %s", b.engine, tx.db.engine)
	}
	columns := append([]string(nil), b.columns...)
	for _, e := range extra {
		columns = append(columns, e.Column)
	}
	if b.engine == Postgres {
		return tx.copyBulk(ctx, b, columns, extra)
	}
	fixed := append([]string(nil), b.fixed...)
	for _, e := range extra {
		fixed = append(fixed, strconv.FormatInt(e.Value, 10))
	}
	return tx.conn.Raw(func(conn any) error { return b.insert(ctx, conn, columns, fixed) })
}

// insert stores the rows through the driver itself: database/sql looks at each
// of the many thousand values again.
func (b *Bulk) insert(ctx context.Context, conn any, columns, fixed []string) error {
	preparer, ok := conn.(driver.ConnPrepareContext)
	if !ok {
		return fmt.Errorf("store: the driver %T cannot prepare statements", conn)
	}
	// The driver keeps a goroutine beside each statement that may be cut off;
	// here it is asked between statements.
	quiet := context.WithoutCancel(ctx)
	for at := 0; at < b.n; {
		n, times := bulkRows, (b.n-at)/bulkRows
		if times == 0 {
			n, times = b.n-at, 1
		}
		stmt, err := preparer.PrepareContext(quiet, insertText(b.table, columns, fixed, n, SQLite))
		if err != nil {
			return fmt.Errorf("%w in: INSERT INTO %s", err, b.table)
		}
		for ; times > 0 && err == nil; times-- {
			if err = ctx.Err(); err == nil {
				_, err = stmt.(driver.StmtExecContext).ExecContext(quiet, b.args[at*b.each:(at+n)*b.each])
				at += n
			}
		}
		if cerr := stmt.Close(); err == nil {
			err = cerr
		}
		if err != nil {
			return fmt.Errorf("%w in: INSERT INTO %s", err, b.table)
		}
	}
	return nil
}

// copyBulk loads the rows by COPY inside the transaction.
func (tx *Tx) copyBulk(ctx context.Context, b *Bulk, columns []string, extra []Extra) error {
	if err := tx.openYears(ctx, b.table, b.columns, b.rows); err != nil {
		return err
	}
	row := make([]any, len(columns))
	for i, e := range extra {
		row[len(b.columns)+i] = e.Value
	}
	i := 0
	return tx.copyFrom(ctx, b.table, columns, pgx.CopyFromFunc(func() ([]any, error) {
		if i == b.n {
			return nil, nil
		}
		copy(row, b.rows[i])
		i++
		return row, nil
	}))
}
