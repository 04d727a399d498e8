DROP INDEX CONCURRENTLY activity_address_unit;
