//! Setting up a required second factor during the login (SPEC U-32, SECURITY AU4): GET and POST /login/two-factor.
use super::two_factor::{self, Chance, Confirmed, Offer};
use super::{LoginOption, stages};
use crate::db::Read;
use crate::error::Result;
use crate::web::answer::{Answer, Outcome};
use crate::web::field::Field;
use crate::web::i18n::Texts;
use crate::web::request::{Form, Query};
use crate::web::shell::Gate;
use crate::web::visit::{Ctx, View, Visit};
use actix_web::http::StatusCode;
use askama::Template;
use serde::Deserialize;

#[derive(Template)]
#[template(path = "session/set_up.html")]
struct SetUpPage {
    gate: Gate,
    t: Texts,
    offered: Offered,
    /// Whether codes by email may be chosen instead.
    chance: Chance,
    code: Field,
    error: Option<String>,
}

/// The offer that waits to be confirmed.
enum Offered {
    App(Offer),
    /// Codes by email, sent to this address.
    Email(String),
    /// The offer has expired; a new one can be requested.
    Nothing,
}

#[derive(Template)]
#[template(path = "session/codes.html")]
struct CodesPage {
    gate: Gate,
    t: Texts,
    login: String,
    codes: Vec<String>,
    /// Address of the page with which the login continues.
    next: String,
}

#[derive(Debug, Clone, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    from: String,
}

/// Which method was asked for.
#[derive(Deserialize, Debug, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
enum Act {
    App,
    Email,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Typed {
    /// Without it, an app is meant.
    act: Option<Act>,
    code: Option<String>,
}

/// GET /login/two-factor.
pub fn page(view: &mut View, (): ()) -> Result<Answer> {
    Answer::page(&set_up_page(&view.visit, &mut view.db, Field::empty("code"), None)?)
}

fn set_up_page(visit: &Visit, db: &mut impl Read, code: Field, error: Option<String>) -> Result<SetUpPage> {
    let offered = match two_factor::offered_email(db, visit)? {
        Some(address) => Offered::Email(address),
        None => two_factor::offered(db, visit)?.map_or(Offered::Nothing, Offered::App),
    };
    Ok(SetUpPage {
        gate: visit.gate(),
        t: visit.t,
        offered,
        chance: two_factor::chance(db, visit.access.principal()?.user)?,
        code,
        error,
    })
}

/// POST /login/two-factor: takes the code that confirms the method. Without a code, offers a new secret or sends a code
/// by email.
pub fn save(ctx: &mut Ctx<'_, '_>, (Query(asked), Form(typed)): (Query<Asked>, Form<Typed>)) -> Result<Outcome> {
    if let Some(refused) = stages::refused_if_locked(ctx)? {
        return Ok(refused);
    }
    let viewer = ctx.visit.access.principal()?.clone();
    let here = Answer::see_other(&ctx.visit.request.address_bar());
    let Some(code) = typed.code else {
        let sending = match typed.act.unwrap_or(Act::App) {
            Act::Email => two_factor::begin_email(ctx)?,
            Act::App => {
                two_factor::offer(ctx.tx, &ctx.visit.state.seal, viewer.session()?.id)?;
                return Ok(Outcome::Commit(here));
            }
        };
        return match sending.said(&ctx.visit.t) {
            Ok(_) => Ok(Outcome::Commit(here)),
            Err(why) => refused(ctx, Field::empty("code"), Some(why)),
        };
    };
    let wrong = |said| Field::empty("code").refused(said);
    match two_factor::confirm(ctx, &code)? {
        Confirmed::Wrong => {
            let said = ctx.visit.t.get("login-code-wrong");
            refused(ctx, wrong(said), None)
        }
        Confirmed::Locked(until) => {
            let said = ctx.visit.t.one("login-code-locked", "time", ctx.visit.t.clock(until));
            refused(ctx, wrong(said), None)
        }
        Confirmed::NotOffered => Ok(Outcome::Commit(here)),
        Confirmed::Done(method, codes) => go_on(ctx, LoginOption::beside(method), codes, &asked.from),
    }
}

/// Shows the page again with an error. The transaction is committed, to keep the count of wrong codes and the offer.
fn refused(ctx: &mut Ctx<'_, '_>, code: Field, error: Option<String>) -> Result<Outcome> {
    let page = set_up_page(&ctx.visit, ctx.tx, code, error)?;
    Answer::page_with(StatusCode::UNPROCESSABLE_ENTITY, &page).map(Outcome::Commit)
}

/// Continues the login. New recovery codes, if there are any, are shown first.
fn go_on(ctx: &mut Ctx<'_, '_>, option: LoginOption, codes: Vec<String>, from: &str) -> Result<Outcome> {
    let login = ctx.visit.access.principal()?.login.clone();
    if codes.is_empty() {
        return stages::go_on(ctx, Some(option), from).map(Outcome::Commit);
    }
    let further = stages::go_on_later(ctx, Some(option), from)?;
    let page = CodesPage {
        gate: ctx.visit.gate(),
        t: ctx.visit.t,
        login,
        codes,
        next: further.address.clone(),
    };
    Ok(Outcome::Commit(further.carried_by(Answer::page(&page)?)))
}
