ALTER TABLE installation DROP COLUMN languages;
