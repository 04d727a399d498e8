-- The confirmed address logs in until the one that replaced it is confirmed (SECURITY AU10), so it stays taken until then.
ALTER TABLE account_keys ADD COLUMN is_before bool NOT NULL DEFAULT false;
COMMENT ON COLUMN account_keys.is_before IS 'The address in users.email_before: it counts until the present one is confirmed.';
ALTER TABLE account_keys DROP CONSTRAINT account_keys_used;
ALTER TABLE account_keys ADD CONSTRAINT account_keys_used CHECK (is_name OR is_email OR is_before);
CREATE UNIQUE INDEX account_keys_before ON account_keys (account_id) WHERE is_before;

-- Whoever empties email_before, also the version before this one: nothing is left to be typed.
CREATE FUNCTION users_address_before() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM account_keys WHERE account_id = NEW.id AND is_before AND NOT is_name AND NOT is_email;
    UPDATE account_keys SET is_before = false WHERE account_id = NEW.id AND is_before;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION users_address_before IS 'Lets go of an address that does not count any more.';
CREATE TRIGGER users_address_before AFTER UPDATE OF email_before ON users FOR EACH ROW
    WHEN (OLD.email_before IS NOT NULL AND NEW.email_before IS NULL) EXECUTE FUNCTION users_address_before();

-- Those whose next address waits: text.rs folds more than lower() only beyond ASCII.
INSERT INTO account_keys AS k (key, account_id, is_name, is_email, is_before)
    SELECT DISTINCT ON (lower(email_before COLLATE "C")) lower(email_before COLLATE "C"), id, false, false, true FROM users
    WHERE email_before IS NOT NULL AND octet_length(email_before) = char_length(email_before)
    ORDER BY lower(email_before COLLATE "C"), id
    ON CONFLICT (key) DO UPDATE SET is_before = true WHERE k.account_id = excluded.account_id;
