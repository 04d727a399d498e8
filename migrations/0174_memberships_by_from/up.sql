-- The list of memberships sorted by From (SPEC L-2): what has no start comes first.
CREATE INDEX CONCURRENTLY memberships_sorted_by_start ON memberships (coalesce(valid_from, '-infinity'), id);
