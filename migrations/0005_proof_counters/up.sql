CREATE TABLE proof_counters (
    user_id      bigint PRIMARY KEY REFERENCES users ON DELETE CASCADE,
    failed       int NOT NULL,
    locked_until timestamptz,
    touched_at   timestamptz NOT NULL
) WITH (fillfactor = 70);
COMMENT ON TABLE proof_counters IS 'Wrong current passwords of somebody logged in, apart from failed logins (SPEC U-20, SECURITY LO5).';
COMMENT ON COLUMN proof_counters.failed IS 'Wrong ones in a row since the last lock ended.';
