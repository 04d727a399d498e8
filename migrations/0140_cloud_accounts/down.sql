WITH made AS (UPDATE access_state SET version = version + 1, counted = counted + 1 RETURNING version)
INSERT INTO access_changes (version, kind, key) SELECT version, kind, 15 FROM made, (VALUES ('group'), ('grant')) k (kind);
DELETE FROM memberships WHERE group_id = 15 OR account_id = 15;
DELETE FROM grants WHERE account_id = 15;
DELETE FROM groups WHERE id = 15;
DELETE FROM account_keys WHERE account_id = 15;
DELETE FROM accounts WHERE id = 15;
DELETE FROM modules WHERE key = 'cloud';
DROP TABLE user_settings;
DROP TRIGGER users_unlicensed ON users;
DROP FUNCTION users_unlicensed();
DROP TRIGGER customer_licences_pool_changed ON customer_licences;
DROP FUNCTION pools_changed();
DROP TRIGGER org_units_licences_update ON org_units;
DROP TRIGGER org_units_licences_insert ON org_units;
DROP FUNCTION licences_follow();
CREATE OR REPLACE FUNCTION users_count() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changed bigint;
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO unit_counts AS c (unit_id, active, deactivated)
        SELECT unit_id, count(*) FILTER (WHERE state = 'active'), count(*) FILTER (WHERE state = 'deactivated')
        FROM new_rows GROUP BY unit_id ORDER BY unit_id
        ON CONFLICT (unit_id) DO UPDATE SET active = c.active + excluded.active, deactivated = c.deactivated + excluded.deactivated;
    ELSE
        INSERT INTO unit_counts AS c (unit_id, active, deactivated)
        SELECT unit_id, sum(a), sum(d) FROM (
            SELECT unit_id, (state = 'active')::int a, (state = 'deactivated')::int d FROM new_rows
            UNION ALL
            SELECT unit_id, -(state = 'active')::int, -(state = 'deactivated')::int FROM old_rows) moved
        GROUP BY unit_id HAVING sum(a) <> 0 OR sum(d) <> 0 ORDER BY unit_id
        ON CONFLICT (unit_id) DO UPDATE SET active = c.active + excluded.active, deactivated = c.deactivated + excluded.deactivated;
    END IF;
    GET DIAGNOSTICS changed = ROW_COUNT;
    IF changed > 0 THEN
        UPDATE access_state SET counted = counted + 1;
    END IF;
    RETURN NULL;
END $$;
DROP FUNCTION customer_of(bigint);
ALTER TABLE unit_counts DROP COLUMN licences;
DROP TABLE customer_licences;
DROP FUNCTION needs_licence(bigint, bigint, text[]);
ALTER TABLE users DROP COLUMN organisation_id, DROP COLUMN security_roles, DROP COLUMN licensed;
DROP TABLE organisation_customers, organisations;
DROP TABLE internal_email_domains;
ALTER TABLE installation DROP COLUMN support_contact;
