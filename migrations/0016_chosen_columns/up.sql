-- Which columns a reader has chosen, for lists other than that of users (which has its choice with the user).

CREATE TABLE chosen_columns (
    user_id bigint NOT NULL CONSTRAINT chosen_columns_user REFERENCES users ON DELETE CASCADE,
    list    text NOT NULL CONSTRAINT chosen_columns_list CHECK (list IN ('groups')),
    columns text[] NOT NULL,
    CONSTRAINT chosen_columns_once PRIMARY KEY (user_id, list)
);
COMMENT ON TABLE chosen_columns IS 'Columns shown in a list, by reader; no row is the usual choice.';
COMMENT ON COLUMN chosen_columns.list IS 'Which list.';
COMMENT ON COLUMN chosen_columns.columns IS 'Keys of the columns.';
