//! Cloud accounts (SPEC 4): what those do who help.
use super::{ADMINISTRATOR, Permission, Verdict, administrators, is, not_system};
use crate::access::{Access, Target};

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
