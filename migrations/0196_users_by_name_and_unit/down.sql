DROP INDEX CONCURRENTLY users_by_name_and_unit;
