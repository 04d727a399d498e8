//! What a request shows of its user: a session, or an API token.
use super::stage::Stage;
use super::token_scope::TokenScope;
use crate::error::{Error, Result};
use chrono::{DateTime, Utc};

/// By what a request is somebody's.
#[derive(Debug, Clone)]
pub enum Credential {
    Session(Session),
    Token(Token),
}

/// A session that is live.
#[derive(Debug, Clone)]
pub struct Session {
    pub id: i64,
    pub stage: Stage,
    /// When a password was last given.
    pub proof_at: DateTime<Utc>,
    pub last_seen: DateTime<Utc>,
    pub access_expires_at: DateTime<Utc>,
    /// The request came with the current secret, not with the one before a renewal.
    pub current_secret: bool,
    /// A second factor was given at this login.
    pub second_factor: bool,
    /// Who was chosen; None if it is the user itself.
    pub clerk: Option<Clerk>,
    /// The person chosen may no longer act here, or a required choice was not made (SPEC U-41).
    pub clerk_lost: bool,
}

/// An API token that has not expired.
#[derive(Debug, Clone)]
pub struct Token {
    pub id: i64,
    /// None for a scope that this program does not know (from a newer one): it opens nothing.
    pub scope: Option<TokenScope>,
    /// None if this is its first use.
    pub last_used: Option<DateTime<Utc>>,
    /// None if never.
    pub expires_at: Option<DateTime<Utc>>,
}

/// Who sits at a shared user's screen (SPEC U-41): a name, never a right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clerk {
    pub id: i64,
    pub name: String,
}

impl Credential {
    /// The session.
    ///
    /// # Errors
    /// `SignInRequired` for a token.
    pub fn session(&self) -> Result<&Session> {
        match self {
            Credential::Session(session) => Ok(session),
            Credential::Token(_) => Err(Error::SignInRequired),
        }
    }

    /// Whether it lets nobody in any more: the access token of a session has expired, which may be renewed unless the
    /// request came with the secret before a renewal; or an API token has expired since it was asked for.
    pub fn is_over(&self, now: DateTime<Utc>) -> bool {
        match self {
            Credential::Session(session) => session.access_expires_at <= now && session.current_secret,
            Credential::Token(token) => token.expires_at.is_some_and(|at| at <= now),
        }
    }

    /// When it was last used; None for a token that never was.
    pub fn last_used(&self) -> Option<DateTime<Utc>> {
        match self {
            Credential::Session(session) => Some(session.last_seen),
            Credential::Token(token) => token.last_used,
        }
    }
}
