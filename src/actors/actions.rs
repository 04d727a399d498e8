//! What the toolbar does to the selected actors (SPEC A-1, U-4). `web::several` is the frame: a page that asks, and the
//! change it asks about.
use super::{Actor, ArchiveActor, DeleteActor, merge, store, verbs};
use crate::access::{Access, Can, Refusal, division};
use crate::activity::Author;
use crate::config::Seal;
use crate::db::{Read, Tx};
use crate::error::Result;
use crate::imports;
use crate::web::answer::Outcome;
use crate::web::i18n::Texts;
use crate::web::request::Form;
use crate::web::several::pages::Typed;
use crate::web::several::{Bulk, Plain, Selectable, Selection};
use crate::web::visit::Ctx;
use std::collections::HashMap;
use uuid::Uuid;

impl Selectable for Actor {
    type Of = Self;
    const LIST: &'static str = super::PATH;
    const TEXTS: &'static str = "actors";

    fn several(db: &mut impl Read, ids: &[i64]) -> Result<Vec<Self>> {
        store::several(db, ids)
    }

    fn enter(access: &Access) -> Result<()> {
        super::some_screen(access)
    }

    fn is_seen(&self, access: &Access) -> bool {
        division::sees(access, self.unit) && super::screen_of(access, self).is_ok()
    }

    fn of(&self) -> &Self {
        self
    }

    fn id(&self) -> i64 {
        self.id
    }

    fn unit(&self) -> i64 {
        self.unit
    }

    fn name(&self) -> &str {
        &self.name
    }

    fn mark(&self) -> &str {
        &self.number
    }

    fn warning(&self) -> &str {
        &self.remarks
    }
}

/// **Archive**.
#[derive(Debug, Clone, Copy)]
pub struct Archive;

impl Bulk for Archive {
    type Row = Actor;
    type Right = ArchiveActor;
    const WORD: &'static str = "archive";
    const ICON: &'static str = "folder";
    const BUTTON: &'static str = "actors-archive";

    fn idle(actor: &Actor) -> Option<&'static str> {
        actor.is_archived().then_some("actors-idle-archived")
    }
}

impl Plain for Archive {
    fn act<'t>(
        tx: &mut Tx<'t>,
        _: &Seal,
        _: &Access,
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
    type Row = Actor;
    type Right = ArchiveActor;
    const WORD: &'static str = "unarchive";
    const ICON: &'static str = "rotate";
    const BUTTON: &'static str = "actors-unarchive";

    fn idle(actor: &Actor) -> Option<&'static str> {
        (!actor.is_archived()).then_some("actors-idle-not-archived")
    }
}

impl Plain for Unarchive {
    fn act<'t>(
        tx: &mut Tx<'t>,
        _: &Seal,
        _: &Access,
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
    type Row = Actor;
    type Right = DeleteActor;
    const WORD: &'static str = "delete";
    const ICON: &'static str = "trash";
    const BUTTON: &'static str = "actors-delete";
    const DANGER: bool = true;

    fn kept(db: &mut impl Read, _: &Access, actors: &[i64]) -> Result<HashMap<i64, Refusal>> {
        verbs::kept_from_deleting(db, actors)
    }

    fn along(db: &mut impl Read, t: &Texts, actors: &[i64]) -> Result<HashMap<i64, String>> {
        let along = merge::along(db, actors)?.into_iter();
        let said = |count: i64| t.one("actors-action-along", "count", count);
        Ok(along.map(|(id, count)| (id, said(count))).collect())
    }
}

/// POST /actors/delete.
pub fn delete(ctx: &mut Ctx<'_, '_>, sent: (Selection, Form<Typed>)) -> Result<Outcome> {
    imports::deleting::<Delete>(ctx, sent, verbs::delete)
}
