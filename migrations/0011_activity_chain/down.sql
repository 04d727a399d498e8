DROP FUNCTION retire_activity(int);
CREATE OR REPLACE FUNCTION erase_personal(person bigint) RETURNS bigint LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH erased AS (DELETE FROM activity_personal WHERE person_id = person RETURNING 1) SELECT count(*) FROM erased
$$;
DROP INDEX refusals_repeated_activity;
DROP TABLE activity_check, activity_anchor, activity_head;
ALTER TABLE installation DROP COLUMN activity_days;
