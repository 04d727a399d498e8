CREATE OR REPLACE FUNCTION stored_files_go() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_TABLE_NAME = 'note_attachments' THEN
        DELETE FROM stored_files WHERE id IN (OLD.file_id, OLD.picture_id);
    ELSE
        DELETE FROM stored_files WHERE id = OLD.image_id;
    END IF;
    RETURN NULL;
END $$;
ALTER TABLE actors DROP CONSTRAINT actors_image;
ALTER TABLE actors ADD CONSTRAINT actors_image UNIQUE (image_id);
DROP TABLE actor_merges;
