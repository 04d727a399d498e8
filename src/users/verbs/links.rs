//! Activation and reset password links of a user, made and handed over by somebody who may change that password (SPEC
//! 3.7).
use super::entry;
use crate::access::Can;
use crate::activity::{self, Author};
use crate::config::Seal;
use crate::db::Tx;
use crate::error::Result;
use crate::session::links::{self, Made, Purpose};
use crate::users::{CreateUser, ManageLinks, State, User};
use uuid::Uuid;

/// Returns the kind of link a user can be given: activation for the first password, reset for every later one. `None`
/// for a deactivated user, whose links have ended (SPEC U-9, U-51).
pub fn purpose_for(user: &User) -> Option<Purpose> {
    match (user.state, user.has_password) {
        (State::Active, false) => Some(Purpose::Activation),
        (State::Active, true) => Some(Purpose::Reset),
        _ => None,
    }
}

/// Makes a new link; the one before stops working. Returns `None` if the user cannot have this kind of link.
///
/// # Errors
/// Any database error.
pub fn make_link<'t>(
    tx: &mut Tx<'t>,
    seal: &Seal,
    author: &Author,
    can: &Can<'t, ManageLinks>,
    purpose: Purpose,
    batch: Option<Uuid>,
) -> Result<Option<Made>> {
    let user = can.row();
    if purpose_for(user) != Some(purpose) {
        return Ok(None);
    }
    let made = links::make(tx, seal, user.id, purpose, author.user)?;
    let entry = entry(author, "link.created", user, batch).fact("purpose", purpose.code());
    activity::record(tx, entry)?;
    Ok(Some(made))
}

/// Mails the open link and returns the address. Returns `None` if there is no open link, no mail server or no address.
///
/// # Errors
/// Any database error.
pub fn send_link<'t>(
    tx: &mut Tx<'t>,
    seal: &Seal,
    author: &Author,
    can: &Can<'t, ManageLinks>,
    purpose: Purpose,
    batch: Option<Uuid>,
) -> Result<Option<String>> {
    let user = can.row();
    if purpose_for(user) != Some(purpose) {
        return Ok(None);
    }
    let address = links::send(tx, seal, user.id, purpose)?;
    if let Some(address) = &address {
        let entry = entry(author, "link.sent", user, batch)
            .fact("purpose", purpose.code())
            .personal("email", address.as_str());
        activity::record(tx, entry)?;
    }
    Ok(address)
}

/// Revokes the open link. Returns false if there was none.
///
/// # Errors
/// Any database error.
pub fn revoke_link<'t>(tx: &mut Tx<'t>, author: &Author, can: &Can<'t, ManageLinks>, purpose: Purpose) -> Result<bool> {
    let user = can.row();
    let revoked = links::revoke(tx, user.id, purpose)?;
    if revoked {
        let entry = entry(author, "link.revoked", user, None).fact("purpose", purpose.code());
        activity::record(tx, entry)?;
    }
    Ok(revoked)
}

/// Makes the activation link of a user just created without a password, and mails it if possible. Returns the address
/// it was mailed to.
///
/// # Errors
/// Any database error.
pub fn invite(
    tx: &mut Tx<'_>,
    seal: &Seal,
    author: &Author,
    can: &Can<'_, CreateUser>,
    user: i64,
) -> Result<Option<String>> {
    let (purpose, subject) = (Purpose::Activation, activity::Subject::User(user));
    links::make(tx, seal, user, purpose, author.user)?;
    let address = links::send(tx, seal, user, purpose)?;
    let entry =
        activity::Entry::new(author, "link.created", subject, Some(can.row().id)).fact("purpose", purpose.code());
    let entry = match &address {
        Some(address) => entry.personal("email", address.as_str()),
        None => entry,
    };
    activity::record(tx, entry)?;
    Ok(address)
}
