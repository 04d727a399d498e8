-- Addresses that a file changed, until a job has told them: a file may change very many, and the command that reads one has
-- no key to seal links with.
CREATE TABLE addresses_changed (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id    bigint NOT NULL CONSTRAINT addresses_changed_user REFERENCES users ON DELETE CASCADE,
    before     text[] NOT NULL,
    changed_by bigint
);
COMMENT ON TABLE addresses_changed IS 'Users whose address a file changed and who are not told yet (SPEC N-6).';
COMMENT ON COLUMN addresses_changed.before IS 'The address before, and the one that counted.';
COMMENT ON COLUMN addresses_changed.changed_by IS 'Whose file it was; null: by the command line.';
CREATE INDEX addresses_changed_of_user ON addresses_changed (user_id);
