//! API tokens, which the chain's programs use instead of a password (SPEC U-53, U-54, SECURITY TK1, TK10).
//!
//! A token reads `khp_` + public id + `_` + secret. Secret scanners recognise the beginning, and the public id of a
//! found token tells whose it is. Only the SHA-256 hash of the whole is kept. What a token may do is decided at
//! each call from its user's rights at that time; the token holds none itself. A timed lock stops logins but not
//! tokens, or else anybody could stop the tills by typing five wrong passwords.
pub mod asked;
pub mod listed;
mod store;

pub use crate::access::TokenScope as Scope;

use crate::access::Can;
use crate::activity::{self, Author, Entry, Event, Subject};
use crate::db::{Read, Tx};
use crate::error::{Error, Result};
use crate::mail::{self, Message};
use crate::session::{self, outgrown};
use crate::users::{CreateToken, RevokeToken};
use crate::web::visit::Visit;
use chrono::{DateTime, Utc};

/// How every token begins.
pub const PREFIX: &str = "khp_";
/// How many tokens one user may have.
pub const MOST: i64 = 50;

/// A token that is to be created.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewToken {
    pub name: String,
    pub scope: Scope,
    /// For how many days it works; `None` if until it is revoked.
    pub days: Option<i32>,
}

/// A new token, whose value is shown once.
pub struct Made {
    pub value: String,
    pub expires_at: Option<DateTime<Utc>>,
}

/// Creates a token. Returns `None` if the user has the highest allowed number.
///
/// # Errors
/// Any database error.
pub fn create<'t>(tx: &mut Tx<'t>, visit: &Visit, can: &Can<'t, CreateToken>, new: &NewToken) -> Result<Option<Made>> {
    let (user, author) = (can.row(), &visit.author());
    let own = author.user == Some(user.id);
    // The user's row is locked, so no other request adds a token between count and insert.
    if store::count(tx, user.id)? >= MOST {
        return Ok(None);
    }
    let public_id = public_id()?;
    let value = format!("{public_id}_{}", session::new_secret()?);
    let made_under = match own {
        true => outgrown::behind_password(tx, visit, user.id)?,
        false => None,
    };
    let expires_at = store::insert(
        tx,
        &store::Row {
            user: user.id,
            public_id: &public_id,
            secret_hash: &session::secret_hash(&value),
            new,
            by: author.user,
            made_under,
        },
    )?;
    let entry = Entry::new(author, Event::ApiTokenCreated, Subject::User(user.id), Some(user.unit))
        .personal("name", new.name.clone())
        .fact("token", public_id)
        .fact("scope", new.scope.code())
        .fact("valid_to", expires_at.map(|at| at.to_rfc3339()));
    activity::record(tx, entry)?;
    let told = Message::ApiTokenCreated {
        name: new.name.clone(),
        by_other: !own,
    };
    mail::queue(tx, user.id, &told)?;
    Ok(Some(Made { value, expires_at }))
}

/// Revokes a token; it stops working at its next call. Returns false if the user has no such token.
///
/// # Errors
/// Any database error.
pub fn revoke<'t>(tx: &mut Tx<'t>, author: &Author, can: &Can<'t, RevokeToken>, token: i64) -> Result<bool> {
    let user = can.row();
    let Some(gone) = store::delete(tx, user.id, token)? else {
        return Ok(false);
    };
    let entry = Entry::new(author, Event::ApiTokenRevoked, Subject::User(user.id), Some(user.unit))
        .personal("name", gone.name)
        .fact("token", gone.public_id)
        .fact("scope", gone.scope);
    activity::record(tx, entry)?;
    Ok(true)
}

/// Returns the name of a user's token.
///
/// # Errors
/// `NotFound` where this user has no such token.
pub fn name_of(db: &mut impl Read, user: i64, token: i64) -> Result<String> {
    store::one(db, user, token)?
        .map(|token| token.name)
        .ok_or(Error::NotFound)
}

/// Removes the tokens of a deleted person.
///
/// # Errors
/// Any database error.
pub fn erase(tx: &mut Tx<'_>, user: i64) -> Result<()> {
    store::erase(tx, user)
}

/// For how many days expired tokens are still listed.
const EXPIRED_DAYS: i32 = 90;

/// Removes at most `most` tokens that expired long ago; returns how many. Revoked tokens are removed at once.
///
/// # Errors
/// Any database error.
pub fn sweep(tx: &mut Tx<'_>, most: i64) -> Result<usize> {
    store::sweep(tx, EXPIRED_DAYS, most)
}

/// Makes the public beginning of a new token. It is random enough that no two tokens begin alike.
fn public_id() -> Result<String> {
    let mut bytes = [0u8; 6];
    getrandom::fill(&mut bytes).map_err(|error| Error::Internal(format!("random: {error}")))?;
    Ok(format!("{PREFIX}{}", hex::encode(bytes)))
}
