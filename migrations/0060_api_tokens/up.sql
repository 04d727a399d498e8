-- What programs show instead of a password (SPEC U-53).

CREATE TABLE api_tokens (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id      bigint NOT NULL CONSTRAINT api_tokens_user REFERENCES users,
    name         text NOT NULL CONSTRAINT api_tokens_name_length CHECK (char_length(name) BETWEEN 1 AND 100),
    public_id    text COLLATE "C" NOT NULL CONSTRAINT api_tokens_public_id UNIQUE,
    secret_hash  bytea NOT NULL CONSTRAINT api_tokens_secret UNIQUE,
    scope        text NOT NULL CONSTRAINT api_tokens_scope CHECK (scope IN ('read', 'write')),
    created_at   timestamptz NOT NULL DEFAULT now(),
    created_by   bigint CONSTRAINT api_tokens_author REFERENCES users,
    expires_at   timestamptz,
    last_used_at timestamptz,
    last_address inet
) WITH (fillfactor = 80);
COMMENT ON TABLE api_tokens IS 'Tokens of programs. Each carries the rights of its user at each call; a revoked one has no row.';
COMMENT ON COLUMN api_tokens.name IS 'What the user calls it.';
COMMENT ON COLUMN api_tokens.public_id IS 'The beginning of the token, up to the secret: for finding it again.';
COMMENT ON COLUMN api_tokens.secret_hash IS 'SHA-256 of the whole token; the token itself is shown once and kept nowhere.';
COMMENT ON COLUMN api_tokens.scope IS 'read: only what changes nothing; write: everything its user may do.';
COMMENT ON COLUMN api_tokens.created_by IS 'The user itself, or an administrator.';
COMMENT ON COLUMN api_tokens.expires_at IS 'Empty: never.';
COMMENT ON COLUMN api_tokens.last_used_at IS 'Written at most once a minute.';
COMMENT ON COLUMN api_tokens.last_address IS 'Where it was used last.';
CREATE INDEX api_tokens_of ON api_tokens (user_id, id DESC);

-- A refusal may be that of a token; its rows go by their age, as those of sessions do.
ALTER TABLE refusals_repeated DROP CONSTRAINT refusals_repeated_session_id_fkey;
COMMENT ON COLUMN refusals_repeated.session_id IS 'Id of the session; of an API token, the negative of its id.';
