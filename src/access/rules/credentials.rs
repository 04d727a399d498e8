//! Rules for what lets somebody act as a user, besides the password: links that set a password, API tokens, links
//! on behalf, and taking a second factor away.
use super::{
    ADMINISTRATOR, Permission, Verdict, administrators, control_login, edit_user, is, is_oneself, not_oneself,
    not_system, switch_two_factor, unprotected,
};
use crate::access::{Access, Refusal, Target};

/// Creating an API token, which acts as its user. One's own needs no right (P-20). Another user's is made only by
/// administrators (SPEC U-53), and P-10 applies. Administrator's is made only by Administrator itself.
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

/// Seeing and revoking another user's tokens takes the right to change that user's password (SPEC 2.3), and P-10
/// applies.
pub fn revoke_token(access: &Access, target: &Target) -> Verdict {
    not_system(target)?;
    if is_oneself(access, target) {
        return Ok(());
    }
    access.need(Permission::CHANGE_OTHER_USER_PASSWORD, target.unit)?;
    control_login(access, target)
}

/// Managing another user's activation and reset-password links. Whoever has such a link chooses the password, so
/// this takes what changing the password takes (SPEC 2.3), P-10 included. Users make none for themselves, since
/// that would go round the question for their current password.
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

/// Linking users with those they may act as. It takes EditUser on both ends (SPEC U-40), and P-10 applies. System
/// and Administrator are never linked. Only administrators link themselves (P-20).
pub fn link_clerks(access: &Access, target: &Target) -> Verdict {
    unprotected(target)?;
    not_oneself(access, target)?;
    edit_user(access, target)?;
    control_login(access, target)
}

/// Taking another user's second factor away (SPEC U-31). Nobody's own, not even an administrator's, because that needs
/// the password and a code (SECURITY OT7).
pub fn remove_two_factor(access: &Access, target: &Target) -> Verdict {
    if is_oneself(access, target) {
        return Err(Refusal::Oneself);
    }
    switch_two_factor(access, target)
}
