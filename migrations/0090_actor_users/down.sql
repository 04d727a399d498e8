CREATE OR REPLACE FUNCTION erase_personal(person bigint) RETURNS bigint LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH erased AS (
        DELETE FROM activity_personal WHERE person_id = person
            AND NOT EXISTS (SELECT FROM users WHERE id = person AND state <> 'deleted') RETURNING 1)
    SELECT count(*) FROM erased
$$;
COMMENT ON COLUMN activity_personal.person_id IS NULL;
DROP TRIGGER actor_listed_gate_delete ON actor_listed;
DROP TRIGGER actor_listed_gate_insert ON actor_listed;
DROP FUNCTION actor_listed_gate();
DROP TRIGGER actors_gate_delete ON actors;
DROP TRIGGER actors_gate_update ON actors;
DROP TRIGGER actors_gate_insert ON actors;
DROP FUNCTION actors_gate();
DROP FUNCTION employees_gate(bigint[]);
ALTER TABLE users DROP COLUMN employee_off;
