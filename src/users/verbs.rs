//! What is done to a user outside a form. The list's toolbar and the edit screen call the same verbs.
//!
//! Each verb takes the capability instead of an id, writes one entry, and returns whether there was anything to do.
//! `batch` joins the entries of one action on several users (SPEC U-4).
mod addresses;
mod details;
mod links;
pub mod on_behalf;
mod password;
mod store;
mod two_factor;

pub use addresses::{Asked, ask_to_confirm, confirm_again_at, note_changed, tell_changed};
pub(in crate::users) use details::raise_version;
pub use details::{Changes, Clash, NewUser, Own, create_user, release_addresses, rename, taken, update, update_own};
pub use links::{invite, kept_from_mailing, make_link, purpose_for, revoke_link, send_link};
pub use password::change_password;
pub use two_factor::{remove_two_factor, require_two_factor};

use super::{DeleteUser, EnableDisableUser, LogOutUser, MoveUser, ReceiveUser, RequireNewPassword, ResetFailedLogins};
use super::{State, User, idle, words};
use crate::access::escalation::{Account, Change, Effect};
use crate::access::period::Period;
use crate::access::permission::Permission;
use crate::access::snapshot::Subject;
use crate::access::{Access, Can, Refusal, subjects_of};
use crate::activity::{self, Author, Entry, Event, Whose};
use crate::actors;
use crate::api_tokens;
use crate::cloud::licences::{self, Taker};
use crate::db::{Changed, Read, Tx};
use crate::error::Result;
use crate::imports;
use crate::mail;
use crate::session::{self, Ended};
use std::collections::HashMap;
use uuid::Uuid;

fn entry(author: &Author, event: Event, user: &User, batch: Option<Uuid>) -> Entry {
    Entry::new(author, event, activity::Subject::User(user.id), Some(user.unit)).batch(batch)
}

/// Deactivates a user: sessions and open links end at once, nothing is deleted (SPEC U-9).
pub fn deactivate<'t>(
    tx: &mut Tx<'t>,
    author: &Author,
    can: &Can<'t, EnableDisableUser>,
    batch: Option<Uuid>,
) -> Result<bool> {
    let changed = switch(tx, author, can, State::Deactivated)?;
    if changed {
        activity::record(tx, entry(author, Event::UserDeactivated, can.row(), batch))?;
    }
    Ok(changed)
}

/// Activates a user again. Everything but sessions and links is as before (SPEC U-9).
pub fn activate<'t>(
    tx: &mut Tx<'t>,
    author: &Author,
    can: &Can<'t, EnableDisableUser>,
    batch: Option<Uuid>,
) -> Result<bool> {
    let changed = switch(tx, author, can, State::Active)?;
    if changed {
        activity::record(tx, entry(author, Event::UserActivated, can.row(), batch))?;
    }
    Ok(changed)
}

/// Changes the state without an entry, for a form that records its own. Returns false if the user has that state
/// already. Activating takes a licence, deactivating gives it back (SPEC C-3).
///
/// # Errors
/// `Denied` if no licence is left.
pub fn switch<'t>(tx: &mut Tx<'t>, author: &Author, can: &Can<'t, EnableDisableUser>, to: State) -> Result<bool> {
    let user = can.row();
    if user.state == to {
        return Ok(false);
    }
    if to == State::Active {
        let (user, unit) = (user.id, user.unit);
        licences::left(tx, Taker::User { user, unit })??;
    }
    store::set_state(tx, user.id, to == State::Active, author.user)?;
    if to != State::Active {
        session::shut_out(tx, &[user.id], Ended::Deactivated, author.user)?;
    }
    Ok(true)
}

/// Clears the counter of failed logins and lifts the lock (SPEC C-6). It does not activate anybody (SECURITY LO9).
pub fn reset_failed_logins<'t>(
    tx: &mut Tx<'t>,
    author: &Author,
    can: &Can<'t, ResetFailedLogins>,
    batch: Option<Uuid>,
) -> Result<bool> {
    let user = can.row();
    if idle::resetting(user).is_some() {
        return Ok(false);
    }
    session::clear_attempts(tx, user.id)?;
    let entry = entry(author, Event::UserFailedLoginsReset, user, batch).diff("failed", user.failed, 0);
    activity::record(tx, entry)?;
    Ok(true)
}

/// Ends all of a user's sessions, on every node at the next request.
pub fn log_out<'t>(tx: &mut Tx<'t>, author: &Author, can: &Can<'t, LogOutUser>, batch: Option<Uuid>) -> Result<bool> {
    let user = can.row();
    let ended = session::end_all(tx, author, user.id, Ended::LoggedOutByOther, None)?;
    if ended > 0 {
        activity::record(
            tx,
            entry(author, Event::UserLoggedOut, user, batch).fact("sessions", ended),
        )?;
    }
    Ok(ended > 0)
}

/// Moves a user to another unit. Memberships and cells stay where they are.
pub fn move_to<'t>(
    tx: &mut Tx<'t>,
    access: &Access,
    author: &Author,
    can: &Can<'t, MoveUser>,
    into: &Can<'t, ReceiveUser>,
    batch: Option<Uuid>,
) -> Result<bool> {
    let user = can.row();
    let moved = relocate(tx, access, author, can, into)?;
    if moved {
        let entry = entry(author, Event::UserMoved, user, batch).diff("unit", user.unit, into.row().id);
        activity::record(tx, entry)?;
    }
    Ok(moved)
}

/// Moves a user without an entry, for a form that records its own. Returns false if the user is in that unit already.
/// In another customer's unit the user has another reach (P-6), and needs a licence of that customer.
///
/// # Errors
/// `Denied` for either, before anything is written.
pub fn relocate<'t>(
    tx: &mut Tx<'t>,
    access: &Access,
    author: &Author,
    can: &Can<'t, MoveUser>,
    into: &Can<'t, ReceiveUser>,
) -> Result<bool> {
    let (user, unit) = (can.row(), into.row().id);
    if user.unit == unit {
        return Ok(false);
    }
    let after = Subject {
        reach: user.rights.reach.moved_to(unit),
        ..user.rights.clone()
    };
    access.may_change(&[Change::Reach {
        before: &user.rights,
        after: &after,
    }])?;
    if user.state == State::Active && user.licensed {
        licences::left(tx, Taker::User { user: user.id, unit })??;
    }
    store::set_unit(tx, user.id, unit, author.user)?;
    Ok(true)
}

/// Asks for a new password at the next login (SPEC U-22). There is nothing to do if there is no password yet, or if
/// several people use the user: each could not choose a new one.
pub fn require_new_password<'t>(
    tx: &mut Tx<'t>,
    author: &Author,
    can: &Can<'t, RequireNewPassword>,
    batch: Option<Uuid>,
) -> Result<bool> {
    let user = can.row();
    if idle::asking_password(user).is_some() {
        return Ok(false);
    }
    store::require_new_password(tx, user.id, author.user)?;
    activity::record(tx, entry(author, Event::UserNewPasswordRequired, user, batch))?;
    Ok(true)
}

/// Returns, by id, why some of these users cannot be deleted (SPEC U-5, P-6). They are linked on behalf of others or to
/// an actor, they have written notes, or they would lose a Deny that the principal may not take away. The Deny may be
/// their own, or reach them through a group.
pub fn kept_from_deleting(db: &mut impl Read, access: &Access, users: &[i64]) -> Result<HashMap<i64, Refusal>> {
    let subjects = subjects_of(db, users)?;
    let denies = store::own_denies(db, users)?;
    let in_use = on_behalf::in_use(db, users)?;
    let linked = actors::linked(db, users)?;
    let authors = actors::notes::written_by(db, users)?;
    let kept = subjects.all().filter_map(|subject| {
        if in_use.contains(&subject.user) {
            return Some((subject.user, Refusal::OnBehalf));
        }
        if linked.contains_key(&subject.user) {
            return Some((subject.user, Refusal::LinkedActor));
        }
        if authors.contains(&subject.user) {
            return Some((subject.user, Refusal::WroteNotes));
        }
        let own = denies.iter().filter(|deny| deny.account_id == subject.user);
        let changes: Vec<Change<'_>> = own.map(|deny| deny.lifted(subject)).chain(left(subject)).collect();
        Some((subject.user, access.may_change(&changes).err()?))
    });
    Ok(kept.collect())
}

/// Returns the loss of every membership of a user, as changes.
fn left(subject: &Subject) -> impl Iterator<Item = Change<'_>> {
    subject.memberships.iter().map(|membership| Change::Membership {
        account: Account::User(subject),
        group: membership.group,
        unit: membership.unit,
        before: Some(Period::new(membership.from, membership.to)),
        after: None,
    })
}

impl store::Cell {
    /// Returns the removal of this cell's Deny, as a change.
    fn lifted<'a>(&self, subject: &'a Subject) -> Change<'a> {
        Change::Cell {
            account: Account::User(subject),
            permission: Permission(self.permission_id),
            unit: self.unit_id,
            before: Some(Effect {
                allow: false,
                period: Period::new(self.valid_from, self.valid_to),
            }),
            after: None,
        }
    }
}

/// Deletes a user, which means anonymizing it (SPEC U-5, SECURITY DP1). The id stays and events still read "Deleted
/// user 19". Names, email, secrets, sessions, memberships, cells and the personal values of the log go. The login name
/// is free again. Returns what the user was called, which [`imports::deleting`] forgets.
pub fn delete<'t>(
    tx: &mut Tx<'t>,
    author: &Author,
    can: &Can<'t, DeleteUser>,
    batch: Option<Uuid>,
) -> Result<imports::Names> {
    let user = can.row();
    session::end_all(tx, author, user.id, Ended::Deleted, None)?;
    session::erase(tx, user.id)?;
    api_tokens::erase(tx, user.id)?;
    mail::erase(tx, user.id)?;
    let email = user.email.as_deref().unwrap_or_default();
    let before = store::email_before(tx, user.id)?.unwrap_or_default();
    let names = imports::Names::of([&*user.login, &user.display_name, email, &before]);
    let gone = store::drop_rights(tx, user.id)?;
    if gone.cells > 0 {
        tx.access_changed(Changed::Grant(user.id))?;
    }
    store::anonymize(tx, user.id, &format!("Deleted user {}", user.id), author.user)?;
    words::write(tx, user.id)?;
    let entry = entry(author, Event::UserDeleted, user, batch)
        .fact("memberships", gone.memberships)
        .fact("cells", gone.cells);
    activity::record(tx, entry)?;
    activity::erase(tx, Whose::Person(user.id))?;
    Ok(names)
}
