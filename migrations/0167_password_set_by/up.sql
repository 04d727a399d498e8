-- A password that somebody else set opens the login until it is changed: if the user comes to hold more than whoever set it,
-- it works no more (P-10).
ALTER TABLE users ADD COLUMN password_set_by bigint;
COMMENT ON COLUMN users.password_set_by IS 'Who set the password that is still to be changed; null: its owner, the command line, or not known.';

-- The same of a link.
ALTER TABLE links
    DROP CONSTRAINT links_revoked_how,
    ADD CONSTRAINT links_revoked_how CHECK (revoked_how IN ('by-hand', 'newer', 'login', 'password', 'outgrown'));
COMMENT ON COLUMN links.revoked_how IS 'by-hand: somebody revoked it; newer: another took its place; login: its user logged in; password: a new one was set; outgrown: its user holds what its maker does not; null: anything else, or not known.';
