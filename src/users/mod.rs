//! Users: the people who can log in (SPEC 3).
//!
//! A sub-screen too large for the four kinds of file in this folder has a folder of its own of the same shape.
pub mod actions;
pub mod edit;
pub mod idle;
pub mod list;
pub mod password;
pub mod recovery;
mod selected;
pub mod store;
pub mod verbs;
pub mod words;

pub use selected::Selected;
pub use store::{lock, one};

use crate::access::rules;
use crate::access::snapshot::Subject;
use crate::access::{Target, actions};
use crate::error::{Error, Result};
use crate::org_units::Unit;

/// How many sessions a user may have at once (SPEC C-3).
pub const MAX_SESSIONS: std::ops::RangeInclusive<i32> = 1..=100;

/// A user's state as stored; what the list shows as **Status** also looks at locks and passwords.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Active,
    Deactivated,
    Deleted,
}

impl State {
    /// Reads a stored state.
    ///
    /// # Errors
    /// There is no such state.
    pub fn stored(code: &str) -> Result<Self> {
        match code {
            "active" => Ok(State::Active),
            "deactivated" => Ok(State::Deactivated),
            "deleted" => Ok(State::Deleted),
            _ => Err(Error::unknown("state of a user", code)),
        }
    }
}

/// A user as actions need it: what rules ask about, and what entries record.
#[derive(Debug, Clone)]
pub struct User {
    pub id: i64,
    pub unit: i64,
    pub login: String,
    pub display_name: String,
    pub email: Option<String>,
    pub state: State,
    pub prevent_renewal: bool,
    pub has_password: bool,
    /// Whether a new password is asked for at the next login (SPEC U-22).
    pub must_change_password: bool,
    /// Whether several people use it and choose whom they act as (SPEC U-41).
    pub shared: bool,
    /// Whether a licence is assigned (SPEC C-3); it counts while the user is active.
    pub licensed: bool,
    /// Whether a licence is needed. Administrator, System, users of the top and support agents need none.
    pub needs_licence: bool,
    /// Failed logins shown in the list.
    pub failed: i32,
    /// Whether failed logins have locked the name or a known browser. A full login elsewhere clears the number but
    /// leaves the lock.
    pub locked: bool,
    pub version: i32,
    pub rights: Subject,
}

impl User {
    pub fn target(&self) -> Target {
        Target::user(self.unit, self.rights.clone())
    }

    /// Whether there is something to reset (SPEC U-3, C-6).
    pub fn has_failures(&self) -> bool {
        self.failed > 0 || self.locked
    }
}

actions! {
    /// Create a user in this unit.
    CreateUser: Unit = crate::org_units::lock, Unit::target, rules::create_user;
    /// Edit a user's details.
    EditUser: User = store::lock, User::target, rules::edit_user;
    /// Link the user to an actor, or take the link away.
    LinkUser: User = store::lock, User::target, rules::link_user;
    /// Change the address that links and codes go to.
    ChangeEmail: User = store::lock, User::target, rules::change_email;
    /// Move a user out of the old unit …
    MoveUser: User = store::lock, User::target, rules::move_user;
    /// … and into this one.
    ReceiveUser: Unit = crate::org_units::lock, Unit::target, rules::receive_user;
    /// Change the login name.
    RenameUser: User = store::lock, User::target, rules::rename_user;
    /// Activate and deactivate.
    EnableDisableUser: User = store::lock, User::target, rules::enable_disable_user;
    /// Reset failed login attempts.
    ResetFailedLogins: User = store::lock, User::target, rules::reset_failed_logins;
    /// Add the user to some group, in some unit.
    JoinGroup: User = store::lock, User::target, rules::join_group;
    /// Delete the user, which means anonymize.
    DeleteUser: User = store::lock_for_delete, User::target, rules::delete_user;
    /// Set a password by hand.
    ChangePassword: User = store::lock, User::target, rules::change_password;
    /// Ask for a new password at the next login.
    RequireNewPassword: User = store::lock, User::target, rules::require_new_password;
    /// Make an API token that acts as the user.
    CreateToken: User = store::lock, User::target, rules::create_token;
    /// Make, mail, copy and revoke links that set a user's password.
    ManageLinks: User = store::lock, User::target, rules::manage_links;
    /// See and revoke a user's API tokens.
    RevokeToken: User = store::lock, User::target, rules::revoke_token;
    /// Require a second factor, or no longer.
    SwitchTwoFactor: User = store::lock, User::target, rules::switch_two_factor;
    /// Take the second factor away.
    RemoveTwoFactor: User = store::lock, User::target, rules::remove_two_factor;
    /// Change whom the user may act as, and who may act as the user.
    LinkClerks: User = store::lock, User::target, rules::link_clerks;
    /// Move the user's link when two actors become one, or become two again (SPEC A-4).
    MoveLink: User = store::lock, User::target, rules::move_link;
    /// Set **Max allowed sessions**.
    SetMaxSessions: User = store::lock, User::target, rules::set_max_sessions;
    /// **Cancel Session** on the support screen.
    CancelSession: User = store::lock, User::target, rules::cancel_session;
    /// Manage settings of a user that programs keep.
    ManageSettings: User = store::lock, User::target, rules::manage_settings;
    /// End all of a user's sessions.
    LogOutUser: User = store::lock, User::target, rules::log_out_user;
    /// Prevent automatic session renewal.
    PreventRenewal: User = store::lock, User::target, rules::prevent_renewal;
    /// See the tabs User info and Tokens info.
    SeeUserInfo: User = store::lock, User::target, rules::see_user_info;
    /// Change one's own profile, password and sessions.
    OwnAccount: User = store::lock, User::target, rules::own_account;
}
