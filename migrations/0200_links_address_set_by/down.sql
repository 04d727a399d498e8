DROP TRIGGER links_address_set_by ON links;
DROP FUNCTION links_address_set_by;
ALTER TABLE links DROP COLUMN address_set_by;
