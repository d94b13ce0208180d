-- Logged: versions of cases, groups and follow-ups.
CREATE TABLE case_book (id TEXT NOT NULL, version BIGINT NOT NULL, at BIGINT NOT NULL, actor TEXT NOT NULL,
  reason TEXT NOT NULL, body TEXT NOT NULL, leaf BIGINT NOT NULL, digest BLOB NOT NULL, PRIMARY KEY (id, version));
CREATE UNIQUE INDEX case_book_leaf ON case_book (leaf, id, version);
CREATE TABLE group_book (id TEXT NOT NULL, version BIGINT NOT NULL, at BIGINT NOT NULL, actor TEXT NOT NULL,
  reason TEXT NOT NULL, body TEXT NOT NULL, leaf BIGINT NOT NULL, digest BLOB NOT NULL, PRIMARY KEY (id, version));
CREATE UNIQUE INDEX group_book_leaf ON group_book (leaf, id, version);
CREATE TABLE followup_book (id TEXT NOT NULL, version BIGINT NOT NULL, at BIGINT NOT NULL, actor TEXT NOT NULL,
  reason TEXT NOT NULL, body TEXT NOT NULL, leaf BIGINT NOT NULL, digest BLOB NOT NULL, PRIMARY KEY (id, version));
CREATE UNIQUE INDEX followup_book_leaf ON followup_book (leaf, id, version);
-- Derived: lists of cases, groups and follow-ups, and what a case or group holds.
CREATE TABLE casefile (
  id TEXT PRIMARY KEY,
  version BIGINT NOT NULL,
  number TEXT NOT NULL,
  title TEXT NOT NULL,
  status TEXT NOT NULL,
  opened TEXT NOT NULL,
  opened_day BIGINT,
  owner TEXT NOT NULL,
  authority TEXT NOT NULL,
  authority_name TEXT NOT NULL,
  merged_into TEXT NOT NULL,
  links BIGINT NOT NULL,
  text TEXT NOT NULL,
  changed BIGINT NOT NULL
);
CREATE INDEX casefile_changed ON casefile (changed);
CREATE TABLE case_link (
  casefile TEXT NOT NULL,
  kind TEXT NOT NULL,
  ref TEXT NOT NULL,
  role TEXT NOT NULL,
  PRIMARY KEY (casefile, kind, ref)
);
CREATE INDEX case_link_ref ON case_link (ref);
CREATE TABLE crime_group (
  id TEXT PRIMARY KEY,
  version BIGINT NOT NULL,
  name TEXT NOT NULL,
  text TEXT NOT NULL,
  links TEXT NOT NULL,
  members BIGINT NOT NULL,
  leaders BIGINT NOT NULL,
  ended BIGINT NOT NULL,
  changed BIGINT NOT NULL
);
CREATE INDEX crime_group_changed ON crime_group (changed);
CREATE TABLE group_member (
  crime_group TEXT NOT NULL,
  n BIGINT NOT NULL,
  person TEXT NOT NULL,
  role TEXT NOT NULL,
  until_day BIGINT,
  PRIMARY KEY (crime_group, n)
);
CREATE INDEX group_member_person ON group_member (person);
CREATE TABLE followup (
  id TEXT PRIMARY KEY,
  version BIGINT NOT NULL,
  casefile TEXT NOT NULL,
  trace TEXT NOT NULL,
  item TEXT NOT NULL,
  state TEXT NOT NULL,
  decision TEXT NOT NULL,
  assigned TEXT NOT NULL,
  assigned_name TEXT NOT NULL,
  opened TEXT NOT NULL,
  due_day BIGINT,
  result TEXT NOT NULL,
  closed BIGINT NOT NULL,
  changed BIGINT NOT NULL
);
CREATE INDEX followup_open ON followup (closed, due_day);
CREATE INDEX followup_case ON followup (casefile) WHERE casefile <> '';
CREATE INDEX followup_trace ON followup (trace) WHERE trace <> '';
CREATE INDEX followup_changed ON followup (changed);
