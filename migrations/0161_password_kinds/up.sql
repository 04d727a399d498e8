-- Which kinds of password hashes there are: a name that nobody has takes as long to check as one that somebody has (SECURITY AU6).
CREATE TABLE password_kinds (
    kind  text PRIMARY KEY,
    users bigint NOT NULL
);
COMMENT ON TABLE password_kinds IS 'Kinds of stored passwords, counted every few minutes: what a name without one costs is chosen among these.';
COMMENT ON COLUMN password_kinds.kind IS 'What a hash begins with, up to its salt: algorithm, version and parameters.';
INSERT INTO password_kinds (kind, users)
    SELECT CASE WHEN password_hash LIKE '$2%' THEN left(password_hash, 7) ELSE regexp_replace(password_hash, '(\$[^$]*){2}$', '') END AS kind, count(*)
    FROM users WHERE password_hash IS NOT NULL GROUP BY 1;
