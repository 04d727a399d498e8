DROP TABLE upload_rows;
DROP INDEX uploads_to_do;
DROP INDEX uploads_of_user;
ALTER TABLE uploads DROP COLUMN finished_at, DROP COLUMN request_id, DROP COLUMN address, DROP COLUMN claim, DROP COLUMN file_name;
