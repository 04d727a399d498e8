-- Which installation key this database belongs to, so that a node with another one does not write into it (SPEC N-20).
ALTER TABLE installation ADD COLUMN key_print text;
ALTER TABLE installation ADD COLUMN first_key_print text;
COMMENT ON COLUMN installation.key_print IS 'Print of the newest installation key that was used here; nothing can be derived from it. Empty: none was yet.';
COMMENT ON COLUMN installation.first_key_print IS 'Print of the first one: the chain of the log and the search for CPR numbers stay with it however often the key is changed.';
