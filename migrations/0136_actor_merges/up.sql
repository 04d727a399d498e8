-- Merges of actors that can still be undone (SPEC A-4): what each of them moved and changed, so that undoing it is exact.

CREATE TABLE actor_merges (
    other_id      bigint NOT NULL PRIMARY KEY CONSTRAINT actor_merges_other REFERENCES actors ON DELETE CASCADE,
    survivor_id   bigint NOT NULL CONSTRAINT actor_merges_survivor REFERENCES actors ON DELETE CASCADE,
    merged_at     timestamptz NOT NULL DEFAULT now(),
    merged_by     bigint,
    changed       jsonb NOT NULL,
    swapped       text[] NOT NULL DEFAULT '{}',
    roles         bigint[] NOT NULL DEFAULT '{}',
    roles_added   bigint[] NOT NULL DEFAULT '{}',
    groups        bigint[] NOT NULL DEFAULT '{}',
    groups_added  bigint[] NOT NULL DEFAULT '{}',
    note_ids      bigint[] NOT NULL DEFAULT '{}',
    note_versions int[] NOT NULL DEFAULT '{}',
    user_id       bigint,
    CONSTRAINT actor_merges_two CHECK (other_id <> survivor_id),
    CONSTRAINT actor_merges_notes CHECK (cardinality(note_ids) = cardinality(note_versions))
);
COMMENT ON TABLE actor_merges IS 'Merges that can be undone: 30 days, then a job removes the row and the merge stays as it is.';
COMMENT ON COLUMN actor_merges.changed IS 'Fields of the survivor that the merge changed: name to [before, after].';
COMMENT ON COLUMN actor_merges.swapped IS 'What both have only one of each and exchanged: number, image, cpr.';
COMMENT ON COLUMN actor_merges.roles IS 'Roles of the other; those that the survivor did not have are in roles_added. Groups likewise.';
COMMENT ON COLUMN actor_merges.note_ids IS 'Notes of the other, with their versions at that time: one that was changed or deleted since stops undoing.';
COMMENT ON COLUMN actor_merges.user_id IS 'The linked user that moved.';
CREATE INDEX actor_merges_of_survivor ON actor_merges (survivor_id, merged_at DESC);
CREATE INDEX actor_merges_old ON actor_merges (merged_at);

-- Two actors exchange their images in one statement: unique when it ends. The table has no images yet, so the index is small.
ALTER TABLE actors DROP CONSTRAINT actors_image;
ALTER TABLE actors ADD CONSTRAINT actors_image UNIQUE (image_id) DEFERRABLE INITIALLY IMMEDIATE;

-- A file goes with the last thing that it is the file of.
CREATE OR REPLACE FUNCTION stored_files_go() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_TABLE_NAME = 'note_attachments' THEN
        DELETE FROM stored_files WHERE id IN (OLD.file_id, OLD.picture_id);
    ELSIF TG_TABLE_NAME = 'actors' THEN
        DELETE FROM stored_files WHERE id = OLD.image_id AND NOT EXISTS (SELECT FROM actors a WHERE a.image_id = OLD.image_id);
    ELSE
        DELETE FROM stored_files WHERE id = OLD.image_id;
    END IF;
    RETURN NULL;
END $$;
