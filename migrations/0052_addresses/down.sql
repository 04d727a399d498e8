DROP TABLE forgotten;
ALTER TABLE users DROP CONSTRAINT users_email_before, DROP COLUMN email_before;
