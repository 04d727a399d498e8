//! GET and POST /support/users/{id}/settings/delete.
use super::{Asked, manageable, store, verbs};
use crate::error::{Error, Result};
use crate::users::ManageSettings;
use crate::web::answer::{Answer, Outcome};
use crate::web::delete_page::DeletePage;
use crate::web::menu;
use crate::web::request::{Form, Id, Nothing, Query};
use crate::web::visit::{Ctx, View};

/// GET /support/users/{id}/settings/delete.
pub fn page(view: &mut View, (Id(id), Query(asked)): (Id, Query<Asked>)) -> Result<Answer> {
    let View { db, visit } = view;
    manageable(&visit.access, db, id)?;
    let setting = store::one(db, id, asked.setting)?.ok_or(Error::NotFound)?;
    Answer::page(&DeletePage::new(
        visit,
        &setting.key,
        asked.url(id, "delete"),
        (asked.back(id), None),
    )?)
}

/// POST /support/users/{id}/settings/delete.
pub fn apply(
    ctx: &mut Ctx<'_, '_>,
    (Id(id), Query(asked), Form(Nothing {})): (Id, Query<Asked>, Form<Nothing>),
) -> Result<Outcome> {
    menu::SUPPORT_USERS.enter(&ctx.visit.access)?;
    let can = ctx.visit.access.can::<ManageSettings>(ctx.tx, id)?;
    let setting = store::one(ctx.tx, id, asked.setting)?.ok_or(Error::NotFound)?;
    verbs::delete(ctx.tx, &ctx.visit.author(), &can, &setting)?;
    let said = ctx.visit.t.one("common-deleted", "name", setting.key);
    Ok(Outcome::Commit(Answer::see_other(&asked.back(id)).saying(said)))
}
