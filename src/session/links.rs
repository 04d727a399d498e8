//! Single-use links (SPEC 3.7, 3.2): what they are for, how long they work, how they are made, mailed and consumed.
//!
//! A link works once, by whichever way it was handed over. The mail carries a secret of its own: using that one proves
//! that the user reads mail at the address, which a link copied from the screen does not.
mod mailed;

pub use mailed::{Sent, is_withheld, send, send_confirmation, withheld};

use super::store::{self, Link, NewLink};
use super::{new_secret, secret_hash};
use crate::config::Seal;
use crate::db::{Read, Tx};
use crate::error::{Error, Result};
use crate::mail;
use crate::web::visit::Visit;
use chrono::{DateTime, Utc};

/// What a link is for; it works for nothing else (SECURITY TK5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Sets a password when no administrator can be asked: at first start, and by `admin recover`.
    SetUp,
    /// Sets the first password and logs in (SPEC U-50).
    Activation,
    /// Sets a new password (SPEC U-51).
    Reset,
    /// Confirms an address (SPEC 3.2).
    Email,
}

impl Purpose {
    /// As in the database, and part of the ids of texts.
    pub const fn code(self) -> &'static str {
        match self {
            Purpose::SetUp => "setup",
            Purpose::Activation => "activation",
            Purpose::Reset => "reset",
            Purpose::Email => "email",
        }
    }

    /// The page of its form; the link itself is this and the secret.
    pub const fn path(self) -> &'static str {
        match self {
            Purpose::SetUp => "/setup",
            Purpose::Activation => mail::ACTIVATE,
            Purpose::Reset => mail::RESET,
            Purpose::Email => mail::CONFIRM,
        }
    }

    /// Which address it may be mailed to.
    pub const fn goes_to(self) -> mail::To {
        match self {
            Purpose::SetUp | Purpose::Reset => mail::To::Confirmed,
            Purpose::Activation | Purpose::Email => mail::To::Given,
        }
    }
}

/// A link as it was made: the secret goes to whoever asked for it.
#[derive(Debug, Clone)]
pub struct Made {
    pub id: i64,
    pub secret: String,
}

fn place(user: i64) -> String {
    format!("link of user {user}")
}

fn close(seal: &Seal, user: i64, secret: &str) -> Result<Vec<u8>> {
    let sealed = seal.close(&place(user), secret.as_bytes());
    sealed.map_err(|error| Error::Internal(format!("random: {error}")))
}

fn open(seal: &Seal, user: i64, sealed: &[u8]) -> Result<String> {
    let secret = seal.open(&place(user), sealed);
    let secret = secret.map_err(|error| Error::Internal(format!("a link: {error}")))?;
    String::from_utf8(secret).map_err(|_| Error::Internal("a link that is no text".into()))
}

/// Makes a new link, which revokes earlier ones of its kind (SECURITY TK4). `by` is who makes it. The caller records
/// it.
///
/// # Errors
/// Any database error.
pub fn make(tx: &mut Tx<'_>, seal: &Seal, user: i64, purpose: Purpose, by: Option<i64>) -> Result<Made> {
    let secret = new_secret()?;
    let sealed = close(seal, user, &secret)?;
    let new = NewLink {
        user,
        purpose: purpose.code(),
        secret_hash: &secret_hash(&secret),
        sealed: Some(&sealed),
        minutes: None,
        by,
        address: None,
    };
    let id = store::insert_link(tx, &new)?;
    Ok(Made { id, secret })
}

/// Returns when the next link of this kind may be mailed, if an account gets `most` within an hour; None means now.
///
/// # Errors
/// Any database error.
pub fn next_at(db: &mut impl Read, user: i64, purpose: Purpose, most: i64) -> Result<Option<DateTime<Utc>>> {
    store::next_link_at(db, user, purpose.code(), most)
}

/// How long new links work (SECURITY TK3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lifetimes {
    pub activation_days: i32,
    pub reset_minutes: i32,
    pub confirm_hours: i32,
}

/// Returns how long links work in this installation.
///
/// # Errors
/// Any database error.
pub fn lifetimes(db: &mut impl Read) -> Result<Lifetimes> {
    store::link_lifetimes(db)
}

/// Revokes the open link of this kind. Returns false if there was none.
///
/// # Errors
/// Any database error.
pub fn revoke(tx: &mut Tx<'_>, user: i64, purpose: Purpose) -> Result<bool> {
    store::revoke_links_for(tx, user, purpose.code(), Withdrawn::ByHand)
}

/// How the newest link of a kind stands.
#[derive(Debug, Clone)]
pub struct Newest {
    pub standing: LinkState,
    pub created_at: DateTime<Utc>,
    /// Display name of who made it.
    pub created_by: Option<String>,
    pub expires_at: DateTime<Utc>,
    /// When it was used or revoked.
    pub ended_at: Option<DateTime<Utc>>,
    pub address: Option<String>,
    pub mailed_at: Option<DateTime<Utc>>,
    /// Of an open one that the reader made.
    pub secret: Option<String>,
}

/// How a link stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkState {
    Open,
    Used,
    Revoked,
    Expired,
}

impl LinkState {
    fn stored(code: &str) -> Result<Self> {
        let all = [LinkState::Open, LinkState::Used, LinkState::Revoked, LinkState::Expired];
        let found = all.into_iter().find(|standing| standing.code() == code);
        found.ok_or_else(|| Error::unknown("standing of a link", code))
    }

    /// Part of the ids of texts.
    pub const fn code(self) -> &'static str {
        match self {
            LinkState::Open => "open",
            LinkState::Used => "used",
            LinkState::Revoked => "revoked",
            LinkState::Expired => "expired",
        }
    }
}

/// The newest link of a kind, with its secret while it can be used: for whoever made it, who may copy it (SPEC U-54).
/// Nobody else may, for a link is judged by its maker (P-10).
///
/// # Errors
/// Any database error, and `Internal` where the installation key is another one.
pub fn newest(db: &mut impl Read, visit: &Visit, user: i64, purpose: Purpose) -> Result<Option<Newest>> {
    let Some(link) = store::newest_link(db, user, purpose.code())? else {
        return Ok(None);
    };
    let standing = LinkState::stored(&link.standing)?;
    let own = link.maker.is_some_and(|maker| visit.access.is(maker));
    let sealed = link.sealed.as_deref().filter(|_| own && standing == LinkState::Open);
    Ok(Some(Newest {
        standing,
        created_at: link.created_at,
        created_by: link.created_by,
        expires_at: link.expires_at,
        ended_at: link.ended_at,
        address: link.address,
        mailed_at: link.mailed_at,
        secret: sealed.map(|sealed| open(&visit.state.seal, user, sealed)).transpose()?,
    }))
}

/// How a link came to be withdrawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Withdrawn {
    /// Somebody revoked it.
    ByHand,
    /// Another took its place.
    Newer,
    /// Its user has logged in since.
    Login,
    /// A new password was set.
    Password,
    /// Its user has come to hold something that the maker of the link, or of the address it went to, does not hold
    /// (P-10).
    Outgrown,
}

impl Withdrawn {
    const ALL: [Self; 5] = [Self::ByHand, Self::Newer, Self::Login, Self::Password, Self::Outgrown];

    /// As in the database, and part of the ids of texts.
    pub const fn code(self) -> &'static str {
        match self {
            Self::ByHand => "by-hand",
            Self::Newer => "newer",
            Self::Login => "login",
            Self::Password => "password",
            Self::Outgrown => "outgrown",
        }
    }
}

/// Why a link cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Over {
    /// No such link is known, or it is no longer known.
    Unknown,
    /// The link can be used, but the browser no longer holds it and has to open it again.
    Closed,
    Used,
    Expired,
    /// None if it was withdrawn for a reason that has no text of its own.
    Revoked(Option<Withdrawn>),
}

impl Over {
    fn of(link: &Link) -> Result<Self> {
        let known = |how: &str| Withdrawn::ALL.into_iter().find(|one| one.code() == how);
        Ok(match LinkState::stored(&link.standing)? {
            LinkState::Open => Over::Closed,
            LinkState::Used => Over::Used,
            LinkState::Expired => Over::Expired,
            LinkState::Revoked => Over::Revoked(link.revoked_how.as_deref().and_then(known)),
        })
    }

    /// Part of the id of the title.
    pub(super) const fn code(self) -> &'static str {
        match self {
            Over::Unknown => "unknown",
            Over::Closed => "closed",
            Over::Used => "used",
            Over::Expired => "expired",
            Over::Revoked(_) => "revoked",
        }
    }

    /// Part of the id of the text.
    pub(super) const fn why(self) -> &'static str {
        match self {
            Over::Revoked(Some(how)) => how.code(),
            other => other.code(),
        }
    }
}

/// The link that a secret belongs to, if it can be used; else why not.
pub(super) fn find(db: &mut impl Read, secret: &str, purpose: Purpose) -> Result<Result<Link, Over>> {
    if secret.is_empty() {
        return Ok(Err(Over::Closed));
    }
    Ok(match store::link(db, &secret_hash(secret), purpose.code())? {
        Some(link) if link.standing == LinkState::Open.code() => Ok(link),
        Some(link) => Err(Over::of(&link)?),
        None => Err(Over::Unknown),
    })
}

/// Why a link that was there cannot be used, by its id.
pub(super) fn over(db: &mut impl Read, link: i64) -> Result<Over> {
    let link = store::link_by_id(db, link)?;
    link.map_or(Ok(Over::Unknown), |link| Over::of(&link))
}

/// What a form says about the link it was shown for: its id, sealed, so that only who had the link has it.
pub(super) fn form_of(seal: &Seal, link: &Link, purpose: Purpose) -> Result<String> {
    let sealed = seal.close(&form_place(purpose), &link.id.to_be_bytes());
    sealed
        .map(hex::encode)
        .map_err(|error| Error::Internal(format!("random: {error}")))
}

/// Returns the id in such a form; None for one that was not made here.
pub(super) fn of_form(seal: &Seal, form: &str, purpose: Purpose) -> Option<i64> {
    let opened = seal.open(&form_place(purpose), &hex::decode(form).ok()?).ok()?;
    opened.try_into().ok().map(i64::from_be_bytes)
}

fn form_place(purpose: Purpose) -> String {
    format!("form of a link: {}", purpose.code())
}

/// Whether the secret is that of a link that can be used to set a password.
pub(super) fn sets_a_password(db: &mut impl Read, secret: &str) -> Result<bool> {
    for purpose in [Purpose::SetUp, Purpose::Activation, Purpose::Reset] {
        if find(db, secret, purpose)?.is_ok() {
            return Ok(true);
        }
    }
    Ok(false)
}
