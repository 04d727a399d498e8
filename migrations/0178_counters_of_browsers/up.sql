-- Whose counter in a known browser it is, so that a lock of it is shown (SPEC C-2, C-6).
ALTER TABLE login_counters ADD COLUMN owner_id bigint CONSTRAINT login_counters_owner REFERENCES users ON DELETE CASCADE;
COMMENT ON COLUMN login_counters.owner_id IS 'Whose failed logins in a browser they are known in this counts; null: it is the counter of a name.';
CREATE INDEX login_counters_owner ON login_counters (owner_id) WHERE owner_id IS NOT NULL;
