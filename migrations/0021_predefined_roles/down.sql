DELETE FROM memberships WHERE group_id IN (11, 12, 13) OR account_id IN (11, 12, 13);
DELETE FROM grants WHERE account_id IN (11, 12, 13);
DELETE FROM groups WHERE id IN (11, 12, 13);
DELETE FROM account_keys WHERE account_id IN (11, 12, 13);
DELETE FROM accounts WHERE id IN (11, 12, 13);
ALTER TABLE groups DROP CONSTRAINT groups_module;
DROP TABLE modules;
ALTER TABLE installation DROP version;
WITH made AS (UPDATE access_state SET version = version + 1 RETURNING version)
INSERT INTO access_changes (version, kind, key)
SELECT version, kind, role FROM made, (VALUES ('group'), ('grant')) k (kind), (VALUES (11), (12), (13)) r (role);
