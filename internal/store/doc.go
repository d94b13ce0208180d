// Package store opens the database, SQLite in one file or PostgreSQL, and
// hides the few places where the two differ: how a transaction starts, how
// the schema is laid, how many rows go in at once, how one writer at a time is
// kept.
//
// SQL is written once and runs on both: $1 parameters in ascending order of
// first use, no now(), no greatest(), times as BIGINT microseconds since 1970
// UTC, identifiers as TEXT, booleans as BIGINT 0 or 1. Migrations write BLOB for
// bytes; on PostgreSQL it becomes BYTEA, and TEXT columns collate "C" so that
// both engines sort alike.
//
// It knows no word of the field and does not log: rooms write through
// package ledger, which adds the log entry to the same transaction.
package store
