-- A confirmed address has a new password mailed to it. Whoever set it may read mail there: if the user comes to hold more than
-- they do, no link goes there (P-10).
ALTER TABLE users
    ADD COLUMN email_set_by bigint,
    ADD COLUMN email_before_set_by bigint;
COMMENT ON COLUMN users.email_set_by IS 'Who set the address, if it was somebody else and the user has not vouched for it; null: the user, or not known.';
COMMENT ON COLUMN users.email_before_set_by IS 'The same of email_before.';
COMMENT ON COLUMN users.password_set_by IS 'Who set the password, if it was somebody else; null: its owner, the command line, or not known.';

-- Whoever writes the address, also the version before this one, writes who it is.
CREATE FUNCTION users_email_set_by() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        NEW.email_set_by := CASE WHEN NEW.email IS NOT NULL THEN nullif(NEW.created_by, NEW.id) END;
    ELSIF NEW.email IS DISTINCT FROM OLD.email THEN
        IF OLD.email_confirmed_at IS NOT NULL THEN
            NEW.email_before_set_by := OLD.email_set_by;
        END IF;
        NEW.email_set_by := CASE
            WHEN NEW.email IS NULL THEN NULL
            WHEN NEW.email = NEW.email_before THEN NEW.email_before_set_by
            -- A user whose password is somebody else's may be that somebody.
            ELSE coalesce(nullif(NEW.updated_by, NEW.id), NEW.password_set_by) END;
    END IF;
    IF NEW.email_before IS NULL THEN
        NEW.email_before_set_by := NULL;
    END IF;
    RETURN NEW;
END $$;
COMMENT ON FUNCTION users_email_set_by IS 'Keeps who set an address beside it.';
CREATE TRIGGER users_email_set_by BEFORE INSERT OR UPDATE OF email, email_before ON users FOR EACH ROW
    EXECUTE FUNCTION users_email_set_by();
