-- Logged: files by the SHA-256 of their content (hexadecimal, lower case).
CREATE TABLE attachment (
  sha TEXT PRIMARY KEY,
  size BIGINT NOT NULL,
  media TEXT NOT NULL,
  name TEXT NOT NULL,
  width BIGINT,
  height BIGINT,
  at BIGINT NOT NULL,
  actor TEXT NOT NULL,
  content BLOB NOT NULL,
  leaf BIGINT NOT NULL,
  digest BLOB NOT NULL
);
CREATE UNIQUE INDEX attachment_leaf ON attachment (leaf, sha);
