//! Confirming an address by a mailed link: /confirm-email (SPEC 3.2, SECURITY AU10).
use super::by_link::{Meant, another, find, meant, over};
use super::links::{self, Over, Purpose};
use super::store::{self, Link};
use crate::activity::{self, Entry, Event, Subject};
use crate::error::Result;
use crate::web::answer::{Answer, Outcome};
use crate::web::i18n::Texts;
use crate::web::request::Form;
use crate::web::shell::Gate;
use crate::web::visit::{Ctx, View, Visit};
use actix_web::http::StatusCode;
use askama::Template;
use serde::Deserialize;

#[derive(Template)]
#[template(path = "session/confirm_email.html")]
struct ConfirmPage {
    gate: Gate,
    t: Texts,
    address: String,
    login: String,
    /// Which link it is for, for the form.
    link: String,
    /// Said above the form.
    notice: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Typed {
    #[serde(default)]
    link: String,
}

/// GET /confirm-email/{secret}.
pub fn open(view: &mut View, (): ()) -> Result<Answer> {
    super::by_link::open(view, Purpose::Email)
}

/// GET /confirm-email: shows a form, because mail scanners open links but send no forms (TK6).
pub fn page(view: &mut View, (): ()) -> Result<Answer> {
    match find(&mut view.db, &view.visit, Purpose::Email)? {
        Ok(link) => Answer::page(&confirm_page(&view.visit, link, None)?),
        Err(why) => over(&view.visit, Purpose::Email, why),
    }
}

fn confirm_page(visit: &Visit, link: Link, notice: Option<String>) -> Result<ConfirmPage> {
    Ok(ConfirmPage {
        gate: visit.gate(),
        t: visit.t,
        link: links::form_of(&visit.state.seal, &link, Purpose::Email)?,
        address: link.address.unwrap_or_default(),
        login: link.login,
        notice,
    })
}

/// POST /confirm-email: only with the secret that the mail has, and for the address it went to.
pub fn confirm(ctx: &mut Ctx<'_, '_>, Form(typed): Form<Typed>) -> Result<Outcome> {
    let link = match meant(ctx.tx, &ctx.visit, &typed.link, Purpose::Email)? {
        Meant::This(link) => link,
        Meant::Other(link) => {
            let notice = another(&ctx.visit, &link);
            let page = confirm_page(&ctx.visit, link, Some(notice))?;
            return Answer::page_with(StatusCode::CONFLICT, &page).map(Outcome::Invalid);
        }
        Meant::Over(why) => return over(&ctx.visit, Purpose::Email, why).map(Outcome::Invalid),
    };
    if !use_up(ctx, &link)? {
        return over(&ctx.visit, Purpose::Email, Over::Revoked(None)).map(Outcome::Invalid);
    }
    let mut author = ctx.visit.author();
    author.user = Some(link.user_id);
    let (event, subject) = (Event::UserEmailConfirmed, Subject::User(link.user_id));
    let entry = Entry::new(&author, event, subject, Some(link.unit_id)).personal("email", link.address.clone());
    activity::record(ctx.tx, entry)?;
    let target = match ctx.visit.access.viewer() {
        Some(_) => "/account",
        None => "/login",
    };
    let said = ctx.visit.t.get("confirm-email-done");
    Ok(Outcome::Commit(Answer::see_other(target).saying(said).with_link(None)))
}

/// A user who is logged in vouches for the address; somebody who only reads mail there does not (P-10).
fn use_up(ctx: &mut Ctx<'_, '_>, link: &Link) -> Result<bool> {
    let viewer = ctx.visit.access.viewer();
    let vouched = viewer.is_some_and(|viewer| viewer.user == link.user_id && viewer.is_logged_in());
    let (Some(address), true) = (&link.address, link.by_mail) else {
        return Ok(false);
    };
    // Whoever comes to count as Support Agent by it has other rights (`users_agent`): that lock goes first (DESIGN 4).
    ctx.tx.begin_access_change(!ctx.visit.request.checks)?;
    let active = store::candidate_again(ctx.tx, link.user_id)?.is_some_and(|user| user.state == "active");
    Ok(active && store::use_link(ctx.tx, link.id)? && store::confirm_email(ctx.tx, link.user_id, address, vouched)?)
}
