DELETE FROM chosen_columns WHERE list <> 'groups';
ALTER TABLE chosen_columns DROP CONSTRAINT chosen_columns_list;
ALTER TABLE chosen_columns ADD CONSTRAINT chosen_columns_list CHECK (list IN ('groups'));
