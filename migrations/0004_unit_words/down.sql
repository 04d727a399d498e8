DROP INDEX org_units_by_name;
DROP INDEX user_words_user;
CREATE INDEX user_words_user ON user_words (user_id);
DROP TRIGGER unit_words_update ON org_units;
DROP TRIGGER unit_words_insert ON org_units;
DROP FUNCTION unit_words_keep;
DROP TABLE unit_words;
