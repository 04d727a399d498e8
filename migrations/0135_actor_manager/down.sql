DELETE FROM memberships WHERE group_id = 14 OR account_id = 14;
DELETE FROM grants WHERE account_id = 14;
DELETE FROM groups WHERE id = 14;
DELETE FROM account_keys WHERE account_id = 14;
DELETE FROM accounts WHERE id = 14;
DELETE FROM modules WHERE key = 'actors';
WITH made AS (UPDATE access_state SET version = version + 1 RETURNING version)
INSERT INTO access_changes (version, kind, key)
SELECT version, kind, 14 FROM made, (VALUES ('group'), ('grant')) k (kind);
