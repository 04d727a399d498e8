//! What the toolbar does to the selected users (SPEC U-3, U-4): a page that asks, and the change it asks about.
//!
//! One frame for all: `plan` sorts the selection into who will be affected, for whom there is nothing to do, and who is
//! refused with which reason; `pages` shows that and, on POST, carries it out in one transaction. An action is a short
//! description here; `delete`, `join`, `relocate` and `two_factor` have fields of their own on the page.
pub mod delete;
pub mod join;
pub mod links;
pub mod pages;
mod plan;
pub mod relocate;
mod store;
pub mod two_factor;

use super::verbs;
use super::{EnableDisableUser, LogOutUser, RequireNewPassword, ResetFailedLogins, State, User};
use crate::access::{Access, Action, Can, Refusal};
use crate::activity::Author;
use crate::db::{Read, Tx};
use crate::error::Result;
use crate::web::menu;
use crate::web::several::Selection;
use std::collections::HashMap;
use store::Standing;
use url::form_urlencoded::Serializer;
use uuid::Uuid;

/// Where the list is.
const LIST: &str = "/users";

/// The address of an action's page for these users.
fn address(word: &str, ids: impl IntoIterator<Item = i64>, from: &str) -> String {
    let mut query = Serializer::new(String::new());
    for id in ids {
        query.append_pair("id", &id.to_string());
    }
    query.append_pair("from", from);
    format!("{LIST}/{word}?{}", query.finish())
}

/// The page that moves these users elsewhere, for links from other screens.
pub fn move_url(ids: Vec<i64>, from: &str) -> String {
    address(relocate::Move::WORD, ids, from)
}

/// One action on users, as the frame needs to know it.
pub trait Bulk {
    /// What each user's row is locked and asked for.
    type Right: Action<Row = User>;
    /// Last part of the address, and part of the ids of its texts.
    const WORD: &'static str;
    /// Symbol of the sprite.
    const ICON: &'static str;
    /// Takes away what does not come back.
    const DANGER: bool = false;
    /// For members of Administrators only; absent for everybody else (SPEC P-26).
    const ADMINISTRATORS: bool = false;

    /// There is nothing to do for this user.
    fn idle(user: &User, standing: &Standing) -> bool;

    /// Reasons against it beyond the rule about the row, by user.
    fn kept(_db: &mut impl Read, _access: &Access, _users: &[i64]) -> Result<HashMap<i64, Refusal>> {
        Ok(HashMap::new())
    }
}

/// An action whose page has nothing to fill in.
pub trait Plain: Bulk {
    /// False where there was nothing to do.
    fn act<'t>(tx: &mut Tx<'t>, author: &Author, can: &Can<'t, Self::Right>, batch: Option<Uuid>) -> Result<bool>;
}

macro_rules! plain {
    ($($(#[$doc:meta])* $name:ident: $right:ty, $word:literal, $icon:literal, $verb:path, $administrators:literal, $idle:expr;)+) => { $(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy)]
        pub struct $name;
        impl Bulk for $name {
            type Right = $right;
            const WORD: &'static str = $word;
            const ICON: &'static str = $icon;
            const ADMINISTRATORS: bool = $administrators;
            fn idle(user: &User, standing: &Standing) -> bool { $idle(user, standing) }
        }
        impl Plain for $name {
            fn act<'t>(tx: &mut Tx<'t>, author: &Author, can: &Can<'t, $right>, batch: Option<Uuid>) -> Result<bool> {
                $verb(tx, author, can, batch)
            }
        }
    )+ };
}

plain! {
    /// **Deactivate user** (SPEC U-9).
    Deactivate: EnableDisableUser, "deactivate", "user-off", verbs::deactivate, false,
        |user: &User, _: &Standing| user.state != State::Active;
    /// **Activate user** (SPEC U-9).
    Activate: EnableDisableUser, "activate", "user-check", verbs::activate, false,
        |user: &User, _: &Standing| user.state == State::Active;
    /// **Reset failed login attempts**: only where the counter is not 0 and the user is not deactivated (SPEC U-3).
    Reset: ResetFailedLogins, "reset-failed-logins", "lock-open", verbs::reset_failed_logins, false,
        |user: &User, _: &Standing| !user.has_failures() || user.state != State::Active;
    /// **Log out user** (SPEC U-3).
    LogOut: LogOutUser, "log-out", "logout", verbs::log_out, true,
        |_: &User, standing: &Standing| standing.sessions == 0;
    /// **Require new password at next login** (SPEC U-22).
    AskPassword: RequireNewPassword, "require-new-password", "key", verbs::require_new_password, false,
        |user: &User, standing: &Standing| !user.has_password || user.shared || standing.must_change_password;
}

/// Whether the action is there at all for the reader: the screen (SPEC P-14), and Administrators where it is theirs.
fn opened<B: Bulk>(access: &Access) -> Result<()> {
    if !menu::USERS.opens(access) {
        let right = menu::USERS.menu;
        return Err(Refusal::NoScreen { right }.into());
    }
    if B::ADMINISTRATORS && !access.is_administrator() {
        return Err(Refusal::Administrators.into());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn the_address_of_an_action_carries_the_users_and_the_way_back() {
        let address = address("deactivate", [7, 9], "/users?q=a b");
        assert_eq!(address, "/users/deactivate?id=7&id=9&from=%2Fusers%3Fq%3Da+b");
    }
}
