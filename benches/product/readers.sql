-- Readers of lists, by how much of a generated chain they see; {hash} is the hash of their password. Runs before the server
-- starts, so no node needs to be told.
INSERT INTO accounts (id, kind, name, name_key) VALUES
    (900000000, 'group', 'readers', 'readers'),
    (900000001, 'user', 'reader-region', 'reader-region'),
    (900000002, 'user', 'reader-district', 'reader-district'),
    (900000003, 'user', 'reader-manager', 'reader-manager');
INSERT INTO account_keys (key, account_id, is_name, is_email) SELECT name_key, id, true, false FROM accounts WHERE id >= 900000000;
INSERT INTO groups (id, display_name, sort_name) VALUES (900000000, 'Readers', 'readers');
INSERT INTO grants (account_id, permission_id, scope, unit_id, allow)
    SELECT 900000000, id, scope, 1, true FROM permissions
    WHERE key IN ('CreateUser', 'EditUser', 'EnableDisableUser', 'DeleteUser', 'ChangeOtherUserPassword', 'OrgUnitAccess', 'navigation.access.security.users');

CREATE TEMPORARY TABLE sizes AS
    SELECT u.id, u.kind, u.pos, u.last, sum(c.active) AS people
    FROM org_units u JOIN org_units b ON b.pos BETWEEN u.pos AND u.last JOIN unit_counts c ON c.unit_id = b.id
    WHERE u.id > 1 GROUP BY u.id;
CREATE TEMPORARY TABLE places (account_id bigint, unit_id bigint);
-- About 15 percent of everybody: more than are read and sorted.
INSERT INTO places SELECT 900000001, id FROM sizes
    WHERE kind = 'customer' ORDER BY abs(people - (SELECT sum(active) FROM unit_counts) * 0.15), id LIMIT 1;
-- Some thousand: just not too many to be read and sorted.
INSERT INTO places SELECT 900000002, id FROM sizes ORDER BY abs(people - 4000), id LIMIT 1;
-- Three stores far apart, of one customer: nobody reaches into another (SPEC C-5).
INSERT INTO places SELECT 900000003, id FROM (
    SELECT s.id, row_number() OVER (ORDER BY s.pos) AS n, count(*) OVER () AS all_stores
    FROM sizes s JOIN places p ON p.account_id = 900000001 JOIN org_units c ON c.id = p.unit_id AND s.pos BETWEEN c.pos AND c.last
    WHERE s.pos = s.last) s
    WHERE n IN (all_stores / 10, all_stores / 2, all_stores * 9 / 10);

INSERT INTO users (id, unit_id, display_name, sort_name, sort_login, state)
    SELECT a.id, (SELECT min(unit_id) FROM places WHERE account_id = a.id), a.name, a.name, a.name, 'active'
    FROM accounts a WHERE a.id > 900000000;
INSERT INTO user_clock (user_id) SELECT id FROM accounts WHERE id > 900000000;
INSERT INTO memberships (unit_id, group_id, account_id) SELECT unit_id, 900000000, account_id FROM places;
UPDATE users SET password_hash = '{hash}', password_set_at = now() WHERE id = 2 OR id > 900000000;
