-- Entries about the memberships of an account, newest first.
CREATE INDEX CONCURRENTLY IF NOT EXISTS activity_member ON activity ((details ->> 'account_id'), id DESC) WHERE subject_kind = 'membership';
