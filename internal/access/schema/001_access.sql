CREATE TABLE user_book (id TEXT NOT NULL, version BIGINT NOT NULL, at BIGINT NOT NULL, actor TEXT NOT NULL,
  reason TEXT NOT NULL, body TEXT NOT NULL, leaf BIGINT NOT NULL, digest BLOB NOT NULL, PRIMARY KEY (id, version));
CREATE UNIQUE INDEX user_book_leaf ON user_book (leaf, id, version);
-- Derived: sign-in name to user.
CREATE TABLE account (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  version BIGINT NOT NULL,
  disabled BIGINT NOT NULL
);
-- Secrets are no record: they are replaced, never logged.
CREATE TABLE credential (account TEXT PRIMARY KEY, hash TEXT NOT NULL, at BIGINT NOT NULL);
CREATE TABLE session (
  token BLOB PRIMARY KEY,
  account TEXT NOT NULL,
  created BIGINT NOT NULL,
  seen BIGINT NOT NULL,
  expires BIGINT NOT NULL
);
CREATE INDEX session_account ON session (account);
CREATE TABLE sign_in_failure (name TEXT NOT NULL, at BIGINT NOT NULL, n BIGINT NOT NULL, PRIMARY KEY (name, at, n));
-- Logged: who saw whose data, and why.
CREATE TABLE access_entry (
  id TEXT PRIMARY KEY,
  at BIGINT NOT NULL,
  actor TEXT NOT NULL,
  purpose TEXT NOT NULL,
  purpose_ref TEXT NOT NULL,
  subject TEXT NOT NULL,
  what TEXT NOT NULL,
  leaf BIGINT NOT NULL,
  digest BLOB NOT NULL
);
CREATE UNIQUE INDEX access_entry_leaf ON access_entry (leaf, id);
CREATE INDEX access_entry_subject ON access_entry (subject, at);
CREATE INDEX access_entry_actor ON access_entry (actor, at);
