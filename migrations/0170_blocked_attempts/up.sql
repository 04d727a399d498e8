-- Attempts to log in from blocked addresses (SPEC N-10, N-20), and when somebody last failed to log in (C-2).
CREATE TABLE blocked_attempts (
    network        cidr NOT NULL,
    hour           timestamptz NOT NULL,
    user_id        bigint REFERENCES users ON DELETE CASCADE,
    first_activity bigint NOT NULL REFERENCES activity ON DELETE CASCADE,
    times          int NOT NULL,
    last_at        timestamptz NOT NULL
) WITH (fillfactor = 70);
COMMENT ON TABLE blocked_attempts IS 'Attempts to log in from blocked addresses, counted by hour instead of being repeated in the log.';
COMMENT ON COLUMN blocked_attempts.network IS 'The address; of an IPv6 address its /64.';
COMMENT ON COLUMN blocked_attempts.user_id IS 'Whose name was typed; null: nobody has it.';
CREATE UNIQUE INDEX blocked_attempts_once ON blocked_attempts (network, hour, coalesce(user_id, 0));
CREATE INDEX blocked_attempts_activity ON blocked_attempts (first_activity);
CREATE INDEX blocked_attempts_user ON blocked_attempts (user_id);

ALTER TABLE user_clock ADD COLUMN last_failed timestamptz;
COMMENT ON COLUMN user_clock.last_failed IS 'Final login attempt that failed (SPEC C-2); stays when the log and the audit are gone.';
UPDATE user_clock c SET last_failed = f.at FROM (SELECT user_id, max(last_blocked) AS at FROM login_audit GROUP BY user_id) f
WHERE f.user_id = c.user_id AND f.at IS NOT NULL;
