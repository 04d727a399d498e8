//! **Delete** a role: GET and POST /setup/actors/roles/{id}/delete.
use super::{LIST, Role, seen, store, verbs};
use crate::access::{Target, rules};
use crate::actor_setup::ManageActorSetup;
use crate::db::Read;
use crate::error::{Error, Result};
use crate::web::answer::{Answer, Outcome};
use crate::web::delete_page::DeletePage;
use crate::web::menu;
use crate::web::request::{Form, Id, Nothing};
use crate::web::visit::{Ctx, View, Visit};
use actix_web::http::StatusCode;

fn asking(visit: &Visit, db: &mut impl Read, role: &Role) -> Result<DeletePage> {
    let t = visit.t;
    let used = store::used(db, role.id, 1)?;
    let stays = match () {
        () if role.is_delivered() => Some("actor-role-delivered-stays"),
        () if used.actors > 0 => Some("actor-role-in-use"),
        () if used.groups > 0 => Some("actor-role-in-use-by-groups"),
        () => None,
    };
    let goes = [
        (used.fields > 0).then(|| t.one("actor-role-delete-fields", "count", used.fields)),
        role.directory
            .then(|| t.one("actor-role-delete-rights", "count", used.cells)),
    ];
    let place = (format!("{LIST}/{}", role.id), stays);
    let mut page = DeletePage::new(visit, &role.shown(&t), format!("{LIST}/{}/delete", role.id), place)?;
    page.goes = goes.into_iter().flatten().collect();
    Ok(page)
}

/// GET /setup/actors/roles/{id}/delete.
pub fn page(view: &mut View, Id(id): Id) -> Result<Answer> {
    let View { db, visit } = view;
    let role = seen(&visit.access, db, id)?;
    rules::manage_actor_setup(&visit.access, &Target::installation())?;
    Answer::page(&asking(visit, db, &role)?)
}

/// POST /setup/actors/roles/{id}/delete.
pub fn apply(ctx: &mut Ctx<'_, '_>, (Id(id), Form(Nothing {})): (Id, Form<Nothing>)) -> Result<Outcome> {
    menu::ACTOR_ROLES.enter(&ctx.visit.access)?;
    let access = ctx.visit.access.clone();
    let can = access.can_here::<ManageActorSetup>(ctx.tx)?;
    let role = store::lock(ctx.tx, id)?.ok_or(Error::NotFound)?;
    let page = asking(&ctx.visit, ctx.tx, &role)?;
    if page.stays.is_some() {
        return Answer::page_with(StatusCode::UNPROCESSABLE_ENTITY, &page).map(Outcome::Invalid);
    }
    verbs::delete(ctx.tx, &access, &ctx.visit.author(), &can, &role)?;
    let said = ctx.visit.t.one("common-deleted", "name", role.shown(&ctx.visit.t));
    Ok(Outcome::Commit(Answer::see_other(LIST).saying(said)))
}
