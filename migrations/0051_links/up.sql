-- Links that activate accounts and reset passwords (SPEC 3.7), and that confirm an address (SPEC 3.2).
ALTER TABLE links DROP CONSTRAINT links_purpose;
ALTER TABLE links
    ADD CONSTRAINT links_purpose CHECK (purpose IN ('setup', 'activation', 'reset', 'email')),
    ADD COLUMN sealed bytea,
    ADD COLUMN created_by bigint,
    ADD COLUMN address text,
    ADD COLUMN mail_hash bytea CONSTRAINT links_mail_secret UNIQUE,
    ADD COLUMN mail_sealed bytea,
    ADD COLUMN mailed_at timestamptz,
    ADD CONSTRAINT links_emptied CHECK ((sealed IS NULL AND mail_sealed IS NULL) OR (used_at IS NULL AND revoked_at IS NULL));
COMMENT ON TABLE links IS 'Single-use links; SHA-256 of the secret, which an unused one also keeps sealed for those who may copy it (SPEC U-54).';
COMMENT ON COLUMN links.sealed IS 'The secret, sealed with the installation key; emptied with its use or revocation.';
COMMENT ON COLUMN links.created_by IS 'Who made it; null: asked for by somebody who was not logged in.';
COMMENT ON COLUMN links.address IS 'Where it was mailed to; what it confirms.';
COMMENT ON COLUMN links.mail_hash IS 'SHA-256 of the secret that only the mail has: whoever uses that one reads mail at the address.';
COMMENT ON COLUMN links.mail_sealed IS 'The secret of the mail, sealed, to be sent again.';
COMMENT ON COLUMN links.mailed_at IS 'When it was last put into the outbox.';
CREATE INDEX links_of_user ON links (user_id, purpose, id DESC);
