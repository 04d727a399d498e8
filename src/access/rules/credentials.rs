//! What lets somebody act as a user besides the password: links that set one, API tokens, links on behalf.
use super::{
    ADMINISTRATOR, Permission, Verdict, administrators, control_login, edit_user, is, is_oneself, not_oneself,
    not_system, unprotected,
};
use crate::access::{Access, Refusal, Target};

/// An API token acts as its user: one's own needs no right (P-20); another's is made by administrators only (SPEC U-53),
/// Administrator's by itself; P-10.
pub fn create_token(access: &Access, target: &Target) -> Verdict {
    not_system(target)?;
    if is_oneself(access, target) {
        return Ok(());
    }
    if is(target, ADMINISTRATOR) {
        return Err(Refusal::OnlyItself);
    }
    administrators(access)?;
    control_login(access, target)
}

/// The list and revocation of another user's tokens go with that user's password (SPEC 2.3); P-10.
pub fn revoke_token(access: &Access, target: &Target) -> Verdict {
    not_system(target)?;
    if is_oneself(access, target) {
        return Ok(());
    }
    access.need(Permission::CHANGE_OTHER_USER_PASSWORD, target.unit)?;
    control_login(access, target)
}

/// Activation and reset password links of another user: whoever has one chooses the password, so they need what changing it
/// needs (SPEC 2.3), P-10 and all. Nobody goes round their own current password by a link of their own making.
pub fn manage_links(access: &Access, target: &Target) -> Verdict {
    not_system(target)?;
    if is_oneself(access, target) {
        return Err(Refusal::Oneself);
    }
    if is(target, ADMINISTRATOR) {
        return Err(Refusal::OnlyItself);
    }
    access.need(Permission::CHANGE_OTHER_USER_PASSWORD, target.unit)?;
    control_login(access, target)
}

/// Links between users and those they may act as: EditUser on both ends (SPEC U-40) and P-10; never System or Administrator,
/// and not oneself but by administrators (P-20).
pub fn link_clerks(access: &Access, target: &Target) -> Verdict {
    unprotected(target)?;
    not_oneself(access, target)?;
    edit_user(access, target)?;
    control_login(access, target)
}
