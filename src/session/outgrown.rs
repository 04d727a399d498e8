//! P-10 when a way in is used: whoever made a link, or set a password that is still to be changed, can come in by it. If the
//! user has come to hold what its maker does not, it works no more.
use super::links::{self, Purpose, Withdrawn};
use super::store::{self, Candidate, Link};
use crate::access::fixed::SYSTEM;
use crate::access::logins::controls_login;
use crate::access::subjects_of;
use crate::activity::{self, Entry, Subject};
use crate::db::Read;
use crate::error::Result;
use crate::web::visit::{Ctx, Visit};

/// Whether the user holds what `maker` does not. What the user made, nobody or the system, is never outgrown.
fn is_outgrown(db: &mut impl Read, visit: &Visit, maker: Option<i64>, user: i64) -> Result<bool> {
    let Some(maker) = maker.filter(|maker| *maker != user && *maker != SYSTEM) else {
        return Ok(false);
    };
    let subjects = subjects_of(db, &[maker, user])?;
    let access = &visit.access;
    let (maker, user) = (subjects.of(maker)?, subjects.of(user)?);
    let controls = controls_login(access.snapshot(), maker, user, access.now());
    Ok(controls.is_err())
}

/// The same of a link.
pub(super) fn is_link(db: &mut impl Read, visit: &Visit, link: &Link) -> Result<bool> {
    is_outgrown(db, visit, link.created_by, link.user_id)
}

/// The same of a password that somebody else set and that is still to be changed.
pub(super) fn is_password(db: &mut impl Read, visit: &Visit, user: i64) -> Result<bool> {
    let maker = store::password_set_by(db, user)?;
    is_outgrown(db, visit, maker, user)
}

/// Withdraws the link that this browser holds, if it is such a one; the log says why.
pub(super) fn withdraw(ctx: &mut Ctx<'_, '_>, purpose: Purpose) -> Result<bool> {
    let secret = ctx.visit.request.link.as_deref().unwrap_or_default();
    let Ok(link) = links::find(ctx.tx, secret, purpose)? else {
        return Ok(false);
    };
    if !is_link(ctx.tx, &ctx.visit, &link)? {
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
