//! The user an actor is linked to (SPEC A-2, C-4).
use super::save::{Clash, clashing};
use super::{entry, store};
use crate::access::Can;
use crate::activity::{self, Author, Event};
use crate::actors::LinkActor;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::users::LinkUser;

/// The user an actor was linked to, and the one it will be linked to. A link gives no right and no access to a login.
/// It only lets the state of an employee open or close that login (C-4). So it is not control over the login in the
/// sense of P-10. It takes `LinkUser` of both users.
pub struct Link<'t> {
    pub before: Option<Can<'t, LinkUser>>,
    pub after: Option<Can<'t, LinkUser>>,
}

/// Links, unlinks, or links to another user. If the employee is archived or not enabled, PostgreSQL logs the newly
/// linked user out in the same statement. The inner value is true if something changed.
///
/// # Errors
/// `Internal` for the capability of another user. The inner error means that the user is linked to another actor.
pub fn link<'t>(
    tx: &mut Tx<'t>,
    author: &Author,
    can: &Can<'t, LinkActor>,
    link: &Link<'t>,
) -> Result<Result<bool, Clash>> {
    let actor = can.row();
    let id = |can: &Option<Can<'t, LinkUser>>| can.as_ref().map(|can| can.row().id);
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
    let record = entry(author, Event::ActorUserLinked, actor, None).diff("linked_user", actor.user, user);
    activity::record(tx, record)?;
    Ok(Ok(true))
}
