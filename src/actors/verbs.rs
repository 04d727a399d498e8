//! Every change of actors. The edit screen, the toolbar, the user's own account and files call these verbs.
//!
//! Each verb takes capabilities instead of ids and writes one entry. `batch` joins the entries of one action on several
//! actors (SPEC U-4). Names, addresses and everything else that describes a person are personal values of the entry,
//! which are erased with the actor (SECURITY DP1).
mod link;
mod own;
mod save;
mod store;

pub use link::{Link, link};
pub use own::update_own;
pub use save::{Changes, Clash, NewActor, Values, create, update};
pub use store::{Stored, stored, values};
pub(in crate::actors) use store::{Write, number_taken, role_names, set_cpr, set_value, update as write_row, with_cpr};

use super::{Actor, ArchiveActor, DeleteActor};
use crate::access::{Can, Refusal};
use crate::activity::{self, Author, Entry, Event, Subject, Whose};
use crate::db::{Read, Tx};
use crate::error::{Error, Result};
use crate::imports;
use std::collections::HashMap;
use uuid::Uuid;

pub(super) fn entry(author: &Author, event: Event, actor: &Actor, batch: Option<Uuid>) -> Entry {
    Entry::new(author, event, Subject::Actor(actor.id), Some(actor.unit)).batch(batch)
}

/// Takes an actor out of the lists. If it is an employee, its user is logged out at once (SPEC C-4). Nothing is
/// deleted.
///
/// # Errors
/// Any database error.
pub fn archive<'t>(tx: &mut Tx<'t>, author: &Author, can: &Can<'t, ArchiveActor>, batch: Option<Uuid>) -> Result<bool> {
    switch(tx, author, can, true, batch)
}

/// Puts an actor back into the lists. An employee's user may log in again.
///
/// # Errors
/// Any database error.
pub fn unarchive<'t>(
    tx: &mut Tx<'t>,
    author: &Author,
    can: &Can<'t, ArchiveActor>,
    batch: Option<Uuid>,
) -> Result<bool> {
    switch(tx, author, can, false, batch)
}

fn switch<'t>(
    tx: &mut Tx<'t>,
    author: &Author,
    can: &Can<'t, ArchiveActor>,
    archived: bool,
    batch: Option<Uuid>,
) -> Result<bool> {
    let actor = can.row();
    if actor.is_archived() == archived {
        return Ok(false);
    }
    store::set_archived(tx, actor.id, archived, author.user)?;
    super::words::write_all(tx, &[actor.id])?;
    let event = if archived {
        Event::ActorArchived
    } else {
        Event::ActorUnarchived
    };
    activity::record(tx, entry(author, event, actor, batch))?;
    Ok(true)
}

/// Returns which of these actors cannot be deleted, and why: a linked user, actors merged into them while that can be
/// undone, or notes.
///
/// # Errors
/// Any database error.
pub fn kept_from_deleting(db: &mut impl Read, actors: &[i64]) -> Result<HashMap<i64, Refusal>> {
    store::in_use(db, actors)
}

/// Deletes an actor for good. The id stays in the log as "Deleted 19"; everything else is erased, the personal values
/// of the log too. Actors merged into it are the same party and are deleted with it, each with an entry. The caller
/// must have asked [`kept_from_deleting`]; the database also refuses to delete what is in use. Returns what they were
/// called, which [`imports::deleting`] forgets.
///
/// # Errors
/// Any database error.
pub fn delete<'t>(
    tx: &mut Tx<'t>,
    author: &Author,
    can: &Can<'t, DeleteActor>,
    batch: Option<Uuid>,
) -> Result<imports::Names> {
    let gone = super::store::with_merged(tx, can.row().id)?;
    let batch = batch.or_else(|| (gone.len() > 1).then(Uuid::now_v7));
    let (mut names, mut entries) = (imports::Names::default(), Vec::new());
    for id in &gone {
        let actor = super::one(tx, *id)?.ok_or(Error::NotFound)?;
        let email = store::stored(tx, *id)?.map(|stored| stored.details.contact.email);
        let deleted = entry(author, Event::ActorDeleted, &actor, batch);
        entries.push(match actor.merged_into {
            Some(survivor) => deleted.fact("survivor", survivor),
            None => deleted,
        });
        names.add(imports::Names::of([
            &*actor.name,
            &actor.number,
            &email.unwrap_or_default(),
        ]));
    }
    store::delete(tx, &gone)?;
    activity::record_all(tx, entries)?;
    for id in gone {
        activity::erase(tx, Whose::Actor(id))?;
    }
    Ok(names)
}
