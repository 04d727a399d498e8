//! Codes by email (SPEC U-33): eight characters, ten minutes, five tries, the newest only.
//!
//! They go to the address that was confirmed when they were switched on, and nowhere else. When somebody else changes
//! the address they stop, so that who may change addresses does not get past a second factor: a recovery code or the
//! app goes on, or whoever may removes the factor. An owner's own change, which needs a code itself, switches them off.
use super::store::by_email::{self, Pace};
use super::{Confirmed, Method, On, TwoFactorChange, close, masked, open, recovery, set_up, store};
use crate::activity::{self, Entry, Event, Subject};
use crate::db::Read;
use crate::error::{Error, Result};
use crate::mail::{self, Message, Sealed};
use crate::session::store::lock;
use crate::session::{self, Ended};
use crate::web::visit::{Ctx, Visit};
use chrono::{DateTime, TimeDelta, Utc};

/// How long a code works.
pub const MINUTES: i32 = 10;
const TRIES: i32 = 5;
const SYMBOLS: usize = 8;
/// A login that finds a code as young as this sends none: that one works, and is on its way.
const FRESH_MINUTES: i32 = 5;
/// Limits how many codes are sent, so that nobody who knows the password can fill the mailbox.
const PACE: Pace = Pace {
    seconds_between: 60,
    in_an_hour: 10,
};

/// What came of sending a code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sending {
    /// To this address, most of which is hidden.
    Sent(String),
    /// The one before is young; the next may be sent from then on.
    TooSoon(DateTime<Utc>),
    /// There is no mail, or no address that it may go to.
    Stopped,
}

/// Whether somebody could have codes by email.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Chance {
    /// At this address, most of which is hidden.
    At(String),
    /// Once there is a confirmed address.
    Unconfirmed,
    /// There is no mail, or the installation allows none.
    No,
}

/// What a code is sealed to.
fn place(user: i64) -> String {
    format!("user {user} email code")
}

pub fn chance(db: &mut impl Read, user: i64) -> Result<Chance> {
    let chance = by_email::chance(db, user)?;
    Ok(match chance.address {
        _ if !chance.open => Chance::No,
        Some(address) => Chance::At(masked(&address)),
        None => Chance::Unconfirmed,
    })
}

/// When the code that works now was sent.
pub fn live_since(db: &mut impl Read, user: i64) -> Result<Option<DateTime<Utc>>> {
    Ok(by_email::live(db, user, MINUTES, TRIES)?.map(|live| live.sent_at))
}

/// Sends a new code to the reader, if they have codes by email.
pub fn send(ctx: &mut Ctx<'_, '_>) -> Result<Sending> {
    let viewer = ctx.visit.access.principal()?.clone();
    match working(store::state(ctx.tx, viewer.user)?) {
        Some(address) => post(ctx, viewer.user, viewer.unit, &address),
        None => Ok(Sending::Stopped),
    }
}

/// Mails a code when a login comes to its second step and there is no other way.
pub fn send_on_arrival(ctx: &mut Ctx<'_, '_>, user: i64, unit: i64) -> Result<()> {
    let on = store::state(ctx.tx, user)?.filter(|on| !on.app);
    let Some(address) = working(on) else {
        return Ok(());
    };
    if by_email::live(ctx.tx, user, FRESH_MINUTES, TRIES)?.is_none() {
        post(ctx, user, unit, &address)?;
    }
    Ok(())
}

fn working(on: Option<On>) -> Option<String> {
    on.filter(|on| on.email_works).and_then(|on| on.email)
}

fn post(ctx: &mut Ctx<'_, '_>, user: i64, unit: i64, address: &str) -> Result<Sending> {
    let code = recovery::new_symbols::<SYMBOLS>()?;
    let seal = &ctx.visit.state.seal;
    let sealed = close(seal, &place(user), code.as_bytes())?;
    if !by_email::replace(ctx.tx, user, &sealed, &PACE)? {
        return by_email::next_at(ctx.tx, user, &PACE).map(Sending::TooSoon);
    }
    let until = ctx.visit.access.now() + TimeDelta::minutes(MINUTES.into());
    let code = Sealed::new(seal, &code)?;
    if !mail::queue(ctx.tx, user, &Message::LoginCode { code, until })? {
        return Ok(Sending::Stopped);
    }
    let mut author = ctx.visit.author();
    author.user = Some(user);
    let entry = Entry::new(&author, Event::LoginCodeSent, Subject::User(user), Some(unit));
    activity::record(ctx.tx, entry.fact("method", Method::Email.code()))?;
    Ok(Sending::Sent(masked(address)))
}

/// Whether this is the code, which is then used up.
pub(super) fn take(ctx: &mut Ctx<'_, '_>, user: i64, typed: &str) -> Result<bool> {
    match working(store::state(ctx.tx, user)?) {
        Some(_) => matches(ctx, user, typed),
        None => Ok(false),
    }
}

fn matches(ctx: &mut Ctx<'_, '_>, user: i64, typed: &str) -> Result<bool> {
    let Some(live) = by_email::live(ctx.tx, user, MINUTES, TRIES)? else {
        return Ok(false);
    };
    let code = open(&ctx.visit.state.seal, &place(user), &live.sealed)?;
    let code = String::from_utf8(code).map_err(|_| Error::Internal("a code that is no text".into()))?;
    Ok(recovery::hash(typed) == recovery::hash(&code) && by_email::take(ctx.tx, user, &live.sealed)?)
}

/// Begins to set up: a code to the confirmed address, which this session alone may confirm (SECURITY OT3).
pub fn begin(ctx: &mut Ctx<'_, '_>) -> Result<Sending> {
    let viewer = ctx.visit.access.principal()?.clone();
    let chance = by_email::chance(ctx.tx, viewer.user)?;
    match chance.address.filter(|_| chance.open) {
        Some(address) => {
            by_email::offer(ctx.tx, viewer.session()?.id, &address)?;
            post(ctx, viewer.user, viewer.unit, &address)
        }
        None => Ok(Sending::Stopped),
    }
}

/// The address this session is about to confirm, most of it hidden.
pub fn offered(db: &mut impl Read, visit: &Visit) -> Result<Option<String>> {
    let session = visit.access.session()?.id;
    Ok(by_email::offered(db, session, set_up::MINUTES)?.map(|address| masked(&address)))
}

/// Checks the code that confirms the address. A wrong one counts, so the caller commits whatever comes of it.
pub(super) fn confirm(ctx: &mut Ctx<'_, '_>, address: &str, typed: &str) -> Result<Confirmed> {
    let viewer = ctx.visit.access.principal()?.clone();
    let reserved = match super::reserve(ctx, viewer.user, Method::Email)? {
        Ok(reserved) => reserved,
        Err(until) => return Ok(Confirmed::Locked(until)),
    };
    if !matches(ctx, viewer.user, typed)? {
        super::record_failure(ctx, &reserved)?;
        return Ok(Confirmed::Wrong);
    }
    lock::clear(ctx.tx, reserved.counter())?;
    let first = by_email::switch_on(ctx.tx, viewer.user, address)?;
    set_up::done(ctx, Method::Email, first)
}

/// Switches codes by email off after the owner changed the address, until they are set up for it. Returns false if
/// there were none.
pub fn address_changed(ctx: &mut Ctx<'_, '_>) -> Result<bool> {
    let viewer = ctx.visit.access.principal()?.clone();
    let Some(on) = store::state(ctx.tx, viewer.user)?.filter(|on| on.email.is_some()) else {
        return Ok(false);
    };
    let change = if on.app {
        store::switch_off_one(ctx.tx, viewer.user, Method::Email)?;
        TwoFactorChange::EmailOff
    } else {
        store::switch_off(ctx.tx, viewer.user)?;
        TwoFactorChange::Off
    };
    let (author, how) = (ctx.visit.author(), Ended::TwoFactorChanged);
    let ended = session::end_all(ctx.tx, &author, viewer.user, how, Some(viewer.session()?.id))?;
    let subject = Subject::User(viewer.user);
    let entry = Entry::new(&author, Event::UserTwoFactorDisabled, subject, Some(viewer.unit));
    let entry = entry.fact("method", Method::Email.code()).fact("sessions_ended", ended);
    activity::record(ctx.tx, entry)?;
    super::tell(ctx.tx, viewer.user, author.user, change)?;
    Ok(true)
}
