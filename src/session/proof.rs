//! Proving once more who one is, by the current password (SPEC U-20, N-5). Wrong ones have a counter of their own, with the
//! same timed lock as logins (SECURITY LO5): a stolen session must not become a way to guess the password.
mod store;

use super::{LOCK_AFTER, LOCK_MINUTES, address_block};
use crate::activity::{self, Entry, Subject};
use crate::db::Tx;
use crate::error::Result;
use crate::web::visit::Ctx;
use chrono::{DateTime, Utc};

/// An attempt that was counted, or the end of the lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attempt {
    /// Which wrong one in a row it will be.
    Number(i32),
    Locked(DateTime<Utc>),
}

/// Counts an attempt before the password is looked at; the one that reaches the limit sets the lock.
pub fn reserve(tx: &mut Tx<'_>, user: i64) -> Result<Attempt> {
    store::reserve(tx, user, LOCK_AFTER, LOCK_MINUTES)
}

/// Until when the user is locked by an attempt other than number `own`: a lock holds for what was begun before it (LO6).
pub fn locked_by_another(tx: &mut Tx<'_>, user: i64, own: i32) -> Result<Option<DateTime<Utc>>> {
    if own == LOCK_AFTER {
        Ok(None)
    } else {
        store::locked(tx, user)
    }
}

/// The password of whoever is logged in was wrong, the `number`-th time in a row, where it was asked for about `user`: for
/// the log, and for the automatic block of the address (SPEC N-10). The caller commits it.
pub fn failed(ctx: &mut Ctx<'_, '_>, number: i32, user: i64) -> Result<()> {
    let viewer = ctx.visit.access.principal()?;
    let subject = Subject::User(viewer.user);
    let mut entry = Entry::new(&ctx.visit.author(), "password.proof_failed", subject, Some(viewer.unit));
    entry = entry.fact("attempt", number).fact("for", user);
    if number >= LOCK_AFTER {
        entry = entry.fact("locked_minutes", LOCK_MINUTES);
    }
    activity::record(ctx.tx, entry)?;
    address_block::count(ctx)
}

/// The password was right.
pub fn clear(tx: &mut Tx<'_>, user: i64) -> Result<()> {
    store::clear(tx, user)
}
