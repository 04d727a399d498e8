DELETE FROM sessions WHERE stage = 'clerk';
ALTER TABLE sessions DROP CONSTRAINT sessions_stage;
ALTER TABLE sessions ADD CONSTRAINT sessions_stage CHECK (stage IN ('code', 'set_up', 'new_password', 'sessions', 'full'));
ALTER TABLE sessions DROP COLUMN clerk_id;
ALTER TABLE uploads DROP COLUMN clerk_id;
ALTER TABLE users DROP COLUMN main_as_clerk;
DROP TABLE on_behalf;
