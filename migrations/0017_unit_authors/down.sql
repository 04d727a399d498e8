COMMENT ON COLUMN org_units.version IS NULL;
ALTER TABLE org_units DROP COLUMN updated_at, DROP COLUMN updated_by;
