//! P-10 when a way in is used: whoever made a link, or set a password or the address that a reset link goes to, can
//! come in by it. If the user has come to hold what its maker does not, it works no more.
//!
//! Whoever comes in with a password of somebody else can change it, and make sessions and API tokens. So its maker is
//! handed on to these ([`behind_password`]) until the owner chooses one when asked to, or by a link.
use super::links::{self, Purpose, Withdrawn};
use super::store::{self, Candidate, Link};
use crate::access::evaluate::is_administrator;
use crate::access::fixed::SYSTEM;
use crate::access::logins::controls_login;
use crate::access::snapshot::Snapshot;
use crate::access::{Access, Asked, subject_of, subjects_of};
use crate::activity::{self, Entry, Event, Subject};
use crate::db::Read;
use crate::error::Result;
use crate::mail::To;
use crate::web::visit::{Ctx, Visit};
use chrono::{DateTime, Utc};
use std::collections::HashSet;

/// Whether what this maker made can be outgrown. What the user or the system made never is.
fn may_outgrow(maker: i64, user: i64) -> bool {
    maker != user && maker != SYSTEM
}

/// Whether the user holds what `maker` does not. What nobody made is never outgrown.
fn is_outgrown(db: &mut impl Read, as_of: AsOf<'_>, maker: Option<i64>, user: i64) -> Result<bool> {
    let Some(maker) = maker.filter(|maker| may_outgrow(*maker, user)) else {
        return Ok(false);
    };
    let subjects = subjects_of(db, &[maker, user])?;
    let (maker, user) = (subjects.of(maker)?, subjects.of(user)?);
    let controls = controls_login(as_of.snapshot, maker, user, as_of.now);
    Ok(controls.is_err())
}

/// When that is asked.
#[derive(Debug, Clone, Copy)]
pub struct AsOf<'a> {
    pub(super) snapshot: &'a Snapshot,
    pub(super) now: DateTime<Utc>,
}

impl<'a> From<&'a Access> for AsOf<'a> {
    fn from(access: &'a Access) -> Self {
        Self {
            snapshot: access.snapshot(),
            now: access.now(),
        }
    }
}

/// Whether the user holds what the maker of the link does not. One that was asked for on the login page is as good as
/// the address that counts. One that sets a password and came by mail is no better than the address it went to, whatever
/// address the user has by now.
pub(super) fn is_link(db: &mut impl Read, visit: &Visit, link: &Link, purpose: Purpose) -> Result<bool> {
    let as_of = AsOf::from(&visit.access);
    if link.by_mail && purpose != Purpose::Email && is_outgrown(db, as_of, link.address_set_by, link.user_id)? {
        return Ok(true);
    }
    if link.created_by.is_none() && purpose == Purpose::Reset {
        return is_address(db, as_of, link.user_id, purpose.goes_to());
    }
    is_outgrown(db, as_of, link.created_by, link.user_id)
}

/// Whether the user holds what the other person does not who set the password.
///
/// # Errors
/// Any database error.
pub fn is_password(db: &mut impl Read, visit: &Visit, user: i64) -> Result<bool> {
    let maker = store::password_set_by(db, user)?;
    is_outgrown(db, AsOf::from(&visit.access), maker, user)
}

/// Who could be in the user's place, having set the password, and is the maker of what the user makes now. Nobody comes to
/// hold more than a member of Administrators, so such a one is nobody's maker: those who leave shut nobody out.
///
/// # Errors
/// Any database error.
pub fn behind_password(db: &mut impl Read, visit: &Visit, user: i64) -> Result<Option<i64>> {
    let maker = store::password_set_by(db, user)?;
    let Some(maker) = maker.filter(|maker| may_outgrow(*maker, user)) else {
        return Ok(None);
    };
    let (access, subject) = (&visit.access, subject_of(db, maker)?);
    let stays = !is_administrator(access.snapshot(), &subject, access.now());
    Ok(stays.then_some(maker))
}

/// Whether the user has outgrown whoever could have made this API token, so that it works no more.
///
/// # Errors
/// Any database error.
pub fn is_token(db: &mut impl Read, visit: &Visit, made_under: Option<i64>, user: i64) -> Result<bool> {
    is_outgrown(db, AsOf::from(&visit.access), made_under, user)
}

/// Leaves out whoever asks with a session or token that somebody else could have made, whom the user has outgrown. Asked
/// with every request, because promotions come about in many ways, also by a date; it costs nothing where nobody could.
///
/// # Errors
/// Any database error.
pub fn checked(db: &mut impl Read, snapshot: &Snapshot, asked: Asked) -> Result<Asked> {
    let as_of = AsOf {
        snapshot,
        now: asked.now,
    };
    let outgrown = match &asked.viewer {
        Some(viewer) => is_outgrown(db, as_of, viewer.made_under, viewer.user)?,
        None => false,
    };
    Ok(match outgrown {
        true => Asked { viewer: None, ..asked },
        false => asked,
    })
}

/// Whether the user holds what the person does not who set the address that such mail goes to.
pub(super) fn is_address(db: &mut impl Read, as_of: AsOf<'_>, user: i64, to: To) -> Result<bool> {
    let maker = store::address_set_by(db, user, to)?;
    is_outgrown(db, as_of, maker, user)
}

/// Those of these users of whom [`is_address`] holds.
pub(super) fn addresses(db: &mut impl Read, as_of: AsOf<'_>, users: &[i64], to: To) -> Result<HashSet<i64>> {
    let set = store::addresses_set_by(db, users, to)?;
    let set: Vec<(i64, i64)> = set.into_iter().filter(|(user, by)| may_outgrow(*by, *user)).collect();
    let both: Vec<i64> = set.iter().flat_map(|(user, by)| [*user, *by]).collect();
    let subjects = subjects_of(db, &both)?;
    let mut outgrown = HashSet::new();
    for (user, by) in set {
        if controls_login(as_of.snapshot, subjects.of(by)?, subjects.of(user)?, as_of.now).is_err() {
            outgrown.insert(user);
        }
    }
    Ok(outgrown)
}

/// Whether no new password is mailed to one's own confirmed address. That is so if the person who set it does not hold
/// what the user holds, and the user has not vouched for it.
///
/// # Errors
/// Any database error.
pub fn is_own_address(db: &mut impl Read, visit: &Visit, user: i64) -> Result<bool> {
    is_address(db, AsOf::from(&visit.access), user, To::Confirmed)
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
    let entry = Entry::new(&ctx.visit.author(), Event::LinkRevoked, subject, Some(link.unit_id));
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
