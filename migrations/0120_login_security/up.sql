-- Login security (SPEC 5.2): from where one may log in, and the policies of logins and passwords.

CREATE TABLE login_policy (
    one                  bool PRIMARY KEY DEFAULT true CHECK (one),
    method               text NOT NULL DEFAULT 'off' CONSTRAINT login_policy_method CHECK (method IN ('off', 'log', 'allow', 'allow_or_two_factor')),
    block_after          int CONSTRAINT login_policy_block_after CHECK (block_after BETWEEN 5 AND 10000),
    block_minutes        int NOT NULL DEFAULT 60 CONSTRAINT login_policy_block_minutes CHECK (block_minutes BETWEEN 1 AND 43200),
    lock_after           int NOT NULL DEFAULT 5 CONSTRAINT login_policy_lock_after CHECK (lock_after BETWEEN 3 AND 100),
    lock_minutes         int NOT NULL DEFAULT 5 CONSTRAINT login_policy_lock_minutes CHECK (lock_minutes BETWEEN 1 AND 1440),
    password_min         int NOT NULL DEFAULT 15 CONSTRAINT login_policy_password_min CHECK (password_min BETWEEN 8 AND 64),
    password_min_beside  int NOT NULL DEFAULT 8 CONSTRAINT login_policy_password_min_beside CHECK (password_min_beside BETWEEN 8 AND 64),
    password_classes     int NOT NULL DEFAULT 0 CONSTRAINT login_policy_password_classes CHECK (password_classes BETWEEN 0 AND 4),
    password_score       int NOT NULL DEFAULT 2 CONSTRAINT login_policy_password_score CHECK (password_score BETWEEN 0 AND 4),
    version              int NOT NULL DEFAULT 1
);
COMMENT ON TABLE login_policy IS 'Policies of logins, one row.';
COMMENT ON COLUMN login_policy.method IS 'What becomes of a login from an address on no list.';
COMMENT ON COLUMN login_policy.block_after IS 'Failed logins from one address within an hour that block it; null: never.';
COMMENT ON COLUMN login_policy.password_min_beside IS 'Shortest password where a second factor is enforced.';
COMMENT ON COLUMN login_policy.version IS 'Optimistic lock of the form.';
INSERT INTO login_policy DEFAULT VALUES;

CREATE TABLE address_rules (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    list       text NOT NULL CONSTRAINT address_rules_list CHECK (list IN ('allowed', 'blocked')),
    range      cidr NOT NULL,
    note       text NOT NULL DEFAULT '' CONSTRAINT address_rules_note_length CHECK (char_length(note) <= 200),
    expires_at timestamptz,
    automatic  bool NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL DEFAULT now(),
    created_by bigint,
    CONSTRAINT address_rules_once UNIQUE (list, range)
);
COMMENT ON TABLE address_rules IS 'Allowed and blocked addresses and ranges; IPv4 ones as IPv4, however they were written.';
COMMENT ON COLUMN address_rules.automatic IS 'Made after too many failed logins.';
CREATE INDEX address_rules_listed ON address_rules (list, id DESC);
CREATE INDEX address_rules_expired ON address_rules (expires_at) WHERE expires_at IS NOT NULL;

CREATE TABLE address_failures (
    range  cidr PRIMARY KEY,
    failed int NOT NULL,
    since  timestamptz NOT NULL
) WITH (fillfactor = 70);
COMMENT ON TABLE address_failures IS 'Failed logins of addresses, within an hour from the first; an IPv6 address counts as its /64.';
CREATE INDEX address_failures_since ON address_failures (since);

-- Statement 1 of every request reads this row anyway: so every node knows of a change at its next request (SPEC P-8).
ALTER TABLE installation ADD COLUMN policy_version bigint NOT NULL DEFAULT 1;
COMMENT ON COLUMN installation.policy_version IS 'Raised by every change of login_policy and address_rules.';
CREATE FUNCTION policy_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'UPDATE' THEN
        IF NOT EXISTS (SELECT FROM changed) THEN
            RETURN NULL;
        END IF;
    END IF;
    UPDATE installation SET policy_version = policy_version + 1;
    RETURN NULL;
END $$;
CREATE TRIGGER login_policy_changed AFTER UPDATE ON login_policy FOR EACH STATEMENT EXECUTE FUNCTION policy_changed();
CREATE TRIGGER address_rules_changed AFTER UPDATE ON address_rules FOR EACH STATEMENT EXECUTE FUNCTION policy_changed();
CREATE TRIGGER address_rules_added AFTER INSERT ON address_rules REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION policy_changed();
CREATE TRIGGER address_rules_removed AFTER DELETE ON address_rules REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION policy_changed();

-- The audit as a list: newest first, or by how often an address was refused, from row to row.
ALTER TABLE login_audit
    ADD COLUMN id bigint GENERATED ALWAYS AS IDENTITY,
    ADD COLUMN last_at timestamptz NOT NULL GENERATED ALWAYS AS (coalesce(greatest(last_success, last_blocked), '-infinity')) STORED;
CREATE UNIQUE INDEX login_audit_id ON login_audit (id);
CREATE INDEX login_audit_last ON login_audit (last_at DESC, id DESC);
CREATE INDEX login_audit_blocked ON login_audit (blocked DESC, id DESC) WHERE blocked > 0;
CREATE INDEX login_audit_address ON login_audit USING gist (address inet_ops);
COMMENT ON COLUMN login_audit.last_at IS 'Last login or attempt.';
COMMENT ON COLUMN login_audit.approved_at IS 'When the address was put on the list of allowed ones from here.';
