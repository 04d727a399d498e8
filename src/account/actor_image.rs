//! One's own image: GET /account/actor/image, and /account/actor/image/change (SPEC P-21).
use super::actor::{PATH, own_actor};
use crate::actors::edit::Back;
use crate::actors::{Actor, OwnActor, image as actor_image};
use crate::error::{Error, Result};
use crate::storage;
use crate::storage::image::{self, Whose};
use crate::web::answer::{Answer, Outcome};
use crate::web::request::Query;
use crate::web::visit::{Ctx, View};

/// Returns the address of the image, if there is one.
pub(super) fn url(actor: &Actor) -> Option<String> {
    actor.image.map(|_| format!("{PATH}/image"))
}

fn whose(actor: &Actor) -> Whose {
    Whose {
        name: actor.name.clone(),
        picture: url(actor),
        from: PATH.to_owned(),
    }
}

/// GET /account/actor/image.
pub fn picture(view: &mut View, (): ()) -> Result<Answer> {
    let viewer = view.visit.access.principal()?.clone();
    let actor = own_actor(&mut view.db, &viewer)?;
    storage::shown(&view.visit, &mut view.db, actor.image.ok_or(Error::NotFound)?)
}

/// Allows the page to every user who is an actor.
pub fn may(view: &mut View, Query(_): Query<Back>) -> Result<()> {
    let viewer = view.visit.access.principal()?.clone();
    own_actor(&mut view.db, &viewer).map(drop)
}

/// GET /account/actor/image/change.
pub fn page(view: &mut View, (): ()) -> Result<Answer> {
    let viewer = view.visit.access.principal()?.clone();
    let actor = own_actor(&mut view.db, &viewer)?;
    image::page(&view.visit, &whose(&actor))
}

/// POST /account/actor/image/change.
pub fn save(ctx: &mut Ctx<'_, '_>, Query(_): Query<Back>) -> Result<Outcome> {
    let viewer = ctx.visit.access.principal()?.clone();
    let id = viewer.actor.ok_or(Error::NotFound)?;
    let can = ctx.visit.access.clone().can::<OwnActor>(ctx.tx, id)?;
    let whose = whose(can.row());
    match image::sent(&ctx.visit, ctx.tx, &whose)? {
        Ok(sent) => {
            actor_image::set_own(ctx.tx, &ctx.visit.author(), &can, sent)?;
            Ok(image::done(&ctx.visit, &whose, sent))
        }
        Err(wrong) => Ok(wrong),
    }
}
