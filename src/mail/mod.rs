//! Mail: messages, the outbox, delivery (SPEC S-1, DESIGN 5).
//!
//! A change that is announced by mail calls [`queue`] in its own transaction, so the mail is sent if and only if
//! the change is made. A job hands it to the SMTP server later, so no page waits for mail. The text is written when
//! the mail is sent, in the reader's language at that time. Until then the secrets in it (links, codes) are sealed.
//!
//! Without a mail server nothing is queued and [`queue`] returns false. Everything then works by links that people
//! copy.
pub mod delivery;
mod letter;
mod message;
mod server;
mod store;

pub use message::{ACTIVATE, CONFIRM, KINDS, Link, Message, RESET, Sealed, To, TwoFactorChange};
pub use server::{PASSWORD_PLACE, Server, Tls};

use crate::db::{Read, Tx};
use crate::error::Result;

/// For how many days sent and failed mails are listed (SECURITY DP3).
const KEPT_DAYS: i32 = 30;

/// Makes the address of a link. All such addresses are made here, from the configured public address and never from
/// anything in a request (SECURITY TK7). `site` is `AppState::public_origin`.
pub fn link(site: &str, path: &str, secret: &str) -> String {
    format!("{site}{path}/{secret}")
}

/// Puts a mail to this user into the outbox. Returns false if no mail server is set up, or the user has no address
/// that this message may go to.
///
/// # Errors
/// Any database error.
pub fn queue(tx: &mut Tx<'_>, user: i64, message: &Message) -> Result<bool> {
    Ok(store::insert(tx, &[user], None, message)? > 0)
}

/// Queues a mail to each of these users who has an address for it.
///
/// # Errors
/// Any database error.
pub fn queue_all(tx: &mut Tx<'_>, users: &[i64], message: &Message) -> Result<()> {
    store::insert(tx, users, None, message).map(drop)
}

/// Queues a mail to a given address: the old one of a user who has a new one, or the recipient of a test.
///
/// # Errors
/// Any database error.
pub fn queue_to(tx: &mut Tx<'_>, user: i64, address: &str, message: &Message) -> Result<bool> {
    Ok(store::insert(tx, &[user], Some(address), message)? > 0)
}

/// Returns the address that mail of this kind goes to. `None` if no mail is sent, or the user has no such address.
///
/// # Errors
/// Any database error.
pub fn address(db: &mut impl Read, user: i64, to: To) -> Result<Option<String>> {
    store::address(db, user, to)
}

/// Whether a mail server is configured.
///
/// # Errors
/// Any database error.
pub fn is_configured(db: &mut impl Read) -> Result<bool> {
    Ok(server(db)?.is_configured())
}

/// Returns the settings of the mail server.
///
/// # Errors
/// Any database error.
pub fn server(db: &mut impl Read) -> Result<Server> {
    store::server(db)
}

/// Removes every mail to a deleted person (SECURITY DP1).
///
/// # Errors
/// Any database error.
pub fn erase(tx: &mut Tx<'_>, user: i64) -> Result<()> {
    store::erase(tx, user)
}

/// Removes at most `most` mails that were sent or given up long ago; returns how many.
///
/// # Errors
/// Any database error.
pub fn sweep(tx: &mut Tx<'_>, most: i64) -> Result<usize> {
    store::sweep(tx, KEPT_DAYS, most)
}
