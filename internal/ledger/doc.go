// Package ledger is the append-only log over every write, and the only way
// rooms write what a record keeper or officer reported.
//
// A write is one transaction: its logged rows, whatever derived rows follow
// from them, and one leaf of a Merkle tree (RFC 6962 hashing) that commits to
// the digest of each logged row. Logged tables are only ever inserted into. A
// single event makes a leaf with one row; an import batch makes a leaf with
// thousands, and each of them can still be named and proved by itself.
//
// A row's digest is SHA-256 over a salt of its leaf, the table's name and its
// columns, so that a proof handed to a court reveals one row and lets nobody
// guess the others. The leaf's record lists, for each table, how many rows
// came in and the Merkle root over their digests in key order.
//
// Verify reads every leaf and every logged row again and names the first row
// that does not match. It cannot see a log that somebody with full access made
// anew from the start: for that, compare the root with one noted elsewhere
// (a printed trace report, a backup's manifest).
package ledger
