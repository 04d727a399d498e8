ALTER TABLE jobs ADD COLUMN succeeded_at timestamptz NOT NULL DEFAULT now();
COMMENT ON COLUMN jobs.due_at IS 'When the next run is due; whoever locks the row first runs it.';
COMMENT ON COLUMN jobs.finished_at IS 'End of the last run, whether or not it succeeded.';
COMMENT ON COLUMN jobs.result IS 'What the last run said; begins with "failed: " where it failed.';
COMMENT ON COLUMN jobs.succeeded_at IS 'Last success; of a job that never ran, when it became known.';
-- A row each is rewritten every second.
ALTER TABLE jobs SET (fillfactor = 50);

-- What housekeeping looks for.
CREATE INDEX sessions_expiry ON sessions (expires_at);
CREATE INDEX links_expiry ON links (expires_at);
CREATE INDEX access_changes_at ON access_changes (at);
CREATE INDEX refusals_repeated_last ON refusals_repeated (last_at);
CREATE INDEX uploads_created ON uploads (created_at);
