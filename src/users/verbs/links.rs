//! Activation and reset password links of a user, made and handed over by somebody who may change that password (SPEC
//! 3.7).
use super::entry;
use crate::access::{Access, Can, Refusal};
use crate::activity::{self, Author, Event};
use crate::config::Seal;
use crate::db::{Read, Tx};
use crate::error::Result;
use crate::session::links::{self, Made, Purpose, Sent};
use crate::users::{CreateUser, ManageLinks, State, User, store as users};
use std::collections::HashMap;
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
    let entry = entry(author, Event::LinkCreated, user, batch).fact("purpose", purpose.code());
    activity::record(tx, entry)?;
    Ok(Some(made))
}

/// Mails the open link, unless somebody set the address who does not hold what the user holds.
///
/// # Errors
/// Any database error.
pub fn send_link<'t>(
    tx: &mut Tx<'t>,
    seal: &Seal,
    access: &Access,
    author: &Author,
    can: &Can<'t, ManageLinks>,
    purpose: Purpose,
    batch: Option<Uuid>,
) -> Result<Sent> {
    let user = can.row();
    if purpose_for(user) != Some(purpose) {
        return Ok(Sent::Nowhere);
    }
    let sent = links::send(tx, seal, access.into(), user.id, purpose)?;
    if let Sent::To(address) = &sent {
        let entry = entry(author, Event::LinkSent, user, batch)
            .fact("purpose", purpose.code())
            .personal("email", address.as_str());
        activity::record(tx, entry)?;
    }
    Ok(sent)
}

/// Returns who can be given a link of this kind, but is not mailed it.
///
/// # Errors
/// Any database error.
pub fn kept_from_mailing(
    db: &mut impl Read,
    access: &Access,
    users: &[i64],
    purpose: Purpose,
) -> Result<HashMap<i64, Refusal>> {
    let users = users::several(db, users)?.into_iter();
    let users: Vec<i64> = users
        .filter(|user| purpose_for(user) == Some(purpose))
        .map(|user| user.id)
        .collect();
    let withheld = links::withheld(db, access.into(), &users, purpose)?.into_iter();
    Ok(withheld.map(|user| (user, Refusal::AddressSetByOther)).collect())
}

/// Revokes the open link. Returns false if there was none.
///
/// # Errors
/// Any database error.
pub fn revoke_link<'t>(tx: &mut Tx<'t>, author: &Author, can: &Can<'t, ManageLinks>, purpose: Purpose) -> Result<bool> {
    let user = can.row();
    let revoked = links::revoke(tx, user.id, purpose)?;
    if revoked {
        let entry = entry(author, Event::LinkRevoked, user, None).fact("purpose", purpose.code());
        activity::record(tx, entry)?;
    }
    Ok(revoked)
}

/// Makes the activation link of a user just created without a password, and mails it if possible.
///
/// # Errors
/// Any database error.
pub fn invite(
    tx: &mut Tx<'_>,
    seal: &Seal,
    access: &Access,
    author: &Author,
    can: &Can<'_, CreateUser>,
    user: i64,
) -> Result<Sent> {
    let (purpose, subject) = (Purpose::Activation, activity::Subject::User(user));
    links::make(tx, seal, user, purpose, author.user)?;
    let sent = links::send(tx, seal, access.into(), user, purpose)?;
    let entry =
        activity::Entry::new(author, Event::LinkCreated, subject, Some(can.row().id)).fact("purpose", purpose.code());
    let entry = match &sent {
        Sent::To(address) => entry.personal("email", address.as_str()),
        Sent::Nowhere | Sent::Withheld => entry,
    };
    activity::record(tx, entry)?;
    Ok(sent)
}
