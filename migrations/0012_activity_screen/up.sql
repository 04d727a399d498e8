-- What the filters of the activity log read by, newest first.
CREATE INDEX activity_at ON activity (at);
CREATE INDEX activity_type ON activity (type, id DESC);
CREATE INDEX activity_address ON activity (address, id DESC) WHERE address IS NOT NULL;
CREATE INDEX activity_clerk ON activity (clerk_id, id DESC) WHERE clerk_id IS NOT NULL;
