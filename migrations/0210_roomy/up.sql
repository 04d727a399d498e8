ALTER TABLE users ADD COLUMN roomy bool NOT NULL DEFAULT false;
COMMENT ON COLUMN users.roomy IS 'Rows and controls are higher with a mouse, too; touch screens have them so anyway.';
