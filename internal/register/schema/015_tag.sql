-- Finding the items that bear a tag: few marks are tags, and they are asked by what they name.
CREATE INDEX mark_tag ON mark (fold, item) WHERE kind = 'tag';
CREATE INDEX mark_tag_changed ON mark (changed) WHERE kind = 'tag';
