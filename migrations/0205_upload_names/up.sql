-- Whoever is deleted is found in files that wait to be applied without opening them (SECURITY DP1, EX6).
CREATE TABLE upload_names (
    name      bigint NOT NULL,
    upload_id bigint NOT NULL,
    CONSTRAINT upload_names_once PRIMARY KEY (name, upload_id)
);
COMMENT ON TABLE upload_names IS 'What may be the name of somebody in a file that can be applied. Rows of files that are gone are swept away.';
COMMENT ON COLUMN upload_names.name IS 'Beginning of a keyed hash of a cell, or of an item of a cell, folded like login names.';
COMMENT ON COLUMN upload_names.upload_id IS 'No reference: the request that discards a file does not wait for its hundreds of thousands of names to go.';
CREATE INDEX upload_names_upload ON upload_names (upload_id);

ALTER TABLE uploads
    ADD COLUMN named bool NOT NULL DEFAULT false,
    ADD COLUMN forgotten bigint[] NOT NULL DEFAULT '{}',
    ADD COLUMN attempts int NOT NULL DEFAULT 0;
COMMENT ON COLUMN uploads.named IS 'Its names stand in upload_names; false before it is checked, and of one that a version before did check.';
COMMENT ON COLUMN uploads.forgotten IS 'Names of people who were deleted while the worker had the file: it looks for them when it ends.';
COMMENT ON COLUMN uploads.attempts IS 'How often the worker has begun with it since it was sent, or told to be applied.';
