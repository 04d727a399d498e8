//! **License** (SPEC C-3): the switch **Assigned**, which applies at once, and Max allowed sessions: POST
//! /support/users/{id}.
use super::url;
use crate::cloud::AssignLicence;
use crate::cloud::licences;
use crate::error::{Error, Result};
use crate::support::filter::Filter;
use crate::support::pages;
use crate::users::{MAX_SESSIONS, SetMaxSessions};
use crate::web::answer::{Answer, Outcome};
use crate::web::field::Field;
use crate::web::menu;
use crate::web::request::{Form, Id};
use crate::web::visit::Ctx;
use actix_web::http::StatusCode;
use serde::Deserialize;

/// What either of the two forms posts.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Typed {
    assigned: Option<bool>,
    max_sessions: Option<String>,
}

/// POST /support/users/{id}.
pub fn save(ctx: &mut Ctx<'_, '_>, (Id(id), filter, Form(typed)): (Id, Filter, Form<Typed>)) -> Result<Outcome> {
    menu::SUPPORT_USERS.enter(&ctx.visit.access)?;
    let to = filter.at(&url(id));
    let author = ctx.visit.author();
    let said = match (typed.assigned, typed.max_sessions) {
        (Some(on), None) => {
            let can = ctx.visit.access.can::<AssignLicence>(ctx.tx, id)?;
            licences::assign(ctx.tx, &author, &can, on)?;
            if on {
                "cloud-licence-assigned"
            } else {
                "cloud-licence-removed"
            }
        }
        (None, Some(typed)) => {
            let can = ctx.visit.access.can::<SetMaxSessions>(ctx.tx, id)?;
            let number = typed.trim().parse().ok().filter(|number| MAX_SESSIONS.contains(number));
            if number.is_none() && !typed.trim().is_empty() {
                let field = Field::new("max_sessions", typed).refused(ctx.visit.t.get("user-max-sessions-wrong"));
                return again(ctx, id, filter, field);
            }
            licences::set_max_sessions(ctx.tx, &author, &can, number)?;
            "common-is-saved"
        }
        _ => return Err(Error::BadRequest("neither or both of two forms".into())),
    };
    Ok(Outcome::Commit(Answer::see_other(&to).saying(ctx.visit.t.get(said))))
}

/// Returns the page again, with what is wrong, as 422.
fn again(ctx: &mut Ctx<'_, '_>, id: i64, filter: Filter, field: Field) -> Result<Outcome> {
    match pages::account(ctx.tx, &ctx.visit, id, filter, Some(field))? {
        Ok(page) => Answer::page_with(StatusCode::UNPROCESSABLE_ENTITY, &page).map(Outcome::Invalid),
        Err(elsewhere) => Ok(Outcome::Invalid(elsewhere)),
    }
}
