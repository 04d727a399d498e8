DROP TABLE password_kinds;
