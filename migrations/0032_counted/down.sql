CREATE OR REPLACE FUNCTION users_count() RETURNS trigger LANGUAGE plpgsql AS $$
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
    RETURN NULL;
END $$;
ALTER TABLE access_state DROP COLUMN counted;
