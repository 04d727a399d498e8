-- Files that are sent hold names, addresses and CPR numbers: their bytes are kept sealed with the installation key, as the
-- numbers themselves are (SPEC A-3, SECURITY DP4). Those that are there already go within a day.
ALTER TABLE uploads ADD sealed bool NOT NULL DEFAULT false;
COMMENT ON COLUMN uploads.sealed IS 'The file is sealed with the installation key; false for one sent before files were.';
COMMENT ON COLUMN uploads.file IS 'What was sent, sealed; emptied once it has been applied or given up.';
COMMENT ON COLUMN uploads.sha256 IS 'Of the file as it was sent.';
