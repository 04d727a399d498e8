DROP INDEX users_licensed_by_name;
