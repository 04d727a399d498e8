//! Mail: messages, the outbox, delivery (SPEC S-1, DESIGN 5).
//!
//! Whoever changes something that is told by mail calls [`queue`] in the same transaction: the mail is sent if and only if
//! the change is made. A job hands it to the SMTP server later, so no page ever waits for mail. What a mail says is put
//! together when it is sent, in the reader's language as of then; until then secrets in it (links, codes) are sealed.
//!
//! Without a mail server nothing is queued and [`queue`] says so: everything works by links that are copied.
pub mod delivery;
mod letter;
mod message;
mod server;
mod store;

pub use message::{ACTIVATE, CONFIRM, KINDS, Link, Message, RESET, Sealed, To, TwoFactorChange};
pub use server::{PASSWORD_PLACE, Server, Tls};

use crate::db::{Read, Tx};
use crate::error::Result;

/// Sent and failed mails are listed for so long (SECURITY DP3).
const KEPT_DAYS: i32 = 30;

/// The address of a link: the one place where such addresses are made, from the configured public address and nothing that
/// a request says (SECURITY TK7). `site` is `AppState::public_origin`.
pub fn link(site: &str, path: &str, secret: &str) -> String {
    format!("{site}{path}/{secret}")
}

/// Puts a mail to this user into the outbox. False where there is none to be sent: no mail server is set up, or the user
/// has no address that this message may go to.
///
/// # Errors
/// Any database error.
pub fn queue(tx: &mut Tx<'_>, user: i64, message: &Message) -> Result<bool> {
    Ok(store::insert(tx, &[user], None, message)? > 0)
}

/// The same mail to each of these users who can be told.
///
/// # Errors
/// Any database error.
pub fn queue_all(tx: &mut Tx<'_>, users: &[i64], message: &Message) -> Result<()> {
    store::insert(tx, users, None, message).map(drop)
}

/// The same to a given address: the old one of a user who has a new one, or whoever gets a test.
///
/// # Errors
/// Any database error.
pub fn queue_to(tx: &mut Tx<'_>, user: i64, address: &str, message: &Message) -> Result<bool> {
    Ok(store::insert(tx, &[user], Some(address), message)? > 0)
}

/// The address that mail of this kind goes to; none where no mail is sent, or they have none.
///
/// # Errors
/// Any database error.
pub fn address(db: &mut impl Read, user: i64, to: To) -> Result<Option<String>> {
    store::address(db, user, to)
}

/// Whether mail is sent at all.
///
/// # Errors
/// Any database error.
pub fn is_configured(db: &mut impl Read) -> Result<bool> {
    Ok(server(db)?.is_configured())
}

/// How mail is sent.
///
/// # Errors
/// Any database error.
pub fn server(db: &mut impl Read) -> Result<Server> {
    store::server(db)
}

/// Takes away every mail to a deleted person (SECURITY DP1).
///
/// # Errors
/// Any database error.
pub fn erase(tx: &mut Tx<'_>, user: i64) -> Result<()> {
    store::erase(tx, user)
}

/// Removes at most `most` mails that were sent or given up long ago; says how many.
///
/// # Errors
/// Any database error.
pub fn sweep(tx: &mut Tx<'_>, most: i64) -> Result<usize> {
    store::sweep(tx, KEPT_DAYS, most)
}
