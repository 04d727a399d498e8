-- Entries about the memberships in a group, newest first.
CREATE INDEX CONCURRENTLY IF NOT EXISTS activity_in_group ON activity ((details ->> 'group_id'), id DESC) WHERE subject_kind = 'membership';
