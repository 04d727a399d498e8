//! One's own second factor: GET and POST /account/two-factor (SPEC U-30, U-31). Off, being set up, or on.
pub mod codes;
pub mod off;

use super::Head;
use crate::error::{Error, Result};
use crate::session;
use crate::session::two_factor::{self, Confirmed, Offer, On};
use crate::users::OwnAccount;
use crate::web::answer::{Answer, Outcome, SessionCookie};
use crate::web::field::Field;
use crate::web::i18n::Texts;
use crate::web::request::Form;
use crate::web::shell::Shell;
use crate::web::visit::{Ctx, View, Visit};
use actix_web::http::StatusCode;
use askama::Template;
use serde::Deserialize;

/// The address of this page.
const HERE: &str = "/account/two-factor";

#[derive(Template)]
#[template(path = "account/two_factor.html")]
struct TwoFactorPage {
    shell: Shell,
    t: Texts,
    head: Head,
    state: State,
    code: Field,
}

/// The three states of SPEC U-30.
enum State {
    Off,
    SettingUp(Offer),
    On {
        since: String,
        codes_left: i64,
        /// It cannot be turned off.
        required: bool,
    },
}

#[derive(Template)]
#[template(path = "account/recovery_codes.html")]
struct CodesPage {
    shell: Shell,
    t: Texts,
    head: Head,
    login: String,
    codes: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Typed {
    /// `begin`, `confirm` or `cancel`.
    act: String,
    #[serde(default)]
    code: String,
}

/// GET /account/two-factor.
pub fn page(view: &mut View, (): ()) -> Result<Answer> {
    let user = view.visit.access.principal()?.user;
    let on = two_factor::state(&mut view.db, user)?;
    let state = match on {
        Some(on) => {
            let required = two_factor::is_required(&mut view.db, &view.visit)?;
            State::on(&view.visit, &on, required)
        }
        None => two_factor::offered(&mut view.db, &view.visit)?.map_or(State::Off, State::SettingUp),
    };
    Answer::page(&two_factor_page(&view.visit, state, Field::empty("code"))?)
}

impl State {
    fn on(visit: &Visit, on: &On, required: bool) -> Self {
        State::On {
            since: visit.t.date_time(on.since),
            codes_left: on.codes_left,
            required,
        }
    }
}

fn two_factor_page(visit: &Visit, state: State, code: Field) -> Result<TwoFactorPage> {
    Ok(TwoFactorPage {
        shell: visit.shell()?,
        t: visit.t,
        head: Head::of(visit, visit.access.principal()?),
        state,
        code,
    })
}

/// The codes themselves, this once.
fn codes_page(visit: &Visit, codes: Vec<String>) -> Result<CodesPage> {
    let viewer = visit.access.principal()?;
    Ok(CodesPage {
        shell: visit.shell()?,
        t: visit.t,
        head: Head::of(visit, viewer),
        login: viewer.login.clone(),
        codes,
    })
}

/// POST /account/two-factor.
pub fn save(ctx: &mut Ctx<'_, '_>, Form(typed): Form<Typed>) -> Result<Outcome> {
    let viewer = ctx.visit.access.principal()?.clone();
    ctx.visit.access.can::<OwnAccount>(ctx.tx, viewer.user)?;
    match typed.act.as_str() {
        "confirm" => return confirm(ctx, &typed.code),
        "cancel" => two_factor::cancel(ctx.tx, viewer.session)?,
        "begin" if two_factor::state(ctx.tx, viewer.user)?.is_none() => {
            two_factor::offer(ctx.tx, &ctx.visit.state.seal, viewer.session)?;
        }
        // Switched on meanwhile: the page says so.
        "begin" => {}
        _ => return Err(Error::BadRequest("unknown act".into())),
    }
    Ok(Outcome::Commit(Answer::see_other(HERE)))
}

fn confirm(ctx: &mut Ctx<'_, '_>, typed: &str) -> Result<Outcome> {
    match two_factor::confirm(ctx, typed)? {
        Confirmed::Done(codes) => {
            let secret = session::proven(ctx.tx, ctx.visit.access.principal()?.session)?;
            let answer = Answer::page(&codes_page(&ctx.visit, codes)?)?;
            Ok(Outcome::Commit(answer.with_cookie(SessionCookie::Set(secret))))
        }
        Confirmed::Wrong => {
            let state = two_factor::offered(ctx.tx, &ctx.visit)?.map_or(State::Off, State::SettingUp);
            let field = Field::empty("code").refused(ctx.visit.t.get("login-code-wrong"));
            let page = two_factor_page(&ctx.visit, state, field)?;
            Answer::page_with(StatusCode::UNPROCESSABLE_ENTITY, &page).map(Outcome::Invalid)
        }
        Confirmed::NotOffered => {
            let said = ctx.visit.t.get("two-factor-too-late");
            Ok(Outcome::Commit(Answer::see_other(HERE).saying(said)))
        }
    }
}
