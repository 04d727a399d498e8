-- How long links work, as settings (SPEC U-50, U-51, 3.2; SECURITY TK3).
ALTER TABLE installation
    ADD COLUMN activation_days int NOT NULL DEFAULT 7 CONSTRAINT installation_activation_days CHECK (activation_days BETWEEN 1 AND 60),
    ADD COLUMN reset_minutes int NOT NULL DEFAULT 60 CONSTRAINT installation_reset_minutes CHECK (reset_minutes BETWEEN 5 AND 1440),
    ADD COLUMN confirm_hours int NOT NULL DEFAULT 24 CONSTRAINT installation_confirm_hours CHECK (confirm_hours BETWEEN 1 AND 168);
COMMENT ON COLUMN installation.activation_days IS 'How long new activation links work.';
COMMENT ON COLUMN installation.reset_minutes IS 'How long new reset password links work.';
COMMENT ON COLUMN installation.confirm_hours IS 'How long new links work that confirm an address.';
