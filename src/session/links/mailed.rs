//! Mailing a link: where to, and when not (P-10).
use super::{Purpose, close, open};
use crate::config::Seal;
use crate::db::{Read, Tx};
use crate::error::Result;
use crate::mail::{self, Message, Sealed};
use crate::session::outgrown::{self, AsOf};
use crate::session::{new_secret, secret_hash, store};
use std::collections::HashSet;

/// What became of a link that was to be mailed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sent {
    /// It is on its way to this address.
    To(String),
    /// There is no open link, no mail server, or no address it may go to.
    Nowhere,
    /// Whoever set the address does not hold what the user holds, and could set the password with the link (P-10).
    Withheld,
}

/// Mails the open link that sets a password, unless whoever set the address does not hold what the user holds.
///
/// # Errors
/// Any database error.
pub fn send(tx: &mut Tx<'_>, seal: &Seal, as_of: AsOf<'_>, user: i64, purpose: Purpose) -> Result<Sent> {
    if is_withheld(tx, as_of, user, purpose)? {
        return Ok(Sent::Withheld);
    }
    let address = post(tx, seal, user, purpose)?;
    Ok(address.map_or(Sent::Nowhere, Sent::To))
}

/// Whether there is an address that a link of this kind could be mailed to, and [`send`] would not mail it there.
///
/// # Errors
/// Any database error.
pub fn is_withheld(db: &mut impl Read, as_of: AsOf<'_>, user: i64, purpose: Purpose) -> Result<bool> {
    let to = purpose.goes_to();
    Ok(mail::address(db, user, to)?.is_some() && outgrown::is_address(db, as_of, user, to)?)
}

/// Those of these users of whom [`is_withheld`] holds.
///
/// # Errors
/// Any database error.
pub fn withheld(db: &mut impl Read, as_of: AsOf<'_>, users: &[i64], purpose: Purpose) -> Result<HashSet<i64>> {
    match mail::is_configured(db)? {
        true => outgrown::addresses(db, as_of, users, purpose.goes_to()),
        false => Ok(HashSet::new()),
    }
}

/// Mails the open link that confirms the address. It lets nobody in, so it does not matter who set the address.
///
/// # Errors
/// Any database error.
pub fn send_confirmation(tx: &mut Tx<'_>, seal: &Seal, user: i64) -> Result<Option<String>> {
    post(tx, seal, user, Purpose::Email)
}

/// Mails the open link of this kind with a secret that is stored in no other place; a link sent again is the same one.
/// Returns the address, or None if there is no open link, no mail, or no address it may go to.
fn post(tx: &mut Tx<'_>, seal: &Seal, user: i64, purpose: Purpose) -> Result<Option<String>> {
    let newest = store::newest_link(tx, user, purpose.code())?;
    let Some(link) = newest.filter(|link| link.standing == "open") else {
        return Ok(None);
    };
    let Some(address) = mail::address(tx, user, purpose.goes_to())? else {
        return Ok(None);
    };
    let again = link
        .mail_sealed
        .as_deref()
        .filter(|_| link.address.as_deref() == Some(&address));
    let secret = match again {
        Some(sealed) => open(seal, user, sealed)?,
        None => new_secret()?,
    };
    let carried = mail::Link {
        id: link.id,
        secret: Sealed::new(seal, &secret)?,
        until: link.expires_at,
    };
    let message = match purpose {
        Purpose::Activation => Message::ActivationLink(carried),
        Purpose::Reset => Message::ResetLink(carried),
        Purpose::Email => Message::ConfirmEmail(carried),
        Purpose::SetUp => return Ok(None),
    };
    if !mail::queue_to(tx, user, &address, &message)? {
        return Ok(None);
    }
    store::note_mailed(
        tx,
        link.id,
        &address,
        &secret_hash(&secret),
        &close(seal, user, &secret)?,
    )?;
    Ok(Some(address))
}
