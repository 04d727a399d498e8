//! The image of an actor (SPEC A-2, P-21). It is shown on the actor's page and changed by readers who may change the
//! common fields, and by the linked user on the user's own account.
mod store;

use super::edit::{Back, opened, standing};
use super::verbs::entry;
use super::{Actor, EditActor, OwnActor, PATH};
use crate::access::Can;
use crate::activity::{self, Author, Event};
use crate::db::{Read, Tx};
use crate::error::{Error, Result};
use crate::storage;
use crate::storage::image::{self, Whose};
use crate::web::answer::{Answer, Outcome};
use crate::web::request::{Id, Query};
use crate::web::visit::{Ctx, View, Visit};
use uuid::Uuid;

/// Returns the address of the actor's image, if it has one.
pub fn url(actor: &Actor) -> Option<String> {
    actor.image.map(|_| format!("{PATH}/{}/image", actor.id))
}

/// What an actor's page shows of its image.
#[derive(Debug, Clone)]
pub struct Card {
    pub picture: Option<String>,
    pub alt: String,
    pub change: String,
    /// Why the reader cannot change it, if so.
    pub why: Option<String>,
}

impl Card {
    pub fn of(visit: &Visit, actor: &Actor, back: &Back) -> Self {
        let refused = visit.access.allows::<EditActor>(actor).err();
        Self {
            picture: url(actor),
            alt: visit.t.one("actor-image-alt", "name", &actor.name),
            change: back.keep(&format!("{PATH}/{}/image/change", actor.id)),
            why: refused.map(|refusal| visit.why_not(&refusal)),
        }
    }
}

/// GET /actors/{id}/image. For an actor that was merged away it is the survivor's image.
pub fn picture(view: &mut View, Id(id): Id) -> Result<Answer> {
    let View { db, visit } = view;
    let actor = opened(&visit.access, db, id)?;
    let actor = standing(&visit.access, db, actor)?;
    storage::shown(visit, db, actor.image.ok_or(Error::NotFound)?)
}

fn whose(actor: &Actor, back: &Back) -> Whose {
    Whose {
        name: actor.name.clone(),
        picture: url(actor),
        from: back.keep(&format!("{PATH}/{}", actor.id)),
    }
}

fn changeable(visit: &Visit, db: &mut impl Read, id: i64) -> Result<Actor> {
    let actor = opened(&visit.access, db, id)?;
    visit.access.allows::<EditActor>(&actor)?;
    Ok(actor)
}

/// Refuses readers who may not change the image.
pub fn may(view: &mut View, Id(id): Id) -> Result<()> {
    changeable(&view.visit, &mut view.db, id).map(drop)
}

/// GET /actors/{id}/image/change.
pub fn page(view: &mut View, (Id(id), Query(back)): (Id, Query<Back>)) -> Result<Answer> {
    let actor = changeable(&view.visit, &mut view.db, id)?;
    image::page(&view.visit, &whose(&actor, &back))
}

/// POST /actors/{id}/image/change.
pub fn save(ctx: &mut Ctx<'_, '_>, (Id(id), Query(back)): (Id, Query<Back>)) -> Result<Outcome> {
    opened(&ctx.visit.access, ctx.tx, id)?;
    let can = ctx.visit.access.clone().can::<EditActor>(ctx.tx, id)?;
    let whose = whose(can.row(), &back);
    match image::sent(&ctx.visit, ctx.tx, &whose)? {
        Ok(image) => {
            set(ctx.tx, &ctx.visit.author(), &can, image)?;
            Ok(image::done(&ctx.visit, &whose, image))
        }
        Err(wrong) => Ok(wrong),
    }
}

/// Sets an image that is stored already, or removes the present one with its file.
///
/// # Errors
/// Any database error.
pub fn set<'t>(tx: &mut Tx<'t>, author: &Author, can: &Can<'t, EditActor>, image: Option<Uuid>) -> Result<()> {
    write(tx, author, can.row(), image, false)
}

/// Sets or removes the image of the user's own actor, as `set` does.
///
/// # Errors
/// Any database error.
pub fn set_own<'t>(tx: &mut Tx<'t>, author: &Author, can: &Can<'t, OwnActor>, image: Option<Uuid>) -> Result<()> {
    write(tx, author, can.row(), image, true)
}

fn write(tx: &mut Tx<'_>, author: &Author, actor: &Actor, image: Option<Uuid>, own: bool) -> Result<()> {
    if (actor.image, image) == (None, None) {
        return Ok(());
    }
    store::set(tx, actor.id, image, author.user)?;
    let mut said = entry(author, Event::ActorImageChanged, actor, None).fact("image", image.is_some());
    if own {
        said = said.fact("own", true);
    }
    activity::record(tx, said)?;
    Ok(())
}
