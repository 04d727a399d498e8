-- Lists come and go with the roles of actors: which there are is known to the program.
ALTER TABLE chosen_columns DROP CONSTRAINT chosen_columns_list;
ALTER TABLE chosen_columns ADD CONSTRAINT chosen_columns_list CHECK (length(list) BETWEEN 1 AND 100);
