package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
)

func openPostgres(ctx context.Context, source string) (*DB, error) {
	config, err := pgx.ParseConfig(source)
	if err != nil {
		return nil, fmt.Errorf("the database address cannot be read; write postgres://user:password@host:5432/name: %w", err)
	}
	if config.RuntimeParams["application_name"] == "" {
		config.RuntimeParams["application_name"] = "focalpoint"
	}
	pool := stdlib.OpenDB(*config)
	pool.SetMaxOpenConns(16)
	pool.SetMaxIdleConns(4)
	if err := pool.PingContext(ctx); err != nil {
		pool.Close()
		return nil, fmt.Errorf("cannot reach PostgreSQL: %w", err)
	}
	return &DB{engine: Postgres, read: pool, write: pool, source: source}, nil
}

// copyIn loads rows by COPY inside the transaction.
func (tx *Tx) copyIn(ctx context.Context, table string, columns []string, rows [][]any) error {
	return tx.copyFrom(ctx, table, columns, pgx.CopyFromRows(rows))
}

func (tx *Tx) copyFrom(ctx context.Context, table string, columns []string, rows pgx.CopyFromSource) error {
	plain := make([]string, len(columns))
	for i, c := range columns {
		plain[i] = strings.Trim(c, `"`) // CopyFrom quotes by itself
	}
	return tx.conn.Raw(func(driver any) error {
		conn := driver.(*stdlib.Conn).Conn()
		_, err := conn.CopyFrom(ctx, pgx.Identifier{table}, plain, rows)
		return err
	})
}

func postgresCode(err error) string {
	var e *pgconn.PgError
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

func retryable(err error) bool {
	switch postgresCode(err) {
	case "40001", "40P01": // serialization failure, deadlock
		return true
	}
	return sqliteRetryable(err)
}

// Duplicate says whether a write failed because a row with the same key is
// there already.
func Duplicate(err error) bool {
	return postgresCode(err) == "23505" || sqliteDuplicate(err)
}

// UnderlyingPool gives the connection pool to programs that need what
// database/sql cannot do, such as LISTEN. It is nil on SQLite.
func (db *DB) UnderlyingPool() *sql.DB {
	if db.engine == Postgres {
		return db.write
	}
	return nil
}
