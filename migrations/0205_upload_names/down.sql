ALTER TABLE uploads
    DROP COLUMN named,
    DROP COLUMN forgotten,
    DROP COLUMN attempts;
DROP TABLE upload_names;
