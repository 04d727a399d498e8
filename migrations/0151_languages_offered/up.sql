-- Which languages pages offer (SPEC S-1).
ALTER TABLE installation ADD COLUMN languages text[] NOT NULL DEFAULT '{en,da}'
    CONSTRAINT installation_languages CHECK (languages <@ '{en,da}' AND cardinality(languages) > 0);
COMMENT ON COLUMN installation.languages IS 'Languages people can choose; the others are spoken to nobody.';
