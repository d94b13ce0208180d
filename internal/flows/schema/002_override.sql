-- Logged: figures proposed, approved and withdrawn in place of computed ones.
CREATE TABLE override_book (id TEXT NOT NULL, version BIGINT NOT NULL, at BIGINT NOT NULL, actor TEXT NOT NULL,
  reason TEXT NOT NULL, body TEXT NOT NULL, leaf BIGINT NOT NULL, digest BLOB NOT NULL, PRIMARY KEY (id, version));
CREATE UNIQUE INDEX override_book_leaf ON override_book (leaf, id, version);
