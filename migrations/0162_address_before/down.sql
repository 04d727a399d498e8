DROP TRIGGER users_address_before ON users;
DROP FUNCTION users_address_before;
DELETE FROM account_keys WHERE is_before AND NOT is_name AND NOT is_email;
ALTER TABLE account_keys DROP CONSTRAINT account_keys_used;
ALTER TABLE account_keys DROP COLUMN is_before;
ALTER TABLE account_keys ADD CONSTRAINT account_keys_used CHECK (is_name OR is_email);
