-- Derived: every combination of answers that records show, as text (Profile.Key).
CREATE TABLE figure_shape (
  id BIGINT PRIMARY KEY,
  profile TEXT NOT NULL
);
CREATE UNIQUE INDEX figure_shape_profile ON figure_shape (profile);
-- Derived: every region and unit that records name.
CREATE TABLE figure_place (
  id BIGINT PRIMARY KEY,
  region TEXT NOT NULL,
  unit TEXT NOT NULL
);
CREATE UNIQUE INDEX figure_place_names ON figure_place (region, unit);
-- Derived: what each record counts as. record is the event of an occurrence,
-- or the seizure of a case (item is then the seizure too).
CREATE TABLE figure_fact (
  item TEXT NOT NULL,
  record TEXT NOT NULL,
  seizure TEXT NOT NULL,
  year BIGINT NOT NULL,
  shape BIGINT NOT NULL,
  place BIGINT NOT NULL,
  quantity BIGINT NOT NULL,
  control TEXT NOT NULL,
  known BIGINT NOT NULL,
  PRIMARY KEY (item, record)
);
CREATE INDEX figure_fact_cell ON figure_fact (year, shape, record);
-- Derived, and kept: what a record counted as before, from when to when it was known so.
CREATE TABLE figure_past (
  item TEXT NOT NULL,
  record TEXT NOT NULL,
  year BIGINT NOT NULL,
  shape BIGINT NOT NULL,
  place BIGINT NOT NULL,
  quantity BIGINT NOT NULL,
  control TEXT NOT NULL,
  known BIGINT NOT NULL,
  until BIGINT NOT NULL
);
CREATE INDEX figure_past_year ON figure_past (year, until);
-- Derived: how many records of a year and place share a shape.
CREATE TABLE figure_tally (
  year BIGINT NOT NULL,
  shape BIGINT NOT NULL,
  place BIGINT NOT NULL,
  records BIGINT NOT NULL,
  quantity BIGINT NOT NULL,
  PRIMARY KEY (year, shape, place)
);
-- Up to which leaf of the log the tally has followed the register.
CREATE TABLE figure_upto (
  id BIGINT PRIMARY KEY,
  leaf BIGINT NOT NULL
);
-- Logged: what a State declares of a block or cell where counting cannot say it.
CREATE TABLE declared_book (id TEXT NOT NULL, version BIGINT NOT NULL, at BIGINT NOT NULL, actor TEXT NOT NULL,
  reason TEXT NOT NULL, body TEXT NOT NULL, leaf BIGINT NOT NULL, digest BLOB NOT NULL, PRIMARY KEY (id, version));
CREATE UNIQUE INDEX declared_book_leaf ON declared_book (leaf, id, version);
