DROP INDEX CONCURRENTLY IF EXISTS activity_personal_renaming;
