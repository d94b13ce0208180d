package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"runtime"

	"modernc.org/sqlite" // the only file that names the embedded engine
	sqlite3 "modernc.org/sqlite/lib"
)

// openSQLite opens the embedded database. Write-ahead log, full
// synchronisation: a commit that returned survives loss of power.
func openSQLite(ctx context.Context, path string) (*DB, error) {
	dsn := func(query string) string {
		return "file:" + (&url.URL{Path: path}).EscapedPath() + "?_txlock=immediate&_pragma=busy_timeout(30000)&_pragma=journal_mode(wal)" +
			"&_pragma=synchronous(full)&_pragma=foreign_keys(on)&_pragma=temp_store(memory)&_pragma=mmap_size(268435456)" + query
	}
	write, err := sql.Open("sqlite", dsn("&_pragma=cache_size(-131072)&_pragma=wal_autocheckpoint(16000)"))
	if err != nil {
		return nil, err
	}
	write.SetMaxOpenConns(1)
	if err := write.PingContext(ctx); err != nil {
		write.Close()
		return nil, fmt.Errorf("cannot open the database file %s: %w", path, err)
	}
	read, err := sql.Open("sqlite", dsn("&_pragma=query_only(on)&_pragma=cache_size(-32768)"))
	if err != nil {
		write.Close()
		return nil, err
	}
	read.SetMaxOpenConns(max(4, 2*runtime.NumCPU()))
	read.SetMaxIdleConns(max(4, 2*runtime.NumCPU()))
	return &DB{engine: SQLite, read: read, write: write, source: path}, nil
}

func sqliteRetryable(err error) bool {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return false
	}
	switch e.Code() & 0xff {
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return true
	}
	return false
}

func sqliteDuplicate(err error) bool {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return false
	}
	return e.Code() == sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY || e.Code() == sqlite3.SQLITE_CONSTRAINT_UNIQUE
}
