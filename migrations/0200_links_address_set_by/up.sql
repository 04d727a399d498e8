-- Whoever set the address that a link was mailed to may read mail there: if the user comes to hold more than they do, the
-- secret of that mail works no more (P-10). It stands beside the link, because the address may change meanwhile.
ALTER TABLE links ADD COLUMN address_set_by bigint;
COMMENT ON COLUMN links.address_set_by IS 'Who had set the address when the link was mailed to it; null: the user, not known, or not mailed.';

-- Whoever mails a link, also the version before this one, writes who it is.
CREATE FUNCTION links_address_set_by() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.address_set_by := (
        SELECT CASE WHEN email = NEW.address THEN email_set_by WHEN email_before = NEW.address THEN email_before_set_by END
        FROM users WHERE id = NEW.user_id);
    RETURN NEW;
END $$;
COMMENT ON FUNCTION links_address_set_by IS 'Keeps who set the address beside a link that is mailed.';
CREATE TRIGGER links_address_set_by BEFORE UPDATE OF mailed_at ON links FOR EACH ROW EXECUTE FUNCTION links_address_set_by();

UPDATE links SET mailed_at = mailed_at WHERE mailed_at IS NOT NULL AND used_at IS NULL AND revoked_at IS NULL;
