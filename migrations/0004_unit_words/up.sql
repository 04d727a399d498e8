-- Search words of units one by one, so that "which units does this word mean" is a range of an index, not a scan of all units.

CREATE TABLE unit_words (
    word    text COLLATE "C" NOT NULL,
    unit_id bigint NOT NULL REFERENCES org_units ON DELETE CASCADE,
    PRIMARY KEY (word, unit_id)
);
COMMENT ON TABLE unit_words IS 'org_units.words, a row each, kept by trigger.';
CREATE INDEX unit_words_unit ON unit_words (unit_id);

CREATE FUNCTION unit_words_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM unit_words WHERE unit_id = NEW.id;
    INSERT INTO unit_words SELECT DISTINCT word, NEW.id FROM unnest(NEW.words) AS w(word);
    RETURN NULL;
END $$;
CREATE TRIGGER unit_words_insert AFTER INSERT ON org_units FOR EACH ROW EXECUTE FUNCTION unit_words_keep();
CREATE TRIGGER unit_words_update AFTER UPDATE OF words ON org_units
    FOR EACH ROW WHEN (OLD.words IS DISTINCT FROM NEW.words) EXECUTE FUNCTION unit_words_keep();

INSERT INTO unit_words SELECT DISTINCT word, id FROM org_units CROSS JOIN unnest(words) AS w(word);

-- "Has this user a word that begins so?" is asked once per candidate of a search with several words.
DROP INDEX user_words_user;
CREATE INDEX user_words_user ON user_words (user_id, word);

-- The list of users sorted by unit goes through the units in this order.
CREATE INDEX org_units_by_name ON org_units (sort_name, id);
