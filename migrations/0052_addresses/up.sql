-- An address counts once it is confirmed (SPEC 3.2), the one before until then; passwords that were forgotten (SPEC U-51).
ALTER TABLE users ADD COLUMN email_before text;
COMMENT ON COLUMN users.email_before IS 'The last confirmed address, which counts until the present one is confirmed; null once it is.';
COMMENT ON COLUMN users.email_confirmed_at IS 'When the present address was confirmed by a mailed link.';
ALTER TABLE users ADD CONSTRAINT users_email_before CHECK (email_before IS NULL OR (email IS NOT NULL AND email_confirmed_at IS NULL));

CREATE TABLE forgotten (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name_key   text NOT NULL,
    address    inet NOT NULL,
    request_id uuid NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE forgotten IS 'What was typed at Forgot password, until a job has looked whether anybody is meant: so the page answers everybody alike.';
