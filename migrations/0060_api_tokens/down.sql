DELETE FROM refusals_repeated r WHERE NOT EXISTS (SELECT FROM sessions s WHERE s.id = r.session_id);
ALTER TABLE refusals_repeated ADD CONSTRAINT refusals_repeated_session_id_fkey FOREIGN KEY (session_id) REFERENCES sessions ON DELETE CASCADE;
COMMENT ON COLUMN refusals_repeated.session_id IS NULL;
DROP TABLE api_tokens;
