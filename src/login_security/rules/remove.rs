//! **Remove**: GET and POST /login-security/allowed/{id}/remove and /blocked/{id}/remove.
use super::{List, record};
use crate::access::{Target, rules as may};
use crate::error::{Error, Result};
use crate::login_security::range::shown;
use crate::login_security::store::{self, NewRule, Rule};
use crate::login_security::{ManageLoginSecurity, shuts_out};
use crate::web::answer::{Answer, Outcome};
use crate::web::field::Field;
use crate::web::i18n::Texts;
use crate::web::menu;
use crate::web::request::{Form, Id};
use crate::web::shell::Shell;
use crate::web::visit::{Ctx, View, Visit};
use actix_web::http::StatusCode;
use askama::Template;
use serde::Deserialize;

#[derive(Template)]
#[template(path = "login_security/remove.html")]
struct RemovePage {
    shell: Shell,
    t: Texts,
    list: List,
    action: String,
    range: String,
    note: String,
    shut_out: Option<Field>,
}

fn remove_page(visit: &Visit, list: List, rule: &Rule, shut_out: Option<Field>) -> Result<RemovePage> {
    Ok(RemovePage {
        shell: visit.shell()?,
        t: visit.t,
        list,
        action: format!("{}/{}/remove", list.path(), rule.id),
        range: shown(rule.range),
        note: rule.note.clone(),
        shut_out,
    })
}

/// GET /login-security/allowed/{id}/remove and /blocked/{id}/remove.
pub fn page(view: &mut View, Id(id): Id) -> Result<Answer> {
    menu::LOGIN_SECURITY.enter(&view.visit.access)?;
    may::manage_block_ip(&view.visit.access, &Target::installation())?;
    let list = List::asked(&view.visit);
    let rule = store::rule(&mut view.db, list, id)?.ok_or(Error::NotFound)?;
    Answer::page(&remove_page(&view.visit, list, &rule, None)?)
}

/// The form, with the tick that appears if the change would shut somebody out.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sure {
    #[serde(default)]
    shut_out: String,
}

/// POST …/{id}/remove.
pub fn apply(ctx: &mut Ctx<'_, '_>, (Id(id), Form(sure)): (Id, Form<Sure>)) -> Result<Outcome> {
    let list = List::asked(&ctx.visit);
    let can = ctx.visit.access.can_here::<ManageLoginSecurity>(ctx.tx)?;
    let rule = store::rule(ctx.tx, list, id)?.ok_or(Error::NotFound)?;
    store::remove(ctx.tx, &can, id)?;
    let shut_out = shuts_out(ctx, !sure.shut_out.is_empty())?;
    if shut_out.is_some() {
        let page = remove_page(&ctx.visit, list, &rule, shut_out)?;
        return Answer::page_with(StatusCode::UNPROCESSABLE_ENTITY, &page).map(Outcome::Invalid);
    }
    let said = ctx.visit.t.one("login-security-removed", "range", shown(rule.range));
    let gone = NewRule {
        range: rule.range,
        note: rule.note,
        expires_at: rule.expires_at,
    };
    record(ctx, list.event(false), &gone)?;
    Ok(Outcome::Commit(Answer::see_other(list.path()).saying(said)))
}
