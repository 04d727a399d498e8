-- Shared users and those who may act as them (SPEC 3.6).

CREATE TABLE on_behalf (
    main_id    bigint NOT NULL CONSTRAINT on_behalf_main REFERENCES users,
    clerk_id   bigint NOT NULL CONSTRAINT on_behalf_clerk REFERENCES users,
    created_at timestamptz NOT NULL DEFAULT now(),
    created_by bigint CONSTRAINT on_behalf_author REFERENCES users,
    CONSTRAINT on_behalf_once PRIMARY KEY (main_id, clerk_id),
    CONSTRAINT on_behalf_two CHECK (main_id <> clerk_id),
    CONSTRAINT on_behalf_ordinary CHECK (main_id > 2 AND clerk_id > 2)
);
COMMENT ON TABLE on_behalf IS 'Users whom a shared user may act as: their names, never their rights.';
COMMENT ON COLUMN on_behalf.main_id IS 'The shared user, that of a till.';
COMMENT ON COLUMN on_behalf.clerk_id IS 'Who may be chosen.';
CREATE INDEX on_behalf_of_clerk ON on_behalf (clerk_id);

-- A column with a constant default: no rewrite, the lock is momentary.
ALTER TABLE users ADD COLUMN main_as_clerk bool NOT NULL DEFAULT false;
COMMENT ON COLUMN users.main_as_clerk IS 'Allow selecting the main user in the select clerk dialog.';

ALTER TABLE sessions ADD COLUMN clerk_id bigint;
COMMENT ON COLUMN sessions.clerk_id IS 'Who was chosen to act as; none: the user itself.';

ALTER TABLE uploads ADD COLUMN clerk_id bigint;
COMMENT ON COLUMN uploads.clerk_id IS 'Whom the user acted as who sent it.';

ALTER TABLE sessions DROP CONSTRAINT sessions_stage;
ALTER TABLE sessions ADD CONSTRAINT sessions_stage CHECK (stage IN ('code', 'set_up', 'new_password', 'sessions', 'clerk', 'full')) NOT VALID;
ALTER TABLE sessions VALIDATE CONSTRAINT sessions_stage;
