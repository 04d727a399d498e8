DELETE FROM refusals_repeated WHERE session_id IN (SELECT id FROM sessions WHERE stage IN ('sessions', 'clerk'));
DELETE FROM sessions WHERE stage IN ('sessions', 'clerk');
ALTER TABLE sessions DROP CONSTRAINT sessions_stage;
ALTER TABLE sessions ADD CONSTRAINT sessions_stage CHECK (stage IN ('code', 'set_up', 'new_password', 'full')) NOT VALID;
ALTER TABLE users DROP COLUMN max_sessions;
ALTER TABLE installation DROP COLUMN max_sessions;
DROP TABLE known_devices;
