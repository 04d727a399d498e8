-- Whoever looks for the number of an actor that was merged away finds who survived (SPEC A-4). Merges write these words from
-- now on; here those of the merges there are, folded as the program folds Danish letters. The next save of a survivor writes
-- them anew.
WITH RECURSIVE merged AS (
    SELECT a.merged_into AS survivor, a.number FROM actors a WHERE a.merged_into IS NOT NULL
    UNION
    SELECT s.merged_into, m.number FROM merged m JOIN actors s ON s.id = m.survivor WHERE s.merged_into IS NOT NULL),
folded AS (
    SELECT survivor, regexp_replace(regexp_replace(
        replace(replace(replace(lower(number), 'æ', 'ae'), 'ø', 'o'), 'å', 'a'), 'a+', 'a', 'g'), 'oe+', 'o', 'g') AS number
    FROM merged),
-- A word begins at the beginning of a run of letters and digits, and within it where the two meet.
words AS (
    SELECT f.survivor, substr(run.part[1], n) AS word
    FROM folded f CROSS JOIN LATERAL regexp_matches(f.number, '[a-z0-9]+', 'g') AS run (part)
        CROSS JOIN LATERAL generate_series(1, length(run.part[1])) AS n
    WHERE n = 1 OR (substr(run.part[1], n, 1) ~ '[0-9]') <> (substr(run.part[1], n - 1, 1) ~ '[0-9]'))
INSERT INTO actor_words (word, role_id, sort_name, actor_id, unit_id, active)
SELECT DISTINCT w.word, l.role_id, l.sort_name, l.actor_id, l.unit_id, l.active
FROM words w JOIN actor_listed l ON l.actor_id = w.survivor
ON CONFLICT DO NOTHING;
