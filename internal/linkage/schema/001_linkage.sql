-- Logged: what people decided about proposed links, and what they saw when they did.
CREATE TABLE link_decision (
  id TEXT PRIMARY KEY,
  link TEXT NOT NULL,
  at BIGINT NOT NULL,
  actor TEXT NOT NULL,
  decision TEXT NOT NULL,
  event TEXT NOT NULL,
  reason TEXT NOT NULL,
  body TEXT NOT NULL,
  leaf BIGINT NOT NULL,
  digest BLOB NOT NULL
);
CREATE UNIQUE INDEX link_decision_leaf ON link_decision (leaf, id);
CREATE INDEX link_decision_link ON link_decision (link, id);
-- Derived: links between records of one firearm, as they stand. Proposals can be made again; the state follows the
-- decisions and the events of the register.
CREATE TABLE link (
  id TEXT PRIMARY KEY,
  a TEXT NOT NULL,
  b TEXT NOT NULL,
  office_a TEXT NOT NULL,
  office_b TEXT NOT NULL,
  p DOUBLE PRECISION NOT NULL,
  level TEXT NOT NULL,
  alarms TEXT NOT NULL,
  conflict BIGINT NOT NULL,
  state TEXT NOT NULL,
  model TEXT NOT NULL,
  body TEXT NOT NULL,
  changed BIGINT NOT NULL
);
CREATE INDEX link_a ON link (a);
CREATE INDEX link_b ON link (b);
CREATE INDEX link_state ON link (state, p);
-- Derived: runs over all records, with the model estimated from them.
CREATE TABLE link_run (
  version TEXT PRIMARY KEY,
  at BIGINT NOT NULL,
  body TEXT NOT NULL
);
