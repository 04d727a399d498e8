ALTER TABLE user_clock DROP COLUMN last_failed;
DROP TABLE blocked_attempts;
