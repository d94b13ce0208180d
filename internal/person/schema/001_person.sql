-- Logged: versions of what is known of a person.
CREATE TABLE person_book (id TEXT NOT NULL, version BIGINT NOT NULL, at BIGINT NOT NULL, actor TEXT NOT NULL,
  reason TEXT NOT NULL, body TEXT NOT NULL, leaf BIGINT NOT NULL, digest BLOB NOT NULL, PRIMARY KEY (id, version));
CREATE UNIQUE INDEX person_book_leaf ON person_book (leaf, id, version);
-- Derived: what may be counted and listed without reading personal data.
CREATE TABLE person (
  id TEXT PRIMARY KEY,
  version BIGINT NOT NULL,
  sex TEXT NOT NULL,
  at BIGINT NOT NULL,
  sealed BIGINT NOT NULL,
  sealed_by TEXT NOT NULL,
  open_until BIGINT NOT NULL,
  changed BIGINT NOT NULL
);
CREATE INDEX person_sealed ON person (sealed, id);
-- Derived: words of names and numbers of documents, folded; empty for sealed persons.
CREATE TABLE person_word (
  word TEXT NOT NULL,
  person TEXT NOT NULL,
  kind TEXT NOT NULL,
  PRIMARY KEY (word, person, kind)
);
CREATE INDEX person_word_person ON person_word (person);
-- Logged: stages a person has come to, and their withdrawal.
CREATE TABLE person_stage_entry (
  id TEXT PRIMARY KEY,
  person TEXT NOT NULL,
  stage TEXT NOT NULL,
  happened TEXT NOT NULL,
  casefile TEXT NOT NULL,
  seizure TEXT NOT NULL,
  body TEXT NOT NULL,
  withdraws TEXT NOT NULL,
  reason TEXT NOT NULL,
  at BIGINT NOT NULL,
  actor TEXT NOT NULL,
  leaf BIGINT NOT NULL,
  digest BLOB NOT NULL
);
CREATE UNIQUE INDEX person_stage_entry_leaf ON person_stage_entry (leaf, id);
CREATE INDEX person_stage_entry_person ON person_stage_entry (person, id);
CREATE INDEX person_stage_entry_seizure ON person_stage_entry (seizure) WHERE seizure <> '';
CREATE INDEX person_stage_entry_case ON person_stage_entry (casefile) WHERE casefile <> '';
-- Derived: one row for each person, stage and year. The figures count these.
CREATE TABLE person_stage (
  person TEXT NOT NULL,
  stage TEXT NOT NULL,
  year BIGINT NOT NULL,
  sex TEXT NOT NULL,
  offences TEXT NOT NULL,
  entries BIGINT NOT NULL,
  changed BIGINT NOT NULL,
  PRIMARY KEY (person, stage, year)
);
CREATE INDEX person_stage_year ON person_stage (year, stage);
CREATE INDEX person_stage_changed ON person_stage (changed);
-- Logged: sealing and unsealing.
CREATE TABLE person_seal (
  id TEXT PRIMARY KEY,
  person TEXT NOT NULL,
  at BIGINT NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  rule TEXT NOT NULL,
  reason TEXT NOT NULL,
  open_until BIGINT NOT NULL,
  leaf BIGINT NOT NULL,
  digest BLOB NOT NULL
);
CREATE UNIQUE INDEX person_seal_leaf ON person_seal (leaf, id);
CREATE INDEX person_seal_person ON person_seal (person, id);
-- Logged: the State's own rules of retention beside the treaties'.
CREATE TABLE retention_book (id TEXT NOT NULL, version BIGINT NOT NULL, at BIGINT NOT NULL, actor TEXT NOT NULL,
  reason TEXT NOT NULL, body TEXT NOT NULL, leaf BIGINT NOT NULL, digest BLOB NOT NULL, PRIMARY KEY (id, version));
CREATE UNIQUE INDEX retention_book_leaf ON retention_book (leaf, id, version);
