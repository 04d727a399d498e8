-- A walk in the order of display names asks each user's unit: 8,000 users passed by are 8,000 rows read from the table, and
-- none where the index has the unit (SPEC L-1). A later release drops users_by_name, which this one replaces.
CREATE INDEX CONCURRENTLY users_by_name_and_unit ON users (sort_name, id) INCLUDE (unit_id) WHERE state = 'active';
