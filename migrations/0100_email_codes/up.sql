-- A code by email as a second factor (SPEC U-33).
ALTER TABLE two_factor
    ALTER COLUMN secret DROP NOT NULL,
    ALTER COLUMN last_step DROP NOT NULL,
    ADD COLUMN email text,
    ADD CONSTRAINT two_factor_method CHECK (secret IS NOT NULL OR email IS NOT NULL),
    ADD CONSTRAINT two_factor_step CHECK ((secret IS NULL) = (last_step IS NULL));
COMMENT ON COLUMN two_factor.secret IS 'TOTP secret of 160 bits, sealed with the installation key (SECURITY OT4); null: without an app.';
COMMENT ON COLUMN two_factor.email IS 'Where codes go, as it was confirmed when they were switched on: they go nowhere else, and stop while the address is another one or unconfirmed. Null: no codes by email.';

ALTER TABLE two_factor_setups
    ALTER COLUMN secret DROP NOT NULL,
    ADD COLUMN email text,
    ADD CONSTRAINT two_factor_setups_method CHECK ((secret IS NULL) <> (email IS NULL));
COMMENT ON COLUMN two_factor_setups.email IS 'The address whose mail has the code that confirms it.';

CREATE TABLE email_codes (
    user_id  bigint PRIMARY KEY REFERENCES users ON DELETE CASCADE,
    sealed   bytea,
    sent_at  timestamptz NOT NULL DEFAULT now(),
    tries    int NOT NULL DEFAULT 0,
    hour_at  timestamptz NOT NULL DEFAULT now(),
    in_hour  int NOT NULL DEFAULT 1
) WITH (fillfactor = 70);
COMMENT ON TABLE email_codes IS 'The newest code that was mailed to somebody; the ones before work no more.';
COMMENT ON COLUMN email_codes.sealed IS 'Sealed with the installation key: eight characters could be guessed from a hash. Null once it was used.';
COMMENT ON COLUMN email_codes.tries IS 'How often a code was tried against it, counted before looking.';
COMMENT ON COLUMN email_codes.hour_at IS 'When the hour began in which in_hour codes were sent.';

ALTER TABLE installation ADD COLUMN email_codes bool NOT NULL DEFAULT true;
COMMENT ON COLUMN installation.email_codes IS 'Codes by email may be chosen as a second factor, where mail is set up (SPEC U-33).';
