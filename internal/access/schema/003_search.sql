-- A search of the register leaves an entry with what the question told and what became of it.
ALTER TABLE access_entry ADD COLUMN bits DOUBLE PRECISION;
ALTER TABLE access_entry ADD COLUMN result TEXT;
CREATE INDEX access_entry_at ON access_entry (at, id);
-- What somebody works on, so that he need not say it with each search.
ALTER TABLE session ADD COLUMN purpose TEXT NOT NULL DEFAULT '';
ALTER TABLE session ADD COLUMN purpose_ref TEXT NOT NULL DEFAULT '';
-- How much each role may ask of the register.
CREATE TABLE limit_book (id TEXT NOT NULL, version BIGINT NOT NULL, at BIGINT NOT NULL, actor TEXT NOT NULL,
  reason TEXT NOT NULL, body TEXT NOT NULL, leaf BIGINT NOT NULL, digest BLOB NOT NULL, PRIMARY KEY (id, version));
CREATE UNIQUE INDEX limit_book_leaf ON limit_book (leaf, id, version);
