-- An employee who is archived or not enabled keeps its user out (SPEC C-4), and values of deleted actors leave the log (DP1).

-- A column with a constant default: no rewrite, the lock is momentary.
ALTER TABLE users ADD COLUMN employee_off bool NOT NULL DEFAULT false;
COMMENT ON COLUMN users.employee_off IS 'The linked actor of role Employee is archived or not enabled: no login, no session, no token. Kept by triggers of actors and actor_listed.';

-- Whatever changes actors, by a form, a file or a merge: what the gate says is true when the statement ends, and whoever is
-- shut out has no session left that could come back. Administrator needs no employee (SPEC P-7).
CREATE FUNCTION employees_gate(touched bigint[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    shut bigint[];
BEGIN
    WITH gate AS (
        SELECT t.id, EXISTS (SELECT FROM actors a JOIN actor_listed l ON l.actor_id = a.id AND l.role_id = 3
            WHERE a.user_id = t.id AND (a.archived_at IS NOT NULL OR NOT a.enabled)) AS is_off
        FROM (SELECT DISTINCT unnest(touched) AS id) t WHERE t.id > 2),
    changed AS (
        UPDATE users u SET employee_off = gate.is_off FROM gate
        WHERE u.id = gate.id AND u.employee_off <> gate.is_off RETURNING u.id, u.employee_off)
    SELECT array_agg(id) INTO shut FROM changed WHERE employee_off;
    -- A statement of its own: it sees the session of a login that was let in while this waited for the user's row.
    UPDATE sessions SET ended_at = now(), ended_how = 'employee-inactive'
    WHERE user_id = ANY(shut) AND ended_at IS NULL AND expires_at > now();
END $$;
COMMENT ON FUNCTION employees_gate IS 'Sets users.employee_off of these users and ends the sessions of those it shuts out.';

CREATE FUNCTION actors_gate() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    touched bigint[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT array_agg(user_id) INTO touched FROM new_rows WHERE user_id IS NOT NULL;
    ELSIF TG_OP = 'DELETE' THEN
        SELECT array_agg(user_id) INTO touched FROM old_rows WHERE user_id IS NOT NULL;
    ELSE
        SELECT array_agg(user_id) INTO touched FROM (
            SELECT unnest(ARRAY[o.user_id, n.user_id]) AS user_id FROM old_rows o JOIN new_rows n ON n.id = o.id
            WHERE (o.user_id, o.enabled, o.archived_at IS NULL) IS DISTINCT FROM (n.user_id, n.enabled, n.archived_at IS NULL)) moved
        WHERE user_id IS NOT NULL;
    END IF;
    IF touched IS NOT NULL THEN
        PERFORM employees_gate(touched);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER actors_gate_insert AFTER INSERT ON actors REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION actors_gate();
CREATE TRIGGER actors_gate_update AFTER UPDATE ON actors REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION actors_gate();
CREATE TRIGGER actors_gate_delete AFTER DELETE ON actors REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION actors_gate();

CREATE FUNCTION actor_listed_gate() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    touched bigint[];
BEGIN
    SELECT array_agg(a.user_id) INTO touched FROM moved_rows r JOIN actors a ON a.id = r.actor_id
    WHERE r.role_id = 3 AND a.user_id IS NOT NULL;
    IF touched IS NOT NULL THEN
        PERFORM employees_gate(touched);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER actor_listed_gate_insert AFTER INSERT ON actor_listed REFERENCING NEW TABLE AS moved_rows
    FOR EACH STATEMENT EXECUTE FUNCTION actor_listed_gate();
CREATE TRIGGER actor_listed_gate_delete AFTER DELETE ON actor_listed REFERENCING OLD TABLE AS moved_rows
    FOR EACH STATEMENT EXECUTE FUNCTION actor_listed_gate();

COMMENT ON COLUMN activity_personal.person_id IS 'Whose the values are: the id of a user, or the id of an actor below zero.';

CREATE OR REPLACE FUNCTION erase_personal(person bigint) RETURNS bigint LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH erased AS (
        DELETE FROM activity_personal WHERE person_id = person
            AND NOT EXISTS (SELECT FROM users WHERE id = person AND state <> 'deleted')
            AND NOT EXISTS (SELECT FROM actors WHERE id = -person) RETURNING 1)
    SELECT count(*) FROM erased
$$;
