-- One row for each write: who, what, when, with the salt of its row digests.
CREATE TABLE ledger_leaf (
  seq BIGINT PRIMARY KEY,
  at BIGINT NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  subject TEXT NOT NULL,
  salt BLOB NOT NULL
);
CREATE INDEX ledger_leaf_subject ON ledger_leaf (subject, seq);
-- For each leaf and table: how many rows, and the Merkle root over their digests.
CREATE TABLE ledger_part (
  leaf BIGINT NOT NULL,
  tbl TEXT NOT NULL,
  n BIGINT NOT NULL,
  root BLOB NOT NULL,
  PRIMARY KEY (leaf, tbl)
);
-- The tree's stored hashes by stored-hash index (RFC 6962, laid out as in x/mod/sumdb/tlog).
CREATE TABLE ledger_hash (
  idx BIGINT PRIMARY KEY,
  hash BLOB NOT NULL
);
