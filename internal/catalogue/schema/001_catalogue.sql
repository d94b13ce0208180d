-- Logged: what a State adds to the code lists. The latest row of a list and code holds.
CREATE TABLE catalogue_entry (
  id TEXT PRIMARY KEY,
  list TEXT NOT NULL,
  code TEXT NOT NULL,
  body TEXT NOT NULL,
  source TEXT NOT NULL,
  actor TEXT NOT NULL,
  at BIGINT NOT NULL,
  leaf BIGINT NOT NULL,
  digest BLOB NOT NULL
);
CREATE UNIQUE INDEX catalogue_entry_leaf ON catalogue_entry (leaf, id);

-- Logged: decisions of the review queue and imported synonyms. The latest row of a
-- list and text holds; one without a code takes the synonym back.
CREATE TABLE catalogue_decision (
  id TEXT PRIMARY KEY,
  list TEXT NOT NULL,
  raw TEXT NOT NULL,
  code TEXT NOT NULL,
  exact BIGINT NOT NULL,
  confidence DOUBLE PRECISION NOT NULL,
  reason TEXT NOT NULL,
  source TEXT NOT NULL,
  actor TEXT NOT NULL,
  at BIGINT NOT NULL,
  leaf BIGINT NOT NULL,
  digest BLOB NOT NULL
);
CREATE UNIQUE INDEX catalogue_decision_leaf ON catalogue_decision (leaf, id);
CREATE INDEX catalogue_decision_list ON catalogue_decision (list, raw);
