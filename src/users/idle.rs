//! Why there is nothing to do for a user: the id of a text that is said of one user or of several. Buttons, the pages of actions
//! and the verbs ask the same here.
use super::{State, User};
use crate::session::links::Purpose;
use crate::users::verbs::purpose_for;

/// None: there is something to do.
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

/// Of failed login attempts: only where a counter is not 0 and the user is not deactivated (SPEC U-3).
pub fn resetting(user: &User) -> Why {
    deactivating(user).or(unless(user.has_failures(), "users-idle-no-failures"))
}

/// By sessions that are open now.
pub fn logging_out(sessions: i64) -> Why {
    unless(sessions != 0, "users-idle-no-sessions")
}

/// At the next login; of several people who share one user none is asked (SPEC U-22).
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
