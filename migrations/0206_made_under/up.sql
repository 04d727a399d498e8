-- Whoever set the password could be in its user's place: what is made meanwhile works no longer than the password would (P-10).
ALTER TABLE sessions ADD COLUMN made_under bigint;
COMMENT ON COLUMN sessions.made_under IS 'Who had set the password when it began, if that was somebody whom its user may outgrow; null: nobody, or not known.';

ALTER TABLE api_tokens ADD COLUMN made_under bigint;
COMMENT ON COLUMN api_tokens.made_under IS 'The same of a token that its user made.';

COMMENT ON COLUMN users.password_set_by IS 'Who set the password, or could have chosen it in the user''s place; null: its owner, the command line, or not known.';
