//! The user an actor is linked to (SPEC A-2, C-4).
use super::save::{Clash, clashing};
use super::{entry, store};
use crate::access::Can;
use crate::activity::{self, Author};
use crate::actors::LinkActor;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::users::EditUser;

/// Whom an actor is linked to from now on. The link gives no right and no way into a login: all it does is to let the state
/// of an employee open or shut one (C-4). So it is no control over the login in the sense of P-10; it takes `EditUser` of
/// whoever is concerned, who was linked and who will be.
pub struct Link<'t> {
    pub before: Option<Can<'t, EditUser>>,
    pub after: Option<Can<'t, EditUser>>,
}

/// Links, unlinks, or links to somebody else. Where the employee is archived or switched off, PostgreSQL logs its new user
/// out in the same statement. The inner true: something changed.
///
/// # Errors
/// `Internal` for the capability of another user; the inner error is a user who is linked to another actor.
pub fn link<'t>(
    tx: &mut Tx<'t>,
    author: &Author,
    can: &Can<'t, LinkActor>,
    link: &Link<'t>,
) -> Result<std::result::Result<bool, Clash>> {
    let actor = can.row();
    let id = |can: &Option<Can<'t, EditUser>>| can.as_ref().map(|can| can.row().id);
    if id(&link.before) != actor.user {
        return Err(Error::Internal("the capability of another user".into()));
    }
    let user = id(&link.after);
    if user == actor.user {
        return Ok(Ok(false));
    }
    if let Err(clash) = clashing(store::set_user(tx, actor.id, user, author.user))? {
        return Ok(Err(clash));
    }
    let record = entry(author, "actor.user_linked", actor, None).diff("linked_user", actor.user, user);
    activity::record(tx, record)?;
    Ok(Ok(true))
}
