ALTER TABLE installation DROP COLUMN key_print, DROP COLUMN first_key_print;
