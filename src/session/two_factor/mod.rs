//! The second factor (SPEC 3.5): a code of an authenticator app, a code by email, or one of ten recovery codes, beside
//! the password.
//!
//! A code counts before it is looked at, on a counter of its own kind (SECURITY LO5), in a transaction of its own
//! (LO2); the step of an accepted code, and a used recovery code, are taken by one conditional UPDATE (OT2). The clock
//! is PostgreSQL's. What an administrator does about somebody else's is in `users`; nobody sees a secret but its owner,
//! once.
mod ask;
mod email;
mod recovery;
mod set_up;
mod store;
mod totp;

pub use ask::{Ask, masked, send_asked};
pub use email::{Chance, MINUTES as EMAIL_MINUTES, Sending};
pub use email::{
    address_changed, begin as begin_email, chance, live_since, offered as offered_email, send, send_on_arrival,
};
pub use set_up::{Confirmed, Offer, cancel, confirm, offer, offered};
pub use store::On;

use super::address_block;
use super::store::lock::{self, Attempt, Counted, Counter, LockAfter};
use crate::access::snapshot::Subject;
use crate::access::{evaluate, subject_of};
use crate::activity::{self, Entry, Event};
use crate::config::Seal;
use crate::db::{Read, Tx};
use crate::error::{Error, Result};
pub use crate::mail::TwoFactorChange;
use crate::mail::{self, Message};
use crate::web::visit::{Ctx, Visit};
use chrono::{DateTime, Utc};

/// The most wrong codes in a row, whatever the limit for wrong logins is (SPEC C-6): six digits are few (SECURITY LO5).
const MOST_FAILURES: i32 = 5;
/// Who comes this far has the password, so the second lock in a row, and each after it, lasts at least so long:
/// guessing is hopeless then, also over weeks (LO1, LO5).
const FURTHER_MINUTES: i32 = 60;

fn limits(visit: &Visit) -> LockAfter {
    let set = LockAfter::of(&visit.policy.settings);
    LockAfter {
        failures: set.failures.min(MOST_FAILURES),
        first: set.first,
        further: set.further.max(FURTHER_MINUTES),
    }
}

/// A kind of code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Of the authenticator app.
    App,
    /// Mailed to the confirmed address (SPEC U-33).
    Email,
    Recovery,
}

impl Method {
    /// As stored, and in addresses.
    pub fn code(self) -> &'static str {
        match self {
            Method::App => "app",
            Method::Email => "email",
            Method::Recovery => "recovery",
        }
    }

    /// Tells the kind of a code by its length, where one field takes any: six digits are of the app, eight characters
    /// came by email.
    pub fn of(typed: &str) -> Self {
        match typed.chars().filter(char::is_ascii_alphanumeric).count() {
            0..=6 => Method::App,
            7..=12 => Method::Email,
            _ => Method::Recovery,
        }
    }
}

/// A counted attempt.
#[derive(Debug, Clone, Copy)]
pub struct Reserved {
    pub user: i64,
    pub method: Method,
    counted: Counted,
}

impl Reserved {
    fn counter(&self) -> Counter<'static> {
        Counter::Code(self.user, self.method.code())
    }
}

/// What came of a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Checked {
    Right,
    Wrong,
    /// By another attempt, until then.
    Locked(DateTime<Utc>),
}

/// Whether somebody has a second factor, since when, with how many recovery codes left.
pub fn state(db: &mut impl Read, user: i64) -> Result<Option<On>> {
    store::state(db, user)
}

/// Whether the reader needs a second factor by policy: their own, of a group on any path, or of everybody (SPEC U-32).
pub fn is_required(db: &mut impl Read, visit: &Visit) -> Result<bool> {
    is_required_of(db, visit, visit.access.subject())
}

/// Whether this person needs a second factor by policy.
pub fn is_required_of(db: &mut impl Read, visit: &Visit, subject: &Subject) -> Result<bool> {
    let by_group = evaluate::requires_two_factor(visit.access.snapshot(), subject, visit.access.now());
    Ok(by_group || store::required(db, subject.user)?)
}

/// Whether this user, whose groups are not read yet, needs a second factor by policy.
pub fn is_required_of_user(db: &mut impl Read, visit: &Visit, user: i64) -> Result<bool> {
    let subject = subject_of(db, user)?;
    is_required_of(db, visit, &subject)
}

/// Counts an attempt before the code is looked at: the caller commits it by itself.
///
/// # Errors
/// Any database error; the outer result is the end of the lock.
pub fn reserve(ctx: &mut Ctx<'_, '_>, user: i64, method: Method) -> Result<Result<Reserved, DateTime<Utc>>> {
    let limits = limits(&ctx.visit);
    Ok(
        match lock::reserve(ctx.tx, Counter::Code(user, method.code()), limits)? {
            Attempt::Counted(counted) => {
                if method == Method::Email {
                    store::by_email::count_try(ctx.tx, user)?;
                }
                Ok(Reserved { user, method, counted })
            }
            Attempt::Locked(until) => Err(until),
        },
    )
}

/// Checks a code that was counted, and takes it: it never works again.
pub fn check(ctx: &mut Ctx<'_, '_>, reserved: &Reserved, typed: &str) -> Result<Checked> {
    let Reserved { user, method, counted } = *reserved;
    if let Some(until) = lock::locked_by_another(ctx.tx, reserved.counter(), counted)? {
        return Ok(Checked::Locked(until));
    }
    let right = match method {
        Method::App => {
            let (seal, now) = (&ctx.visit.state.seal, ctx.visit.access.now());
            let secret = store::secret(ctx.tx, user)?.map(|sealed| open(seal, &place(user), &sealed));
            let step = secret.transpose()?.map(|secret| totp::step_of(&secret, typed, now));
            match step.transpose()?.flatten() {
                Some(step) => store::accept_step(ctx.tx, user, step)?,
                None => false,
            }
        }
        Method::Email => email::take(ctx, user, typed)?,
        Method::Recovery => store::use_code(ctx.tx, user, &recovery::hash(typed))?,
    };
    if !right {
        return Ok(Checked::Wrong);
    }
    lock::clear(ctx.tx, reserved.counter())?;
    store::note_verified(ctx.tx, user)?;
    Ok(Checked::Right)
}

/// Records a wrong code in the log and for the automatic block of the address (SPEC N-10). The caller commits it.
pub fn record_failure(ctx: &mut Ctx<'_, '_>, reserved: &Reserved) -> Result<()> {
    let viewer = ctx.visit.access.principal()?;
    let subject = activity::Subject::User(viewer.user);
    let entry = Entry::new(&ctx.visit.author(), Event::LoginCodeFailed, subject, Some(viewer.unit));
    let entry = entry
        .fact("method", reserved.method.code())
        .fact("attempt", reserved.counted.number);
    activity::record(ctx.tx, entry)?;
    address_block::count(ctx)
}

/// Ten new recovery codes; the old ones stop working. They are shown once: only hashes stay.
pub fn new_codes(tx: &mut Tx<'_>, user: i64) -> Result<Vec<String>> {
    let codes = recovery::new_codes()?;
    let hashes = codes.iter().map(|code| recovery::hash(code)).collect();
    store::replace_codes(tx, user, hashes)?;
    Ok(codes)
}

/// Takes the second factor away. Returns false if there was none. The caller ends sessions and records it.
pub fn switch_off(tx: &mut Tx<'_>, user: i64) -> Result<bool> {
    store::switch_off(tx, user)
}

/// Takes one method away if there is another one, else returns false. The caller ends sessions and records it.
pub fn switch_off_one(tx: &mut Tx<'_>, user: i64, method: Method) -> Result<bool> {
    store::switch_off_one(tx, user, method)
}

/// Lifts the locks of wrong codes: from the command line. Else a right code lifts the lock of its kind, and whoever may
/// take the factor away takes the locks with it.
pub fn clear_attempts(tx: &mut Tx<'_>, user: i64) -> Result<()> {
    store::clear_counters(tx, user)
}

/// Tells the owner by mail, in the transaction of the change (SPEC N-6). `by`: who changed it.
pub fn tell(tx: &mut Tx<'_>, user: i64, by: Option<i64>, change: TwoFactorChange) -> Result<()> {
    let by_other = by != Some(user);
    mail::queue(tx, user, &Message::TwoFactorChanged { change, by_other }).map(drop)
}

/// What a secret is sealed to.
fn place(user: i64) -> String {
    format!("user {user} two-factor")
}

fn close(seal: &Seal, place: &str, secret: &[u8]) -> Result<Vec<u8>> {
    seal.close(place, secret)
        .map_err(|error| Error::Internal(format!("random: {error}")))
}

fn open(seal: &Seal, place: &str, sealed: &[u8]) -> Result<Vec<u8>> {
    seal.open(place, sealed)
        .map_err(|error| Error::Internal(format!("two-factor: {error}")))
}
