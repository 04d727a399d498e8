ALTER TABLE links DROP COLUMN revoked_how;
