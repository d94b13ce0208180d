-- Derived: who held what lawfully, until when: what the rules of retention count from.
CREATE TABLE holding (
  person TEXT NOT NULL,
  item TEXT NOT NULL,
  last_day BIGINT NOT NULL,
  held BIGINT NOT NULL,
  destroyed BIGINT,
  changed BIGINT NOT NULL,
  PRIMARY KEY (person, item)
);
CREATE INDEX holding_item ON holding (item);
