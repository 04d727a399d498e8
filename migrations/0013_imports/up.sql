-- Imports from the screen: who works on a file, and what it would do, row by row.
ALTER TABLE uploads
    ADD COLUMN file_name text NOT NULL DEFAULT '',
    ADD COLUMN claim uuid,
    ADD COLUMN address inet,
    ADD COLUMN request_id uuid,
    ADD COLUMN finished_at timestamptz;
COMMENT ON COLUMN uploads.file IS 'As it was sent; emptied once it has been applied or given up.';
COMMENT ON COLUMN uploads.file_name IS 'As the browser named it; only ever shown.';
COMMENT ON COLUMN uploads.claim IS 'Of the worker that has it: one that lost it changes nothing any more.';
COMMENT ON COLUMN uploads.address IS 'From where it was sent or, later, told to be applied; stands in the log.';
COMMENT ON COLUMN uploads.request_id IS 'The request that did so; stands in the log.';
COMMENT ON COLUMN uploads.access_version IS 'Version of the rights it was checked by.';
COMMENT ON COLUMN uploads.report IS 'Counts of rows, and what stopped it.';
COMMENT ON COLUMN uploads.finished_at IS 'When it was applied or failed.';
CREATE INDEX uploads_of_user ON uploads (user_id, id DESC);
CREATE INDEX uploads_to_do ON uploads (id) WHERE state IN ('waiting', 'checking', 'applying');

CREATE TABLE upload_rows (
    upload_id bigint NOT NULL CONSTRAINT upload_rows_upload REFERENCES uploads ON DELETE CASCADE,
    place     int NOT NULL,
    line      int,
    deed      text NOT NULL CONSTRAINT upload_rows_deed CHECK (deed IN ('problem', 'added', 'changed', 'removed')),
    field     text,
    said      jsonb NOT NULL,
    fields    jsonb NOT NULL DEFAULT '[]',
    PRIMARY KEY (upload_id, place)
);
COMMENT ON TABLE upload_rows IS 'The report of a file: its problems, or what its rows would change. Goes with the file.';
COMMENT ON COLUMN upload_rows.place IS 'Order in the report.';
COMMENT ON COLUMN upload_rows.line IS 'Line of the file, the header is 1; null: about the file as a whole.';
COMMENT ON COLUMN upload_rows.field IS 'Column of a problem.';
COMMENT ON COLUMN upload_rows.said IS 'The reason of a problem, or what is changed: a text with its arguments, said in the reader''s language.';
COMMENT ON COLUMN upload_rows.fields IS 'Fields that change, with their old and new values.';
