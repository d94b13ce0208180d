-- Logged: what a register that may not be merged handed over for comparison, and nothing else of it. No page, operation
-- or command reads it back; the latest batch of a party counts.
CREATE TABLE link_separate (
  id TEXT PRIMARY KEY,
  party TEXT NOT NULL,
  batch BIGINT NOT NULL,
  fold TEXT NOT NULL,
  make TEXT NOT NULL,
  calibre TEXT NOT NULL,
  made BIGINT,
  leaf BIGINT NOT NULL,
  digest BLOB NOT NULL
);
CREATE UNIQUE INDEX link_separate_leaf ON link_separate (leaf, id);
CREATE INDEX link_separate_party ON link_separate (party, batch);
-- Derived: of which items such a register probably has a record. That is all that is told.
CREATE TABLE link_held (
  item TEXT NOT NULL,
  party TEXT NOT NULL,
  changed BIGINT NOT NULL,
  PRIMARY KEY (item, party)
);
