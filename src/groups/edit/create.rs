//! **Create new group**: GET and POST /groups/new.
use super::form::{Fields, Typed};
use super::{Back, LIST};
use crate::access::Target;
use crate::access::rules;
use crate::error::{Error, Result};
use crate::groups::{CreateGroup, verbs};
use crate::session;
use crate::web::answer::{Answer, Outcome};
use crate::web::field::Mistake;
use crate::web::i18n::Texts;
use crate::web::menu;
use crate::web::request::{Form, Query};
use crate::web::shell::Shell;
use crate::web::visit::{Ctx, View, Visit};
use actix_web::http::StatusCode;
use askama::Template;

#[derive(Template)]
#[template(path = "groups/new.html")]
struct NewPage {
    shell: Shell,
    t: Texts,
    action: String,
    cancel: String,
    fields: Fields,
    usual: (i32, i32),
    mistakes: Vec<Mistake>,
}

fn shown(visit: &Visit, back: &Back, fields: Fields) -> Result<NewPage> {
    Ok(NewPage {
        shell: visit.shell()?,
        t: visit.t,
        action: back.keep("/groups/new"),
        cancel: back.target(LIST).to_owned(),
        usual: (session::ACCESS_MINUTES, session::REFRESH_MINUTES),
        mistakes: fields.mistakes(&visit.t),
        fields,
    })
}

/// GET /groups/new.
pub fn page(view: &mut View, Query(back): Query<Back>) -> Result<Answer> {
    menu::GROUPS.enter(&view.visit.access)?;
    rules::create_group(&view.visit.access, &Target::new_group())?;
    Answer::page(&shown(&view.visit, &back, Fields::empty())?)
}

/// POST /groups/new.
pub fn save(ctx: &mut Ctx<'_, '_>, (Query(back), Form(typed)): (Query<Back>, Form<Typed>)) -> Result<Outcome> {
    menu::GROUPS.enter(&ctx.visit.access)?;
    let can = ctx.visit.access.can_here::<CreateGroup>(ctx.tx)?;
    let t = ctx.visit.t;
    let mut fields = Fields::empty().with(&typed);
    let Some(details) = fields.check_taken(ctx.tx, &t, true, None)? else {
        return invalid(&ctx.visit, &back, fields);
    };
    let name = details
        .name
        .clone()
        .ok_or_else(|| Error::Internal("a group without a name".into()))?;
    let author = ctx.visit.author();
    let Ok(id) = verbs::create(ctx.tx, &author, &can, &name, &details)? else {
        fields.name.refuse(t.get("user-name-taken"));
        return invalid(&ctx.visit, &back, fields);
    };
    let said = t.one("group-created", "name", details.display_name.as_str());
    let target = back.keep(&format!("/groups/{id}"));
    Ok(Outcome::Commit(Answer::see_other(&target).saying(said)))
}

fn invalid(visit: &Visit, back: &Back, fields: Fields) -> Result<Outcome> {
    let page = shown(visit, back, fields)?;
    Answer::page_with(StatusCode::UNPROCESSABLE_ENTITY, &page).map(Outcome::Invalid)
}
