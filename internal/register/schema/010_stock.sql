-- Finding the lot of a round: few marks are of lots, and they are asked by their whole text.
CREATE INDEX mark_lot ON mark (fold, item) WHERE kind IN ('headstamp', 'lot', 'state-property');
