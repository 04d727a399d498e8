ALTER TABLE installation DROP COLUMN origin_demand, DROP COLUMN email_required;
ALTER TABLE users DROP COLUMN location_id, DROP COLUMN origin_id;
DROP TABLE locations;
DROP TABLE origins;
