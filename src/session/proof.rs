//! Proving once more who one is, by the current password, and by a code where one is asked for (SPEC U-20, N-5). Wrong
//! passwords have a counter of their own, with the same timed lock as logins (SPEC C-6, SECURITY LO5): a stolen session
//! must not become a way to guess the password.
//!
//! Two hops: [`Proofs::reserve`] counts before anything is looked at, [`Proofs::judge`] decides as things stand then.
//! Pages only place what a [`Refused`] says.
use super::address_block;
use super::hashing::Secret;
use super::store::lock::{self, Attempt, Counted, Counter, LockAfter};
use super::two_factor::{self, Checked, Method, Reserved};
use crate::activity::{self, Entry, Event, Subject};
use crate::error::Result;
use crate::web::hashing_job::{Hashed, Hashing};
use crate::web::i18n::Texts;
use crate::web::visit::Ctx;
use chrono::{DateTime, Utc};

/// What was given, and counted.
pub struct Proofs {
    user: i64,
    /// For the log: whom it is about.
    about: i64,
    password: Counted,
    /// The stored hash the password is checked against.
    stored: Option<String>,
    /// None if no code was asked for.
    code: Option<(String, Reserved)>,
}

/// Which of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    Password,
    Code,
}

/// Why it proves nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    Wrong(At),
    /// Until then.
    Locked(At, DateTime<Utc>),
}

impl Refused {
    pub fn at(self) -> At {
        match self {
            Refused::Wrong(at) | Refused::Locked(at, _) => at,
        }
    }

    pub fn text(self, t: &Texts) -> String {
        match self {
            Refused::Wrong(At::Password) => t.get("change-password-wrong"),
            Refused::Wrong(At::Code) => t.get("login-code-wrong"),
            Refused::Locked(At::Password, until) => t.one("change-password-locked", "time", t.clock(until)),
            Refused::Locked(At::Code, until) => t.one("login-code-locked", "time", t.clock(until)),
        }
    }
}

/// The result of a proof: the inner error is shown to the user, and the outer one stops the request.
pub type Judged<T> = Result<Result<T, Refused>>;

impl Proofs {
    /// Counts an attempt of whoever is logged in, who was asked about `about`. The caller commits it unless it is
    /// refused.
    ///
    /// # Errors
    /// Any database error; the inner one: one of the two is locked.
    pub fn reserve(ctx: &mut Ctx<'_, '_>, about: i64, code: Option<String>) -> Judged<Self> {
        let user = ctx.visit.access.principal()?.user;
        let limits = LockAfter::of(&ctx.visit.policy.settings);
        let password = match lock::reserve(ctx.tx, Counter::Password(user), limits)? {
            Attempt::Counted(counted) => counted,
            Attempt::Locked(until) => return Ok(Err(Refused::Locked(At::Password, until))),
        };
        let code = match code {
            Some(typed) => match two_factor::reserve(ctx, user, Method::of(&typed))? {
                Ok(reserved) => Some((typed, reserved)),
                Err(until) => return Ok(Err(Refused::Locked(At::Code, until))),
            },
            None => None,
        };
        Ok(Ok(Self {
            user,
            about,
            password,
            stored: super::password_hash(ctx.tx, user)?,
            code,
        }))
    }

    /// Checks this password between the hops.
    pub fn hashing(&self, typed: Secret) -> Hashing {
        Hashing {
            check: Some((typed, self.stored.clone())),
            ..Hashing::default()
        }
    }

    /// A code is looked at, and used up, only beside the right password. Wrong ones stand in the log, and count for the
    /// automatic block of the address (SPEC N-10); the caller commits it. `code_due`: one is asked for now, also if the
    /// second factor was set up since the page was shown.
    ///
    /// # Errors
    /// Any database error; the inner one: it proves nothing.
    pub fn judge(&self, ctx: &mut Ctx<'_, '_>, hashed: &Hashed, code_due: bool) -> Judged<()> {
        let counter = Counter::Password(self.user);
        let unchanged = super::password_hash(ctx.tx, self.user)? == self.stored;
        if let Some(until) = lock::locked_by_another(ctx.tx, counter, self.password)? {
            return Ok(Err(Refused::Locked(At::Password, until)));
        }
        if !(hashed.right && unchanged) {
            self.record_failure(ctx)?;
            return Ok(Err(Refused::Wrong(At::Password)));
        }
        let checked = match &self.code {
            Some((typed, reserved)) => two_factor::check(ctx, reserved, typed)?,
            None if code_due => Checked::Wrong,
            None => Checked::Right,
        };
        match checked {
            Checked::Right => lock::clear(ctx.tx, counter).map(Ok),
            Checked::Locked(until) => Ok(Err(Refused::Locked(At::Code, until))),
            Checked::Wrong => {
                if let Some((_, reserved)) = &self.code {
                    two_factor::record_failure(ctx, reserved)?;
                }
                Ok(Err(Refused::Wrong(At::Code)))
            }
        }
    }

    fn record_failure(&self, ctx: &mut Ctx<'_, '_>) -> Result<()> {
        let viewer = ctx.visit.access.principal()?;
        let subject = Subject::User(viewer.user);
        let mut entry = Entry::new(
            &ctx.visit.author(),
            Event::PasswordProofFailed,
            subject,
            Some(viewer.unit),
        );
        entry = entry.fact("attempt", self.password.number).fact("for", self.about);
        if self.password.locks {
            entry = entry.fact("locked_minutes", ctx.visit.policy.settings.lock_minutes);
        }
        activity::record(ctx.tx, entry)?;
        address_block::count(ctx)
    }
}
