//! What follows when an address changes (SPEC 3.2, N-6; SECURITY AU9, AU10).
use super::store;
use crate::activity::Author;
use crate::config::Seal;
use crate::db::{Read, Tx};
use crate::error::Result;
use crate::mail::{self, Message};
use crate::session::links::{self, Purpose};
use chrono::{DateTime, Utc};

/// Links that one account has mailed to addresses nobody has confirmed within an hour: whoever has a login cannot use it to
/// write to strangers. As many as [`crate::session::forgot`] mails.
const MOST: i64 = 3;

/// What became of a wish to have an address confirmed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asked {
    /// A link is on its way there.
    Sent(String),
    /// There is no mail, or no address.
    NoMail,
    /// There were as many as there may be; from when on there may be more.
    Later(DateTime<Utc>),
}

/// When the next link may be mailed; none: now.
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
    let sent = links::send(tx, seal, user, Purpose::Email)?;
    Ok(sent.map_or(Asked::NoMail, Asked::Sent))
}

/// Tells the addresses before, and asks the new one to be confirmed. `before`: the one given and the one that counted, as they
/// were. One that never counted is told no more often than it is asked.
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

/// Before a file changes the addresses of these users: a job tells them later, as a save of the form does at once.
///
/// # Errors
/// Any database error.
pub fn note_changed(tx: &mut Tx<'_>, users: &[i64], by: Option<i64>) -> Result<()> {
    store::note_changed_addresses(tx, users, by)
}

/// Tells at most `most` users whose address a file changed; says how many were looked at.
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
        // Where only one is left of what was noted, it may be either: then it is told.
        let (first, second) = (before.next(), before.next());
        tell(tx, seal, &author, one.user_id, [first, second.or(first)])?;
    }
    Ok(changed.len())
}
