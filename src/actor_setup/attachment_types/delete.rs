//! GET and POST /setup/actors/attachment-types/{id}/delete.
use super::{AttachmentType, LIST, store, verbs};
use crate::access::{Target, rules};
use crate::actor_setup::ManageActorSetup;
use crate::error::{Error, Result};
use crate::web::answer::{Answer, Outcome};
use crate::web::delete_page::DeletePage;
use crate::web::menu;
use crate::web::request::{Form, Id, Nothing};
use crate::web::visit::{Ctx, View, Visit};
use actix_web::http::StatusCode;

fn asking(visit: &Visit, kind: &AttachmentType, stays: Option<&str>) -> Result<DeletePage> {
    DeletePage::new(
        visit,
        &kind.display_name,
        format!("{LIST}/{}/delete", kind.id),
        (LIST.to_owned(), stays),
    )
}

/// GET /setup/actors/attachment-types/{id}/delete.
pub fn page(view: &mut View, Id(id): Id) -> Result<Answer> {
    let View { db, visit } = view;
    menu::ATTACHMENT_TYPES.enter(&visit.access)?;
    rules::manage_actor_setup(&visit.access, &Target::installation())?;
    let kind = store::one(db, id)?.ok_or(Error::NotFound)?;
    Answer::page(&asking(visit, &kind, None)?)
}

/// POST /setup/actors/attachment-types/{id}/delete.
pub fn apply(ctx: &mut Ctx<'_, '_>, (Id(id), Form(Nothing {})): (Id, Form<Nothing>)) -> Result<Outcome> {
    menu::ATTACHMENT_TYPES.enter(&ctx.visit.access)?;
    let can = ctx.visit.access.can_here::<ManageActorSetup>(ctx.tx)?;
    let kind = store::lock(ctx.tx, id)?.ok_or(Error::NotFound)?;
    if verbs::delete(ctx.tx, &ctx.visit.author(), &can, &kind)?.is_err() {
        let page = asking(&ctx.visit, &kind, Some("attachment-type-in-use"))?;
        return Answer::page_with(StatusCode::UNPROCESSABLE_ENTITY, &page).map(Outcome::Invalid);
    }
    let said = ctx.visit.t.one("common-deleted", "name", kind.display_name);
    Ok(Outcome::Commit(Answer::see_other(LIST).saying(said)))
}
