DELETE FROM links WHERE purpose <> 'setup';
DROP INDEX links_of_user;
ALTER TABLE links DROP CONSTRAINT links_emptied, DROP CONSTRAINT links_purpose;
ALTER TABLE links
    DROP COLUMN mailed_at, DROP COLUMN mail_sealed, DROP COLUMN mail_hash, DROP COLUMN address, DROP COLUMN created_by, DROP COLUMN sealed,
    ADD CONSTRAINT links_purpose CHECK (purpose IN ('setup'));
