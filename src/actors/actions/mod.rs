//! What the toolbar does to the selected actors (SPEC A-1, U-4): a page that asks, and the change it asks about.
//!
//! `plan` sorts the selection into who will be affected, for whom there is nothing to do, and who is refused with which
//! reason; `pages` shows that and, on POST, carries it out in one transaction with an entry each.
pub mod pages;
mod plan;

use super::{Actor, ArchiveActor, DeleteActor, merge, verbs};
use crate::access::{Action, Can, Refusal};
use crate::activity::Author;
use crate::config::Seal;
use crate::db::{Read, Tx};
use crate::error::Result;
use crate::web::several::Selection;
use std::collections::HashMap;
use uuid::Uuid;

/// One action on actors, as the frame needs to know it.
pub trait Bulk {
    /// What each actor's row is locked and asked for.
    type Right: Action<Row = Actor>;
    /// Last part of the address, and part of the ids of its texts.
    const WORD: &'static str;
    /// Symbol of the sprite.
    const ICON: &'static str;
    /// Takes away what does not come back, so what is to be deleted is typed first.
    const DANGER: bool = false;

    /// There is nothing to do for this actor.
    fn idle(actor: &Actor) -> bool;

    /// Reasons against it beyond the rule about the row, by actor.
    ///
    /// # Errors
    /// Any database error.
    fn kept(_db: &mut impl Read, _actors: &[i64]) -> Result<HashMap<i64, Refusal>> {
        Ok(HashMap::new())
    }

    /// How many others go along with an actor, by actor.
    ///
    /// # Errors
    /// Any database error.
    fn along(_db: &mut impl Read, _actors: &[i64]) -> Result<HashMap<i64, i64>> {
        Ok(HashMap::new())
    }

    /// False where there was nothing to do.
    ///
    /// # Errors
    /// Any database error.
    fn act<'t>(
        tx: &mut Tx<'t>,
        seal: &Seal,
        author: &Author,
        can: &Can<'t, Self::Right>,
        batch: Option<Uuid>,
    ) -> Result<bool>;
}

/// **Archive**.
#[derive(Debug, Clone, Copy)]
pub struct Archive;

impl Bulk for Archive {
    type Right = ArchiveActor;
    const WORD: &'static str = "archive";
    const ICON: &'static str = "folder";

    fn idle(actor: &Actor) -> bool {
        actor.is_archived()
    }

    fn act<'t>(
        tx: &mut Tx<'t>,
        _: &Seal,
        author: &Author,
        can: &Can<'t, ArchiveActor>,
        batch: Option<Uuid>,
    ) -> Result<bool> {
        verbs::archive(tx, author, can, batch)
    }
}

/// **Unarchive**.
#[derive(Debug, Clone, Copy)]
pub struct Unarchive;

impl Bulk for Unarchive {
    type Right = ArchiveActor;
    const WORD: &'static str = "unarchive";
    const ICON: &'static str = "rotate";

    fn idle(actor: &Actor) -> bool {
        !actor.is_archived()
    }

    fn act<'t>(
        tx: &mut Tx<'t>,
        _: &Seal,
        author: &Author,
        can: &Can<'t, ArchiveActor>,
        batch: Option<Uuid>,
    ) -> Result<bool> {
        verbs::unarchive(tx, author, can, batch)
    }
}

/// **Delete**.
#[derive(Debug, Clone, Copy)]
pub struct Delete;

impl Bulk for Delete {
    type Right = DeleteActor;
    const WORD: &'static str = "delete";
    const ICON: &'static str = "trash";
    const DANGER: bool = true;

    fn idle(_: &Actor) -> bool {
        false
    }

    fn kept(db: &mut impl Read, actors: &[i64]) -> Result<HashMap<i64, Refusal>> {
        verbs::kept_from_deleting(db, actors)
    }

    fn along(db: &mut impl Read, actors: &[i64]) -> Result<HashMap<i64, i64>> {
        merge::along(db, actors)
    }

    fn act<'t>(
        tx: &mut Tx<'t>,
        seal: &Seal,
        author: &Author,
        can: &Can<'t, DeleteActor>,
        batch: Option<Uuid>,
    ) -> Result<bool> {
        verbs::delete(tx, seal, author, can, batch).map(|()| true)
    }
}
