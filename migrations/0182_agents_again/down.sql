CREATE OR REPLACE FUNCTION users_agent() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    none_left bool;
BEGIN
    NEW.is_agent := 'support_agent' = ANY(NEW.security_roles) AND internal_address(NEW.email, NEW.email_before, NEW.email_confirmed_at);
    IF TG_OP = 'UPDATE' AND OLD.is_agent AND NOT NEW.is_agent AND 'support_agent' = ANY(NEW.security_roles)
        AND NEW.licensed AND NEW.state = 'active' AND needs_licence(NEW.id, NEW.unit_id, false) THEN
        SELECT taken >= pool INTO none_left FROM customer_licences WHERE customer_id = customer_of(NEW.unit_id) FOR NO KEY UPDATE;
        NEW.licensed := none_left IS NOT TRUE;
    END IF;
    RETURN NEW;
END $$;
COMMENT ON FUNCTION users_agent IS 'Keeps users.is_agent.';
