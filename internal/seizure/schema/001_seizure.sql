-- Logged: versions of seizures.
CREATE TABLE seizure_book (id TEXT NOT NULL, version BIGINT NOT NULL, at BIGINT NOT NULL, actor TEXT NOT NULL,
  reason TEXT NOT NULL, body TEXT NOT NULL, leaf BIGINT NOT NULL, digest BLOB NOT NULL, PRIMARY KEY (id, version));
CREATE UNIQUE INDEX seizure_book_leaf ON seizure_book (leaf, id, version);
-- Derived: one row for each seizure, for lists, filters and the search for duplicates.
CREATE TABLE seizure (
  id TEXT PRIMARY KEY,
  version BIGINT NOT NULL,
  number TEXT NOT NULL,
  number_fold TEXT NOT NULL,
  happened TEXT NOT NULL,
  year BIGINT NOT NULL,
  first_day BIGINT,
  last_day BIGINT,
  place TEXT NOT NULL,
  country TEXT NOT NULL,
  region TEXT NOT NULL,
  unit TEXT NOT NULL,
  location TEXT NOT NULL,
  lat DOUBLE PRECISION,
  lon DOUBLE PRECISION,
  authority TEXT NOT NULL,
  authority_name TEXT NOT NULL,
  context TEXT NOT NULL,
  offences TEXT NOT NULL,
  conveyance TEXT NOT NULL,
  concealment TEXT NOT NULL,
  departure TEXT NOT NULL,
  transit TEXT NOT NULL,
  destination TEXT NOT NULL,
  roles TEXT NOT NULL,
  kinds TEXT NOT NULL,
  goods TEXT NOT NULL,
  items BIGINT NOT NULL,
  firearms BIGINT NOT NULL,
  parts BIGINT NOT NULL,
  rounds BIGINT NOT NULL,
  persons BIGINT NOT NULL,
  photos BIGINT NOT NULL,
  text TEXT NOT NULL,
  withdrawn BIGINT NOT NULL,
  import TEXT NOT NULL,
  import_row BIGINT NOT NULL,
  entered BIGINT NOT NULL,
  changed BIGINT NOT NULL
);
CREATE INDEX seizure_day ON seizure (first_day, last_day);
CREATE INDEX seizure_changed ON seizure (changed);
CREATE INDEX seizure_number ON seizure (number_fold) WHERE number_fold <> '';
CREATE INDEX seizure_year ON seizure (year, region);
CREATE INDEX seizure_import ON seizure (import, import_row) WHERE import <> '';
-- Derived: who was involved in what.
CREATE TABLE seizure_person (
  person TEXT NOT NULL,
  seizure TEXT NOT NULL,
  n BIGINT NOT NULL,
  role TEXT NOT NULL,
  stage TEXT NOT NULL,
  PRIMARY KEY (person, seizure, n)
);
CREATE INDEX seizure_person_seizure ON seizure_person (seizure);
-- Not logged: what is being typed.
CREATE TABLE seizure_draft (
  id TEXT PRIMARY KEY,
  owner TEXT NOT NULL,
  title TEXT NOT NULL,
  body TEXT NOT NULL,
  created BIGINT NOT NULL,
  updated BIGINT NOT NULL
);
CREATE INDEX seizure_draft_owner ON seizure_draft (owner, updated);
