ALTER TABLE installation DROP COLUMN email_codes;
DROP TABLE email_codes;
DELETE FROM two_factor_setups WHERE secret IS NULL;
ALTER TABLE two_factor_setups DROP CONSTRAINT two_factor_setups_method, DROP COLUMN email, ALTER COLUMN secret SET NOT NULL;
DELETE FROM recovery_codes c USING two_factor f WHERE f.user_id = c.user_id AND f.secret IS NULL;
DELETE FROM two_factor WHERE secret IS NULL;
ALTER TABLE two_factor
    DROP CONSTRAINT two_factor_step, DROP CONSTRAINT two_factor_method, DROP COLUMN email,
    ALTER COLUMN secret SET NOT NULL, ALTER COLUMN last_step SET NOT NULL;
