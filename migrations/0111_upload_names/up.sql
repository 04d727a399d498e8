-- Reports of files name people; when one of them is deleted, the lines about them are found and emptied (SECURITY DP1).
ALTER TABLE upload_rows ADD COLUMN about text[] NOT NULL DEFAULT '{}';
COMMENT ON COLUMN upload_rows.about IS 'Logins, names and addresses the line speaks of, folded like login names.';
CREATE INDEX upload_rows_about ON upload_rows USING gin (about);
