-- The maker of the item, where the coder's doubt rests on it (a country).
ALTER TABLE waiting ADD COLUMN given TEXT NOT NULL DEFAULT '';
