-- The support screen's filter of the deactivated, in the order of names, however few they are.
CREATE INDEX users_deactivated_by_name ON users (sort_name, id) WHERE state = 'deactivated';
COMMENT ON INDEX users_deactivated_by_name IS 'The support screen narrowed to deactivated users (SPEC C-1).';
