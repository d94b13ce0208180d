-- The source's own number of an item in an occurrence, by which some offices count.
ALTER TABLE occurrence ADD COLUMN control TEXT NOT NULL DEFAULT '';
