-- The second factor (SPEC 3.5), and the stages a login goes through.

CREATE TABLE two_factor (
    user_id    bigint PRIMARY KEY REFERENCES users ON DELETE CASCADE,
    secret     bytea NOT NULL,
    last_step  bigint NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 70);
COMMENT ON TABLE two_factor IS 'Users who log in with a code besides the password; no row: off.';
COMMENT ON COLUMN two_factor.secret IS 'TOTP secret of 160 bits, sealed with the installation key (SECURITY OT4).';
COMMENT ON COLUMN two_factor.last_step IS 'The last accepted step of 30 seconds; it and older ones are never accepted again (RFC 6238 5.2, OT2).';
COMMENT ON COLUMN two_factor.created_at IS 'When it was confirmed by a code.';

CREATE TABLE two_factor_setups (
    session_id bigint PRIMARY KEY REFERENCES sessions ON DELETE CASCADE,
    secret     bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE two_factor_setups IS 'Secrets shown but not yet confirmed, bound to the session that asked (OT3).';
COMMENT ON COLUMN two_factor_setups.secret IS 'Sealed like two_factor.secret.';

CREATE TABLE recovery_codes (
    user_id bigint NOT NULL REFERENCES users ON DELETE CASCADE,
    hash    bytea NOT NULL,
    used_at timestamptz,
    PRIMARY KEY (user_id, hash)
);
COMMENT ON TABLE recovery_codes IS 'Single-use codes that stand in for the app; a new set replaces the old one.';
COMMENT ON COLUMN recovery_codes.hash IS 'SHA-256: the codes have 120 random bits (OT6).';

CREATE TABLE code_counters (
    user_id      bigint NOT NULL REFERENCES users ON DELETE CASCADE,
    method       text NOT NULL CONSTRAINT code_counters_method CHECK (method IN ('app', 'recovery', 'email')),
    failed       int NOT NULL,
    locks        int NOT NULL DEFAULT 0,
    locked_until timestamptz,
    touched_at   timestamptz NOT NULL,
    PRIMARY KEY (user_id, method)
) WITH (fillfactor = 70);
COMMENT ON TABLE code_counters IS 'Wrong codes, one counter per kind of code, apart from wrong passwords (SECURITY LO5).';
COMMENT ON COLUMN code_counters.failed IS 'Wrong ones in a row since the last lock ended.';
COMMENT ON COLUMN code_counters.locks IS 'Locks in a row: from the second on they are longer.';

ALTER TABLE sessions DROP CONSTRAINT sessions_stage;
ALTER TABLE sessions ADD CONSTRAINT sessions_stage CHECK (stage IN ('code', 'set_up', 'new_password', 'full')) NOT VALID;
ALTER TABLE sessions ADD COLUMN attempt_key bytea;
COMMENT ON COLUMN sessions.stage IS 'How far the login has come; only full ones are logged in.';
COMMENT ON COLUMN sessions.attempt_key IS 'The counter of failed logins this login was counted on: a lock that comes before it is full refuses it (LO6).';

ALTER TABLE user_clock ADD COLUMN two_factor_at timestamptz;
COMMENT ON COLUMN user_clock.two_factor_at IS 'When a second factor was first completed: Verified (SPEC U-34).';

ALTER TABLE users ADD COLUMN two_factor_required bool NOT NULL DEFAULT false;
COMMENT ON COLUMN users.two_factor_required IS 'Enable two-factor authentication: due at the next login (SPEC U-32).';
ALTER TABLE installation ADD COLUMN require_two_factor bool NOT NULL DEFAULT false;
COMMENT ON COLUMN installation.require_two_factor IS 'Everybody needs a second factor, from their next login on (SPEC U-32).';
COMMENT ON COLUMN groups.require_two_factor IS 'Whoever is in the group, on any path, needs a second factor (SPEC U-32).';
