-- Memberships are edited (their dates) and listed: a lock for the form, and an index for each order of the list.

ALTER TABLE memberships ADD version int NOT NULL DEFAULT 1;
COMMENT ON COLUMN memberships.version IS 'Optimistic lock of the form that changes the dates.';

DROP INDEX memberships_end;
CREATE INDEX memberships_by_created ON memberships (created_at, id);
CREATE INDEX memberships_by_start ON memberships (valid_from, id) WHERE valid_from IS NOT NULL;
CREATE INDEX memberships_by_end ON memberships (valid_to, id) WHERE valid_to IS NOT NULL;
CREATE INDEX memberships_of_group ON memberships (group_id, created_at, id);
CREATE INDEX memberships_of_author ON memberships (created_by, created_at, id);
COMMENT ON INDEX memberships_by_created IS 'The list of memberships, newest first.';
COMMENT ON INDEX memberships_by_start IS 'What begins in a span of time.';
COMMENT ON INDEX memberships_by_end IS 'What ends soon, soonest first.';
COMMENT ON INDEX memberships_of_group IS 'Members of one group, newest first.';
COMMENT ON INDEX memberships_of_author IS 'What one user has made, newest first.';

-- Groups are listed and found by name.
CREATE INDEX groups_by_name ON groups (sort_name, id);
COMMENT ON INDEX groups_by_name IS 'The list of groups, and finding one.';
