//! **Rename**: GET and POST /users/{id}/rename, for administrators (SPEC 3.2).
use super::Back;
use crate::error::{Error, Result};
use crate::names::LoginName;
use crate::users::verbs;
use crate::users::{self, RenameUser, User};
use crate::web::answer::{Answer, Outcome};
use crate::web::field::{Field, accept};
use crate::web::i18n::Texts;
use crate::web::request::{Form, Id, Query};
use crate::web::shell::Shell;
use crate::web::visit::{Ctx, View, Visit};
use actix_web::http::StatusCode;
use askama::Template;
use serde::Deserialize;

#[derive(Template)]
#[template(path = "users/rename.html")]
struct RenamePage {
    shell: Shell,
    t: Texts,
    who: String,
    now: String,
    name: Field,
    action: String,
    cancel: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Typed {
    name: String,
}

fn rename_page(visit: &Visit, user: &User, back: &Back, name: Field) -> Result<RenamePage> {
    let here = format!("/users/{}", user.id);
    Ok(RenamePage {
        shell: visit.shell()?,
        t: visit.t,
        who: user.display_name.clone(),
        now: user.login.clone(),
        name,
        action: back.keep(&format!("{here}/rename")),
        cancel: back.keep(&here),
    })
}

/// GET /users/{id}/rename.
pub fn page(view: &mut View, (Id(id), Query(back)): (Id, Query<Back>)) -> Result<Answer> {
    let user = users::store::one(&mut view.db, id)?.ok_or(Error::NotFound)?;
    if !view.visit.access.sees(user.unit) {
        return Err(Error::NotFound);
    }
    view.visit.access.allows::<RenameUser>(&user)?;
    let name = Field::new("name", &user.login);
    Answer::page(&rename_page(&view.visit, &user, &back, name)?)
}

/// POST /users/{id}/rename.
pub fn save(
    ctx: &mut Ctx<'_, '_>,
    (Id(id), Query(back), Form(typed)): (Id, Query<Back>, Form<Typed>),
) -> Result<Outcome> {
    let can = ctx.visit.access.can::<RenameUser>(ctx.tx, id)?;
    let user = can.row().clone();
    let t = ctx.visit.t;
    let mut field = Field::new("name", typed.name);
    let name = accept(&t, &mut field, LoginName::parse);
    if let Some(name) = &name {
        if name.is_reserved() {
            field.refuse(t.get("user-name-reserved"));
        } else if verbs::taken(ctx.tx, &name.key(), Some(id))? {
            field.refuse(t.get("user-name-taken"));
        }
    }
    let Some(name) = name.filter(|_| field.error.is_none()) else {
        return invalid(&ctx.visit, &user, &back, field);
    };
    let author = ctx.visit.author();
    if verbs::rename(ctx.tx, &author, &can, &name)?.is_err() {
        field.refuse(t.get("user-name-taken"));
        return invalid(&ctx.visit, &user, &back, field);
    }
    let said = t.two("user-renamed", "old", user.login, "new", name.as_str());
    let target = back.keep(&format!("/users/{id}"));
    Ok(Outcome::Commit(Answer::see_other(&target).saying(said)))
}

fn invalid(visit: &Visit, user: &User, back: &Back, name: Field) -> Result<Outcome> {
    let page = rename_page(visit, user, back, name)?;
    Answer::page_with(StatusCode::UNPROCESSABLE_ENTITY, &page).map(Outcome::Invalid)
}
