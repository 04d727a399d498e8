DROP TRIGGER actors_image_goes ON actors;
DROP TRIGGER actors_image_replaced ON actors;
DROP TRIGGER actor_groups_image_goes ON actor_groups;
DROP TRIGGER actor_groups_image_replaced ON actor_groups;
ALTER TABLE actors DROP CONSTRAINT actors_image_file, DROP CONSTRAINT actors_image;
ALTER TABLE actor_groups DROP CONSTRAINT actor_groups_image_file, DROP CONSTRAINT actor_groups_image;
DROP TABLE note_attachments, actor_notes, stored_pieces, stored_files;
DROP FUNCTION stored_files_go();
