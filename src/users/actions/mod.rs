//! What the toolbar does to the selected users (SPEC U-3, U-4).
//!
//! `web::several` is the frame: a page that asks, and the change it asks about. Most actions are a short description
//! here. `join`, `relocate` and `two_factor` have fields of their own on the page, which `pages` shows.
pub mod join;
mod pages;
pub mod relocate;
pub mod two_factor;

use super::verbs::{self, kept_from_mailing, make_link, send_link};
use super::{DeleteUser, EnableDisableUser, LogOutUser, ManageLinks, RequireNewPassword, ResetFailedLogins};
use super::{Selected, State, idle};
use crate::access::{Access, Can, Refusal, rules};
use crate::activity::Author;
use crate::config::Seal;
use crate::db::{Read, Tx};
use crate::error::Result;
use crate::imports;
use crate::session::links::{Purpose, Sent};
use crate::web::answer::Outcome;
use crate::web::request::Form;
use crate::web::several::pages::Typed;
use crate::web::several::{Bulk, Instead, Plain, Plan, Selection};
use crate::web::visit::{Ctx, Visit};
use std::collections::HashMap;
use uuid::Uuid;

/// Returns the address of the page that moves these users to another unit, for links from other screens.
pub fn move_url(ids: Vec<i64>, from: &str) -> String {
    relocate::Move::address(ids, from)
}

macro_rules! plain {
    ($($(#[$doc:meta])* $name:ident: $right:ty, $word:literal, $icon:literal, $button:literal, $idle:expr, $verb:expr $(, kept: $kept:expr)? $(, offered: $offered:expr)?;)+) => { $(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy)]
        pub struct $name;
        impl Bulk for $name {
            type Row = Selected;
            type Right = $right;
            const WORD: &'static str = $word;
            const ICON: &'static str = $icon;
            const BUTTON: &'static str = $button;
            fn idle(row: &Selected) -> idle::Why { $idle(row) }
            $(fn kept(db: &mut impl Read, access: &Access, users: &[i64]) -> Result<HashMap<i64, Refusal>> { $kept(db, access, users) })?
            $(fn offered(access: &Access) -> Result<(), Refusal> { $offered(access) })?
        }
        impl Plain for $name {
            fn act<'t>(tx: &mut Tx<'t>, seal: &Seal, access: &Access, author: &Author, can: &Can<'t, $right>, batch: Option<Uuid>) -> Result<bool> {
                $verb(tx, (seal, access), author, can, batch)
            }
        }
    )+ };
}

plain! {
    /// **Deactivate user** (SPEC U-9).
    Deactivate: EnableDisableUser, "deactivate", "user-off", "users-deactivate",
        |row: &Selected| idle::deactivating(&row.user), |tx, _, author, can, batch| verbs::deactivate(tx, author, can, batch);
    /// **Activate user** (SPEC U-9).
    Activate: EnableDisableUser, "activate", "user-check", "users-activate",
        |row: &Selected| idle::activating(&row.user), |tx, _, author, can, batch| verbs::activate(tx, author, can, batch);
    /// **Reset failed login attempts** (SPEC U-3).
    Reset: ResetFailedLogins, "reset-failed-logins", "lock-open", "users-reset",
        |row: &Selected| idle::resetting(&row.user), |tx, _, author, can, batch| verbs::reset_failed_logins(tx, author, can, batch);
    /// **Log out user** (SPEC U-3).
    LogOut: LogOutUser, "log-out", "logout", "users-log-out",
        |row: &Selected| idle::logging_out(row.sessions), |tx, _, author, can, batch| verbs::log_out(tx, author, can, batch), offered: rules::log_out_users;
    /// **Require new password at next login** (SPEC U-22).
    AskPassword: RequireNewPassword, "require-new-password", "key", "users-ask-password",
        |row: &Selected| idle::asking_password(&row.user), |tx, _, author, can, batch| verbs::require_new_password(tx, author, can, batch);
    /// **Send activation link**, to users who wait for activation. The link is mailed to users who have an address it
    /// may go to; the links of users who have none are copied from their tab.
    SendActivation: ManageLinks, "send-activation-link", "send", "users-send-activation",
        |row: &Selected| idle::sending_activation(&row.user),
        |tx, with, author, can, batch| hand_over(tx, with, author, can, Purpose::Activation, batch),
        kept: |db, access, users| kept_from_mailing(db, access, users, Purpose::Activation);
    /// **Reset password link**, to active users.
    SendReset: ManageLinks, "send-reset-link", "lock-open", "users-send-reset",
        |row: &Selected| idle::sending_reset(&row.user),
        |tx, with, author, can, batch| hand_over(tx, with, author, can, Purpose::Reset, batch),
        kept: |db, access, users| kept_from_mailing(db, access, users, Purpose::Reset);
}

fn hand_over<'t>(
    tx: &mut Tx<'t>,
    (seal, access): (&Seal, &Access),
    author: &Author,
    can: &Can<'t, ManageLinks>,
    purpose: Purpose,
    batch: Option<Uuid>,
) -> Result<bool> {
    if make_link(tx, seal, author, can, purpose, batch)?.is_none() {
        return Ok(false);
    }
    match send_link(tx, seal, access, author, can, purpose, batch)? {
        Sent::To(_) | Sent::Nowhere => Ok(true),
        Sent::Withheld => Err(Refusal::AddressSetByOther.into()),
    }
}

/// **Delete user** (SPEC U-5): erases the personal data.
#[derive(Debug, Clone, Copy)]
pub struct Delete;

impl Bulk for Delete {
    type Row = Selected;
    type Right = DeleteUser;
    const WORD: &'static str = "delete";
    const ICON: &'static str = "trash";
    const BUTTON: &'static str = "users-delete";
    const DANGER: bool = true;

    fn kept(db: &mut impl Read, access: &Access, users: &[i64]) -> Result<HashMap<i64, Refusal>> {
        verbs::kept_from_deleting(db, access, users)
    }

    /// Offers **Deactivate instead** for users whom something other than a missing right keeps from being deleted.
    fn instead(visit: &Visit, selection: &Selection, plan: &Plan<Selected>) -> Option<Instead> {
        let others = plan.refused.iter().map(|(row, _)| &row.user).filter(|user| {
            let may = visit.access.allows::<EnableDisableUser>(user).is_ok();
            may && user.state == State::Active && visit.access.allows::<DeleteUser>(user).is_ok()
        });
        let others: Vec<i64> = others.map(|user| user.id).collect();
        (!others.is_empty()).then(|| Instead {
            label: visit.t.get("users-action-instead"),
            url: Deactivate::address(others, &selection.from),
            icon: Deactivate::ICON,
        })
    }
}

/// POST /users/delete.
pub fn delete(ctx: &mut Ctx<'_, '_>, sent: (Selection, Form<Typed>)) -> Result<Outcome> {
    imports::deleting::<Delete>(ctx, sent, verbs::delete)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_of_an_action_carries_the_users_and_the_way_back() {
        let address = Deactivate::address([7, 9], "/users?q=a b");
        assert_eq!(address, "/users/deactivate?id=7&id=9&from=%2Fusers%3Fq%3Da+b");
    }
}
