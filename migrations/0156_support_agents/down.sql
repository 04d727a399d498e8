-- Everybody who has the role counts again, so the counters by the role are those by the column.
DROP TRIGGER internal_email_domains_changed ON internal_email_domains;
DROP FUNCTION internal_domains_changed();
DROP FUNCTION agents_follow();
DROP TRIGGER users_agent_update ON users;
DROP TRIGGER users_agent_insert ON users;
DROP FUNCTION users_agent();
UPDATE users SET is_agent = true WHERE 'support_agent' = ANY(security_roles);

CREATE OR REPLACE FUNCTION users_count() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    units bigint[];
    actives int[];
    deactivateds int[];
    licences int[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT array_agg(m.unit_id), array_agg(m.a), array_agg(m.d), array_agg(m.l) INTO units, actives, deactivateds, licences FROM (
            SELECT unit_id, count(*) FILTER (WHERE state = 'active') AS a, count(*) FILTER (WHERE state = 'deactivated') AS d,
                count(*) FILTER (WHERE state = 'active' AND licensed AND needs_licence(id, unit_id, security_roles)) AS l
            FROM new_rows GROUP BY unit_id ORDER BY unit_id) m;
    ELSE
        SELECT array_agg(m.unit_id), array_agg(m.a), array_agg(m.d), array_agg(m.l) INTO units, actives, deactivateds, licences FROM (
            SELECT unit_id, sum(a) AS a, sum(d) AS d, sum(l) AS l FROM (
                SELECT unit_id, (state = 'active')::int a, (state = 'deactivated')::int d,
                    (state = 'active' AND licensed AND needs_licence(id, unit_id, security_roles))::int l FROM new_rows
                UNION ALL
                SELECT unit_id, -(state = 'active')::int, -(state = 'deactivated')::int,
                    -(state = 'active' AND licensed AND needs_licence(id, unit_id, security_roles))::int FROM old_rows) moved
            GROUP BY unit_id HAVING sum(a) <> 0 OR sum(d) <> 0 OR sum(l) <> 0 ORDER BY unit_id) m;
    END IF;
    IF units IS NULL THEN
        RETURN NULL;
    END IF;
    UPDATE customer_licences c SET taken = c.taken + t.more FROM (
        SELECT customer_of(u.unit) AS customer, sum(u.more) AS more FROM unnest(units, licences) u (unit, more)
        WHERE u.more <> 0 GROUP BY 1 HAVING sum(u.more) <> 0) t
    WHERE c.customer_id = t.customer;
    INSERT INTO unit_counts AS c (unit_id, active, deactivated, licences)
    SELECT * FROM unnest(units, actives, deactivateds, licences)
    ON CONFLICT (unit_id) DO UPDATE SET active = c.active + excluded.active, deactivated = c.deactivated + excluded.deactivated,
        licences = c.licences + excluded.licences;
    UPDATE access_state SET counted = counted + 1;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION users_unlicensed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    shut bigint[];
BEGIN
    SELECT array_agg(n.id) INTO shut FROM old_rows o JOIN new_rows n ON n.id = o.id
    WHERE n.state = 'active' AND NOT n.licensed AND needs_licence(n.id, n.unit_id, n.security_roles)
        AND (o.licensed OR NOT needs_licence(o.id, o.unit_id, o.security_roles));
    IF shut IS NOT NULL THEN
        UPDATE sessions SET ended_at = now(), ended_how = 'unlicensed'
        WHERE user_id = ANY(shut) AND ended_at IS NULL AND expires_at > now();
    END IF;
    RETURN NULL;
END $$;

DROP FUNCTION needs_licence(bigint, bigint, bool);
COMMENT ON FUNCTION needs_licence IS 'Administrator, System, users whose unit is the top, and support agents need none (SPEC C-3).';
ALTER TABLE users DROP COLUMN is_agent;
DROP FUNCTION internal_address(text, text, timestamptz);
