-- Derived: the day a person died, with its precision; it holds no name, and stays when the person is sealed.
ALTER TABLE person ADD COLUMN died TEXT NOT NULL DEFAULT '';
CREATE INDEX person_died ON person (changed) WHERE died <> '';
