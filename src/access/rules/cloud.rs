//! Cloud accounts (SPEC 4): licences, sessions, security roles, customers.
use super::{ADMINISTRATOR, Permission, TOP, Verdict, administrators, is, not_oneself, not_system, unprotected};
use crate::access::ranges::Ranges;
use crate::access::{Access, Refusal, Target};

/// **Assigned**: the licence (SPEC C-3). Administrator and System need none; whoever took their own away would be shut
/// out.
pub fn assign_licence(access: &Access, target: &Target) -> Verdict {
    unprotected(target)?;
    not_oneself(access, target)?;
    access.need(Permission::MANAGE_USER_LICENCE, target.unit)
}

/// Security roles (SPEC C-5). Administrator and System need none; what they make reachable is P-6's.
pub fn assign_security_roles(access: &Access, target: &Target) -> Verdict {
    unprotected(target)?;
    not_oneself(access, target)?;
    access.need(Permission::MANAGE_SECURITY_ROLES, TOP)
}

/// Customers, their pools, and organisations (SPEC C-9): ManageCustomers, a Global right.
pub fn manage_customers(access: &Access, _: &Target) -> Verdict {
    access.need(Permission::MANAGE_CUSTOMERS, TOP)
}

/// **Max allowed sessions** (SPEC C-3); Administrator's by members of Administrators.
pub fn set_max_sessions(access: &Access, target: &Target) -> Verdict {
    not_system(target)?;
    if is(target, ADMINISTRATOR) {
        administrators(access)?;
    }
    access.need(Permission::MANAGE_USER_LICENCE, target.unit)
}

/// A new customer comes within the reach of nobody but those who reach everything, and stands below the top: it takes
/// Access there (P-12), for its list and its form as for making it.
pub fn create_customer(access: &Access, target: &Target) -> Verdict {
    manage_customers(access, target)?;
    if access.reach() != Ranges::All {
        return Err(Refusal::GivesReach);
    }
    access.need(Permission::ORG_UNIT_ACCESS, TOP)
}

/// **Cancel Session** (SPEC C-2); Administrator's by members of Administrators.
pub fn cancel_session(access: &Access, target: &Target) -> Verdict {
    not_system(target)?;
    if is(target, ADMINISTRATOR) {
        administrators(access)?;
    }
    access.need(Permission::CANCEL_USER_SESSION, target.unit)
}

/// Settings of a user (SPEC C-8); Administrator's by members of Administrators.
pub fn manage_settings(access: &Access, target: &Target) -> Verdict {
    not_system(target)?;
    if is(target, ADMINISTRATOR) {
        administrators(access)?;
    }
    access.need(Permission::MANAGE_USER_SETTINGS, target.unit)
}
