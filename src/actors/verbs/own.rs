//! The actor linked to one's own user. Everybody may change its name, address, phone and email, and nothing else (SPEC
//! P-21).
use super::entry;
use super::save::told;
use super::store::{self, Write};
use crate::access::Can;
use crate::activity::{self, Author, Event};
use crate::actors::details::{Contact, Details};
use crate::actors::{OwnActor, words};
use crate::db::Tx;
use crate::error::{Error, Result};

/// Changes one's own actor. Returns false if nothing differs.
///
/// # Errors
/// Any database error.
pub fn update_own<'t>(tx: &mut Tx<'t>, author: &Author, can: &Can<'t, OwnActor>, contact: &Contact) -> Result<bool> {
    let actor = can.row();
    let before = store::stored(tx, actor.id)?.ok_or(Error::NotFound)?;
    let details = Details {
        contact: contact.clone(),
        ..before.details.clone()
    };
    let after = Write {
        details: &details,
        unit: actor.unit,
        enabled: actor.enabled,
        user: actor.user,
    };
    let record = told(entry(author, Event::ActorUpdated, actor, None), &before, &after);
    if record.is_empty() {
        return Ok(false);
    }
    store::update(tx, actor.id, &after, author.user)?;
    words::write_all(tx, &[actor.id])?;
    activity::record(tx, record.fact("own", true))?;
    Ok(true)
}
