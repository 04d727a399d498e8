ALTER TABLE sessions DROP COLUMN made_under;
ALTER TABLE api_tokens DROP COLUMN made_under;
COMMENT ON COLUMN users.password_set_by IS 'Who set the password, if it was somebody else; null: its owner, the command line, or not known.';
