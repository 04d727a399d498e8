DROP INDEX users_deactivated_by_name;
