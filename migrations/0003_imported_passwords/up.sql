-- A nullable column without default: no rewrite, the lock is momentary.
ALTER TABLE users ADD COLUMN password_imported bytea;
COMMENT ON COLUMN users.password_imported IS 'SHA-256 of the hash last imported: the same file leaves a password alone that was upgraded or changed since.';
