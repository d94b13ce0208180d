// Package attachment keeps the files that belong to records: photographs of
// items and marks, letters that came in, scanned documents. A file is named by
// the SHA-256 of its bytes, so that a record which names one can never be
// shown another, and the same photograph sent twice is stored once.
//
// A file is taken only when its content is what it says: the media type comes
// from the bytes and never from the name, pictures are decoded whole before
// they are kept, documents that carry programs are refused. What is kept is
// the very file that came in, bit for bit: it may be evidence.
//
// The table is logged: each file is part of the append-only log. Read computes
// the digest again and fails when the stored bytes are not the ones logged.
//
// It does not know what a file is for; the record that names the digest says so.
package attachment
