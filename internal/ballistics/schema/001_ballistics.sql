-- Logged: versions of exhibits, instruments, scans, requests, comparisons, examinations, hits, reference sets, scales.
CREATE TABLE exhibit_book (id TEXT NOT NULL, version BIGINT NOT NULL, at BIGINT NOT NULL, actor TEXT NOT NULL,
  reason TEXT NOT NULL, body TEXT NOT NULL, leaf BIGINT NOT NULL, digest BLOB NOT NULL, PRIMARY KEY (id, version));
CREATE UNIQUE INDEX exhibit_book_leaf ON exhibit_book (leaf, id, version);
CREATE TABLE instrument_book (id TEXT NOT NULL, version BIGINT NOT NULL, at BIGINT NOT NULL, actor TEXT NOT NULL,
  reason TEXT NOT NULL, body TEXT NOT NULL, leaf BIGINT NOT NULL, digest BLOB NOT NULL, PRIMARY KEY (id, version));
CREATE UNIQUE INDEX instrument_book_leaf ON instrument_book (leaf, id, version);
CREATE TABLE scan_book (id TEXT NOT NULL, version BIGINT NOT NULL, at BIGINT NOT NULL, actor TEXT NOT NULL,
  reason TEXT NOT NULL, body TEXT NOT NULL, leaf BIGINT NOT NULL, digest BLOB NOT NULL, PRIMARY KEY (id, version));
CREATE UNIQUE INDEX scan_book_leaf ON scan_book (leaf, id, version);
CREATE TABLE lab_request_book (id TEXT NOT NULL, version BIGINT NOT NULL, at BIGINT NOT NULL, actor TEXT NOT NULL,
  reason TEXT NOT NULL, body TEXT NOT NULL, leaf BIGINT NOT NULL, digest BLOB NOT NULL, PRIMARY KEY (id, version));
CREATE UNIQUE INDEX lab_request_book_leaf ON lab_request_book (leaf, id, version);
CREATE TABLE comparison_book (id TEXT NOT NULL, version BIGINT NOT NULL, at BIGINT NOT NULL, actor TEXT NOT NULL,
  reason TEXT NOT NULL, body TEXT NOT NULL, leaf BIGINT NOT NULL, digest BLOB NOT NULL, PRIMARY KEY (id, version));
CREATE UNIQUE INDEX comparison_book_leaf ON comparison_book (leaf, id, version);
CREATE TABLE examination_book (id TEXT NOT NULL, version BIGINT NOT NULL, at BIGINT NOT NULL, actor TEXT NOT NULL,
  reason TEXT NOT NULL, body TEXT NOT NULL, leaf BIGINT NOT NULL, digest BLOB NOT NULL, PRIMARY KEY (id, version));
CREATE UNIQUE INDEX examination_book_leaf ON examination_book (leaf, id, version);
CREATE TABLE hit_book (id TEXT NOT NULL, version BIGINT NOT NULL, at BIGINT NOT NULL, actor TEXT NOT NULL,
  reason TEXT NOT NULL, body TEXT NOT NULL, leaf BIGINT NOT NULL, digest BLOB NOT NULL, PRIMARY KEY (id, version));
CREATE UNIQUE INDEX hit_book_leaf ON hit_book (leaf, id, version);
CREATE TABLE reference_book (id TEXT NOT NULL, version BIGINT NOT NULL, at BIGINT NOT NULL, actor TEXT NOT NULL,
  reason TEXT NOT NULL, body TEXT NOT NULL, leaf BIGINT NOT NULL, digest BLOB NOT NULL, PRIMARY KEY (id, version));
CREATE UNIQUE INDEX reference_book_leaf ON reference_book (leaf, id, version);
CREATE TABLE scale_book (id TEXT NOT NULL, version BIGINT NOT NULL, at BIGINT NOT NULL, actor TEXT NOT NULL,
  reason TEXT NOT NULL, body TEXT NOT NULL, leaf BIGINT NOT NULL, digest BLOB NOT NULL, PRIMARY KEY (id, version));
CREATE UNIQUE INDEX scale_book_leaf ON scale_book (leaf, id, version);
-- Derived: one row for each, for lists and for what a comparison is made against.
CREATE TABLE lab_exhibit (
  id TEXT PRIMARY KEY,
  number TEXT NOT NULL,
  number_fold TEXT NOT NULL,
  kind TEXT NOT NULL,
  calibre TEXT NOT NULL,
  ammunition TEXT NOT NULL,
  item TEXT NOT NULL,
  seizure TEXT NOT NULL,
  casefile TEXT NOT NULL,
  request TEXT NOT NULL,
  open BIGINT NOT NULL,
  scans BIGINT NOT NULL,
  received TEXT NOT NULL,
  text TEXT NOT NULL,
  changed BIGINT NOT NULL
);
CREATE UNIQUE INDEX lab_exhibit_number ON lab_exhibit (number_fold);
CREATE INDEX lab_exhibit_item ON lab_exhibit (item) WHERE item <> '';
CREATE INDEX lab_exhibit_case ON lab_exhibit (casefile) WHERE casefile <> '';
CREATE TABLE lab_scan (
  id TEXT PRIMARY KEY,
  exhibit TEXT NOT NULL,
  region TEXT NOT NULL,
  land BIGINT NOT NULL,
  sha TEXT NOT NULL,
  at BIGINT NOT NULL,
  withdrawn BIGINT NOT NULL
);
CREATE INDEX lab_scan_exhibit ON lab_scan (exhibit, region, land);
CREATE INDEX lab_scan_region ON lab_scan (region, exhibit);
CREATE TABLE lab_request (
  id TEXT PRIMARY KEY,
  number TEXT NOT NULL,
  party TEXT NOT NULL,
  party_name TEXT NOT NULL,
  casefile TEXT NOT NULL,
  status TEXT NOT NULL,
  received BIGINT NOT NULL,
  due BIGINT NOT NULL,
  changed BIGINT NOT NULL
);
CREATE INDEX lab_request_due ON lab_request (status, due);
CREATE TABLE lab_comparison (
  id TEXT PRIMARY KEY,
  exhibit TEXT NOT NULL,
  region TEXT NOT NULL,
  method TEXT NOT NULL,
  status TEXT NOT NULL,
  candidates BIGINT NOT NULL,
  started BIGINT NOT NULL,
  changed BIGINT NOT NULL
);
CREATE INDEX lab_comparison_exhibit ON lab_comparison (exhibit);
CREATE TABLE lab_examination (
  id TEXT PRIMARY KEY,
  a TEXT NOT NULL,
  b TEXT NOT NULL,
  status TEXT NOT NULL,
  first TEXT NOT NULL,
  second TEXT NOT NULL,
  third TEXT NOT NULL,
  decoy BIGINT NOT NULL,
  opened BIGINT NOT NULL,
  changed BIGINT NOT NULL
);
CREATE INDEX lab_examination_status ON lab_examination (status, opened);
CREATE TABLE lab_hit (
  id TEXT PRIMARY KEY,
  a TEXT NOT NULL,
  b TEXT NOT NULL,
  seen BIGINT NOT NULL,
  at BIGINT NOT NULL,
  changed BIGINT NOT NULL
);
CREATE TABLE lab_hit_link (
  hit TEXT NOT NULL,
  ref TEXT NOT NULL,
  PRIMARY KEY (hit, ref)
);
CREATE INDEX lab_hit_link_ref ON lab_hit_link (ref);
-- Not logged: work in hand. The ranked list of a finished comparison is in its book.
CREATE TABLE lab_pair (
  comparison TEXT NOT NULL,
  n BIGINT NOT NULL,
  exhibit TEXT NOT NULL,
  part BIGINT NOT NULL,
  done BIGINT NOT NULL,
  score DOUBLE PRECISION,
  detail TEXT NOT NULL,
  problem TEXT NOT NULL,
  PRIMARY KEY (comparison, n)
);
CREATE INDEX lab_pair_part ON lab_pair (comparison, part, done);
