-- What is gone does not come back.
SELECT 1;
