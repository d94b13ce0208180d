-- Logged: parties, with versions. body is the party in JSON.
CREATE TABLE party_book (id TEXT NOT NULL, version BIGINT NOT NULL, at BIGINT NOT NULL, actor TEXT NOT NULL,
  reason TEXT NOT NULL, body TEXT NOT NULL, leaf BIGINT NOT NULL, digest BLOB NOT NULL, PRIMARY KEY (id, version));
CREATE UNIQUE INDEX party_book_leaf ON party_book (leaf, id, version);

-- Logged: tasks given to an agency, with versions.
CREATE TABLE task_book (id TEXT NOT NULL, version BIGINT NOT NULL, at BIGINT NOT NULL, actor TEXT NOT NULL,
  reason TEXT NOT NULL, body TEXT NOT NULL, leaf BIGINT NOT NULL, digest BLOB NOT NULL, PRIMARY KEY (id, version));
CREATE UNIQUE INDEX task_book_leaf ON task_book (leaf, id, version);

-- Derived: the latest version of each party, for lists. roles and makes are words between blanks.
CREATE TABLE party (
  id TEXT PRIMARY KEY,
  version BIGINT NOT NULL,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  sought TEXT NOT NULL,
  roles TEXT NOT NULL,
  makes TEXT NOT NULL,
  country TEXT NOT NULL,
  parent TEXT NOT NULL,
  first_day BIGINT,
  last_day BIGINT,
  changed BIGINT NOT NULL
);
CREATE INDEX party_name ON party (name, id);
CREATE INDEX party_country ON party (country, kind);
CREATE INDEX party_parent ON party (parent) WHERE parent <> '';

-- Derived: the latest version of each task.
CREATE TABLE task (
  id TEXT PRIMARY KEY,
  version BIGINT NOT NULL,
  party TEXT NOT NULL,
  status TEXT NOT NULL,
  title TEXT NOT NULL,
  about TEXT NOT NULL,
  given BIGINT NOT NULL,
  due BIGINT NOT NULL,
  remind BIGINT,
  answered BIGINT,
  changed BIGINT NOT NULL
);
CREATE INDEX task_due ON task (status, due);
CREATE INDEX task_party ON task (party, due);
CREATE INDEX task_about ON task (about) WHERE about <> '';
