DROP INDEX sessions_expiry, links_expiry, access_changes_at, refusals_repeated_last, uploads_created;
ALTER TABLE jobs RESET (fillfactor);
ALTER TABLE jobs DROP COLUMN succeeded_at;
