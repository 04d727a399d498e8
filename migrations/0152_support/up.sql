-- The support screen's filter Licensed, in the order of names, however few have a licence.
CREATE INDEX users_licensed_by_name ON users (sort_name, id) WHERE state = 'active' AND licensed;
COMMENT ON INDEX users_licensed_by_name IS 'The support screen narrowed to users with a licence (SPEC C-1).';
