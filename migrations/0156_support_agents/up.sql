-- Whoever is a Support Agent by role, but has no confirmed address of an internal domain (any more), counts as none (SPEC C-5):
-- so they need a licence like everybody else (C-3).

-- Whoever changes users' places, states or rights waits here.
WITH made AS (UPDATE access_state SET version = version + 1, counted = counted + 1 RETURNING version)
INSERT INTO access_changes (version, kind, key) SELECT version, 'none', 0 FROM made;

CREATE FUNCTION internal_address(email text, email_before text, email_confirmed_at timestamptz) RETURNS bool LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT EXISTS (SELECT FROM internal_email_domains d
        WHERE d.domain = lower(substring(CASE WHEN email_confirmed_at IS NULL THEN email_before ELSE email END from '[^@]*$')))
$$;
COMMENT ON FUNCTION internal_address IS 'The confirmed address of a user, the one before it while a new one waits, is of an internal domain.';

-- A column with a constant default: no rewrite, the lock is momentary. Until the end of this file everybody who has the role
-- counts, as before.
ALTER TABLE users ADD COLUMN is_agent bool NOT NULL DEFAULT false;
COMMENT ON COLUMN users.is_agent IS 'Counts as Support Agent now: has the role, and a confirmed address of an internal domain. Kept by triggers of users and internal_email_domains.';
UPDATE users SET is_agent = true WHERE 'support_agent' = ANY(security_roles);

CREATE FUNCTION needs_licence(id bigint, unit_id bigint, is_agent bool) RETURNS bool LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN id > 2 AND unit_id <> 1 AND NOT is_agent;
COMMENT ON FUNCTION needs_licence(bigint, bigint, bool) IS 'Administrator, System, users whose unit is the top, and who counts as Support Agent now need none (SPEC C-3).';
COMMENT ON FUNCTION needs_licence(bigint, bigint, text[]) IS 'As the version before asks: by the role alone.';

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
                count(*) FILTER (WHERE state = 'active' AND licensed AND needs_licence(id, unit_id, is_agent)) AS l
            FROM new_rows GROUP BY unit_id ORDER BY unit_id) m;
    ELSE
        SELECT array_agg(m.unit_id), array_agg(m.a), array_agg(m.d), array_agg(m.l) INTO units, actives, deactivateds, licences FROM (
            SELECT unit_id, sum(a) AS a, sum(d) AS d, sum(l) AS l FROM (
                SELECT unit_id, (state = 'active')::int a, (state = 'deactivated')::int d,
                    (state = 'active' AND licensed AND needs_licence(id, unit_id, is_agent))::int l FROM new_rows
                UNION ALL
                SELECT unit_id, -(state = 'active')::int, -(state = 'deactivated')::int,
                    -(state = 'active' AND licensed AND needs_licence(id, unit_id, is_agent))::int FROM old_rows) moved
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
    WHERE n.state = 'active' AND NOT n.licensed AND needs_licence(n.id, n.unit_id, n.is_agent)
        AND (o.licensed OR NOT needs_licence(o.id, o.unit_id, o.is_agent));
    IF shut IS NOT NULL THEN
        UPDATE sessions SET ended_at = now(), ended_how = 'unlicensed'
        WHERE user_id = ANY(shut) AND ended_at IS NULL AND expires_at > now();
    END IF;
    RETURN NULL;
END $$;

-- Whoever stops to count without having been asked takes a licence of their customer where one is left, and has none where not;
-- users_unlicensed ends their sessions then. Who loses the role itself was asked, and refused, before.
CREATE FUNCTION users_agent() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    none_left bool;
BEGIN
    NEW.is_agent := 'support_agent' = ANY(NEW.security_roles) AND internal_address(NEW.email, NEW.email_before, NEW.email_confirmed_at);
    IF TG_OP = 'UPDATE' AND OLD.is_agent AND NOT NEW.is_agent AND 'support_agent' = ANY(NEW.security_roles)
        AND NEW.licensed AND NEW.state = 'active' AND needs_licence(NEW.id, NEW.unit_id, false) THEN
        SELECT taken >= pool INTO none_left FROM customer_licences WHERE customer_id = customer_of(NEW.unit_id) FOR NO KEY UPDATE;
        NEW.licensed := none_left IS NOT TRUE;
    END IF;
    RETURN NEW;
END $$;
COMMENT ON FUNCTION users_agent IS 'Keeps users.is_agent.';
CREATE TRIGGER users_agent_insert BEFORE INSERT ON users
    FOR EACH ROW WHEN ('support_agent' = ANY(NEW.security_roles)) EXECUTE FUNCTION users_agent();
CREATE TRIGGER users_agent_update BEFORE UPDATE OF security_roles, email, email_before, email_confirmed_at ON users
    FOR EACH ROW WHEN (OLD.is_agent OR 'support_agent' = ANY(NEW.security_roles)) EXECUTE FUNCTION users_agent();

-- One after the other, so that each sees the licences that are left by those before.
CREATE FUNCTION agents_follow() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    agent bigint;
BEGIN
    FOR agent IN SELECT id FROM users WHERE 'support_agent' = ANY(security_roles)
        AND is_agent <> internal_address(email, email_before, email_confirmed_at) ORDER BY id
    LOOP
        UPDATE users SET security_roles = security_roles WHERE id = agent;
    END LOOP;
END $$;
COMMENT ON FUNCTION agents_follow IS 'Sets users.is_agent anew of everybody who has the role.';

CREATE FUNCTION internal_domains_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM agents_follow();
    RETURN NULL;
END $$;
CREATE TRIGGER internal_email_domains_changed AFTER INSERT OR UPDATE OR DELETE ON internal_email_domains
    FOR EACH STATEMENT EXECUTE FUNCTION internal_domains_changed();

SELECT agents_follow();
