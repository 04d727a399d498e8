ALTER TABLE upload_rows DROP COLUMN about;
