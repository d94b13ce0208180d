-- Logged: one row for each file that was begun.
CREATE TABLE import_run (
  id TEXT PRIMARY KEY,
  at BIGINT NOT NULL,
  actor TEXT NOT NULL,
  target TEXT NOT NULL,
  file TEXT NOT NULL,
  name TEXT NOT NULL,
  size BIGINT NOT NULL,
  total BIGINT NOT NULL,
  mapping TEXT NOT NULL,
  leaf BIGINT NOT NULL,
  digest BLOB NOT NULL
);
CREATE UNIQUE INDEX import_run_leaf ON import_run (leaf, id);
CREATE UNIQUE INDEX import_run_file ON import_run (target, file);

-- Logged: one row for each batch, in the transaction of its rows: the position reached.
CREATE TABLE import_batch (
  import TEXT NOT NULL,
  n BIGINT NOT NULL,
  first_row BIGINT NOT NULL,
  last_row BIGINT NOT NULL,
  rows_read BIGINT NOT NULL,
  taken BIGINT NOT NULL,
  refused BIGINT NOT NULL,
  queued BIGINT NOT NULL,
  doubts BIGINT NOT NULL,
  items BIGINT NOT NULL,
  final BIGINT NOT NULL,
  leaf BIGINT NOT NULL,
  digest BLOB NOT NULL,
  PRIMARY KEY (import, n)
);
CREATE UNIQUE INDEX import_batch_leaf ON import_batch (leaf, import, n);

-- Logged: rows that were not taken, and cells that were not understood.
CREATE TABLE import_finding (
  import TEXT NOT NULL,
  row_number BIGINT NOT NULL,
  n BIGINT NOT NULL,
  column_name TEXT NOT NULL,
  code TEXT NOT NULL,
  cell TEXT NOT NULL,
  message TEXT NOT NULL,
  taken BIGINT NOT NULL,
  leaf BIGINT NOT NULL,
  digest BLOB NOT NULL,
  PRIMARY KEY (import, row_number, n)
);
CREATE UNIQUE INDEX import_finding_leaf ON import_finding (leaf, import, row_number, n);
CREATE INDEX import_finding_taken ON import_finding (import, taken, row_number);

-- Logged: mappings saved by a State, by source.
CREATE TABLE import_mapping (id TEXT NOT NULL, version BIGINT NOT NULL, at BIGINT NOT NULL, actor TEXT NOT NULL,
  reason TEXT NOT NULL, body TEXT NOT NULL, leaf BIGINT NOT NULL, digest BLOB NOT NULL, PRIMARY KEY (id, version));
CREATE UNIQUE INDEX import_mapping_leaf ON import_mapping (leaf, id, version);
