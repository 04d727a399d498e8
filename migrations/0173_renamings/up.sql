-- Entries that gave a person another name, oldest first: what somebody was called before (SPEC N-20).
CREATE INDEX CONCURRENTLY IF NOT EXISTS activity_personal_renaming ON activity_personal (person_id, activity_id)
    WHERE (details #>> '{display_name,old}') IS NOT NULL OR (details #>> '{name,old}') IS NOT NULL;
