-- Logged: what record keepers and officers reported. body is the event in JSON.
CREATE TABLE event (
  id TEXT PRIMARY KEY,
  item TEXT NOT NULL,
  kind TEXT NOT NULL,
  happened TEXT NOT NULL,
  recorded BIGINT NOT NULL,
  other TEXT,
  corrects TEXT,
  seizure TEXT,
  import TEXT,
  import_row BIGINT,
  body TEXT NOT NULL,
  leaf BIGINT NOT NULL,
  digest BLOB NOT NULL
);
CREATE UNIQUE INDEX event_leaf ON event (leaf, id);
CREATE INDEX event_item ON event (item, id);
CREATE INDEX event_other ON event (other) WHERE other IS NOT NULL;
CREATE INDEX event_corrects ON event (corrects) WHERE corrects IS NOT NULL;
CREATE INDEX event_seizure ON event (seizure) WHERE seizure IS NOT NULL;

-- Derived: the item as its latest events leave it; raw cells beside codes.
CREATE TABLE item (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  part TEXT NOT NULL,
  make_raw TEXT NOT NULL, make TEXT NOT NULL,
  model_raw TEXT NOT NULL, model TEXT NOT NULL,
  calibre_raw TEXT NOT NULL, calibre TEXT NOT NULL,
  type_raw TEXT NOT NULL, type TEXT NOT NULL, type_class TEXT NOT NULL,
  action TEXT NOT NULL,
  origin TEXT NOT NULL,
  country_raw TEXT NOT NULL, country TEXT NOT NULL,
  importer TEXT NOT NULL,
  made BIGINT,
  marking TEXT NOT NULL,
  serial TEXT NOT NULL,
  quantity BIGINT NOT NULL,
  role TEXT NOT NULL,
  status TEXT NOT NULL,
  holder_party TEXT NOT NULL, holder_person TEXT NOT NULL, holder_name TEXT NOT NULL,
  keeper_party TEXT NOT NULL, keeper_name TEXT NOT NULL,
  state TEXT NOT NULL,
  same_as TEXT NOT NULL,
  part_of TEXT NOT NULL,
  seizure TEXT NOT NULL,
  first_day BIGINT,
  last_day BIGINT,
  events BIGINT NOT NULL,
  last_event TEXT NOT NULL,
  last_legal TEXT NOT NULL,
  confidence DOUBLE PRECISION NOT NULL,
  queued BIGINT NOT NULL,
  import TEXT NOT NULL,
  import_row BIGINT NOT NULL,
  changed BIGINT NOT NULL
);
CREATE INDEX item_changed ON item (changed);
CREATE INDEX item_seizure ON item (seizure) WHERE seizure <> '';
CREATE INDEX item_same_as ON item (same_as) WHERE same_as <> '';
CREATE INDEX item_part_of ON item (part_of) WHERE part_of <> '';
CREATE INDEX item_queued ON item (queued) WHERE queued = 1;
CREATE INDEX item_holder_person ON item (holder_person) WHERE holder_person <> '';
CREATE INDEX item_keeper_party ON item (keeper_party) WHERE keeper_party <> '';

-- Derived: marks of items, folded for searching.
CREATE TABLE mark (
  item TEXT NOT NULL,
  n BIGINT NOT NULL,
  kind TEXT NOT NULL,
  text TEXT NOT NULL,
  reading TEXT NOT NULL,
  fold TEXT NOT NULL,
  condition TEXT NOT NULL,
  event TEXT NOT NULL,
  changed BIGINT NOT NULL,
  PRIMARY KEY (item, n)
);
CREATE INDEX mark_fold ON mark (fold);
CREATE INDEX mark_changed ON mark (changed);

-- Derived: one row for each time an item was seized, found, surrendered, lost or stolen.
-- The figures count these.
CREATE TABLE occurrence (
  event TEXT PRIMARY KEY,
  item TEXT NOT NULL,
  seizure TEXT NOT NULL,
  kind TEXT NOT NULL,
  role TEXT NOT NULL,
  year BIGINT NOT NULL,
  first_day BIGINT,
  last_day BIGINT,
  country TEXT NOT NULL,
  region TEXT NOT NULL,
  unit TEXT NOT NULL,
  location TEXT NOT NULL,
  item_kind TEXT NOT NULL,
  part TEXT NOT NULL,
  type TEXT NOT NULL,
  type_class TEXT NOT NULL,
  origin TEXT NOT NULL,
  marking TEXT NOT NULL,
  offences TEXT NOT NULL,
  context TEXT NOT NULL,
  document TEXT NOT NULL,
  quantity BIGINT NOT NULL,
  import TEXT NOT NULL,
  changed BIGINT NOT NULL
);
CREATE INDEX occurrence_year ON occurrence (year, kind, role, item_kind, type_class);
CREATE INDEX occurrence_item ON occurrence (item);
CREATE INDEX occurrence_seizure ON occurrence (seizure) WHERE seizure <> '';
CREATE INDEX occurrence_changed ON occurrence (changed);

-- Derived: contradictions in a life that somebody must look at.
CREATE TABLE alarm (
  item TEXT NOT NULL,
  kind TEXT NOT NULL,
  event TEXT NOT NULL,
  against TEXT NOT NULL,
  day BIGINT,
  changed BIGINT NOT NULL,
  PRIMARY KEY (item, kind, event)
);
CREATE INDEX alarm_kind ON alarm (kind, changed);

-- Derived from traces: how the tracing of an item stands. Written by the room of traces, counted by the figures.
CREATE TABLE outcome (
  item TEXT PRIMARY KEY,
  trace TEXT NOT NULL,
  result TEXT NOT NULL,
  tracing TEXT NOT NULL,
  established TEXT NOT NULL,
  diverted_first BIGINT,
  diverted_last BIGINT,
  changed BIGINT NOT NULL
);
CREATE INDEX outcome_changed ON outcome (changed);
