CREATE OR REPLACE FUNCTION erase_personal(person bigint) RETURNS bigint LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH erased AS (
        DELETE FROM activity_personal WHERE person_id = person
            AND NOT EXISTS (SELECT FROM users WHERE id = person AND state <> 'deleted')
            AND NOT EXISTS (SELECT FROM actors WHERE id = -person) RETURNING 1)
    SELECT count(*) FROM erased
$$;
