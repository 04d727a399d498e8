-- What a merge took over from an actor stands in the survivor's log. It goes with that actor too (SECURITY DP1).
CREATE OR REPLACE FUNCTION erase_personal(person bigint) RETURNS bigint LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    -- From which entry to which a survivor bore what was the actor's; who survived that one bore it too.
    WITH RECURSIVE borne AS (
        SELECT g.id AS since, g.batch_id AS batch, (g.details ->> 'survivor')::bigint AS survivor,
            coalesce((SELECT min(r.id) FROM activity r WHERE r.subject_kind = 'actor' AND r.subject_id = g.subject_id
                AND r.type = 'actor.restored' AND r.id > g.id), 9223372036854775807) AS until
        FROM activity g WHERE g.subject_kind = 'actor' AND g.subject_id = -person AND g.type = 'actor.merged_away'
        UNION
        SELECT g.id, g.batch_id, (g.details ->> 'survivor')::bigint,
            coalesce((SELECT min(r.id) FROM activity r WHERE r.subject_kind = 'actor' AND r.subject_id = g.subject_id
                AND r.type = 'actor.restored' AND r.id > g.id), 9223372036854775807)
        FROM borne b JOIN activity g ON g.subject_kind = 'actor' AND g.subject_id = b.survivor AND g.type = 'actor.merged_away'
            AND g.id BETWEEN b.since AND b.until),
    said AS (
        SELECT a.id, a.type, a.details ->> 'other' = (-person)::text AS own, p.details
        FROM borne b JOIN activity a ON a.subject_kind = 'actor' AND a.subject_id = b.survivor
            AND (a.batch_id = b.batch OR a.id BETWEEN b.since AND b.until)
        JOIN activity_personal p ON p.activity_id = a.id),
    taken AS (
        SELECT f.key, f.value ->> CASE s.type WHEN 'actor.merged' THEN 'new' ELSE 'old' END AS value
        FROM said s CROSS JOIN LATERAL jsonb_each(s.details) f
        WHERE s.own AND s.type IN ('actor.merged', 'actor.merge_undone')),
    -- Only what holds one of these values: the rest of the survivor's log is the survivor's.
    others AS (
        DELETE FROM activity_personal WHERE activity_id = ANY(ARRAY(
                SELECT s.id FROM said s JOIN taken t ON t.value IN (s.details -> t.key ->> 'old', s.details -> t.key ->> 'new')))
            AND NOT EXISTS (SELECT FROM users WHERE id = person AND state <> 'deleted')
            AND NOT EXISTS (SELECT FROM actors WHERE id = -person) RETURNING 1),
    own AS (
        DELETE FROM activity_personal WHERE person_id = person
            AND NOT EXISTS (SELECT FROM users WHERE id = person AND state <> 'deleted')
            AND NOT EXISTS (SELECT FROM actors WHERE id = -person) RETURNING 1)
    SELECT (SELECT count(*) FROM others) + (SELECT count(*) FROM own)
$$;
