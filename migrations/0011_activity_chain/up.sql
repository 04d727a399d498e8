-- Sealing, verifying and retiring the log (SPEC N-20, SECURITY LG3, DP3).

ALTER TABLE installation ADD COLUMN activity_days int CONSTRAINT installation_activity_days CHECK (activity_days >= 30);
COMMENT ON COLUMN installation.activity_days IS 'Days the activity log is kept; null: for ever.';

CREATE TABLE activity_head (
    one      bool PRIMARY KEY DEFAULT true CHECK (one),
    position bigint NOT NULL,
    hash     bytea NOT NULL,
    seal     bytea NOT NULL
) WITH (fillfactor = 50);
COMMENT ON TABLE activity_head IS 'How far the chain reaches: shows that its tail was cut off.';
COMMENT ON COLUMN activity_head.seal IS 'HMAC(installation key, position, hash): an older head cannot be made up.';

CREATE TABLE activity_anchor (
    one      bool PRIMARY KEY DEFAULT true CHECK (one),
    position bigint NOT NULL,
    hash     bytea NOT NULL
);
COMMENT ON TABLE activity_anchor IS 'Position and hash of the last retired entry, where the chain now begins; the entry activity.retired says the same.';

CREATE TABLE activity_check (
    one         bool PRIMARY KEY DEFAULT true CHECK (one),
    finished_at timestamptz NOT NULL,
    checked     bigint NOT NULL,
    position    bigint NOT NULL,
    waiting     bigint NOT NULL,
    breaks      jsonb NOT NULL
);
COMMENT ON TABLE activity_check IS 'What the last verification of the whole chain found.';

CREATE INDEX refusals_repeated_activity ON refusals_repeated (first_activity);

CREATE OR REPLACE FUNCTION erase_personal(person bigint) RETURNS bigint LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH erased AS (
        DELETE FROM activity_personal WHERE person_id = person
            AND NOT EXISTS (SELECT FROM users WHERE id = person AND state <> 'deleted') RETURNING 1)
    SELECT count(*) FROM erased
$$;

CREATE FUNCTION retire_activity(most int) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    days int;
    upto bigint;
    ids bigint[];
    last_hash bytea;
    entry bigint;
BEGIN
    SELECT activity_days INTO days FROM installation;
    IF days IS NULL THEN
        RETURN 0;
    END IF;
    PERFORM pg_advisory_xact_lock(4951274);
    -- From the beginning of the chain to the first entry that is kept, or is missing: what breaks the chain stays to be seen.
    SELECT max(position), array_agg(activity_id) INTO upto, ids FROM (
        SELECT position, activity_id, bool_and(coalesce(at < now() - make_interval(days => days), false)) OVER (ORDER BY position) AS old
        FROM (SELECT c.position, c.activity_id, a.at FROM activity_chain c LEFT JOIN activity a ON a.id = c.activity_id
              ORDER BY c.position LIMIT most) first) o WHERE old;
    IF upto IS NULL THEN
        RETURN 0;
    END IF;
    SELECT hash INTO last_hash FROM activity_chain WHERE position = upto;
    DELETE FROM refusals_repeated WHERE first_activity = ANY(ids);
    DELETE FROM activity_personal WHERE activity_id = ANY(ids);
    DELETE FROM activity_chain WHERE position <= upto;
    DELETE FROM activity WHERE id = ANY(ids);
    INSERT INTO activity_anchor AS a (position, hash) VALUES (upto, last_hash)
        ON CONFLICT (one) DO UPDATE SET position = upto, hash = last_hash;
    INSERT INTO activity (type, subject_kind, user_id, request_id, details)
        VALUES ('activity.retired', 'installation', 1, gen_random_uuid(),
            jsonb_build_object('rows', cardinality(ids), 'days', days, 'position', upto, 'hash', encode(last_hash, 'hex')))
        RETURNING id INTO entry;
    INSERT INTO activity_unsealed VALUES (entry);
    RETURN cardinality(ids);
END $$;
COMMENT ON FUNCTION retire_activity IS 'Removes at most so many of the oldest entries that are older than installation.activity_days, keeps the last hash as anchor and says so in an entry.';
REVOKE ALL ON FUNCTION erase_personal(bigint), retire_activity(int) FROM PUBLIC;
