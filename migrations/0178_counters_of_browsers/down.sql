ALTER TABLE login_counters DROP COLUMN owner_id;
