-- Modules and the roles they deliver (SPEC G-4), and the version of the settings of the installation.
ALTER TABLE installation ADD version int NOT NULL DEFAULT 1;
COMMENT ON COLUMN installation.version IS 'Raised by every save of the form.';

CREATE TABLE modules (
    key     text PRIMARY KEY,
    place   int NOT NULL,
    enabled bool NOT NULL DEFAULT true
);
COMMENT ON TABLE modules IS 'Parts of the product that deliver predefined roles; the label is translated by key.';
COMMENT ON COLUMN modules.enabled IS 'Off: its roles are not offered and do not count, what was assigned is kept.';
INSERT INTO modules (key, place) VALUES ('access', 10);

ALTER TABLE groups ADD CONSTRAINT groups_module FOREIGN KEY (module) REFERENCES modules (key);
COMMENT ON COLUMN groups.module IS 'Delivered with this module: a predefined role, its name and rights locked.';

INSERT INTO accounts (id, kind, name, name_key) VALUES
    (11, 'group', 'role.user-administrator', 'role.user-administrator'),
    (12, 'group', 'role.store-manager', 'role.store-manager'),
    (13, 'group', 'role.auditor', 'role.auditor');
INSERT INTO account_keys (key, account_id, is_name, is_email) SELECT name_key, id, true, false FROM accounts WHERE id IN (11, 12, 13);
INSERT INTO groups (id, display_name, sort_name, description, module) VALUES
    (11, 'User administrator', 'user administrator', 'All users and their groups.', 'access'),
    (12, 'Store manager', 'store manager', 'The users of a store and their groups, but for deleting them.', 'access'),
    (13, 'Auditor', 'auditor', 'Sees everything, changes nothing.', 'access');
INSERT INTO grants (account_id, permission_id, scope, unit_id, allow)
SELECT role, p.id, p.scope, 1, true FROM permissions p JOIN (VALUES
    (11, ARRAY['OrgUnitAccess', 'CreateUser', 'EditUser', 'EnableDisableUser', 'DeleteUser', 'EnableDisableOtherUserTwoFa',
        'ChangeOtherUserPassword', 'MembershipAdd', 'MembershipRemove', 'navigation.access.security.users',
        'navigation.access.security.groups', 'navigation.access.security.memberships']),
    (12, ARRAY['OrgUnitAccess', 'CreateUser', 'EditUser', 'EnableDisableUser', 'EnableDisableOtherUserTwoFa',
        'ChangeOtherUserPassword', 'MembershipAdd', 'MembershipRemove', 'navigation.access.security.users']),
    (13, ARRAY['OrgUnitAccess', 'CheckRights'])) AS r (role, keys) ON p.key = ANY(r.keys);
-- Every Menu right but that of Setup.
INSERT INTO grants (account_id, permission_id, scope, unit_id, allow)
SELECT 13, id, scope, 1, true FROM permissions WHERE scope = 'menu' AND key <> 'navigation.access.setup';

WITH made AS (UPDATE access_state SET version = version + 1 RETURNING version)
INSERT INTO access_changes (version, kind, key)
SELECT version, kind, role FROM made, (VALUES ('group'), ('grant')) k (kind), (VALUES (11), (12), (13)) r (role);
