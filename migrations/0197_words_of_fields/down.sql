DELETE FROM actor_words WHERE of_field;
ALTER TABLE actor_words DROP COLUMN of_field;
COMMENT ON TABLE actor_words IS 'Search words of name, number, email, phone and address, per role; a search word matches the beginning of a word.';
ALTER TABLE actor_fields DROP COLUMN words_after;
