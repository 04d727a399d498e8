ALTER TABLE installation DROP COLUMN activation_days, DROP COLUMN reset_minutes, DROP COLUMN confirm_hours;
