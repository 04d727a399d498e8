-- Browsers that have logged in before (SPEC C-6), and how many sessions somebody may have (SPEC C-3).
CREATE TABLE known_devices (
    browser_hash bytea NOT NULL,
    user_id      bigint NOT NULL REFERENCES users ON DELETE CASCADE,
    created_at   timestamptz NOT NULL DEFAULT now(),
    last_login   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (browser_hash, user_id)
);
COMMENT ON TABLE known_devices IS 'A full login of this user in this browser: from there strangers'' failures lock nobody out. Several people may share a browser.';
COMMENT ON COLUMN known_devices.browser_hash IS 'SHA-256 of the secret in the device cookie.';
CREATE INDEX known_devices_user ON known_devices (user_id);
CREATE INDEX known_devices_old ON known_devices (last_login);

ALTER TABLE installation ADD COLUMN max_sessions int NOT NULL DEFAULT 5
    CONSTRAINT installation_max_sessions CHECK (max_sessions BETWEEN 1 AND 100);
COMMENT ON COLUMN installation.max_sessions IS 'Max allowed sessions of whoever has no number of their own.';
ALTER TABLE users ADD COLUMN max_sessions int CONSTRAINT users_max_sessions CHECK (max_sessions BETWEEN 1 AND 100);
COMMENT ON COLUMN users.max_sessions IS 'Max allowed sessions; null: the installation''s. A login beyond it offers to end the oldest.';

ALTER TABLE sessions DROP CONSTRAINT sessions_stage;
ALTER TABLE sessions ADD CONSTRAINT sessions_stage
    CHECK (stage IN ('code', 'set_up', 'new_password', 'sessions', 'clerk', 'full')) NOT VALID;
