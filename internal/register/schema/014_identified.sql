-- Derived: decisions that hold, by which an item is the same thing as another.
CREATE TABLE identified (
  item TEXT NOT NULL,
  other TEXT NOT NULL,
  event TEXT NOT NULL,
  changed BIGINT NOT NULL,
  PRIMARY KEY (event)
);
CREATE INDEX identified_item ON identified (item);
CREATE INDEX identified_other ON identified (other);
INSERT INTO identified (item, other, event, changed)
SELECT e.item, e.other, e.id, e.leaf FROM event e WHERE e.kind = 'identify' AND e.other IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM event c WHERE c.corrects = e.id);
