//! What follows when an address changes (SPEC 3.2, N-6; SECURITY AU9, AU10).
use super::store;
use crate::activity::Author;
use crate::config::Seal;
use crate::db::{Read, Tx};
use crate::error::Result;
use crate::mail::{self, Message};
use crate::session::links::{self, Purpose};
use chrono::{DateTime, Utc};

/// How many links one account may mail within an hour to addresses nobody has confirmed. A login cannot be used to
/// write to many strangers. [`crate::session::forgot`] mails as many.
const MOST: i64 = 3;

/// What became of a request to confirm an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asked {
    /// A link was sent to this address.
    Sent(String),
    /// Mail is not set up, or the user has no address.
    NoMail,
    /// As many as allowed were sent; the next may be sent at this time.
    Later(DateTime<Utc>),
}

/// Returns when the next link may be mailed, or None if it may be now.
///
/// # Errors
/// Any database error.
pub fn confirm_again_at(db: &mut impl Read, user: i64) -> Result<Option<DateTime<Utc>>> {
    links::next_at(db, user, Purpose::Email, MOST)
}

/// Mails the link that confirms the present address.
///
/// # Errors
/// Any database error.
pub fn ask_to_confirm(tx: &mut Tx<'_>, seal: &Seal, author: &Author, user: i64) -> Result<Asked> {
    if mail::address(tx, user, mail::To::Given)?.is_none() {
        return Ok(Asked::NoMail);
    }
    if let Some(at) = confirm_again_at(tx, user)? {
        return Ok(Asked::Later(at));
    }
    links::make(tx, seal, user, Purpose::Email, author.user)?;
    let sent = links::send_confirmation(tx, seal, user)?;
    Ok(sent.map_or(Asked::NoMail, Asked::Sent))
}

/// Tells the old addresses of the change, and asks for the new one to be confirmed. `before`: the old address as given,
/// and the old one that counted. An address that never counted is told only if a link may be mailed now.
///
/// # Errors
/// Any database error.
pub(super) fn tell(tx: &mut Tx<'_>, seal: &Seal, author: &Author, user: i64, before: [Option<&str>; 2]) -> Result<()> {
    let by_other = author.user != Some(user);
    let [given, counted] = before;
    let given = match given.filter(|given| counted != Some(given)) {
        Some(given) if confirm_again_at(tx, user)?.is_none() => Some(given),
        _ => None,
    };
    for address in given.into_iter().chain(counted) {
        mail::queue_to(tx, user, address, &Message::EmailChanged { by_other })?;
    }
    ask_to_confirm(tx, seal, author, user).map(drop)
}

/// Notes the addresses of these users before a file changes them. A job tells those addresses later; a save of the form
/// tells them at once.
///
/// # Errors
/// Any database error.
pub fn note_changed(tx: &mut Tx<'_>, users: &[i64], by: Option<i64>) -> Result<()> {
    store::note_changed_addresses(tx, users, by)
}

/// Tells at most `most` users whose address a file changed. Returns how many were looked at.
///
/// # Errors
/// Any database error.
pub fn tell_changed(tx: &mut Tx<'_>, seal: &Seal, most: i64) -> Result<usize> {
    let changed = store::take_changed_addresses(tx, most)?;
    for one in &changed {
        let author = Author {
            user: one.changed_by,
            ..Author::system()
        };
        let mut before = one.before.iter().map(String::as_str);
        // Where only one address was noted, it may be either of the two; it is told as the one that counted.
        let (first, second) = (before.next(), before.next());
        tell(tx, seal, &author, one.user_id, [first, second.or(first)])?;
    }
    Ok(changed.len())
}
