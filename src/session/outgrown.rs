//! P-10 when a way in is used: whoever made a link, or set a password or the address that a reset link goes to, can
//! come in by it. If the user has come to hold what its maker does not, it works no more.
use super::links::{self, Purpose, Withdrawn};
use super::store::{self, Candidate, Link};
use crate::access::fixed::SYSTEM;
use crate::access::logins::controls_login;
use crate::access::snapshot::Snapshot;
use crate::access::subjects_of;
use crate::activity::{self, Entry, Subject};
use crate::db::Read;
use crate::error::Result;
use crate::web::visit::{Ctx, Visit};
use chrono::{DateTime, Utc};

/// Whether the user holds what `maker` does not. What the user made, nobody or the system, is never outgrown.
fn is_outgrown(db: &mut impl Read, as_of: AsOf<'_>, maker: Option<i64>, user: i64) -> Result<bool> {
    let Some(maker) = maker.filter(|maker| *maker != user && *maker != SYSTEM) else {
        return Ok(false);
    };
    let subjects = subjects_of(db, &[maker, user])?;
    let (maker, user) = (subjects.of(maker)?, subjects.of(user)?);
    let controls = controls_login(as_of.snapshot, maker, user, as_of.now);
    Ok(controls.is_err())
}

/// When that is asked.
#[derive(Clone, Copy)]
pub(super) struct AsOf<'a> {
    pub snapshot: &'a Snapshot,
    pub now: DateTime<Utc>,
}

impl<'a> AsOf<'a> {
    fn of(visit: &'a Visit) -> Self {
        Self {
            snapshot: visit.access.snapshot(),
            now: visit.access.now(),
        }
    }
}

/// The same of a link. One that was asked for on the login page is as good as the address it went to.
pub(super) fn is_link(db: &mut impl Read, visit: &Visit, link: &Link, purpose: Purpose) -> Result<bool> {
    if link.created_by.is_none() && purpose == Purpose::Reset {
        return is_address(db, AsOf::of(visit), link.user_id);
    }
    is_outgrown(db, AsOf::of(visit), link.created_by, link.user_id)
}

/// The same of a password that somebody else set.
pub(super) fn is_password(db: &mut impl Read, visit: &Visit, user: i64) -> Result<bool> {
    let maker = store::password_set_by(db, user)?;
    is_outgrown(db, AsOf::of(visit), maker, user)
}

/// The same of the address that counts, which reset links go to.
pub(super) fn is_address(db: &mut impl Read, as_of: AsOf<'_>, user: i64) -> Result<bool> {
    let maker = store::address_set_by(db, user)?;
    is_outgrown(db, as_of, maker, user)
}

/// Whether no new password is mailed to one's own confirmed address. That is so if the person who set it does not hold
/// what the user holds, and the user has not vouched for it.
///
/// # Errors
/// Any database error.
pub fn is_own_address(db: &mut impl Read, visit: &Visit, user: i64) -> Result<bool> {
    is_address(db, AsOf::of(visit), user)
}

/// Withdraws the link that this browser holds, if it is such a one; the log says why.
pub(super) fn withdraw(ctx: &mut Ctx<'_, '_>, purpose: Purpose) -> Result<bool> {
    let secret = ctx.visit.request.link.as_deref().unwrap_or_default();
    let Ok(link) = links::find(ctx.tx, secret, purpose)? else {
        return Ok(false);
    };
    if !is_link(ctx.tx, &ctx.visit, &link, purpose)? {
        return Ok(false);
    }
    let how = Withdrawn::Outgrown;
    store::revoke_links_for(ctx.tx, link.user_id, purpose.code(), how)?;
    let subject = Subject::User(link.user_id);
    let entry = Entry::new(&ctx.visit.author(), "link.revoked", subject, Some(link.unit_id));
    let entry = entry.fact("purpose", purpose.code()).fact("reason", how.code());
    activity::record(ctx.tx, entry)?;
    Ok(true)
}

/// What shuts out whoever has the right password.
pub(super) fn shut_out(ctx: &mut Ctx<'_, '_>, user: &Candidate) -> Result<Option<&'static str>> {
    match user.shut_out() {
        None if is_password(ctx.tx, &ctx.visit, user.id)? => Ok(Some("outgrown")),
        other => Ok(other),
    }
}
