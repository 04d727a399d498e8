DROP INDEX activity_at, activity_type, activity_address, activity_clerk;
