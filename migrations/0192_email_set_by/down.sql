DROP TRIGGER users_email_set_by ON users;
DROP FUNCTION users_email_set_by;
ALTER TABLE users DROP COLUMN email_set_by, DROP COLUMN email_before_set_by;
COMMENT ON COLUMN users.password_set_by IS 'Who set the password that is still to be changed; null: its owner, the command line, or not known.';
