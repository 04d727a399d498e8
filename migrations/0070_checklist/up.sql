-- The set-up checklist of an empty installation (SPEC S-3). One that has customers already has been set up.
ALTER TABLE installation
    ADD setup_done_at timestamptz,
    ADD setup_skipped text[] NOT NULL DEFAULT '{}';
COMMENT ON COLUMN installation.setup_done_at IS 'Since when the checklist is gone; none: it is the first screen of who may manage Setup.';
COMMENT ON COLUMN installation.setup_skipped IS 'Steps of the checklist that were skipped.';
UPDATE installation SET setup_done_at = now() WHERE EXISTS (SELECT FROM org_units WHERE kind = 'customer');
