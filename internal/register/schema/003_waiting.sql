-- Derived: cells whose coder is unsure, one row for each item and cell. The review
-- queue groups them by list and raw text.
CREATE TABLE waiting (
  item TEXT NOT NULL,
  list TEXT NOT NULL,
  raw TEXT NOT NULL,
  code TEXT NOT NULL,
  confidence DOUBLE PRECISION NOT NULL,
  reason TEXT NOT NULL,
  changed BIGINT NOT NULL,
  PRIMARY KEY (item, list, raw)
);
CREATE INDEX waiting_list ON waiting (list, raw);
