DROP TABLE actor_values, actor_words, actor_listed, actors, actor_fields, actor_role_gives;
DROP SEQUENCE actor_numbers;
DELETE FROM grants WHERE permission_id IN (SELECT permission_id FROM actor_role_rights);
WITH gone AS (DELETE FROM actor_role_rights RETURNING permission_id)
DELETE FROM permissions WHERE id IN (SELECT permission_id FROM gone);
DROP TABLE actor_role_rights, actor_roles;
UPDATE access_state SET version = version + 1;
INSERT INTO access_changes (version, kind, key) SELECT version, 'none', 0 FROM access_state;
