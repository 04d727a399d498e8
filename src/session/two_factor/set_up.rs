//! Setting up a method: a secret that only this session may confirm, by a code made with it (SECURITY OT3).
use super::{Method, TwoFactorChange, close, email, open, place, store, totp};
use crate::activity::{self, Entry, Event, Subject};
use crate::config::Seal;
use crate::db::{Read, Tx};
use crate::error::Result;
use crate::session::{self, Ended};
use crate::web::qr::Qr;
use crate::web::visit::{Ctx, Visit};
use chrono::{DateTime, Utc};

/// For how many minutes a shown secret may be confirmed.
pub(super) const MINUTES: i32 = 15;

/// A new secret, as it is shown to its owner.
pub struct Offer {
    pub qr: Option<Qr>,
    /// The secret in letters, for typing.
    pub secret: String,
    pub issuer: String,
    pub login: String,
}

/// The outcome of a code that was to confirm the method.
pub enum Confirmed {
    /// The method is on. The recovery codes are shown once. There are none if another method was on before, which
    /// brought them.
    Done(Method, Vec<String>),
    Wrong,
    /// Too many wrong codes. No more are accepted until this time.
    Locked(DateTime<Utc>),
    /// Nothing was being set up, the offer has expired, or another session was faster.
    NotOffered,
}

fn waiting(session: i64) -> String {
    format!("session {session} two-factor")
}

/// Begins the setup with a new secret for this session.
pub fn offer(tx: &mut Tx<'_>, seal: &Seal, session: i64) -> Result<()> {
    let sealed = close(seal, &waiting(session), &totp::new_secret()?)?;
    store::offer(tx, session, &sealed)
}

fn secret(db: &mut impl Read, visit: &Visit, session: i64) -> Result<Option<Vec<u8>>> {
    let sealed = store::offered(db, session, MINUTES)?;
    sealed
        .map(|sealed| open(&visit.state.seal, &waiting(session), &sealed))
        .transpose()
}

/// Returns what this session was offered and has not confirmed yet.
pub fn offered(db: &mut impl Read, visit: &Visit) -> Result<Option<Offer>> {
    let viewer = visit.access.principal()?;
    let Some(secret) = secret(db, visit, viewer.session()?.id)? else {
        return Ok(None);
    };
    let address = totp::address(&secret, &visit.installation, &viewer.login)?;
    Ok(Some(Offer {
        qr: Qr::of(&address),
        secret: totp::spelled(&secret)?,
        issuer: visit.installation.clone(),
        login: viewer.login.clone(),
    }))
}

/// Gives the setup up.
pub fn cancel(tx: &mut Tx<'_>, session: i64) -> Result<()> {
    store::forget_offer(tx, session)
}

/// Switches on what this session was offered, if the code is right. The caller must commit in any case, because a wrong
/// code may have been counted.
pub fn confirm(ctx: &mut Ctx<'_, '_>, typed: &str) -> Result<Confirmed> {
    let viewer = ctx.visit.access.principal()?.clone();
    if let Some(address) = store::by_email::offered(ctx.tx, viewer.session()?.id, MINUTES)? {
        return email::confirm(ctx, &address, typed);
    }
    let Some(secret) = secret(ctx.tx, &ctx.visit, viewer.session()?.id)? else {
        return Ok(Confirmed::NotOffered);
    };
    let Some(step) = totp::step_of(&secret, typed, ctx.visit.access.now())? else {
        return Ok(Confirmed::Wrong);
    };
    let sealed = close(&ctx.visit.state.seal, &place(viewer.user), &secret)?;
    match store::switch_on(ctx.tx, viewer.user, &sealed, step)? {
        Some(first) => done(ctx, Method::App, first),
        None => Ok(Confirmed::NotOffered),
    }
}

/// Completes the setup. From now on logins ask for this method, and the user's other sessions end. The first method
/// also brings recovery codes.
pub(super) fn done(ctx: &mut Ctx<'_, '_>, method: Method, first: bool) -> Result<Confirmed> {
    let viewer = ctx.visit.access.principal()?.clone();
    store::forget_offer(ctx.tx, viewer.session()?.id)?;
    store::note_verified(ctx.tx, viewer.user)?;
    let codes = match first {
        true => super::new_codes(ctx.tx, viewer.user)?,
        false => Vec::new(),
    };
    let (author, how) = (ctx.visit.author(), Ended::TwoFactorChanged);
    let ended = session::end_all(ctx.tx, &author, viewer.user, how, Some(viewer.session()?.id))?;
    let subject = Subject::User(viewer.user);
    let entry = Entry::new(&author, Event::UserTwoFactorEnabled, subject, Some(viewer.unit))
        .fact("method", method.code())
        .fact("recovery_codes", codes.len())
        .fact("sessions_ended", ended);
    activity::record(ctx.tx, entry)?;
    let change = match (first, method) {
        (true, _) => TwoFactorChange::On,
        (false, Method::Email) => TwoFactorChange::EmailOn,
        (false, _) => TwoFactorChange::AppOn,
    };
    super::tell(ctx.tx, viewer.user, author.user, change)?;
    Ok(Confirmed::Done(method, codes))
}
