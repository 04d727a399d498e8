DROP INDEX login_audit_address, login_audit_blocked, login_audit_last, login_audit_id;
ALTER TABLE login_audit DROP COLUMN last_at, DROP COLUMN id;
DROP TABLE address_failures, address_rules, login_policy;
DROP FUNCTION policy_changed();
ALTER TABLE installation DROP COLUMN policy_version;
