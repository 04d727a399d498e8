ALTER TABLE users DROP COLUMN password_set_by;
UPDATE links SET revoked_how = NULL WHERE revoked_how = 'outgrown';
ALTER TABLE links
    DROP CONSTRAINT links_revoked_how,
    ADD CONSTRAINT links_revoked_how CHECK (revoked_how IN ('by-hand', 'newer', 'login', 'password'));
