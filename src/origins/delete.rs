//! GET and POST /setup/origins/{id}/delete and /setup/locations/{id}/delete.
use super::{Kind, Line, Used, store, verbs};
use crate::access::{Target, rules};
use crate::error::{Error, Result};
use crate::setup::ManageSetup;
use crate::web::answer::{Answer, Outcome};
use crate::web::delete_page::DeletePage;
use crate::web::menu;
use crate::web::request::{Form, Id, Nothing};
use crate::web::visit::{Ctx, View, Visit};
use actix_web::http::StatusCode;

fn asking(visit: &Visit, kind: Kind, line: &Line, used: Used) -> Result<DeletePage> {
    let list = kind.list();
    let mut page = DeletePage::new(
        visit,
        &line.name,
        format!("{list}/{}/delete", line.id),
        (list.to_owned(), None),
    )?;
    page.stays = (!used.is_free()).then(|| stays(visit, kind, used));
    Ok(page)
}

/// Explains why it cannot be deleted.
fn stays(visit: &Visit, kind: Kind, used: Used) -> String {
    let t = &visit.t;
    let users = kind.either("origin-has-users", "location-has-users");
    let mut why = Vec::new();
    if used.users > 0 {
        why.push(t.one(users, "count", used.users));
    }
    if used.locations > 0 {
        why.push(t.one("origin-has-locations", "count", used.locations));
    }
    if used.needed {
        why.push(t.get("origin-needed"));
    }
    why.join(" ")
}

/// GET /setup/origins/{id}/delete.
pub fn page(view: &mut View, Id(id): Id) -> Result<Answer> {
    let View { db, visit } = view;
    menu::INSTALLATION.enter(&visit.access)?;
    rules::manage_setup(&visit.access, &Target::installation())?;
    let kind = Kind::of(visit);
    let line = store::one(db, kind, id)?.ok_or(Error::NotFound)?;
    let used = store::used(db, kind, id)?;
    Answer::page(&asking(visit, kind, &line, used)?)
}

/// POST /setup/origins/{id}/delete.
pub fn apply(ctx: &mut Ctx<'_, '_>, (Id(id), Form(Nothing {})): (Id, Form<Nothing>)) -> Result<Outcome> {
    menu::INSTALLATION.enter(&ctx.visit.access)?;
    let can = ctx.visit.access.can_here::<ManageSetup>(ctx.tx)?;
    let kind = Kind::of(&ctx.visit);
    let line = store::lock(ctx.tx, kind, id)?.ok_or(Error::NotFound)?;
    if let Err(used) = verbs::delete(ctx.tx, &ctx.visit.author(), &can, kind, &line)? {
        let page = asking(&ctx.visit, kind, &line, used)?;
        return Answer::page_with(StatusCode::UNPROCESSABLE_ENTITY, &page).map(Outcome::Invalid);
    }
    let said = ctx.visit.t.one("common-deleted", "name", line.name);
    Ok(Outcome::Commit(Answer::see_other(kind.list()).saying(said)))
}
