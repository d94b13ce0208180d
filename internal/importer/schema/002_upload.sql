-- Not logged: files handed in that wait to be looked at and imported. The bytes
-- go when the import is done; what became of the file stands in import_run.
CREATE TABLE import_upload (
  id TEXT PRIMARY KEY,
  at BIGINT NOT NULL,
  actor TEXT NOT NULL,
  name TEXT NOT NULL,
  size BIGINT NOT NULL,
  target TEXT NOT NULL,
  mapping TEXT NOT NULL,
  state TEXT NOT NULL,
  job TEXT NOT NULL,
  report TEXT NOT NULL,
  message TEXT NOT NULL
);

CREATE TABLE import_chunk (
  upload TEXT NOT NULL,
  n BIGINT NOT NULL,
  body BLOB NOT NULL,
  PRIMARY KEY (upload, n)
);
