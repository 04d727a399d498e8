-- The list of memberships sorted by Until (SPEC L-2): what has no end comes last.
CREATE INDEX CONCURRENTLY memberships_sorted_by_end ON memberships (coalesce(valid_to, 'infinity'), id);
