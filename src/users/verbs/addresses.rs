//! What follows when an address changes (SPEC 3.2, N-6; SECURITY AU9, AU10).
use super::store;
use crate::activity::Author;
use crate::config::Seal;
use crate::db::Tx;
use crate::error::Result;
use crate::mail::{self, Message};
use crate::session::links::{self, Purpose};

/// Mails the link that confirms the present address. The address, if it went out.
///
/// # Errors
/// Any database error.
pub fn ask_to_confirm(tx: &mut Tx<'_>, seal: &Seal, author: &Author, user: i64) -> Result<Option<String>> {
    if mail::address(tx, user, mail::To::Given)?.is_none() {
        return Ok(None);
    }
    links::make(tx, seal, user, Purpose::Email, author.user)?;
    links::send(tx, seal, user, Purpose::Email)
}

/// Tells the addresses before, and asks the new one to be confirmed. `before`: as they were.
///
/// # Errors
/// Any database error.
pub(super) fn tell(tx: &mut Tx<'_>, seal: &Seal, author: &Author, user: i64, before: &[Option<String>]) -> Result<()> {
    let by_other = author.user != Some(user);
    let mut told: Vec<&String> = before.iter().flatten().collect();
    told.dedup();
    for address in told {
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
        let before: Vec<_> = one.before.iter().cloned().map(Some).collect();
        tell(tx, seal, &author, one.user_id, &before)?;
    }
    Ok(changed.len())
}
