-- A sealed file is nothing to whoever does not know that it is.
DELETE FROM uploads WHERE sealed;
ALTER TABLE uploads DROP sealed;
COMMENT ON COLUMN uploads.file IS 'As it was sent; emptied once it has been applied or given up.';
