//! Login, sessions, passwords: who somebody is. What they may do is `access`.
//!
//! The ways in (SECURITY AU2), each of which asks how the account stands at that moment: active, licensed, its employee
//! not off, not locked, from an address that may, with a second factor where one is required.
//!
//! * the login form, `login`;
//! * the steps that follow it, `stages`: `code`, `set_up`, `new_password`, `limit`, `clerk`;
//! * an activation link, `activation`, from which the steps go on as from the form;
//! * a reset link and a set-up link, `reset` and `setup_link`: they set a password and lead to the form;
//! * an API token, which `access::ask_token` looks up with every request: a timed lock does not stop it.
//!
//! Sessions are made by [`stages::begin`] and nowhere else (SECURITY AU2); a house test counts its callers.
pub mod activation;
mod address_block;
pub mod barred;
mod by_link;
pub mod chosen;
pub mod clerk;
pub mod code;
pub mod confirm;
pub mod confirm_address;
pub mod devices;
pub mod forgot;
pub mod hashing;
pub mod limit;
pub mod links;
pub mod listed;
pub mod login;
pub mod meter;
pub mod new_password;
pub mod outgrown;
pub mod password;
pub mod proof;
pub mod reset;
pub mod set_up;
pub mod setup_link;
pub mod stages;
pub mod store;
pub mod sweep;
mod turned_away;
pub mod two_factor;

use crate::access::snapshot::{Snapshot, Subject as Rights};
use crate::access::snapshots::Snapshots;
use crate::access::{Credential, Viewer, evaluate, touch};
use crate::activity::{self, Author, Entry, Event, Subject};
use crate::db::{Read, Tx};
use crate::error::{Error, Result};
use crate::web::request::Request;
use chrono::{DateTime, TimeDelta, Utc};
use links::Withdrawn;
use sha2::{Digest, Sha256};

/// Token periods where no group sets any (SPEC N-4).
pub const ACCESS_MINUTES: i32 = 60;
pub const REFRESH_MINUTES: i32 = 24 * 60;

/// A new secret of 256 random bits, as hex.
pub fn new_secret() -> Result<String> {
    let mut bytes = [0u8; 32];
    getrandom::fill(&mut bytes).map_err(|error| Error::Internal(format!("random: {error}")))?;
    Ok(hex::encode(bytes))
}

/// What the database keeps of a secret.
pub fn secret_hash(secret: &str) -> Vec<u8> {
    Sha256::digest(secret.as_bytes()).to_vec()
}

/// "Last active" is written at most once a minute.
pub fn is_stale(viewer: &Viewer, now: DateTime<Utc>) -> bool {
    let last_used = viewer.by.last_used();
    last_used.is_none_or(|at| now - at > TimeDelta::minutes(1))
}

/// Notes that the session was used, or the API token.
pub fn seen(db: &mut impl Read, viewer: &Viewer, request: &Request) -> Result<()> {
    match &viewer.by {
        Credential::Session(session) => touch(db, session, viewer.user),
        Credential::Token(token) => store::token_used(db, token.id, request),
    }
}

/// Lifetimes of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lifetimes {
    pub access_minutes: i32,
    pub refresh_minutes: i32,
}

/// The shortest period set on any of the user's groups, on any path; else the defaults (SPEC N-4).
pub fn lifetimes(snapshot: &Snapshot, subject: &Rights, now: DateTime<Utc>) -> Lifetimes {
    let (access, refresh) = evaluate::token_periods(snapshot, subject, now);
    let refresh_minutes = refresh.unwrap_or(REFRESH_MINUTES);
    Lifetimes {
        access_minutes: access.unwrap_or(ACCESS_MINUTES).min(refresh_minutes),
        refresh_minutes,
    }
}

/// How a login came about; the words of **Login option** (SPEC 3.3) are Fluent `login-option-<code>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoginOption {
    Password,
    PasswordAndCode,
    PasswordAndEmail,
    PasswordAndRecovery,
    ActivationLink,
}

impl LoginOption {
    /// A password and this kind of code.
    pub fn beside(method: two_factor::Method) -> Self {
        match method {
            two_factor::Method::App => LoginOption::PasswordAndCode,
            two_factor::Method::Email => LoginOption::PasswordAndEmail,
            two_factor::Method::Recovery => LoginOption::PasswordAndRecovery,
        }
    }

    pub fn code(self) -> &'static str {
        match self {
            LoginOption::Password => "password",
            LoginOption::PasswordAndCode => "password-code",
            LoginOption::PasswordAndEmail => "password-email",
            LoginOption::PasswordAndRecovery => "password-recovery",
            LoginOption::ActivationLink => "activation-link",
        }
    }
}

/// Renews the session silently (SPEC N-4): it gets a new secret, never a longer life. Returns None when a parallel
/// request was first. The browser then gets the new secret with the answer to that one. This request goes on with its
/// own secret, which stays valid for 30 seconds; sending it back would replace the new one. `now` is by PostgreSQL's
/// clock.
pub fn renew(
    db: &mut impl Read,
    snapshots: &Snapshots,
    (viewer, now): (&Viewer, DateTime<Utc>),
    request: &Request,
) -> Result<Option<String>> {
    let old = request.secret.current().ok_or(Error::SignInRequired)?;
    let new = new_secret()?;
    let snapshot = snapshots
        .current()
        .ok_or_else(|| Error::Internal("renewed without a snapshot".into()))?;
    let subject = Rights::new(viewer.user, viewer.memberships.clone(), viewer.reach.clone());
    let minutes = lifetimes(&snapshot, &subject, now).access_minutes;
    let author = Author {
        user: Some(viewer.user),
        clerk: viewer.clerk().map(|clerk| clerk.id),
        address: Some(request.address),
        request: request.id,
    };
    let won = store::renew(
        db,
        viewer.session()?.id,
        &secret_hash(&old),
        &secret_hash(&new),
        minutes,
        &author,
    )?;
    Ok(won.then_some(new))
}

/// Why a session ended; the words are Fluent `session-ended-<code>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    LoggedOut,
    LoggedOutByOther,
    PasswordChanged,
    TwoFactorChanged,
    TooMany,
    Deactivated,
    Deleted,
    Replaced,
    Recovered,
    /// The next ones are written by the database, or before the program serves.
    Restored,
    Unlicensed,
    EmployeeInactive,
}

impl Ended {
    const ALL: [Ended; 12] = [
        Ended::LoggedOut,
        Ended::LoggedOutByOther,
        Ended::PasswordChanged,
        Ended::TwoFactorChanged,
        Ended::TooMany,
        Ended::Deactivated,
        Ended::Deleted,
        Ended::Replaced,
        Ended::Recovered,
        Ended::Restored,
        Ended::Unlicensed,
        Ended::EmployeeInactive,
    ];

    /// # Errors
    /// There is no such reason.
    fn stored(code: &str) -> Result<Self> {
        let found = Self::ALL.into_iter().find(|how| how.code() == code);
        found.ok_or_else(|| Error::unknown("end of a session", code))
    }

    pub fn code(self) -> &'static str {
        match self {
            Ended::LoggedOut => "logged-out",
            Ended::LoggedOutByOther => "logged-out-by-other",
            Ended::PasswordChanged => "password-changed",
            Ended::TwoFactorChanged => "two-factor-changed",
            Ended::TooMany => "too-many",
            Ended::Deactivated => "deactivated",
            Ended::Deleted => "deleted",
            Ended::Replaced => "replaced",
            Ended::Recovered => "recovered",
            Ended::Restored => "restored",
            Ended::Unlicensed => "unlicensed",
            Ended::EmployeeInactive => "employee-inactive",
        }
    }
}

/// Ends a user's sessions other than `except`, on all nodes at the next request. Returns how many were live.
pub fn end_all(tx: &mut Tx<'_>, author: &Author, user: i64, how: Ended, except: Option<i64>) -> Result<usize> {
    store::end_sessions(tx, &[user], how.code(), author.user, except)
}

/// Ends all sessions of these users and their open links.
pub fn shut_out(tx: &mut Tx<'_>, users: &[i64], how: Ended, by: Option<i64>) -> Result<()> {
    store::end_sessions(tx, users, how.code(), by, None)?;
    let withdrawn = (how == Ended::PasswordChanged).then_some(Withdrawn::Password);
    store::revoke_links(tx, users, withdrawn)
}

/// Ends all of one's own sessions but the one that asks. Returns how many were live.
pub fn end_others(tx: &mut Tx<'_>, author: &Author, viewer: &Viewer) -> Result<usize> {
    let own = viewer.session()?.id;
    let ended = end_all(tx, author, viewer.user, Ended::LoggedOut, Some(own))?;
    if ended > 0 {
        let entry = Entry::new(
            author,
            Event::SessionOthersEnded,
            Subject::User(viewer.user),
            Some(viewer.unit),
        );
        activity::record(tx, entry.fact("sessions", ended))?;
    }
    Ok(ended)
}

/// Whether a session still holds: for work that outlasts its request (SECURITY SE6).
pub fn is_open(db: &mut impl Read, session: i64) -> Result<bool> {
    store::is_open(db, session)
}

/// Clears the counters of failed logins and lifts their locks (SPEC C-6). Those of wrong codes stay: whoever reads the
/// mailbox, or may reset failed logins, gets no new guesses at the second factor (SECURITY LO5). The caller records it.
pub fn clear_attempts(tx: &mut Tx<'_>, user: i64) -> Result<()> {
    store::clear_attempts(tx, user)
}

/// Sets a password; open links stop working (SECURITY TK4). The caller ends sessions and records it.
pub fn set_password(tx: &mut Tx<'_>, user: i64, hash: &str, from: SetBy) -> Result<()> {
    store::set_password(tx, user, hash, from)?;
    if from == (SetBy::Owner { maker: None }) {
        // The session in which it was chosen goes on.
        store::disown_makers(tx, user)?;
    }
    store::revoke_links(tx, &[user], Some(Withdrawn::Password))
}

/// Counts which kinds of password hashes there are, for [`hashing::Kinds`]; says how many.
///
/// # Errors
/// Any database error.
pub fn count_password_kinds(tx: &mut Tx<'_>) -> Result<usize> {
    store::count_kinds(tx)
}

/// Where a password comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SetBy {
    /// It stays.
    Owner {
        /// Who set the password with which it was changed, and may have changed it (`outgrown`).
        maker: Option<i64>,
    },
    /// Somebody else set it: it works as long as they may look after the account (P-10).
    Other {
        /// None for the command line.
        by: Option<i64>,
        /// The next login asks for a new one (SPEC U-22).
        must_change: bool,
    },
}

/// Returns the hash of the stored password, for checking it anew.
pub fn password_hash(db: &mut impl Read, user: i64) -> Result<Option<String>> {
    store::password_hash(db, user)
}

/// A session whose owner has just given the password goes on under a new secret, which is returned (SECURITY SE2).
/// Where there is a second factor, the password alone is no new proof (SPEC N-5).
pub fn proven(tx: &mut Tx<'_>, session: i64) -> Result<String> {
    let secret = new_secret()?;
    store::prove(tx, session, &secret_hash(&secret), false)?;
    Ok(secret)
}

/// Like [`proven`], but for when everything that proves the owner was given.
pub fn proven_anew(tx: &mut Tx<'_>, session: i64) -> Result<String> {
    let secret = new_secret()?;
    store::prove(tx, session, &secret_hash(&secret), true)?;
    Ok(secret)
}

/// Makes the open sessions of these users end with their access tokens, after **Prevent automatic session renewal** was
/// switched on. Switching it off again does not bring them back (SPEC N-4).
pub fn stop_renewing(tx: &mut Tx<'_>, users: &[i64]) -> Result<()> {
    store::stop_renewing(tx, users)
}

/// Revokes the open links of these users (SECURITY TK4).
pub fn revoke_links(tx: &mut Tx<'_>, users: &[i64]) -> Result<()> {
    store::revoke_links(tx, users, None)
}

/// Erases what sessions, links, counters and the audit hold of a deleted person (SECURITY DP1).
pub fn erase(tx: &mut Tx<'_>, user: i64) -> Result<()> {
    store::erase(tx, user)
}

/// Ends one session and says so in the log. False if it was not live.
pub fn end_one(tx: &mut Tx<'_>, author: &Author, user: i64, unit: i64, session: i64, how: Ended) -> Result<bool> {
    let ended = store::end_session(tx, user, session, how.code(), author.user)?;
    if ended {
        activity::record(
            tx,
            Entry::new(author, Event::SessionEnded, Subject::User(user), Some(unit))
                .fact("session", session)
                .fact("how", how.code()),
        )?;
    }
    Ok(ended)
}

#[cfg(test)]
mod tests {
    use super::{new_secret, secret_hash};

    /// SECURITY SE1, TK1.
    #[test]
    fn a_secret_has_256_random_bits_and_only_its_hash_is_kept() {
        let secrets: std::collections::BTreeSet<String> = (0..1_000).map(|_| new_secret().unwrap()).collect();
        assert_eq!(secrets.len(), 1_000);
        assert!(
            secrets
                .iter()
                .all(|secret| hex::decode(secret).is_ok_and(|bytes| bytes.len() == 32))
        );
        let bits: u32 = secrets
            .iter()
            .flat_map(|secret| hex::decode(secret).unwrap())
            .map(u8::count_ones)
            .sum();
        assert!((126_000..130_000).contains(&bits), "{bits} of 256,000 bits are set");
        assert!(secrets.iter().all(|secret| secret_hash(secret).len() == 32));
    }
}
