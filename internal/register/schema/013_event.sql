-- Events of different years lie apart on PostgreSQL, by the year in which they were recorded: the first part of an
-- identifier is the instant it was made. A lookup by identifier opens one part, old years are vacuumed and backed up once.
PARTITION event BY YEAR OF id;
-- Nothing asks occurrences by year and shape: the figures count facts of their own.
DROP INDEX occurrence_year;
-- Narrow indexes: the rows of one item or one leaf are few and sorted when read.
DROP INDEX event_item;
CREATE INDEX event_item ON event (item);
DROP INDEX event_leaf;
CREATE INDEX event_leaf ON event (leaf);
