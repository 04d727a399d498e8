-- Administrators hear of another mail server through the one before, which whoever changed it does not read.
ALTER TABLE mails ADD COLUMN through jsonb;
COMMENT ON COLUMN mails.through IS 'The server it goes through first, its password sealed; null: the one of now.';
