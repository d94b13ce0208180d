-- The maker a decision holds for alone; NULL or empty for all.
ALTER TABLE catalogue_decision ADD COLUMN given TEXT;
