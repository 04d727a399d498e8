DROP INDEX groups_by_name;
DROP INDEX memberships_of_author;
DROP INDEX memberships_of_group;
DROP INDEX memberships_by_end;
DROP INDEX memberships_by_start;
DROP INDEX memberships_by_created;
CREATE INDEX memberships_end ON memberships (valid_to) WHERE valid_to IS NOT NULL;
ALTER TABLE memberships DROP version;
