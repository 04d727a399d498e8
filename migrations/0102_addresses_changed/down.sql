DROP TABLE addresses_changed;
