-- Whoever comes to count as Support Agent needs no licence, and is to take one when that ends: what was taken away for want of
-- one is given back then. And whoever comes to count as agent, or no longer does, changes what others remember of them.

-- Whoever changes users' places, states or rights waits here.
WITH made AS (UPDATE access_state SET version = version + 1, counted = counted + 1 RETURNING version)
INSERT INTO access_changes (version, kind, key) SELECT version, 'none', 0 FROM made;

CREATE OR REPLACE FUNCTION users_agent() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    none_left bool;
BEGIN
    NEW.is_agent := 'support_agent' = ANY(NEW.security_roles) AND internal_address(NEW.email, NEW.email_before, NEW.email_confirmed_at);
    IF TG_OP = 'INSERT' OR NEW.is_agent = OLD.is_agent THEN
        RETURN NEW;
    END IF;
    WITH made AS (UPDATE access_state SET version = version + 1 RETURNING version)
    INSERT INTO access_changes (version, kind, key) SELECT version, 'none', 0 FROM made;
    IF NEW.is_agent THEN
        NEW.licensed := NEW.state <> 'deleted';
    ELSIF 'support_agent' = ANY(NEW.security_roles) AND NEW.licensed AND NEW.state = 'active' AND needs_licence(NEW.id, NEW.unit_id, false) THEN
        SELECT taken >= pool INTO none_left FROM customer_licences WHERE customer_id = customer_of(NEW.unit_id) FOR NO KEY UPDATE;
        NEW.licensed := none_left IS NOT TRUE;
    END IF;
    RETURN NEW;
END $$;
COMMENT ON FUNCTION users_agent IS 'Keeps users.is_agent, and raises the access version where it turns: confirming an address is no access change by itself.';

UPDATE users SET licensed = true WHERE is_agent AND NOT licensed AND state = 'active';
