-- The list of a role also finds what stands in its fields (SPEC L-1). A job makes the words of the values there are; a
-- version before this one that saves an actor meanwhile leaves them out until the next save.
ALTER TABLE actor_words ADD COLUMN of_field bool NOT NULL DEFAULT false;
COMMENT ON TABLE actor_words IS 'Search words per role; a search word matches the beginning of a word.';
COMMENT ON COLUMN actor_words.of_field IS 'Stands only in a field that the list of the role shows: other searches do not find by it.';

ALTER TABLE actor_fields ADD COLUMN words_after bigint;
COMMENT ON COLUMN actor_fields.words_after IS 'A job is making the words of its values, and has done the actors up to this id; null: all have theirs.';
UPDATE actor_fields SET words_after = 0;
