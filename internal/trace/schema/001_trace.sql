-- Logged: traces, with versions. body is the trace in JSON.
CREATE TABLE trace_book (id TEXT NOT NULL, version BIGINT NOT NULL, at BIGINT NOT NULL, actor TEXT NOT NULL,
  reason TEXT NOT NULL, body TEXT NOT NULL, leaf BIGINT NOT NULL, digest BLOB NOT NULL, PRIMARY KEY (id, version));
CREATE UNIQUE INDEX trace_book_leaf ON trace_book (leaf, id, version);

-- Derived: the latest version of each trace, for lists and the board. due and sent in microseconds.
CREATE TABLE trace (
  id TEXT PRIMARY KEY,
  version BIGINT NOT NULL,
  direction TEXT NOT NULL,
  item TEXT NOT NULL,
  seizure TEXT NOT NULL,
  casefile TEXT NOT NULL,
  taken_first BIGINT,
  taken_last BIGINT,
  opened BIGINT NOT NULL,
  status TEXT NOT NULL,
  need TEXT NOT NULL,
  result TEXT NOT NULL,
  tracing TEXT NOT NULL,
  way TEXT NOT NULL,
  priority TEXT NOT NULL,
  make TEXT NOT NULL,
  model TEXT NOT NULL,
  calibre TEXT NOT NULL,
  serial TEXT NOT NULL,
  holder TEXT NOT NULL,
  dealer TEXT NOT NULL,
  state TEXT NOT NULL,
  legal TEXT NOT NULL,
  days BIGINT,
  hops BIGINT NOT NULL,
  hops_open BIGINT NOT NULL,
  due BIGINT,
  seen BIGINT NOT NULL,
  changed BIGINT NOT NULL
);
CREATE INDEX trace_item ON trace (item, opened);
CREATE INDEX trace_status ON trace (status, opened);
CREATE INDEX trace_need ON trace (need, due);
CREATE INDEX trace_result ON trace (result);
CREATE INDEX trace_seizure ON trace (seizure) WHERE seizure <> '';
CREATE INDEX trace_case ON trace (casefile) WHERE casefile <> '';
CREATE INDEX trace_holder ON trace (holder) WHERE holder <> '';
CREATE INDEX trace_dealer ON trace (dealer) WHERE dealer <> '';

-- Derived: one row for each hop of the latest versions.
CREATE TABLE trace_hop (
  id TEXT PRIMARY KEY,
  trace TEXT NOT NULL,
  item TEXT NOT NULL,
  n BIGINT NOT NULL,
  party TEXT NOT NULL,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  country TEXT NOT NULL,
  status TEXT NOT NULL,
  clock TEXT NOT NULL,
  reference TEXT NOT NULL,
  sought TEXT NOT NULL,
  sent BIGINT,
  due BIGINT,
  remind BIGINT,
  answered BIGINT,
  refusal TEXT NOT NULL,
  changed BIGINT NOT NULL
);
CREATE INDEX trace_hop_trace ON trace_hop (trace, n);
CREATE INDEX trace_hop_party ON trace_hop (party, sent);
CREATE INDEX trace_hop_due ON trace_hop (status, due);
CREATE INDEX trace_hop_sought ON trace_hop (sought) WHERE sought <> '';
