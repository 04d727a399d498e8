//! Why an action would change nothing for a user: the id of a text that fits one user or several. Buttons, the pages of
//! actions and the verbs all ask here, so that they agree.
use super::{State, User};
use crate::session::links::Purpose;
use crate::users::verbs::purpose_for;

/// None if there is something to do.
pub type Why = Option<&'static str>;

fn unless(something: bool, why: &'static str) -> Why {
    (!something).then_some(why)
}

pub fn deactivating(user: &User) -> Why {
    unless(user.state == State::Active, "users-idle-deactivated")
}

pub fn activating(user: &User) -> Why {
    unless(user.state != State::Active, "users-idle-active")
}

/// Resetting failed logins: there is something to do only if a counter is not 0 and the user is not deactivated (SPEC
/// U-3).
pub fn resetting(user: &User) -> Why {
    deactivating(user).or(unless(user.has_failures(), "users-idle-no-failures"))
}

/// Logging out: `sessions` is how many are open now.
pub fn logging_out(sessions: i64) -> Why {
    unless(sessions != 0, "users-idle-no-sessions")
}

/// Asking for a new password at the next login: a user that several people share is never asked (SPEC U-22).
pub fn asking_password(user: &User) -> Why {
    unless(user.has_password, "users-idle-no-password")
        .or(unless(!user.shared, "users-idle-shared"))
        .or(unless(!user.must_change_password, "users-idle-password-asked"))
}

pub fn sending_activation(user: &User) -> Why {
    unless(purpose_for(user) == Some(Purpose::Activation), "users-idle-not-waiting")
}

pub fn sending_reset(user: &User) -> Why {
    unless(purpose_for(user) == Some(Purpose::Reset), "users-idle-no-reset")
}
