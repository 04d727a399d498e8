-- What somebody who was deleted had chosen to see goes with them (SPEC U-5).
DELETE FROM chosen_columns c USING users u WHERE u.id = c.user_id AND u.state = 'deleted';
