-- How a link came to be withdrawn, to be told to whoever opens it (SPEC U-50, U-51).
ALTER TABLE links ADD COLUMN revoked_how text
    CONSTRAINT links_revoked_how CHECK (revoked_how IN ('by-hand', 'newer', 'login', 'password'));
COMMENT ON COLUMN links.revoked_how IS 'by-hand: somebody revoked it; newer: another took its place; login: its user logged in; password: a new one was set; null: anything else, or not known.';
