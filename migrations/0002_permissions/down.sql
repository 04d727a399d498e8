DELETE FROM grants WHERE permission_id < 1000;
DELETE FROM permissions WHERE id < 1000;
