-- The module Actors and the role it delivers (SPEC G-4): whoever looks after the actors of a unit.
INSERT INTO modules (key, place) VALUES ('actors', 20);

INSERT INTO accounts (id, kind, name, name_key) VALUES (14, 'group', 'role.actor-manager', 'role.actor-manager');
INSERT INTO account_keys (key, account_id, is_name, is_email) SELECT name_key, id, true, false FROM accounts WHERE id = 14;
INSERT INTO groups (id, display_name, sort_name, description, module) VALUES
    (14, 'Actor manager', 'actor manager', 'Customers, suppliers, employees and all other actors of a unit.', 'actors');
-- Roles made later give it their rights as they are made (actor_setup/roles/rights.rs).
INSERT INTO grants (account_id, permission_id, scope, unit_id, allow)
SELECT 14, p.id, p.scope, 1, true FROM permissions p
WHERE p.key IN ('OrgUnitAccess', 'navigation.access.actors.directory')
    OR p.id IN (SELECT permission_id FROM actor_role_rights);

WITH made AS (UPDATE access_state SET version = version + 1 RETURNING version)
INSERT INTO access_changes (version, kind, key)
SELECT version, kind, 14 FROM made, (VALUES ('group'), ('grant')) k (kind);
