//! GET and POST /setup/actors/groups/{id}/delete.
use super::{ActorGroup, LIST, store, verbs};
use crate::access::{Target, rules};
use crate::actor_setup::ManageActorSetup;
use crate::error::{Error, Result};
use crate::web::answer::{Answer, Outcome};
use crate::web::delete_page::DeletePage;
use crate::web::menu;
use crate::web::request::{Form, Id, Nothing};
use crate::web::visit::{Ctx, View, Visit};

fn asking(visit: &Visit, group: &ActorGroup) -> Result<DeletePage> {
    let place = (format!("{LIST}/{}", group.id), None);
    let mut page = DeletePage::new(visit, &group.name, format!("{LIST}/{}/delete", group.id), place)?;
    page.goes = vec![visit.t.get("actor-group-delete-members")];
    Ok(page)
}

/// GET /setup/actors/groups/{id}/delete.
pub fn page(view: &mut View, Id(id): Id) -> Result<Answer> {
    let View { db, visit } = view;
    menu::ACTOR_GROUPS.enter(&visit.access)?;
    rules::manage_actor_setup(&visit.access, &Target::installation())?;
    let group = store::one(db, id)?.ok_or(Error::NotFound)?;
    Answer::page(&asking(visit, &group)?)
}

/// POST /setup/actors/groups/{id}/delete.
pub fn apply(ctx: &mut Ctx<'_, '_>, (Id(id), Form(Nothing {})): (Id, Form<Nothing>)) -> Result<Outcome> {
    menu::ACTOR_GROUPS.enter(&ctx.visit.access)?;
    let can = ctx.visit.access.can_here::<ManageActorSetup>(ctx.tx)?;
    let group = store::lock(ctx.tx, id)?.ok_or(Error::NotFound)?;
    verbs::delete(ctx.tx, &ctx.visit.author(), &can, &group)?;
    let said = ctx.visit.t.one("common-deleted", "name", group.name);
    Ok(Outcome::Commit(Answer::see_other(LIST).saying(said)))
}
