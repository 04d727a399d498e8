//! API tokens: what programs of the chain show instead of a password (SPEC U-53, U-54, SECURITY TK1, TK10).
//!
//! A token reads `khp_` + public id + `_` + secret: a secret scanner knows it by its beginning, and whoever finds one finds
//! out whose it is by its public id. Only SHA-256 of the whole is kept. What a token may do is decided at each call, from the
//! rights its user holds then; nothing is copied into it. A timed lock stops logins, not tokens: else anybody could stop the
//! tills by typing five wrong passwords.
pub mod asked;
pub mod listed;
mod store;

pub use crate::access::TokenScope as Scope;

use crate::access::Can;
use crate::activity::{self, Author, Entry, Subject};
use crate::db::{Read, Tx};
use crate::error::{Error, Result};
use crate::mail::{self, Message};
use crate::session;
use crate::users::{CreateToken, RevokeToken};
use chrono::{DateTime, Utc};

/// How every token begins.
pub const PREFIX: &str = "khp_";
/// Tokens one user may have.
pub const MOST: i64 = 50;

/// A token to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewToken {
    pub name: String,
    pub scope: Scope,
    /// Days it works; none: until it is revoked.
    pub days: Option<i32>,
}

/// What is shown once.
pub struct Made {
    pub value: String,
    pub expires_at: Option<DateTime<Utc>>,
}

/// Makes a token. None where the user has as many as there may be.
///
/// # Errors
/// Any database error.
pub fn create<'t>(
    tx: &mut Tx<'t>,
    author: &Author,
    can: &Can<'t, CreateToken>,
    new: &NewToken,
) -> Result<Option<Made>> {
    let user = can.row();
    // The row of the user is locked, so nobody counts in between.
    if store::count(tx, user.id)? >= MOST {
        return Ok(None);
    }
    let public_id = public_id()?;
    let value = format!("{public_id}_{}", session::new_secret()?);
    let expires_at = store::insert(
        tx,
        &store::Row {
            user: user.id,
            public_id: &public_id,
            secret_hash: &session::secret_hash(&value),
            new,
            by: author.user,
        },
    )?;
    let entry = Entry::new(author, "api_token.created", Subject::User(user.id), Some(user.unit))
        .personal("name", new.name.clone())
        .fact("token", public_id)
        .fact("scope", new.scope.code())
        .fact("valid_to", expires_at.map(|at| at.to_rfc3339()));
    activity::record(tx, entry)?;
    let told = Message::ApiTokenCreated {
        name: new.name.clone(),
        by_other: author.user != Some(user.id),
    };
    mail::queue(tx, user.id, &told)?;
    Ok(Some(Made { value, expires_at }))
}

/// Makes a token stop at its next call. False where there is no such token of this user.
///
/// # Errors
/// Any database error.
pub fn revoke<'t>(tx: &mut Tx<'t>, author: &Author, can: &Can<'t, RevokeToken>, token: i64) -> Result<bool> {
    let user = can.row();
    let Some(gone) = store::delete(tx, user.id, token)? else {
        return Ok(false);
    };
    let entry = Entry::new(author, "api_token.revoked", Subject::User(user.id), Some(user.unit))
        .personal("name", gone.name)
        .fact("token", gone.public_id)
        .fact("scope", gone.scope);
    activity::record(tx, entry)?;
    Ok(true)
}

/// What a user's token is called.
///
/// # Errors
/// `NotFound` where this user has no such token.
pub fn name_of(db: &mut impl Read, user: i64, token: i64) -> Result<String> {
    store::one(db, user, token)?
        .map(|token| token.name)
        .ok_or(Error::NotFound)
}

/// Takes away the tokens of a deleted person.
///
/// # Errors
/// Any database error.
pub fn erase(tx: &mut Tx<'_>, user: i64) -> Result<()> {
    store::erase(tx, user)
}

/// Tokens that expired are shown for so long.
const EXPIRED_DAYS: i32 = 90;

/// Removes at most `most` tokens that expired long ago; says how many. One that is revoked is gone at once.
///
/// # Errors
/// Any database error.
pub fn sweep(tx: &mut Tx<'_>, most: i64) -> Result<usize> {
    store::sweep(tx, EXPIRED_DAYS, most)
}

/// The beginning of a new token: enough chance that no two begin alike.
fn public_id() -> Result<String> {
    let mut bytes = [0u8; 6];
    getrandom::fill(&mut bytes).map_err(|error| Error::Internal(format!("random: {error}")))?;
    Ok(format!("{PREFIX}{}", hex::encode(bytes)))
}
