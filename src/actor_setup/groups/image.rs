//! The image of a group: GET /setup/actors/groups/{id}/image, and /setup/actors/groups/{id}/image/change (SPEC A-6).
use super::{ActorGroup, LIST, store, verbs};
use crate::access::{Target, rules};
use crate::actor_setup::ManageActorSetup;
use crate::actors::edit::Back;
use crate::error::{Error, Result};
use crate::storage;
use crate::storage::image::{self, Whose};
use crate::web::answer::{Answer, Outcome};
use crate::web::menu;
use crate::web::request::{Id, Query};
use crate::web::visit::{Ctx, View};

/// Returns the address of the image, if there is one.
pub(super) fn url(group: &ActorGroup) -> Option<String> {
    group.image.map(|_| format!("{LIST}/{}/image", group.id))
}

fn whose(group: &ActorGroup) -> Whose {
    Whose {
        name: group.name.clone(),
        picture: url(group),
        from: format!("{LIST}/{}", group.id),
    }
}

/// GET /setup/actors/groups/{id}/image.
pub fn picture(view: &mut View, Id(id): Id) -> Result<Answer> {
    let View { db, visit } = view;
    menu::ACTOR_GROUPS.enter(&visit.access)?;
    let group = store::one(db, id)?.ok_or(Error::NotFound)?;
    storage::shown(visit, db, group.image.ok_or(Error::NotFound)?)
}

fn changeable(view: &mut View, id: i64) -> Result<ActorGroup> {
    let View { db, visit } = view;
    menu::ACTOR_GROUPS.enter(&visit.access)?;
    rules::manage_actor_setup(&visit.access, &Target::installation())?;
    store::one(db, id)?.ok_or(Error::NotFound)
}

/// Allows the page to readers who may change the image.
pub fn may(view: &mut View, Id(id): Id) -> Result<()> {
    changeable(view, id).map(drop)
}

/// GET /setup/actors/groups/{id}/image/change.
pub fn page(view: &mut View, Id(id): Id) -> Result<Answer> {
    let group = changeable(view, id)?;
    image::page(&view.visit, &whose(&group))
}

/// POST /setup/actors/groups/{id}/image/change.
pub fn save(ctx: &mut Ctx<'_, '_>, (Id(id), Query(_)): (Id, Query<Back>)) -> Result<Outcome> {
    menu::ACTOR_GROUPS.enter(&ctx.visit.access)?;
    let can = ctx.visit.access.can_here::<ManageActorSetup>(ctx.tx)?;
    let group = store::lock(ctx.tx, id)?.ok_or(Error::NotFound)?;
    let whose = whose(&group);
    match image::sent(&ctx.visit, ctx.tx, &whose)? {
        Ok(sent) => {
            verbs::set_image(ctx.tx, &ctx.visit.author(), &can, &group, sent)?;
            Ok(image::done(&ctx.visit, &whose, sent))
        }
        Err(wrong) => Ok(wrong),
    }
}
