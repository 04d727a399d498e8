ALTER TABLE installation DROP setup_done_at, DROP setup_skipped;
