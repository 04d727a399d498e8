ALTER TABLE org_units
    ADD COLUMN updated_at timestamptz NOT NULL DEFAULT now(),
    ADD COLUMN updated_by bigint;
COMMENT ON COLUMN org_units.updated_at IS 'When the unit was last changed; told to who saves a form opened before.';
COMMENT ON COLUMN org_units.updated_by IS 'The user who did it.';
COMMENT ON COLUMN org_units.version IS 'Optimistic lock of the edit form.';
