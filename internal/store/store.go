package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"focalpoint"
)

// Engine names a database.
type Engine string

// The two engines.
const (
	SQLite   Engine = "sqlite"
	Postgres Engine = "postgres"
)

// Queryer reads. DB and Tx both are one, so a query function works inside and
// outside a transaction.
type Queryer interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// DB is an open database. It is safe for use by many goroutines.
type DB struct {
	engine Engine
	read   *sql.DB // SQLite: several read-only connections; PostgreSQL: the pool
	write  *sql.DB // SQLite: exactly one connection, so that writers queue here and not in busy loops; PostgreSQL: the same pool
	source string
	years  years
}

// Open opens a database. source is a path of an SQLite file, or a URL
// "postgres://…". The file is made when absent; its folder must exist.
func Open(ctx context.Context, source string) (*DB, error) {
	if strings.HasPrefix(source, "postgres://") || strings.HasPrefix(source, "postgresql://") {
		return openPostgres(ctx, source)
	}
	return openSQLite(ctx, source)
}

// Engine says which database it is.
func (db *DB) Engine() Engine { return db.engine }

// Source returns what was opened: a path or a URL.
func (db *DB) Source() string { return db.source }

// Close closes all connections; on SQLite the write-ahead log is folded in.
func (db *DB) Close() error {
	if db.engine == SQLite {
		_, _ = db.write.Exec("PRAGMA wal_checkpoint(TRUNCATE)") // best effort: another process may hold it
	}
	err := db.write.Close()
	if db.read != db.write {
		err = errors.Join(err, db.read.Close())
	}
	return err
}

// QueryContext reads rows outside any transaction.
func (db *DB) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	return db.read.QueryContext(ctx, query, args...)
}

// QueryRowContext reads one row outside any transaction.
func (db *DB) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	return db.read.QueryRowContext(ctx, query, args...)
}

// Tx is one write transaction. It is for one goroutine.
type Tx struct {
	*sql.Tx
	db    *DB
	conn  *sql.Conn
	stmts map[string]*sql.Stmt
	made  map[string]bool // partitions this transaction made
}

// Engine says which database the transaction runs on.
func (tx *Tx) Engine() Engine { return tx.db.engine }

// Update runs fn in one write transaction and commits when fn returns nil.
// On SQLite writers wait for each other; on PostgreSQL they meet only where
// they take the same lock (see Lock) or row. A transaction that the engine
// could not order (serialization, deadlock, busy) is run again, so fn must
// have no effects outside the transaction.
func (db *DB) Update(ctx context.Context, fn func(*Tx) error) error {
	var err error
	for attempt := range 5 {
		if attempt > 0 {
			select {
			case <-ctx.Done():
				return ctx.Err()
			case <-time.After(time.Duration(attempt*attempt) * 20 * time.Millisecond):
			}
		}
		if err = db.update(ctx, fn); err == nil || !retryable(err) {
			return err
		}
	}
	return &focalpoint.Error{Op: "store.Update", Kind: focalpoint.KindBusy, Msg: "the database is busy; try again", Err: err}
}

func (db *DB) update(ctx context.Context, fn func(*Tx) error) (err error) {
	conn, err := db.write.Conn(ctx)
	if err != nil {
		return fmt.Errorf("no connection to the database: %w", err)
	}
	defer conn.Close()
	t, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("cannot start a transaction: %w", err)
	}
	tx := &Tx{Tx: t, db: db, conn: conn, stmts: map[string]*sql.Stmt{}, made: map[string]bool{}}
	defer func() {
		if p := recover(); p != nil {
			_ = t.Rollback()
			panic(p)
		}
		if err != nil {
			_ = t.Rollback()
		}
	}()
	if err = fn(tx); err != nil {
		return err
	}
	for _, s := range tx.stmts {
		s.Close()
	}
	return t.Commit()
}

// Exec runs a statement, prepared once for each text within the transaction.
func (tx *Tx) Exec(ctx context.Context, query string, args ...any) (sql.Result, error) {
	s, ok := tx.stmts[query]
	if !ok {
		var err error
		if s, err = tx.PrepareContext(ctx, query); err != nil {
			return nil, fmt.Errorf("%w in: %s", err, abridged(query))
		}
		tx.stmts[query] = s
	}
	res, err := s.ExecContext(ctx, args...)
	if err != nil {
		return nil, fmt.Errorf("%w in: %s", err, abridged(query))
	}
	return res, nil
}

func abridged(query string) string {
	query = strings.Join(strings.Fields(query), " ")
	if len(query) > 160 {
		query = query[:160] + " …"
	}
	return query
}

// Lock keeps every other transaction that takes the same lock, in any process,
// waiting until this one ends. On SQLite there is one writer anyway.
func (tx *Tx) Lock(ctx context.Context, name string) error {
	if tx.db.engine == SQLite {
		return nil
	}
	_, err := tx.ExecContext(ctx, "SELECT pg_advisory_xact_lock(hashtext($1))", "focalpoint."+name)
	return err
}

// insertRows bounds the rows of one INSERT: more gain nothing, and the number
// of parameters is bounded by both engines.
const insertRows = 100

// Insert adds rows to a table: columns once, values row by row. Large sets go
// in by COPY on PostgreSQL and by statements of a hundred rows on SQLite.
func (tx *Tx) Insert(ctx context.Context, table string, columns []string, rows [][]any) error {
	if err := tx.openYears(ctx, table, columns, rows); err != nil {
		return err
	}
	if tx.db.engine == Postgres && len(rows) > insertRows {
		return tx.copyIn(ctx, table, columns, rows)
	}
	fixed := make([]string, len(columns))
	if tx.db.engine == SQLite {
		fixed = sameInAll(columns, rows)
	}
	texts := map[int]string{} // by number of rows: two or three at most
	for len(rows) > 0 {
		n := min(insertRows, len(rows))
		if len(rows) < insertRows && n > 8 {
			n = 8 // few distinct statement texts, so that they stay prepared
		} else if n < 8 {
			n = 1
		}
		args := make([]any, 0, n*len(columns))
		for _, r := range rows[:n] {
			for j, v := range r {
				if fixed[j] == "" {
					args = append(args, v)
				}
			}
		}
		if texts[n] == "" {
			texts[n] = insertText(table, columns, fixed, n, tx.db.engine)
		}
		if _, err := tx.Exec(ctx, texts[n], args...); err != nil {
			return err
		}
		rows = rows[n:]
	}
	return nil
}

// sameInAll finds columns that hold no value, or one and the same number or
// word, in all of many rows: they are written into the statement on SQLite,
// which binds each value by a call of its own. Texts that are not made of plain
// letters, digits and hyphens are always bound.
func sameInAll(columns []string, rows [][]any) []string {
	fixed := make([]string, len(columns))
	if len(rows) < insertRows {
		return fixed
	}
	for j := range columns {
		first := rows[0][j]
		var text string
		switch v := first.(type) {
		case nil:
			text = "NULL"
		case string:
			if plainWord(v) {
				text = "'" + v + "'"
			}
		case int64:
			text = strconv.FormatInt(v, 10)
		}
		for i := 1; i < len(rows) && text != ""; i++ {
			switch v := rows[i][j].(type) {
			case nil:
				if first != nil {
					text = ""
				}
			case string, int64:
				if v != first {
					text = ""
				}
			default:
				text = ""
			}
		}
		fixed[j] = text
	}
	return fixed
}

// plainWord says whether a text can stand in a statement as it is: codes and
// identifiers of ours.
func plainWord(s string) bool {
	for i := range len(s) {
		c := s[i]
		if (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != '-' {
			return false
		}
	}
	return len(s) <= 40
}

func insertText(table string, columns, fixed []string, n int, engine Engine) string {
	var b strings.Builder
	b.WriteString("INSERT INTO " + table + " (" + strings.Join(columns, ", ") + ") VALUES ")
	p := 0
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteByte('(')
		for j := range columns {
			if j > 0 {
				b.WriteByte(',')
			}
			if fixed[j] != "" {
				b.WriteString(fixed[j])
				continue
			}
			if engine == SQLite {
				// The embedded engine looks each numbered parameter up by its
				// name, one after the other; plain ones it binds at once.
				b.WriteByte('?')
				continue
			}
			p++
			fmt.Fprintf(&b, "$%d", p)
		}
		b.WriteByte(')')
	}
	return b.String()
}

// Missing says whether a query found no row.
func Missing(err error) bool { return errors.Is(err, sql.ErrNoRows) }
